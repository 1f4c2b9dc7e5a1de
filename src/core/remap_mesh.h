/* SPDX-License-Identifier: Apache-2.0 */
/* remap_mesh -- from the faces of a mesh, whose corners are given; private to
 * remap */
#ifndef TWIN_REMAP_MESH_H
#define TWIN_REMAP_MESH_H

#include "core/remap_links.h"

/* remap_is_mesh -- a list of cells with corners that is none of rows? */
bool remap_is_mesh(const struct grid *g);

/* remap_mesh_nearest -- the nearest centre of a face, for places within one. */
MUST_CHECK int remap_mesh_nearest(struct weights **out, const struct grid *src,
                                  const struct grid *dst);

/*
 * remap_mesh_linear -- between the centres of the faces that meet in a node:
 * in the triangle of three, by the inverse bilinear map of four, by mean value
 * coordinates of more.  Between the outermost centres and the border of a mesh
 * there is nothing.
 *
 * Source  Floater (2003), Comput. Aided Geom. Des. 20, 19-27,
 *         doi:10.1016/S0167-8396(03)00002-5
 */
MUST_CHECK int remap_mesh_linear(struct weights **out, const struct grid *src,
                                 const struct grid *dst);

#endif
