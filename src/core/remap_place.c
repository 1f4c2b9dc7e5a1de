/* SPDX-License-Identifier: Apache-2.0 */
/* Places: centres and edges of grids, in the coordinates of others. */
#include <math.h>
#include <stdlib.h>

#include "core/crs.h"
#include "core/mem.h"
#include "core/remap_links.h"
#include "kernel/constants.h"

int remap_centres(const struct grid *g, double **lon, double **lat) {
    int status;

    *lon = mem_array(grid_cells(g), sizeof **lon);
    *lat = mem_array(grid_cells(g), sizeof **lat);
    status = grid_lonlat(g, *lon, *lat);
    if (status != EX_OK) {
        free(*lon);
        free(*lat);
        *lon = *lat = NULL;
    }
    return status;
}

int remap_edges(const struct grid *g, bool join, double **x, double **y) {
    int status;

    *x = mem_array(g->nx + 1, sizeof **x);
    *y = mem_array(g->ny + 1, sizeof **y);
    TRY(grid_edges(&g->x, false, *x));
    TRY(grid_edges(&g->y, true, *y));
    if (join && grid_is_global(g))
        (*x)[g->nx] = (*x)[0] + ((*x)[g->nx] < (*x)[0] ? -360 : 360);
done:
    if (status != EX_OK) {
        free(*x);
        free(*y);
        *x = *y = NULL;
    }
    return status;
}

/* A place in degrees, in the frame of a rotated pole (CF 1.11, appendix F). */
static void rotate(const double pole[3], double *x, double *y) {
    const double lon = (*x - pole[0]) * DEGREE, lat = *y * DEGREE;
    const double s = sin(pole[1] * DEGREE), c = cos(pole[1] * DEGREE);
    const double east = -sin(lon) * cos(lat);
    const double ahead = sin(lat) * c - cos(lat) * s * cos(lon);
    const double up = sin(lat) * s + cos(lat) * c * cos(lon);

    *x = atan2(east, ahead) / DEGREE + pole[2];
    *y = atan2(up, hypot(east, ahead)) / DEGREE;
}

static int rotate_all(const struct grid *g, size_t n, double *x, double *y) {
    const double turn =
        atts_number(&g->mapping_atts, "north_pole_grid_longitude");
    const double pole[3] = {
        atts_number(&g->mapping_atts, "grid_north_pole_longitude"),
        atts_number(&g->mapping_atts, "grid_north_pole_latitude"),
        isnan(turn) ? 0 : turn,
    };

    if (isnan(pole[0]) || isnan(pole[1]))
        return err_set(EX_DATAERR,
                       "%s: no grid_north_pole_longitude and "
                       "grid_north_pole_latitude",
                       g->mapping != NULL ? g->mapping : "rotated pole");
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        rotate(pole, &x[i], &y[i]);
    return EX_OK;
}

/* Cells that have both, axes of a projection and latitude and longitude, should
 * lie in one place. */
static void compare(const struct grid *g, const struct crs *c) {
    const size_t cell[3] = { 0, g->ny / 2 * g->nx + g->nx / 2,
                             g->ny * g->nx - 1 };
    double x[3], y[3], off = 0;

    if (g->lat == NULL || g->lon == NULL || g->ny < 2 || g->nx < 2)
        return;
    for (size_t k = 0; k < 3; k++) {
        x[k] = g->lon[cell[k]];
        y[k] = g->lat[cell[k]];
    }
    crs_from_lonlat(c, 3, x, y);
    for (size_t k = 0; k < 3; k++) {
        const double dx = x[k] - g->x.value[cell[k] % g->nx];
        const double dy = y[k] - g->y.value[cell[k] / g->nx];
        off = fmax(off, fabs(dx / (g->x.value[1] - g->x.value[0])));
        off = fmax(off, fabs(dy / (g->y.value[1] - g->y.value[0])));
    }
    if (off > 0.05)
        warn("%s: cells lie %.2g of their width beside their own latitude and "
             "longitude, which count (is its ellipsoid missing?)",
             g->mapping != NULL ? g->mapping : "projection", off);
}

void remap_tell_places(const struct grid *g) {
    struct crs *c;

    if (g->kind != GRID_PROJECTED || g->crs == NULL ||
        crs_open(&c, g->crs) != EX_OK)
        return;
    compare(g, c);
    crs_free(c);
}

static int project_all(const struct grid *g, size_t n, double *x, double *y) {
    struct crs *c;
    int status;

    if (g->crs == NULL)
        return err_set(EX_DATAERR, "%s: no projection that is known",
                       g->mapping != NULL ? g->mapping : "grid");
    status = crs_open(&c, g->crs);
    if (status != EX_OK)
        return status;
    compare(g, c);
    crs_from_lonlat(c, n, x, y);
    crs_free(c);
    return EX_OK;
}

int remap_places(const struct grid *src, const struct grid *dst, double **x,
                 double **y) {
    const size_t n = grid_cells(dst);
    int status = remap_centres(dst, x, y);

    if (status != EX_OK)
        return status;
    if (src->kind == GRID_ROTATED)
        status = rotate_all(src, n, *x, *y);
    else if (src->kind == GRID_PROJECTED)
        status = project_all(src, n, *x, *y);
    if (status != EX_OK) {
        free(*x);
        free(*y);
        *x = *y = NULL;
    }
    return status;
}
