/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/vector-filter/zones.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "kernel/inside.h"

int places_make(struct places *p, const struct grid *g) {
    const size_t n = grid_cells(g);

    p->ny = g->ny;
    p->nx = g->nx;
    p->lon = mem_array(n, sizeof *p->lon);
    p->lat = mem_array(n, sizeof *p->lat);
    p->south = mem_array(g->ny, sizeof *p->south);
    p->north = mem_array(g->ny, sizeof *p->north);
    if (grid_lonlat(g, p->lon, p->lat) != EX_OK)
        return EX_DATAERR;
    for (size_t j = 0; j < p->ny; j++) {
        p->south[j] = INFINITY;
        p->north[j] = -INFINITY;
        for (size_t i = 0; i < p->nx; i++) {
            p->south[j] = fmin(p->south[j], p->lat[j * p->nx + i]);
            p->north[j] = fmax(p->north[j], p->lat[j * p->nx + i]);
        }
    }
    return EX_OK;
}

void places_free(struct places *p) {
    free(p->lon);
    free(p->lat);
    free(p->south);
    free(p->north);
}

static bool is_polygon(const struct geometry *g) {
    return g->type == GEOMETRY_POLYGON || g->type == GEOMETRY_MULTIPOLYGON;
}

/* In the polygons of a geometry, the point being as many turns round the earth
 * as the geometry is. */
static bool holds(const struct geometry *g, const double box[4], double lon,
                  double lat) {
    const double x = box[0] + fmod(fmod(lon - box[0], 360) + 360, 360);

    if (is_polygon(g))
        return x <= box[2] && inside_rings(x, lat, g->nrings, g->ring, g->xy);
    for (size_t m = 0; m < g->nmembers; m++) {
        double inner[4];
        if (geometry_envelope(&g->member[m], inner) &&
            holds(&g->member[m], inner, lon, lat))
            return true;
    }
    return false;
}

size_t zone_cells(const struct places *p, const struct geometry *g,
                  size_t **cell) {
    double box[4];
    size_t n = 0, room = 0;

    *cell = NULL;
    if (!geometry_envelope(g, box))
        return 0;
    for (size_t j = 0; j < p->ny; j++) {
        if (p->north[j] < box[1] || p->south[j] > box[3])
            continue;
        for (size_t k = j * p->nx; k < (j + 1) * p->nx; k++) {
            if (p->lat[k] < box[1] || p->lat[k] > box[3] ||
                !holds(g, box, p->lon[k], p->lat[k]))
                continue;
            if (n == room)
                *cell = mem_grow(*cell, room = 2 * room + 64, sizeof **cell);
            (*cell)[n++] = k;
        }
    }
    return n;
}
