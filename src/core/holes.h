/* SPDX-License-Identifier: Apache-2.0 */
/* holes -- steps that a series of several FILEs lacks */
#ifndef TWIN_HOLES_H
#define TWIN_HOLES_H

#include "core/feed.h"

/* A step of the series, and the FILE that has it. */
struct moment {
    int64_t at, from, to; /* time, bounds; both are the time without any */
    const struct feed *feed;
};

/*
 * holes_tell -- one warning that lists the holes of a series: steps more than
 * one and a half times as far from the one before as is usual (the median), and
 * whose bounds do not join.  Where more than a third of the steps are so, they
 * are irregular, and nothing is said.
 *
 *   m  [n]  in   in the order of time
 */
void holes_tell(size_t n, const struct moment *m);

#endif
