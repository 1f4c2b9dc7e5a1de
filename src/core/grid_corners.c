/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid.h"
#include "core/grid_healpix.h"
#include "core/grid_places.h"
#include "core/mem.h"
#include "kernel/constants.h"
#include "kernel/healpix.h"
#include "kernel/sphere.h"

static int axis_corners(const struct grid *g, double *lon, double *lat);
static int axis_sides(const struct axis *a, bool latitude, double *side);
static void centre_nodes(const struct grid *g, double *lon, double *lat);
static void spread(const struct grid *g, const double *node, double *corner);
static int cell_bounds(const struct grid *g, double *lon, double *lat);
static void wind(size_t n, double *lon, double *lat);
static int axis_areas(const struct grid *g, double *area);
static int polygon_areas(const struct grid *g, size_t nvertex, double *area);

int grid_corners(const struct grid *g, double *lon, double *lat) {
    const size_t n = (g->ny + 1) * (g->nx + 1);
    double *x, *y;
    int status = EX_OK;

    if (g->kind == GRID_NONE)
        return err_set(EX_DATAERR, "no cells: one value without a place");
    if (g->kind == GRID_UNSTRUCTURED)
        return cell_bounds(g, lon, lat);
    if (g->kind != GRID_CURVILINEAR && !grid_is_elsewhere(g))
        return axis_corners(g, lon, lat);
    x = mem_array(n, sizeof *x);
    y = mem_array(n, sizeof *y);
    centre_nodes(g, x, y);
    spread(g, x, lon);
    spread(g, y, lat);
    if (g->nvertex ==
        4) /* the nodes half way stand in where they are no good */
        TRY(cell_bounds(g, lon, lat));
    wind(grid_cells(g), lon, lat);
done:
    free(x);
    free(y);
    return status;
}

bool grid_is_elsewhere(const struct grid *g) {
    const size_t n = grid_cells(g), cell[] = { 0, n / 2, n - 1 };
    bool elsewhere = false;

    if (g->lat == NULL || g->lon == NULL || g->nx < 2 || g->x.value == NULL ||
        g->y.value == NULL || g->kind == GRID_UNSTRUCTURED)
        return false;
    for (int c = 0; c < 3; c++) {
        const size_t k = cell[c], side = k % g->nx ? k - 1 : k + 1;
        double x = g->x.value[k % g->nx], y = g->y.value[k / g->nx];
        double is[3], given[3], beside[3];
        if (grid_to_lonlat(g, 1, &x, &y) != EX_OK)
            return true;
        sphere_point(x, y, is);
        sphere_point(g->lon[k], g->lat[k], given);
        sphere_point(g->lon[side], g->lat[side], beside);
        elsewhere |=
            sphere_chord(is, given) > 0.05 * sphere_chord(given, beside);
    }
    return elsewhere;
}

/* The two sides of each cell along an axis, [n][2]: edges, or bounds that do
 * not join. */
static int axis_sides(const struct axis *a, bool latitude, double *side) {
    double *edge = mem_array(a->n + 1, sizeof *edge);
    int status = grid_edges(a, latitude, edge);

    if (status == EX_OK) {
        for (size_t i = 0; i < 2 * a->n; i++)
            side[i] = edge[i / 2 + i % 2];
    } else if (a->bounds != NULL) {
        status = EX_OK;
        for (size_t i = 0; i < 2 * a->n; i++)
            side[i] =
                latitude ? fmin(90, fmax(-90, a->bounds[i])) : a->bounds[i];
    }
    free(edge);
    return status;
}

/* A grid with axes: the same numbers for a node, whatever cell it is of. */
static int axis_corners(const struct grid *g, double *lon, double *lat) {
    const bool degrees = g->kind == GRID_LATLON || g->kind == GRID_ROTATED;
    double *x = mem_array(2 * g->nx, sizeof *x);
    double *y = mem_array(2 * g->ny, sizeof *y);
    int status;

    TRY(axis_sides(&g->x, false, x));
    TRY(axis_sides(&g->y, degrees, y));
    for (size_t k = 0; k < grid_cells(g); k++) {
        const double *at = x + 2 * (k % g->nx), *up = y + 2 * (k / g->nx);
        for (size_t c = 0; c < 4; c++) {
            lon[4 * k + c] = at[c == 1 || c == 2];
            lat[4 * k + c] = up[c / 2];
        }
    }
    TRY(grid_to_lonlat(g, 4 * grid_cells(g), lon, lat));
    wind(grid_cells(g), lon, lat);
done:
    free(x);
    free(y);
    return status;
}

/* The vector of the centre at row j, column i, which may lie one beyond the
 * grid: over the seam, or as far again as the two before it. */
