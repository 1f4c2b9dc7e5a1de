/* SPDX-License-Identifier: Apache-2.0 */
#include "core/zones.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "kernel/cover.h"
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
    free(p->x);
    free(p->y);
}

/* Turns edges so that they rise; did they fall? */
static bool rise(size_t n, double *edge) {
    const bool falls = edge[0] > edge[n];

    for (size_t i = 0; falls && i < (n + 1) / 2; i++) {
        const double e = edge[i];
        edge[i] = edge[n - i];
        edge[n - i] = e;
    }
    return falls;
}

int places_edges(struct places *p, const struct grid *g) {
    int status;

    if (g->kind != GRID_LATLON)
        return err_set(EX_DATAERR, "its cells have no edges along longitude "
                                   "and latitude (--cover centre)");
    p->x = mem_array(p->nx + 1, sizeof *p->x);
    p->y = mem_array(p->ny + 1, sizeof *p->y);
    TRY(grid_edges(&g->x, false, p->x));
    TRY(grid_edges(&g->y, true, p->y));
    p->x_falls = rise(p->nx, p->x);
    p->y_falls = rise(p->ny, p->y);
done:
    return status;
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

/* Rows j0 to j1 of the grid, south to north, under a geometry. */
struct strip {
    size_t j0, j1;
    double *sum, *share; /* [j1 - j0][nx] */
    double *full;        /* [j1 - j0][nx + 1] */
};

/* Adds the shares of one polygon, as often as it lies round the earth. */
static void add_polygon(const struct places *p, const struct geometry *g,
                        const struct strip *s) {
    const struct cover_grid cells = { s->j1 - s->j0, p->nx, p->y + s->j0,
                                      p->x };
    struct cover_rings rings = { g->nrings, g->ring, g->xy, 0 };
    double box[4];

    if (!geometry_envelope(g, box))
        return;
    rings.shift = 360 * ceil((p->x[0] - box[2]) / 360);
    for (; box[0] + rings.shift < p->x[p->nx]; rings.shift += 360) {
        cover_shares(&cells, &rings, s->share, s->full);
        for (size_t i = 0; i < cells.ny * p->nx; i++)
            s->sum[i] = fmin(1, s->sum[i] + s->share[i]);
    }
}

static void add_shares(const struct places *p, const struct geometry *g,
                       const struct strip *s) {
    if (is_polygon(g))
        add_polygon(p, g, s);
    for (size_t m = 0; m < g->nmembers; m++)
        add_shares(p, &g->member[m], s);
}

/* The cell of the grid at row j, column i of rising edges. */
static size_t place_of(const struct places *p, size_t j, size_t i) {
    return (p->y_falls ? p->ny - 1 - j : j) * p->nx +
           (p->x_falls ? p->nx - 1 - i : i);
}

size_t zone_shares(const struct places *p, struct geometry *g, size_t **cell,
                   double **share) {
    const double least = 1e-10; /* what rounding leaves of no share */
    struct strip s = { 0 };
    double box[4];
    size_t n = 0, size;

    *cell = NULL;
    *share = NULL;
    if (!geometry_envelope(g, box))
        return 0;
    geometry_wind(g);
    while (s.j0 < p->ny && p->y[s.j0 + 1] <= box[1])
        s.j0++;
    for (s.j1 = s.j0; s.j1 < p->ny && p->y[s.j1] < box[3];)
        s.j1++;
    size = (s.j1 - s.j0) * p->nx;
    s.sum = mem_array(size, sizeof *s.sum);
    s.share = mem_array(size, sizeof *s.share);
    s.full = mem_array((s.j1 - s.j0) * (p->nx + 1), sizeof *s.full);
    add_shares(p, g, &s);
    for (size_t k = 0; k < size; k++)
        n += s.sum[k] > least;
    *cell = mem_array(n, sizeof **cell);
    *share = mem_array(n, sizeof **share);
    n = 0;
    for (size_t k = 0; k < size; k++)
        if (s.sum[k] > least) {
            (*cell)[n] = place_of(p, s.j0 + k / p->nx, k % p->nx);
            (*share)[n++] = s.sum[k];
        }
    free(s.sum);
    free(s.share);
    free(s.full);
    return n;
}
