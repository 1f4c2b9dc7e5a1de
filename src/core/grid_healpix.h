/* SPDX-License-Identifier: Apache-2.0 */
/* grid_healpix -- all cells of HEALPix as a grid */
#ifndef TWIN_GRID_HEALPIX_H
#define TWIN_GRID_HEALPIX_H

#include <stdbool.h>

#include "core/grid.h"

/*
 * grid_healpix -- a list of 12 nside^2 cells with their centres, and the
 * mapping of CF 1.13; on the sphere of the centres, without its radius.
 *
 *   nside  in  1 .. 8192; a power of 2 where nested
 */
struct grid *grid_healpix(size_t nside, bool nested);

/*
 * grid_healpix_rings -- the cells of a grid with grid_is_healpix() in the order
 * of rings, without their places: grid_lonlat() makes them.
 */
struct grid *grid_healpix_rings(const struct grid *g);

/* grid_nside -- nside as the mapping of a grid says it; 0: no HEALPix, or
 * nothing that can be one. */
size_t grid_nside(const struct grid *g);

/* grid_healpix_words -- CDO's words for the mapping, healpix_nside and
 * healpix_order, become nside and indexing_scheme where these are not there. */
void grid_healpix_words(struct atts *mapping);

/* grid_is_healpix -- has it all cells of HEALPix, in their order? */
bool grid_is_healpix(const struct grid *g);

/* grid_healpix_fill -- makes lat and lon of a list of cells of HEALPix that has
 * none: of all, or of those whose indices are the values of x; of fewer cells
 * without indices none.
 *
 * Errors  EX_DATAERR  an index that is none */
MUST_CHECK int grid_healpix_fill(struct grid *g);

#endif
