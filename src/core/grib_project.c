/* SPDX-License-Identifier: Apache-2.0 */
/* Grids of projections and of a rotated pole. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/grib_part.h"
#include "core/mem.h"
#include "kernel/unpack.h"

/* PROJ's text of a projection. */
static char *projection(const struct grib_numbers *is) {
    char *earth = is->a == is->b
                      ? mem_format("+R=%.12g", is->a)
                      : mem_format("+a=%.12g +b=%.12g", is->a, is->b);
    char *text = NULL;

    if (is->kind == GRIB_MERCATOR)
        text = mem_format("+proj=merc +lat_ts=%.9g +lon_0=0 %s +units=m "
                          "+no_defs +type=crs",
                          is->lat_true, earth);
    else if (is->kind == GRIB_STEREO)
        text =
            mem_format("+proj=stere +lat_0=%d +lat_ts=%.9g +lon_0=%.9g %s "
                       "+units=m +no_defs +type=crs",
                       is->south ? -90 : 90, is->lat_true, is->lon_true, earth);
    else
        text =
            mem_format("+proj=lcc +lat_1=%.9g +lat_2=%.9g +lat_0=%.9g "
                       "+lon_0=%.9g %s +units=m +no_defs +type=crs",
                       is->latin1, is->latin2, is->latin1, is->lon_true, earth);
    free(earth);
    return text;
}

static int projected(struct grib_grid *g) {
    const struct grib_numbers *is = &g->is;
    struct grid *grid = g->grid = grid_new(GRID_PROJECTED, g->nj, g->ni);
    double x = (double)is->lo1 / is->per_degree;
    double y = (double)is->la1 / is->per_degree;
    struct crs *c = NULL;
    int status;

    if (!(is->dx > 0 && is->dy > 0))
        return err_set(EX_DATAERR, "cells of %g by %g m", is->dx, is->dy);
    if (is->turn != 0)
        return err_set(EX_DATAERR, "a turned Mercator grid is not read");
    grid->crs = projection(is);
    TRY(crs_open(&c, grid->crs));
    crs_from_lonlat(c, 1, &x, &y);
    if (!isfinite(x) || !isfinite(y))
        TRY(err_set(EX_DATAERR, "its first cell has no place"));
    if (g->scan & SCAN_WEST)
        x -= is->dx * (double)(g->ni - 1);
    for (size_t i = 0; i < g->ni; i++)
        grid->x.value[i] = x + is->dx * (double)i;
    for (size_t j = 0; j < g->nj; j++)
        grid->y.value[j] =
            y + (g->scan & SCAN_NORTH ? is->dy : -is->dy) * (double)j;
    grid->mapping = mem_text("crs");
    TRY(crs_to_cf(grid->crs, &grid->mapping_atts));
done:
    crs_free(c);
    return status;
}

static void number(struct atts *a, const char *name, double value) {
    atts_set_numbers(a, name, TYPE_DOUBLE, 1, &value);
}

static int rotated(struct grib_grid *g) {
    const struct grib_numbers *is = &g->is;
    struct grid *grid = g->grid = grid_new(GRID_ROTATED, g->nj, g->ni);
    struct atts *a = &grid->mapping_atts;
    int status;

    if (g->is.is_reduced)
        return err_set(EX_DATAERR, "%s is not read", g->what);
    if (!(fabs(is->pole_lat) <= 90 && isfinite(is->turn)))
        return err_set(EX_DATAERR, "a pole at %g by %g", is->pole_lat,
                       is->turn);
    TRY(grib_longitudes(g, grid->x.value, g->ni));
    for (size_t j = 0; j < g->nj; j++)
        grid->y.value[j] =
            ((double)is->la1 + (double)(is->la2 - is->la1) * (double)j /
                                   (double)(g->nj > 1 ? g->nj - 1 : 1)) /
            is->per_degree;
    grid->mapping = mem_text("rotated_pole");
    atts_set_text(a, "grid_mapping_name", "rotated_latitude_longitude");
    number(a, "grid_north_pole_latitude", -is->pole_lat);
    number(a, "grid_north_pole_longitude", remainder(is->pole_lon - 180, 360));
    number(a, "north_pole_grid_longitude", is->turn == 0 ? 0 : -is->turn);
    if (is->a == is->b) {
        number(a, "earth_radius", is->a);
    } else {
        number(a, "semi_major_axis", is->a);
        number(a, "semi_minor_axis", is->b);
    }
done:
    return status;
}

int grib_project(struct grib_grid *g) {
    return g->is.kind == GRIB_ROTATED ? rotated(g) : projected(g);
}
