/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_places.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/dataset.h"
#include "core/grid_healpix.h"
#include "core/mem.h"
#include "kernel/constants.h"
#include "kernel/geom.h"

static int unrotate(const struct grid *g, size_t n, double *x, double *y);

int grid_lonlat(const struct grid *g, double *lon, double *lat) {
    const size_t n = grid_cells(g);

    if (g->lon != NULL && g->lat != NULL) {
        memcpy(lon, g->lon, n * sizeof *lon);
        memcpy(lat, g->lat, n * sizeof *lat);
    } else if (g->implied) {
        grid_healpix_centres(g, lon, lat);
    } else {
        if (g->kind == GRID_NONE || g->x.value == NULL || g->y.value == NULL)
            return err_set(EX_DATAERR, "no coordinates of its cells");
        for (size_t k = 0; k < n; k++) {
            lon[k] = g->x.value[k % g->nx];
            lat[k] = g->y.value[k / g->nx];
        }
        const int status = grid_to_lonlat(g, n, lon, lat);
        if (status != EX_OK)
            return status;
    }
    for (size_t k = 0; k < n; k++)
        if (lon[k] < -180 || lon[k] >= 360)
            lon[k] = geom_lon(lon[k]);
    return EX_OK;
}

int grid_to_lonlat(const struct grid *g, size_t n, double *x, double *y) {
    switch (g->kind) {
    case GRID_ROTATED:
        return unrotate(g, n, x, y);
    case GRID_PROJECTED:
        if (g->crs == NULL)
            return err_set(EX_DATAERR, "no projection is known for %s and %s",
                           g->y.name ? g->y.name : "y",
                           g->x.name ? g->x.name : "x");
        return crs_lonlat(g->crs, n, x, y);
    default:
        return EX_OK;
    }
}

/* CF 1.11, appendix F, Rotated pole: a turn about the y axis of the rotated
 * frame, and one about the earth's. */
static int unrotate(const struct grid *g, size_t n, double *x, double *y) {
    const double lat0 =
        atts_number(&g->mapping_atts, "grid_north_pole_latitude");
    const double lon0 =
        atts_number(&g->mapping_atts, "grid_north_pole_longitude");
    const double turn =
        atts_number(&g->mapping_atts, "north_pole_grid_longitude");
    const double sp = sin(lat0 * DEGREE), cp = cos(lat0 * DEGREE);

    if (isnan(lat0) || isnan(lon0))
        return err_set(EX_DATAERR,
                       "%s: no grid_north_pole_latitude and "
                       "grid_north_pole_longitude",
                       g->mapping ? g->mapping : "rotated grid");
    for (size_t k = 0; k < n; k++) {
        const double a = (x[k] - (isnan(turn) ? 0 : turn)) * DEGREE;
        const double u = cos(y[k] * DEGREE) * cos(a);
        const double v = cos(y[k] * DEGREE) * sin(a);
        const double w = sin(y[k] * DEGREE);
        const double to_pole = cp * w - sp * u;
        y[k] = atan2(sp * w + cp * u, hypot(to_pole, v)) / DEGREE;
        x[k] = remainder(lon0 + atan2(-v, to_pole) / DEGREE, 360);
    }
    return EX_OK;
}

int grid_set_crs(struct grid *g, const char *text) {
    struct crs_id id;
    char *unit = NULL;
    int status;

    g->crs = mem_text(text);
    g->mapping = mem_text("crs");
    TRY(crs_to_cf(text, &g->mapping_atts));
    TRY(crs_identify(text, &id));
    if (!isnan(id.unit_m) && id.unit_m != 1 && g->kind == GRID_PROJECTED) {
        unit = mem_format("%.15g m", id.unit_m);
        field_text(&g->x.units, id.unit_m == 1000 ? "km" : unit);
        field_text(&g->y.units, id.unit_m == 1000 ? "km" : unit);
    }
    free(unit);
    crs_id_free(&id);
done:
    return status;
}
