/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_direction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/grid_places.h"
#include "core/mapping.h"
#include "core/mem.h"
#include "kernel/turn.h"

/* Half of the way along x over which a projection is asked [m]. */
#define REACH 10

void direction_free(struct direction *d) {
    free(d->cosine);
    free(d->sine);
    d->cosine = d->sine = NULL;
}

static void direction_set(struct direction *d, size_t i, const double cs[2]) {
    d->cosine[i] = cs[0];
    d->sine[i] = cs[1];
}

/* Places of all cells: of axes, not of 2-D places that were rounded. */
static int places(const struct grid *g, double *lon, double *lat) {
    const size_t n = grid_cells(g);

    if (g->x.value == NULL || g->y.value == NULL)
        return grid_lonlat(g, lon, lat);
    for (size_t i = 0; i < n; i++) {
        lon[i] = g->x.value[i % g->nx];
        lat[i] = g->y.value[i / g->nx];
    }
    return grid_to_lonlat(g, n, lon, lat);
}

/* By the pole of a rotated grid. */
static int rotated(const struct grid *g, struct direction *d) {
    const struct atts *a = &g->mapping_atts;
    const double pole[2] = { atts_number(a, "grid_north_pole_longitude"),
                             atts_number(a, "grid_north_pole_latitude") };
    const size_t n = grid_cells(g);
    double *lon = mem_array(n, sizeof *lon), *lat = mem_array(n, sizeof *lat);
    int status;

    TRY(places(g, lon, lat));
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double at[2] = { lon[i], lat[i] };
        double cs[2];
        turn_rotated(pole, at, cs);
        direction_set(d, i, cs);
    }
done:
    free(lon);
    free(lat);
    return status;
}

/* A projection to be asked; reach is in the unit of its axes. */
struct ask {
    struct crs *crs;
    double e2, reach;
};

/* The way from x - reach to x + reach. */
static void by_crs(const struct ask *a, size_t n, const double *x,
                   const double *y, struct direction *d) {
    enum { BLOCK = 1024 };
    double px[3 * BLOCK], py[3 * BLOCK], cs[2];

    for (size_t from = 0; from < n; from += BLOCK) {
        const size_t m = n - from < BLOCK ? n - from : BLOCK;
        for (size_t k = 0; k < m; k++)
            for (size_t s = 0; s < 3; s++) {
                px[3 * k + s] = x[from + k] + ((double)s - 1) * a->reach;
                py[3 * k + s] = y[from + k];
            }
        crs_to_lonlat(a->crs, 3 * m, px, py);
        for (size_t k = 0; k < m; k++) {
            const double at[3][2] = { { px[3 * k], py[3 * k] },
                                      { px[3 * k + 1], py[3 * k + 1] },
                                      { px[3 * k + 2], py[3 * k + 2] } };
            turn_along(a->e2, at[1], at[0], at[2], cs);
            direction_set(d, from + k, cs);
        }
    }
}

/* By a projection: of axes, or of places that are put on them first. */
static int projected(const struct grid *g, const char *text,
                     struct direction *d) {
    const size_t n = grid_cells(g);
    double *x = mem_array(n, sizeof *x), *y = mem_array(n, sizeof *y);
    struct proj_parts parts = { 0 };
    struct ask ask = { 0 };
    double flat;
    int status;

    TRY(crs_parts(text, &parts));
    TRY(crs_open(&ask.crs, text));
    if (parts.is_geographic || !(parts.unit_m > 0))
        TRY(err_set(EX_DATAERR, "%s: its axes have no length",
                    g->mapping ? g->mapping : "projection"));
    if (g->kind == GRID_CURVILINEAR) {
        TRY(grid_lonlat(g, x, y));
        crs_from_lonlat(ask.crs, n, x, y);
    } else {
        for (size_t i = 0; i < n; i++) {
            x[i] = g->x.value[i % g->nx];
            y[i] = g->y.value[i / g->nx];
        }
    }
    flat = parts.rf > 0 ? 1 / parts.rf : 0;
    ask.e2 = flat * (2 - flat);
    ask.reach = REACH / parts.unit_m;
    by_crs(&ask, n, x, y, d);
done:
    crs_free(ask.crs);
    crs_parts_free(&parts);
    free(x);
    free(y);
    return status;
}

