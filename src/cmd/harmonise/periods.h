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

/* rule_default -- all for sums and counts, 90 % for the rest. */
struct rule rule_default(enum stat stat);

/* The usual distance of steps that carry no bounds: the least that there is
 * between two, in months where the stamps are about a whole number of months
 * apart. */
struct pace {
    struct duration length; /* 0, 0: not known yet */
};
bool pace_is_known(const struct pace *p);

/* pace_learn -- from steps at a and b, unless it is less already. */
void pace_learn(struct pace *p, enum calendar c, int64_t a, int64_t b);

/* pace_of -- from all steps of an axis, where it has their times. */
MUST_CHECK int pace_of(struct pace *p, const struct time_axis *t);

/* pace_steps -- how many steps of that pace fill [start, end); 1 when the pace
 * is not known. */
double pace_steps(const struct pace *p, enum calendar c, int64_t start,
                  int64_t end);

/* pace_text -- "1 day", for cell_methods; NULL when it is not known.  The
 * caller frees it with free(). */
char *pace_text(const struct pace *p);

#endif