static void centre(const struct grid *g, bool round, const ptrdiff_t at[2],
                   double p[3]) {
    const ptrdiff_t n[2] = { (ptrdiff_t)g->ny, (ptrdiff_t)g->nx };
    ptrdiff_t in[2], back[2];
    double q[3];
    size_t k;

    for (int d = 0; d < 2; d++) {
        in[d] = at[d] < 0 ? 0 : at[d] >= n[d] ? n[d] - 1 : at[d];
        back[d] = 2 * in[d] - at[d];
        if (back[d] < 0 || back[d] >= n[d])
            back[d] = in[d];
    }
    if (round)
        in[1] = back[1] = (at[1] + n[1]) % n[1];
    k = (size_t)(in[0] * n[1] + in[1]);
    sphere_point(g->lon[k], g->lat[k], p);
    if (back[0] == in[0] && back[1] == in[1])
        return;
    k = (size_t)(back[0] * n[1] + back[1]);
    sphere_point(g->lon[k], g->lat[k], q);
    for (int c = 0; c < 3; c++)
        p[c] = 2 * p[c] - q[c];
}

/* Does the first or last row, of a grid that goes round, go round a pole? */
static bool is_polar(const struct grid *g, bool last) {
    const size_t nx = g->nx, row = last ? (g->ny - 1) * nx : 0;
    const size_t inner = last ? row - nx : nx;
    double *p;
    bool polar;

    if (g->ny < 2)
        return false;
    p = mem_array(2 * nx, 3 * sizeof *p);
    for (size_t i = 0; i < nx; i++) {
        sphere_point(g->lon[row + i], g->lat[row + i], p + 3 * i);
        sphere_point(g->lon[inner + i], g->lat[inner + i], p + 3 * (nx + i));
    }
    polar = sphere_rings(nx, p, p + 3 * nx);
    free(p);
    return polar;
}

/* The nodes of a curvilinear grid: the middle of the four centres around, or
 * the pole that lies next. */
static void centre_nodes(const struct grid *g, double *lon, double *lat) {
    const bool round = grid_is_global(g);
    const bool polar[2] = { round && is_polar(g, false),
                            round && is_polar(g, true) };
    const ptrdiff_t nx = (ptrdiff_t)g->nx + 1, ny = (ptrdiff_t)g->ny + 1;

#pragma omp parallel for schedule(static)
    for (ptrdiff_t k = 0; k < ny * nx; k++) {
        double p[3], m[3] = { 0 };
        const bool rim = k < nx || k >= (ny - 1) * nx;
        for (ptrdiff_t c = 0; c < 4; c++) {
            const ptrdiff_t at[2] = { k / nx - c / 2, k % nx - c % 2 };
            centre(g, round, at, p);
            for (int d = 0; d < 3; d++)
                m[d] += p[d];
        }
        lat[k] = rim && polar[k >= nx]
                     ? copysign(90, m[2])
                     : atan2(m[2], hypot(m[0], m[1])) / DEGREE;
        lon[k] = atan2(m[1], m[0]) / DEGREE;
    }
}

/* One coordinate of the nodes becomes that of four corners a cell. */
static void spread(const struct grid *g, const double *node, double *corner) {
    const size_t nx = g->nx + 1;

    for (size_t k = 0; k < grid_cells(g); k++) {
        const double *at = node + k / g->nx * nx + k % g->nx;
        const double four[4] = { at[0], at[1], at[nx + 1], at[nx] };
        memcpy(corner + 4 * k, four, sizeof four);
    }
}

/* Do the corners go round the centre?  Without bounds there is no telling. */
static bool holds(const double *lon, const double *lat, double x, double y) {
    double c[3], p[4][3];
    int left = 0, right = 0, least = 2;

    sphere_point(x, y, c);
    for (int k = 0; k < 4; k++)
        sphere_point(lon[k], lat[k], p[k]);
    for (int k = 0; k < 4; k++) {
        const double *a = p[k], *b = p[(k + 1) % 4];
        const double side = c[0] * (a[1] * b[2] - a[2] * b[1]) +
                            c[1] * (a[2] * b[0] - a[0] * b[2]) +
                            c[2] * (a[0] * b[1] - a[1] * b[0]);
        const double size = pow(sphere_chord(p[0], p[2]), 2);
        if (isnan(side))
            return false;
        if (sphere_chord(p[k], c) < 1e-9) /* a row that lies at the pole */
            least = 1;
        left += side > 1e-3 * size;
        right += side < -1e-3 * size;
    }
    return (left >= least && right == 0) || (right >= least && left == 0);
}

/* Cells of HEALPix, in whatever order, by their centres. */
static void healpix_bounds(const struct grid *g, size_t nside, double *lon,
                           double *lat) {
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < grid_cells(g); k++) {
        long at[3];
        if (!isfinite(g->lon[k]) || !(fabs(g->lat[k]) <= 90)) {
            for (size_t c = 4 * k; c < 4 * k + 4; c++)
                lon[c] = lat[c] = NAN;
            continue;
        }
        healpix_face(nside, healpix_at(nside, g->lon[k], g->lat[k]), at);
        healpix_square(nside, at, lon + 4 * k, lat + 4 * k);
    }
}

