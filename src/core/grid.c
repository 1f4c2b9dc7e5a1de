/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_gap.h"
#include "core/mem.h"
#include "core/patchset.h"
#include "kernel/constants.h"

/* What the axes of each kind are called. */
struct names {
    const char *name[2], *standard_name[2], *units[2]; /* y, x */
    bool values, places;
};

static const struct names names[] = {
    [GRID_LATLON] = { { "lat", "lon" },
                      { "latitude", "longitude" },
                      { "degrees_north", "degrees_east" },
                      .values = true },
    [GRID_PROJECTED] = { { "y", "x" },
                         { "projection_y_coordinate",
                           "projection_x_coordinate" },
                         { "m", "m" },
                         .values = true },
    [GRID_ROTATED] = { { "rlat", "rlon" },
                       { "grid_latitude", "grid_longitude" },
                       { "degrees", "degrees" },
                       .values = true },
    [GRID_CURVILINEAR] = { { "y", "x" }, .places = true },
    [GRID_UNSTRUCTURED] = { { NULL, "cell" }, .places = true },
};

static void new_axis(struct axis *a, const struct names *of, int k, size_t n) {
    a->n = n;
    a->name = mem_text(of->name[k]);
    a->standard_name = mem_text(of->standard_name[k]);
    a->units = mem_text(of->units[k]);
    if (of->values)
        a->value = mem_array(n, sizeof *a->value);
}

struct grid *grid_new(enum grid_kind kind, size_t ny, size_t nx) {
    struct grid *g = mem_array(1, sizeof *g);

    g->kind = kind;
    g->ny = kind == GRID_NONE || kind == GRID_UNSTRUCTURED ? 1 : ny;
    g->nx = kind == GRID_NONE ? 1 : nx;
    g->y.n = g->ny;
    g->x.n = g->nx;
    if (kind == GRID_NONE)
        return g;
    new_axis(&g->y, &names[kind], 0, g->ny);
    new_axis(&g->x, &names[kind], 1, g->nx);
    if (names[kind].places) {
        g->lat = mem_array(grid_cells(g), sizeof *g->lat);
        g->lon = mem_array(grid_cells(g), sizeof *g->lon);
        g->others = mem_array(1, sizeof *g->others);
    }
    return g;
}

struct axis axis_copy(const struct axis *a) {
    struct axis c = *a;

    c.name = mem_text(a->name);
    c.standard_name = mem_text(a->standard_name);
    c.long_name = mem_text(a->long_name);
    c.units = mem_text(a->units);
    c.value = mem_copy(a->value, a->n, sizeof *a->value);
    c.bounds = mem_copy(a->bounds, 2 * a->n, sizeof *a->bounds);
    c.atts = atts_copy(&a->atts);
    return c;
}

void axis_free(struct axis *a) {
    if (a == NULL)
        return;
    free(a->name);
    free(a->standard_name);
    free(a->long_name);
    free(a->units);
    free(a->value);
    free(a->bounds);
    atts_free(&a->atts);
    *a = (struct axis){ 0 };
}

bool axis_falls(const struct axis *a) {
    size_t down = 0;

    for (size_t i = 1; a->value != NULL && i < a->n; i++)
        down += a->value[i] < a->value[i - 1];
    return 2 * down > a->n - 1 && a->n > 1;
}

struct grid *grid_copy(const struct grid *g) {
    const size_t n = grid_cells(g);
    struct grid *c = mem_array(1, sizeof *c);

    *c = *g;
    c->y = axis_copy(&g->y);
    c->x = axis_copy(&g->x);
    if (g->others != NULL) {
        ++*g->others;
    } else {
        c->lat = mem_copy(g->lat, n, sizeof *g->lat);
        c->lon = mem_copy(g->lon, n, sizeof *g->lon);
    }
    c->lat_bounds = mem_copy(g->lat_bounds, n * g->nvertex, sizeof(double));
    c->lon_bounds = mem_copy(g->lon_bounds, n * g->nvertex, sizeof(double));
    c->lost_bounds = mem_text(g->lost_bounds);
    c->mapping = mem_text(g->mapping);
    c->mapping_atts = atts_copy(&g->mapping_atts);
    c->crs = mem_text(g->crs);
    c->patches = patchset_copy(g->patches);
    c->station = mem_copy(g->station, g->nx, sizeof *g->station);
    for (size_t i = 0; g->station != NULL && i < g->nx; i++)
        c->station[i] = mem_text(g->station[i]);
    return c;
}

void grid_free(struct grid *g) {
    if (g == NULL)
        return;
    for (size_t i = 0; g->station != NULL && i < g->nx; i++)
        free(g->station[i]);
    free(g->station);
    patchset_free(g->patches);
    axis_free(&g->y);
    axis_free(&g->x);
    if (g->others != NULL && *g->others > 0) {
        --*g->others;
    } else {
        free(g->lat);
        free(g->lon);
        free(g->others);
    }
    free(g->lat_bounds);
    free(g->lon_bounds);
    free(g->lost_bounds);
    free(g->mapping);
    atts_free(&g->mapping_atts);
    free(g->crs);
    free(g);
}

size_t grid_cells(const struct grid *g) {
    return g->ny * g->nx;
}

