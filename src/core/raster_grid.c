/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/grid_places.h"
#include "core/mem.h"
#include "core/raster_part.h"

/* Centres and bounds of n cells of one size. */
static void set_axis(struct axis *a, double start, double step) {
    a->bounds = mem_array(a->n, 2 * sizeof *a->bounds);
    for (size_t k = 0; k < a->n; k++) {
        a->value[k] = start + ((double)k + 0.5) * step;
        a->bounds[2 * k] = start + (double)k * step;
        a->bounds[2 * k + 1] = start + (double)(k + 1) * step;
    }
}

static struct grid *straight(enum grid_kind kind, const struct gdal_info *info,
                             const double t[6]) {
    struct grid *g = grid_new(kind, info->ny, info->nx);

    set_axis(&g->x, t[0], t[1]);
    set_axis(&g->y, t[3], t[5]);
    for (size_t k = 0; kind == GRID_LATLON && k < 2 * g->ny; k++)
        g->y.bounds[k] = fmax(-90, fmin(90, g->y.bounds[k]));
    return g;
}

/* Terms of rotation that would not move the last cell by a millionth. */
static bool is_rotated(const struct gdal_info *info) {
    const double *t = info->transform;

    return fabs(t[2]) * (double)info->ny > 1e-6 * fabs(t[1]) ||
           fabs(t[4]) * (double)info->nx > 1e-6 * fabs(t[5]);
}

static struct grid *rotated(const struct gdal_info *info, const struct crs *c) {
    struct grid *g = grid_new(GRID_CURVILINEAR, info->ny, info->nx);
    const double *t = info->transform;

    for (size_t j = 0; j < g->ny; j++) {
        for (size_t i = 0; i < g->nx; i++) {
            const double u = (double)i + 0.5, v = (double)j + 0.5;
            g->lon[j * g->nx + i] = t[0] + t[1] * u + t[2] * v;
            g->lat[j * g->nx + i] = t[3] + t[4] * u + t[5] * v;
        }
    }
    crs_to_lonlat(c, grid_cells(g), g->lon, g->lat);
    return g;
}

/* Could the centres be longitudes and latitudes? */
static bool is_in_degrees(const struct gdal_info *info) {
    const double *t = info->transform;
    const double west = t[0] + t[1] / 2, north = t[3] + t[5] / 2;
    const double east = west + t[1] * (double)(info->nx - 1);
    const double south = north + t[5] * (double)(info->ny - 1);

    return fmin(west, east) >= -360 && fmax(west, east) <= 360 &&
           fmin(north, south) >= -90.001 && fmax(north, south) <= 90.001;
}

/* Rows and columns counted, where a file says no place at all. */
static const double counted[6] = { 0, 1, 0, 0, 0, 1 };

static int without_crs(struct grid **out, const struct gdal_info *info,
                       const char *path) {
    const double *t = info->has_transform ? info->transform : counted;

    if (info->has_transform && is_rotated(info))
        return err_set(EX_DATAERR, "a rotated raster without a CRS");
    if (info->has_transform && is_in_degrees(info)) {
        warn("%s: no CRS, taken as longitude and latitude", path);
        *out = straight(GRID_LATLON, info, t);
        return EX_OK;
    }
    warn("%s: no CRS, its cells have no place on earth", path);
    *out = straight(GRID_PROJECTED, info, t);
    field_text(&(*out)->x.units, "1");
    field_text(&(*out)->y.units, "1");
    return EX_OK;
}

/* Cells must lie somewhere, and side by side. */
static int check_axes(const struct grid *g) {
    const struct axis *const axes[] = { &g->y, &g->x };
    const bool turns = g->kind == GRID_LATLON;

    for (int k = 0; g->kind != GRID_CURVILINEAR && k < 2; k++) {
        const double *v = axes[k]->value;
        const size_t last = axes[k]->n - 1;
        if (!isfinite(v[0]) || !isfinite(v[last]) ||
            (last > 0 && (v[0] == v[1] || v[last - 1] == v[last])))
            return err_set(EX_DATAERR, "its transform puts cells nowhere");
    }
    if (turns && fabs(g->x.value[g->nx - 1] - g->x.value[0]) > 540)
        return err_set(EX_DATAERR, "columns go round the earth, from %g to %g",
                       g->x.value[0], g->x.value[g->nx - 1]);
    if (turns && (fabs(g->y.value[0]) > 90 + 1e-4 ||
                  fabs(g->y.value[g->ny - 1]) > 90 + 1e-4))
        return err_set(EX_DATAERR, "rows lie beyond a pole, from %g to %g",
                       g->y.value[0], g->y.value[g->ny - 1]);
    return EX_OK;
}

int raster_grid(struct grid **out, const struct gdal_info *info,
                const char *crs, const char *path) {
    const char *text = info->crs ? info->crs : crs;
    struct crs *c = NULL;
    int status;

    *out = NULL;
    if (text == NULL || !info->has_transform)
        return without_crs(out, info, path);
    status = crs_open(&c, text);
    if (status == EX_DATAERR) /* a local frame */
        return without_crs(out, info, path);
    if (status != EX_OK)
        return status;
    if (is_rotated(info))
        *out = rotated(info, c);
    else
        *out = straight(crs_is_geographic(c) ? GRID_LATLON : GRID_PROJECTED,
                        info, info->transform);
    status = check_axes(*out);
    if (status == EX_OK && (*out)->kind != GRID_CURVILINEAR && !crs_is_wgs84(c))
        status = grid_set_crs(*out, text);
    crs_free(c);
    if (status != EX_OK) {
        grid_free(*out);
        *out = NULL;
    }
    return status;
}
