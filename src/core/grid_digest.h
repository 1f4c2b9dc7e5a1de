/* SPDX-License-Identifier: Apache-2.0 */
/* grid_digest -- the name of a grid */
#ifndef TWIN_GRID_DIGEST_H
#define TWIN_GRID_DIGEST_H

#include "core/digest.h"
#include "core/grid.h"

/* grid_digest -- of all that says where its cells are: kind, sizes, axes,
 * places, bounds, mapping and CRS; not of what things are called. */
void grid_digest(const struct grid *g, char text[DIGEST_TEXT]);

#endif
