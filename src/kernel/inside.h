/* SPDX-License-Identifier: Apache-2.0 */
/* inside -- which points lie in a polygon */
#ifndef TWIN_INSIDE_H
#define TWIN_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * inside_rings -- is a point in a polygon, by even and odd crossings?
 *
 *   x, y    in  the point
 *   nrings  in  outer rings and holes of all parts
 *   ring    in  [nrings + 1] first point of each
 *   xy      in  [ring[nrings]][2] points; rings are closed
 *
 * Exact   of polygons that share an edge, a point on it is in exactly one
 * Missing a point with a NaN is in none
 */
bool inside_rings(double x, double y, size_t nrings, const size_t *ring,
                  const double *xy);

#endif
