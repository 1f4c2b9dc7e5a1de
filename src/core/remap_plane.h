/* SPDX-License-Identifier: Apache-2.0 */
/* remap_plane -- two grids with axes in one plane, whose weights are products
 * of those of rows and columns; private to remap */
#ifndef TWIN_REMAP_PLANE_H
#define TWIN_REMAP_PLANE_H

#include <stdbool.h>

#include "core/remap_links.h"

/* remap_is_one_plane -- are both on axes of the same projection, or of the same
 * rotated pole, by places of the target in the coordinates of the source? */
bool remap_is_one_plane(const struct grid *src, const struct grid *dst);

/* remap_overlap_plane -- overlap / target area in the plane of a projection;
 * y with the two columns of remap_overlap_y(). */
MUST_CHECK int remap_overlap_plane(struct weights **y, struct weights **x,
                                   const struct grid *src,
                                   const struct grid *dst);

/* remap_plane_areas -- of the cells, there [ny * nx, unit of the axes squared].
 */
MUST_CHECK int remap_plane_areas(const struct grid *g, double *area);

#endif