/* From the cell before to the one after, if they have places. */
static void by_neighbours(const struct grid *g, size_t row, size_t i,
                          double cs[2]) {
    const double *lon = g->lon + row, *lat = g->lat + row;
    const double at[2] = { lon[i], lat[i] };
    size_t a = i > 0 ? i - 1 : i, b = i + 1 < g->nx ? i + 1 : i;

    if (isnan(lon[a]) || isnan(lat[a]))
        a = i;
    if (isnan(lon[b]) || isnan(lat[b]))
        b = i;
    turn_along(0, at, (const double[2]){ lon[a], lat[a] },
               (const double[2]){ lon[b], lat[b] }, cs);
}

/* Is the x axis of a mapping that of the columns?  In the middle they agree to
 * 3 degrees. */
static bool agrees(const struct grid *g, const struct direction *d) {
    const size_t j = g->ny / 2, i = g->nx / 2;
    double cs[2];

    by_neighbours(g, j * g->nx, i, cs);
    return cs[0] * d->cosine[j * g->nx + i] + cs[1] * d->sine[j * g->nx + i] >
           0.9986;
}

static bool is_rotated(const struct grid *g) {
    return atts_find(&g->mapping_atts, "grid_north_pole_latitude") != NULL &&
           atts_find(&g->mapping_atts, "grid_north_pole_longitude") != NULL;
}

/* By places alone; x is where its values rise. */
static void by_places(const struct grid *g, struct direction *d) {
    const double sign = axis_falls(&g->x) ? -1 : 1;

#pragma omp parallel for schedule(static)
    for (size_t j = 0; j < g->ny; j++)
        for (size_t i = 0; i < g->nx; i++) {
            double cs[2];
            by_neighbours(g, j * g->nx, i, cs);
            cs[0] *= sign;
            cs[1] *= sign;
            direction_set(d, j * g->nx + i, cs);
        }
}

/* 2-D places: by the mapping that they have, if it fits, or each other. */
static int curved(const struct grid *g, struct direction *d) {
    char *text = NULL;
    bool known = false;
    int status = EX_OK;

    if (is_rotated(g)) {
        TRY(rotated(g, d));
        known = true;
    } else if (g->mapping_atts.n > 0 &&
               crs_from_cf(&text, &g->mapping_atts, NULL) == EX_OK &&
               text != NULL) {
        status = projected(g, text, d);
        known = status == EX_OK;
        if (status == EX_UNAVAILABLE)
            goto done;
        status = EX_OK;
    }
    if (!known || !agrees(g, d))
        by_places(g, d);
done:
    free(text);
    return status;
}

/* Does x point east all over, to the bit?  Then nothing need be turned. */
static void simplify(struct direction *d, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(d->cosine[i] == 1 && d->sine[i] == 0))
            return;
    direction_free(d);
}

int grid_direction(const struct grid *g, struct direction *d) {
    const size_t n = grid_cells(g);
    int status = EX_OK;

    *d = (struct direction){ 0 };
    if (g->kind == GRID_LATLON)
        return EX_OK;
    if (g->kind == GRID_UNSTRUCTURED && g->x.name != NULL &&
        strcmp(g->x.name, "reduced_gaussian_index") == 0)
        return EX_OK;
    if (g->kind == GRID_NONE || g->kind == GRID_UNSTRUCTURED)
        return err_set(EX_DATAERR, "its cells have no x axis");
    d->cosine = mem_array(n, sizeof *d->cosine);
    d->sine = mem_array(n, sizeof *d->sine);
    if (g->kind == GRID_ROTATED)
        TRY(rotated(g, d));
    else if (g->kind == GRID_CURVILINEAR)
        TRY(curved(g, d));
    else if (g->crs != NULL)
        TRY(projected(g, g->crs, d));
    else if (g->lon != NULL && g->lat != NULL)
        by_places(g, d);
    else
        TRY(err_set(EX_DATAERR, "no projection is known for %s and %s",
                    g->y.name ? g->y.name : "y", g->x.name ? g->x.name : "x"));
    simplify(d, n);
done:
    if (status != EX_OK)
        direction_free(d);
    return status;
}
