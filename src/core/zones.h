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
    double *x, *y;         /* [nx + 1], [ny + 1] edges, rising, or NULL */
    bool x_falls, y_falls; /* the cells go the other way */
};

MUST_CHECK int places_make(struct places *p, const struct grid *g);
void places_free(struct places *p);

/* places_edges -- finds x and y.  Errors EX_DATAERR  no axes of longitude and
 * latitude. */
MUST_CHECK int places_edges(struct places *p, const struct grid *g);

/* zone_cells -- the cells whose centre lies in a geometry, by rising index;
 * their number.  The caller frees *cell with free(). */
size_t zone_cells(const struct places *p, const struct geometry *g,
                  size_t **cell);

/* zone_shares -- the cells that share an area with a geometry, and how much of
 * each that is, 0..1, in the plane of longitude and latitude; places_edges()
 * was called.  Turns the rings of the geometry as kernel/cover.h wants them. */
size_t zone_shares(const struct places *p, struct geometry *g, size_t **cell,
                   double **share);

#endif
