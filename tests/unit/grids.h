/* SPDX-License-Identifier: Apache-2.0 */
/* grids -- what unit programs regrid from and to */
#ifndef TWIN_GRIDS_H
#define TWIN_GRIDS_H

#include <stdlib.h>

#include "core/gridspec.h"

static inline struct grid *spec(const char *text) {
    struct grid *g;

    if (gridspec_parse(text, &g) != EX_OK) {
        err_print();
        exit(1);
    }
    return g;
}

/* Centres of equal steps, without bounds. */
static inline struct grid *axes(enum grid_kind kind, size_t ny,
                                const double y[2], size_t nx,
                                const double x[2]) {
    struct grid *g = grid_new(kind, ny, nx);

    for (size_t j = 0; j < ny; j++)
        g->y.value[j] = y[0] + (double)j * y[1];
    for (size_t i = 0; i < nx; i++)
        g->x.value[i] = x[0] + (double)i * x[1];
    return g;
}

/* 60 x 70 cells of a degree about 18 E 51 N, on a rotated pole. */
static inline struct grid *rotated(void) {
    struct grid *g =
        axes(GRID_ROTATED, 60, (double[]){ -30, 1 }, 70, (double[]){ -35, 1 });
    const double lat = 39.25, lon = -162;

    atts_set_numbers(&g->mapping_atts, "grid_north_pole_latitude", TYPE_DOUBLE,
                     1, &lat);
    atts_set_numbers(&g->mapping_atts, "grid_north_pole_longitude", TYPE_DOUBLE,
                     1, &lon);
    return g;
}

/* The same cells by their places alone. */
static inline struct grid *curvilinear(void) {
    struct grid *r = rotated(), *g = grid_new(GRID_CURVILINEAR, r->ny, r->nx);

    if (grid_lonlat(r, g->lon, g->lat) != EX_OK)
        exit(1);
    grid_free(r);
    return g;
}

#endif
