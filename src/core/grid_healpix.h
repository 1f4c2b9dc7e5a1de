/* SPDX-License-Identifier: Apache-2.0 */
/* grid_healpix -- all cells of HEALPix as a grid */
#ifndef TWIN_GRID_HEALPIX_H
#define TWIN_GRID_HEALPIX_H

#include <stdbool.h>

#include "core/grid.h"

/*
 * grid_healpix -- a list of 12 nside^2 cells, whose centres are implied, and
 * the mapping of CF 1.13; on the sphere of the centres, without its radius.
 *
 *   nside  in  1 .. 8192; a power of 2 where nested
 */
struct grid *grid_healpix(size_t nside, bool nested);

/* grid_healpix_rings -- the cells of a grid whose places are implied in the
 * order of rings. */
struct grid *grid_healpix_rings(const struct grid *g);

/* grid_healpix_centre -- the place of cell k of such a grid; _centres, of all:
 * [nx] degrees. */
void grid_healpix_centre(const struct grid *g, size_t k, double *lon,
                         double *lat);
void grid_healpix_centres(const struct grid *g, double *lon, double *lat);

/* grid_placed -- a copy of such a grid that has its places in lat and lon; of
 * other grids NULL.  The caller frees it with grid_free(). */
struct grid *grid_placed(const struct grid *g);

/* grid_nside -- nside as the mapping of a grid says it; 0: no HEALPix, or
 * nothing that can be one. */
size_t grid_nside(const struct grid *g);

/* grid_is_nested -- do its cells of HEALPix have the nested order?  Else they
 * follow in rings. */
bool grid_is_nested(const struct grid *g);

/* grid_healpix_words -- CDO's words for the mapping, healpix_nside and
 * healpix_order, become nside and indexing_scheme where these are not there. */
void grid_healpix_words(struct atts *mapping);

/* grid_is_healpix -- has it all cells of HEALPix, in their order? */
bool grid_is_healpix(const struct grid *g);

/* grid_healpix_fill -- the places of a list of cells of HEALPix that has none:
 * of all they are implied; of those whose indices are the values of x lat and
 * lon are made; of fewer cells without indices there are none.
 *
 * Errors  EX_DATAERR  an index that is none */
MUST_CHECK int grid_healpix_fill(struct grid *g);

#endif
