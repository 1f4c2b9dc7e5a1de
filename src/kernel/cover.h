/* SPDX-License-Identifier: Apache-2.0 */
/* cover -- which share of each cell lies in a polygon */
#ifndef TWIN_COVER_H
#define TWIN_COVER_H

#include <stddef.h>

/* Cells by the edges of their rows and columns. */
struct cover_grid {
    size_t ny, nx;
    const double *y, *x; /* [ny + 1], [nx + 1] rising */
};

/* Outer rings counter-clockwise, holes clockwise; closed. */
struct cover_rings {
    size_t n;
    const size_t *ring; /* [n + 1] first point of each */
    const double *xy;   /* [ring[n]][2] points */
    double shift;       /* added to every x */
};

/*
 * cover_shares -- shares of the cells that lie inside of rings.
 *
 *   share  [ny][nx]      out  0..1 [1]
 *   full   [ny][nx + 1]  out  scratch
 *
 * Missing  a side with a NaN is left out
 * Exact    of rings that do not cross, to rounding, in the plane of x and y:
 *          the signed areas between the sides and the east
 */
void cover_shares(const struct cover_grid *g, const struct cover_rings *r,
                  double *share, double *full);

#endif
