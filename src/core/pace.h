/* SPDX-License-Identifier: Apache-2.0 */
/* pace -- the times of steps: how long they are, and where one is absent */
#ifndef TWIN_PACE_H
#define TWIN_PACE_H

#include <stdbool.h>

#include "core/dataset.h"

/* The time of a step [time of calendar.h]. */
struct instant {
    size_t step; /* from 0 */
    int64_t time;
    int64_t from, to; /* its bounds; both are `time` where it has none */
    bool hole;        /* steps are absent before it */
};

struct pace {
    const struct time_axis *axis; /* borrowed */
    size_t n;                     /* steps so far */
    int64_t shortest;             /* shortest interval so far; 0: not known */
    struct instant last;
};

void pace_begin(struct pace *p, const struct time_axis *axis);

/*
 * pace_next -- the time of the next step.
 *
 * A hole is where the bounds leave more than half a step between them; without
 * bounds, where the times are more than 1.5 of the shortest step so far apart.
 *
 * Errors  EX_DATAERR  a time that is none, or not after the one before
 */
MUST_CHECK int pace_next(struct pace *p, const struct step *s,
                         struct instant *now);

#endif
