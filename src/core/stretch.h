/* SPDX-License-Identifier: Apache-2.0 */
/* stretch -- the longitudes that something covers */
#ifndef TWIN_STRETCH_H
#define TWIN_STRETCH_H

#include <stddef.h>

/* From a west in -180..180 eastwards, maybe beyond 180 [degrees]. */
struct stretch {
    double west, east;
};

/*
 * stretches_narrowest -- the shortest stretch that covers all.
 *
 *   n, s  [n]  in|out  at least one; they are sorted
 *   box   [4]  out     west in [0] and east in [2], west > east across 180;
 *                      -180 and 180 where there is no gap
 */
void stretches_narrowest(struct stretch *s, size_t n, double box[4]);

#endif
