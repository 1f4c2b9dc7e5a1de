/* SPDX-License-Identifier: Apache-2.0 */
/* bilinear -- where a place lies in a quadrilateral of four others */
#ifndef TWIN_BILINEAR_H
#define TWIN_BILINEAR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * bilinear_weights -- weights of the four corners at a place.
 *
 *   p       [3]     in   unit vector
 *   corner  [4][3]  in   unit vectors, in order around, within 80 degrees of p
 *   weight  [4]     out  0..1, sum 1 [1]
 *
 * The place is sum(weight * corner) in the gnomonic plane that touches the
 * sphere at p, in which great circles are straight: quadrilaterals that share a
 * side agree along it.
 *
 * Returns false where p is further than 1e-9 of a side outside, or the corners
 * are no convex quadrilateral; weight is then not set.
 * Exact   a place at a corner has weight 1 to rounding
 */
bool bilinear_weights(const double p[3], const double *corner,
                      double weight[4]);

/*
 * bilinear_line -- weights of two neighbours on an axis.
 *
 *   value  [n]  in   rising or falling places
 *   x           in   a place
 *   lower       out  position of the first of the two, 0..n - 2 (0 for n = 1)
 *
 * Returns the weight of the second, 0..1, or NAN outside all of them; up to
 * 1e-6 of a step outside, or beside one of the two, counts as there.
 */
double bilinear_line(size_t n, const double *value, double x, size_t *lower);

#endif
