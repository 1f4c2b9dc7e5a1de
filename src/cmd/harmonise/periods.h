/* SPDX-License-Identifier: Apache-2.0 */
/* periods -- what a period of time must have before it counts */
#ifndef TWIN_PERIODS_H
#define TWIN_PERIODS_H

#include "cmd/harmonise/statistic.h"
#include "core/calendar.h"
#include "core/dataset.h"
#include "core/parse.h"

/* Which share of a period must be valid: at least `steps` of them, or `share`
 * of its time. */
struct rule {
    bool counts; /* steps, not share */
    double share, steps;
};

/* rule_parse -- "90%", "all", "any", "25". */
MUST_CHECK int rule_parse(const char *text, struct rule *rule);

/* rule_default -- all for sums and counts, 90 % for the rest. */
struct rule rule_default(enum stat stat);

/* The usual distance of steps that carry no bounds: learnt from the first two,
 * in months where the stamps are a whole number of months apart. */
struct pace {
    struct duration length; /* 0, 0: not known yet */
};
void pace_learn(struct pace *p, enum calendar c, int64_t a, int64_t b);

/* pace_steps -- how many steps of that pace fill [start, end); 1 when the pace
 * is not known. */
double pace_steps(const struct pace *p, enum calendar c, int64_t start,
                  int64_t end);

/* pace_text -- "1 day", for cell_methods; NULL when it is not known.  The
 * caller frees it with free(). */
char *pace_text(const struct pace *p);

#endif
