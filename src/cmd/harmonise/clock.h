/* SPDX-License-Identifier: Apache-2.0 */
/* clock -- when steps are, and how far they are apart */
#ifndef TWIN_CLOCK_H
#define TWIN_CLOCK_H

#include "core/dataset.h"

/* The usual distance of steps that carry no bounds: the least that there is
 * between two, in months where the stamps are about a whole number of months
 * apart. */
struct pace {
    struct duration length; /* 0, 0: not known yet */
};
bool pace_is_known(const struct pace *p);

/* pace_is_long -- is it longer than a day? */
bool pace_is_long(const struct pace *p);

/* pace_of -- from all steps of an axis, where it has their times. */
MUST_CHECK int pace_of(struct pace *p, const struct time_axis *t);

/* pace_steps -- how many steps of that pace fill [start, end); 1 when the pace
 * is not known. */
double pace_steps(const struct pace *p, enum calendar c, int64_t start,
                  int64_t end);

/* pace_text -- "1 day", for cell_methods; NULL when it is not known.  The
 * caller frees it with free(). */
char *pace_text(const struct pace *p);

/* When a step is: its stamp, and what it covers: its bounds, or from the stamp
 * on as long as the pace is. */
struct when {
    int64_t stamp, from, to;
    int64_t mid; /* of the bounds, or the stamp: where it belongs */
};

struct clock {
    struct pace pace;
    bool started; /* there was a step, */
    int64_t now;  /* and this is its stamp */
};

/* clock_read -- the next step; the pace is learnt from it. */
MUST_CHECK int clock_read(struct clock *k, const struct time_axis *t,
                          const struct step *s, struct when *w);

#endif
