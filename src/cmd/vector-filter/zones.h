/* SPDX-License-Identifier: Apache-2.0 */
/* zones -- the cells under features */
#ifndef TWIN_ZONES_H
#define TWIN_ZONES_H

#include "core/feature.h"
#include "core/grid.h"

/* Where the cells of a grid are, row by row, so that few are looked at. */
struct places {
    size_t ny, nx;
    double *lon, *lat;     /* [ny][nx] centres [degrees] */
    double *south, *north; /* [ny] least and largest latitude of a row */
};

MUST_CHECK int places_make(struct places *p, const struct grid *g);
void places_free(struct places *p);

/* zone_cells -- the cells whose centre lies in a geometry, by rising index;
 * their number.  The caller frees *cell with free(). */
size_t zone_cells(const struct places *p, const struct geometry *g,
                  size_t **cell);

#endif