static int cell_bounds(const struct grid *g, double *lon, double *lat) {
    const size_t nv = g->nvertex, nside = grid_nside(g);

    if (nside > 0 && g->lon_bounds == NULL && g->lon != NULL) {
        healpix_bounds(g, nside, lon, lat);
        return EX_OK;
    }
    if (nside > 0 && g->lon_bounds == NULL &&
        12 * nside * nside == grid_cells(g)) {
        healpix_corners(nside, grid_is_nested(g), lon, lat);
        return EX_OK;
    }
    if (nv < 3 || nv > 4 || g->lon_bounds == NULL || g->lat_bounds == NULL)
        return err_set(
            EX_DATAERR,
            nv < 3 ? "no corners of its cells" : "cells of %zu corners", nv);
    for (size_t k = 0; k < grid_cells(g); k++) {
        const double *x = g->lon_bounds + k * nv, *y = g->lat_bounds + k * nv;
        if (g->kind != GRID_UNSTRUCTURED && !holds(x, y, g->lon[k], g->lat[k]))
            continue;
        for (size_t c = 0; c < 4; c++) {
            lon[4 * k + c] = x[c < nv ? c : nv - 1];
            lat[4 * k + c] = y[c < nv ? c : nv - 1];
        }
    }
    if (g->kind == GRID_UNSTRUCTURED)
        wind(grid_cells(g), lon, lat);
    return EX_OK;
}

/* The unit vectors of a polygon. */
static double area_of(size_t n, const double *lon, const double *lat,
                      double *p) {
    for (size_t c = 0; c < n; c++)
        sphere_point(lon[c], lat[c], p + 3 * c);
    return sphere_area(n, p);
}

/* Turns round the cells that run clockwise. */
static void wind(size_t n, double *lon, double *lat) {
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < n; k++) {
        double p[12], *x = lon + 4 * k, *y = lat + 4 * k;
        if (!(area_of(4, x, y, p) < 0))
            continue;
        const double x1 = x[1], y1 = y[1];
        x[1] = x[3];
        y[1] = y[3];
        x[3] = x1;
        y[3] = y1;
    }
}

int grid_areas(const struct grid *g, double *area) {
    const double nside = (double)grid_nside(g);
    double *lon, *lat;
    struct grid cells;
    int status;

    if (g->kind == GRID_LATLON || g->kind == GRID_ROTATED)
        return axis_areas(g, area);
    if (g->kind == GRID_UNSTRUCTURED && nside > 0) {
        for (size_t k = 0; k < grid_cells(g); k++)
            area[k] = M_PI / (3 * nside * nside) * EARTH_KM * EARTH_KM;
        return EX_OK;
    }
    if (g->kind == GRID_UNSTRUCTURED && g->nvertex > 4)
        return polygon_areas(g, g->nvertex, area);
    lon = mem_array(4 * grid_cells(g), sizeof *lon);
    lat = mem_array(4 * grid_cells(g), sizeof *lat);
    cells = *g;
    cells.lon_bounds = lon;
    cells.lat_bounds = lat;
    if ((status = grid_corners(g, lon, lat)) == EX_OK)
        status = polygon_areas(&cells, 4, area);
    free(lon);
    free(lat);
    return status;
}

static int axis_areas(const struct grid *g, double *area) {
    double *x = mem_array(2 * g->nx, sizeof *x);
    double *y = mem_array(2 * g->ny, sizeof *y);
    int status;

    TRY(axis_sides(&g->x, false, x));
    TRY(axis_sides(&g->y, true, y));
    for (size_t k = 0; k < grid_cells(g); k++) {
        const double *on = x + 2 * (k % g->nx), *up = y + 2 * (k / g->nx);
        /* sin a - sin b, without its cancellation */
        const double sines = 2 * sin((up[1] - up[0]) / 2 * DEGREE) *
                             cos((up[1] + up[0]) / 2 * DEGREE);
        area[k] =
            EARTH_KM * EARTH_KM * fabs((on[1] - on[0]) * DEGREE) * fabs(sines);
    }
done:
    free(x);
    free(y);
    return status;
}

static int polygon_areas(const struct grid *g, size_t nvertex, double *area) {
    double *p;

    if (g->lon_bounds == NULL || g->lat_bounds == NULL)
        return err_set(EX_DATAERR, "no corners of its cells");
    p = mem_array(3 * nvertex, sizeof *p);
    for (size_t k = 0; k < grid_cells(g); k++)
        area[k] = EARTH_KM * EARTH_KM *
                  fabs(area_of(nvertex, g->lon_bounds + k * nvertex,
                               g->lat_bounds + k * nvertex, p));
    free(p);
    return EX_OK;
}
