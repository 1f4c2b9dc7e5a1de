/* SPDX-License-Identifier: Apache-2.0 */
/* arcs -- the longitudes that boxes cover, in constant memory */
#ifndef TWIN_ARCS_H
#define TWIN_ARCS_H

#include <stddef.h>

/* Bins of an eighth of a degree: their edges are exact.  Gaps of a degree and
 * more are gaps, so there are at most so many parts. */
enum { ARC_BINS = 2880, ARCS_MOST = 360 };

/* What is covered, bin by bin: from low to high, latitudes too.  Within a bin
 * nothing is a gap. */
struct arcs {
    double low[ARC_BINS], high[ARC_BINS];    /* low > high: nothing */
    double south[ARC_BINS], north[ARC_BINS]; /* [degrees] */
};

void arcs_clear(struct arcs *a);

/*
 * arcs_add -- covers a box.
 *
 *   box  [4]  in  west, south, east, north [degrees]; west > east crosses 180
 *                 degrees; other longitudes by whole turns; a span of 360 or
 *                 more is the whole circle
 *
 * Exact  any order of boxes, and boxes that arcs_boxes() gave, lead to the same
 *        arcs
 */
void arcs_add(struct arcs *a, const double box[4]);

/*
 * arcs_boxes -- box[0] is the smallest that holds all; if it has gaps inside,
 * box[1] ... are its parts, from west to east.  Gaps of less than a degree
 * count as covered.
 *
 *   box  [ARCS_MOST + 1][4]  out  -180 <= west < 180, -180 < east <= 180
 *
 * Returns how many boxes; 0 when nothing was added.
 */
size_t arcs_boxes(const struct arcs *a, double box[ARCS_MOST + 1][4]);

#endif
