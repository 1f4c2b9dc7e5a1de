/* SPDX-License-Identifier: Apache-2.0 */
/* periods -- what a period of time must have before it counts */
#ifndef TWIN_PERIODS_H
#define TWIN_PERIODS_H

#include "cmd/harmonise/statistic.h"
#include "core/calendar.h"
#include "core/dataset.h"
#include "core/parse.h"
#include "kernel/gaps.h"

/* Which share of a period must be valid: at least `steps` of them, or `share`
 * of its time; or how many days may be missing. */
struct rule {
    bool counts; /* steps, not share */
    bool days;   /* limits on missing days */
    double share, steps;
    struct gap_limits most;
};

/* rule_parse -- "90%", "all", "any", "25", "wmo", "climdex". */
MUST_CHECK int rule_parse(const char *text, struct rule *rule);

/* rule_check -- missing days can be counted in steps of a day or less. */
MUST_CHECK int rule_check(const struct rule *rule, bool is_long);

/* rule_default -- all for sums and counts, 90 % for the rest. */
struct rule rule_default(enum stat stat);

/* rule_need -- the valid weight that a cell needs, of a period of weight
 * `whole` whose steps weigh `step` on average. */
double rule_need(const struct rule *r, double whole, double step);

/* What the options of statistics say; NULL: not given. */
struct stat_options {
    const char *stat, *min_valid;
    size_t quantile_type, ddof;
    bool equal_steps, coverage;
};
const struct stat_options *stat_options(void);

/* stat_options_fit -- EX_USAGE for options that none of these statistics has.
 */
MUST_CHECK int stat_options_fit(size_t n, const struct statistic *stat);

/* stat_options_check -- EX_USAGE for what is of nothing, or cannot be. */
MUST_CHECK int stat_options_check(void);

#endif
