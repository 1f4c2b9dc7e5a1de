/* SPDX-License-Identifier: Apache-2.0 */
/* grid_order -- an order of the cells of a grid that their places alone tell */
#ifndef TWIN_GRID_ORDER_H
#define TWIN_GRID_ORDER_H

#include "core/grid.h"

/*
 * grid_order -- the window that puts cells into that order.
 *
 *   w  out  the caller frees it with window_free()
 *
 * A list goes from the north to the south and, on a parallel, from longitude 0
 * to the east; cells in one place stay in their order.  A curvilinear grid is
 * flipped, mirrored and, where it goes round the earth, rolled so that its
 * first cell is the southernmost of its corners, or of the cells of its first
 * and last rows, and of these the one of the least longitude from -180; where
 * two lie in one place those that follow decide, column by column.  Its last
 * columns are left out where they are the first ones once more.  Other grids
 * stay as they are, since grid_window() has put their axes in order; so do the
 * cells of HEALPix whose places are implied.
 */
void grid_order(const struct grid *g, struct window *w);

/*
 * grid_ordered -- the grid of such a window.  The corners of a cell begin with
 * the least by latitude, then longitude, and go on to the lesser of the two
 * beside it; those that repeat the one before them come last, and so do, in a
 * list, those that are missing: such a cell has fewer corners.
 */
struct grid *grid_ordered(const struct grid *g, const struct window *w);

#endif