/* Width of a cell of axis a at value i; 0 where it has one value. */
static double cell_width(const struct axis *a, size_t i) {
    const size_t k = i + 1 < a->n ? i : i - 1;

    if (a->bounds != NULL)
        return fabs(a->bounds[2 * i + 1] - a->bounds[2 * i]);
    return a->n > 1 ? fabs(a->value[k + 1] - a->value[k]) : 0;
}

static void cut_at_poles(size_t n, double *edge) {
    for (size_t i = 0; i < n; i++)
        edge[i] = fmin(90, fmax(-90, edge[i]));
}

static int given_edges(const struct axis *a, bool up, double *edge) {
    const int first = up != (a->bounds[0] > a->bounds[1]) ? 0 : 1;

    for (size_t i = 0; i < a->n; i++) {
        const int low = up != (a->bounds[2 * i] > a->bounds[2 * i + 1]) ? 0 : 1;
        const double near = a->bounds[2 * i + (size_t)low];
        if (i > 0 && !(fabs(near - edge[i]) <= 0.01 * cell_width(a, i)))
            return err_set(EX_DATAERR,
                           "%s: the bounds of values %zu and %zu do not join",
                           a->name ? a->name : "axis", i, i + 1);
        edge[i + 1] = a->bounds[2 * i + (size_t)!low];
    }
    edge[0] = a->bounds[first];
    return EX_OK;
}

/* A made edge goes on to the pole where no further cell could follow. */
static void reach_pole(double *edge, double width) {
    if (90 - fabs(*edge) < width / 2)
        *edge = *edge > 0 ? 90 : -90;
}

int grid_edges(const struct axis *a, bool latitude, double *edge) {
    const size_t n = a->n;
    const double *v = a->value;
    int status = EX_OK;

    if (n == 0 || v == NULL || (n == 1 && a->bounds == NULL))
        return err_set(EX_DATAERR, "%s: no bounds, and %s to make them from",
                       a->name ? a->name : "axis",
                       n == 1 ? "one value" : "no values");
    if (a->bounds != NULL) {
        const bool up = n == 1 || v[n - 1] > v[0];
        status = given_edges(a, up, edge);
    } else {
        for (size_t i = 1; i < n; i++)
            edge[i] = v[i - 1] + (v[i] - v[i - 1]) / 2;
        edge[0] = v[0] - (edge[1] - v[0]);
        edge[n] = v[n - 1] + (v[n - 1] - edge[n - 1]);
        if (latitude) {
            reach_pole(&edge[0], cell_width(a, 0));
            reach_pole(&edge[n], cell_width(a, n - 1));
        }
    }
    if (latitude)
        cut_at_poles(n + 1, edge);
    return status;
}

const char *grid_kind_name(enum grid_kind kind) {
    static const char *const kinds[] = {
        [GRID_NONE] = "no grid",
        [GRID_LATLON] = "lat-lon",
        [GRID_PROJECTED] = "projected",
        [GRID_ROTATED] = "rotated pole",
        [GRID_CURVILINEAR] = "curvilinear",
        [GRID_UNSTRUCTURED] = "a list of cells",
    };

    return kinds[kind];
}

/* Of axes in degrees: 360 degrees less at most half a cell, and no more. */
static bool axis_is_round(const struct axis *x) {
    const bool falls = axis_falls(x);
    double d, whole = 0;

    if (x->value == NULL || x->n < 2)
        return false;
    for (size_t i = 1; i < x->n; i++) { /* 170, 180, -170 go on */
        d = falls ? x->value[i - 1] - x->value[i]
                  : x->value[i] - x->value[i - 1];
        whole += d < 0 ? d + 360 : d;
    }
    d = whole / (double)(x->n - 1);
    return fabs(d * (double)x->n - 360) <= d / 2 + 1e-6 && !axis_has_gap(x);
}

/* Unit vectors a to b, projected on the plane: the same way round? */
static bool go_on(const double *lon, const double *lat, size_t n) {
    const double width = cos(lat[0] * DEGREE);
    const double on = remainder(lon[1] - lon[0], 360) * width;
    const double up = lat[1] - lat[0];
    const double seam_on = remainder(lon[0] - lon[n - 1], 360) * width;
    const double seam_up = lat[0] - lat[n - 1];
    const double d = hypot(on, up), seam = hypot(seam_on, seam_up);

    return seam > d / 2 && seam < 1.5 * d && on * seam_on + up * seam_up > 0;
}

/* Is the last column a neighbour of the first in three rows of four? */
static bool rows_are_round(const struct grid *g) {
    size_t known = 0, round = 0;

    if (g->nx < 3 || g->lat == NULL || g->lon == NULL)
        return false;
    for (size_t j = 0; j < g->ny; j++) {
        const double *lon = g->lon + j * g->nx, *lat = g->lat + j * g->nx;
        if (isnan(lon[0] + lon[1] + lon[g->nx - 1]) || fabs(lat[0]) > 80)
            continue;
        known++;
        round += go_on(lon, lat, g->nx);
    }
    return known > 0 && 4 * round >= 3 * known;
}

bool grid_is_global(const struct grid *g) {
    switch (g->kind) {
    case GRID_LATLON:
    case GRID_ROTATED:
        return axis_is_round(&g->x);
    case GRID_CURVILINEAR:
        return rows_are_round(g);
    default:
        return false;
    }
}
