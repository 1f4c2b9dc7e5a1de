/* SPDX-License-Identifier: Apache-2.0 */
/* polygon -- a place among the corners of a polygon on the sphere */
#ifndef TWIN_POLYGON_H
#define TWIN_POLYGON_H

#include <stdbool.h>
#include <stddef.h>

/* Corners, at most. */
enum { POLYGON_MOST = 32 };

/*
 * polygon_holds -- is a place within, or on a side?
 *
 *   p       [3]     in  unit vector
 *   corner  [n][3]  in  unit vectors in order around, n <= POLYGON_MOST, within
 *                       80 degrees of p; sides may have no length
 *
 * Exact  to 1e-9 of a side
 */
bool polygon_holds(const double p[3], size_t n, const double *corner);

/*
 * polygon_weights -- mean value coordinates: weights of the corners, sum 1,
 * whose mean in the gnomonic plane at p is the place; of three corners its
 * barycentric coordinates.  Along a side they are linear between its ends.
 *
 *   weight  [n]  out  0..1
 *
 * Returns false where the place is not within, as polygon_holds() says, or some
 * of the sides cannot be seen from it; weight is then not set.
 * Source  Floater (2003), Comput. Aided Geom. Des. 20, 19-27,
 *         doi:10.1016/S0167-8396(03)00002-5
 */
bool polygon_weights(const double p[3], size_t n, const double *corner,
                     double *weight);

#endif
