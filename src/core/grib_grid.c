/* SPDX-License-Identifier: Apache-2.0 */
/* Coordinates of grids of latitude and longitude. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/grid_healpix.h"
#include "core/mem.h"
#include "kernel/legendre.h"
#include "kernel/unpack.h"

/* Value k of n between two numbers, rounded once. */
static double between(int64_t a, int64_t b, size_t k, size_t n, double per) {
    if (n < 2)
        return (double)a / per;
    return ((double)a * (double)(n - 1) + (double)(b - a) * (double)k) /
           ((double)(n - 1) * per);
}

int grib_longitudes(const struct grib_grid *g, double *value, size_t n) {
    const struct grib_numbers *is = &g->is;
    const bool west = g->scan & SCAN_WEST;
    const int64_t turn = llround(360 * is->per_degree);
    const int64_t first = west ? is->lo2 : is->lo1;
    int64_t span = ((west ? is->lo1 : is->lo2) - first) % turn;
    double step;

    if (llabs(is->lo1) > 2 * turn || llabs(is->lo2) > 2 * turn)
        return err_set(EX_DATAERR, "longitudes from %g to %g",
                       (double)is->lo1 / is->per_degree,
                       (double)is->lo2 / is->per_degree);
    if (span < 0)
        span += turn;
    if (span == 0 && n > 1) {
        span = turn;
        if (is->di > 0 &&
            fabs((double)is->di * (double)(n - 1) - (double)turn) > (double)n)
            return err_set(EX_DATAERR, "%zu cells at one longitude", n);
    }
    /* cells that go round share the circle, whatever the rounding of the last
     */
    step = 360 / (double)n;
    if (n > 1 && fabs((double)span - (double)(n - 1) * step * is->per_degree) <
                     (is->per_degree < 1e4 ? 1 : 2)) {
        for (size_t i = 0; i < n; i++)
            value[i] = (double)first / is->per_degree + (double)i * step;
        return EX_OK;
    }
    for (size_t i = 0; i < n; i++)
        value[i] = between(first, first + span, i, n, is->per_degree);
    return EX_OK;
}

/* Rows of a Gaussian grid from the one nearest La1 on. */
static int gaussian_rows(const struct grib_grid *g, double *value) {
    const struct grib_numbers *is = &g->is;
    const double first = (double)is->la1 / is->per_degree;
    const bool north = g->scan & SCAN_NORTH;
    const size_t n = 2 * is->rows;
    size_t begin = 0;
    double *lat;

    if (is->rows < 1 || is->rows > 8192 || g->nj > n)
        return err_set(EX_DATAERR,
                       "a Gaussian grid of %zu rows, %zu to the equator (8192 "
                       "are most)",
                       g->nj, is->rows);
    lat = mem_array(n, sizeof *lat);
    legendre_latitudes(is->rows, lat);
    for (size_t j = 0; j < n; j++)
        if (fabs(lat[j] - first) < fabs(lat[begin] - first))
            begin = j;
    for (size_t j = 0; j < g->nj; j++) {
        const size_t row = north ? begin - j : begin + j;
        value[j] = row < n ? lat[row] : NAN;
    }
    free(lat);
    if (isnan(value[g->nj - 1]))
        return err_set(EX_DATAERR, "%zu rows from latitude %g on", g->nj,
                       first);
    return EX_OK;
}

static int rows(const struct grib_grid *g, double *value) {
    const struct grib_numbers *is = &g->is;

    if (is->kind == GRIB_GAUSSIAN)
        return gaussian_rows(g, value);
    if (g->nj > 1 && is->la1 == is->la2)
        return err_set(EX_DATAERR, "%zu rows at one latitude", g->nj);
    for (size_t j = 0; j < g->nj; j++) {
        value[j] = between(is->la1, is->la2, j, g->nj, is->per_degree);
        if (!(value[j] >= -90.001 && value[j] <= 90.001))
            return err_set(EX_DATAERR, "latitude %g", value[j]);
    }
    return EX_OK;
}

static void number(struct atts *a, const char *name, enum nc_type type,
                   double value) {
    atts_set_numbers(a, name, type, 1, &value);
}

/* The cells of a list, called by their number. */
static struct grid *list(const struct grib_grid *g, const char *name) {
    struct grid *grid = grid_new(GRID_UNSTRUCTURED, 1, g->npoints);

    free(grid->x.name);
    grid->x.name = mem_text(name);
    return grid;
}

/* The cells on the figure of the earth that the message says. */
static void healpix(struct grib_grid *g) {
    const struct grib_numbers *is = &g->is;
    struct atts *a;

    g->grid = grid_healpix(is->rows, is->nested);
    a = &g->grid->mapping_atts;
    if (is->a == is->b) {
        number(a, "earth_radius", TYPE_DOUBLE, is->a);
    } else {
        number(a, "semi_major_axis", TYPE_DOUBLE, is->a);
        number(a, "semi_minor_axis", TYPE_DOUBLE, is->b);
    }
}

static size_t row_length(const struct grib_grid *g, size_t j) {
    const struct grib_numbers *is = &g->is;

    return (size_t)grib_u(g->section + is->pl_at + j * is->pl, (int)is->pl);
}

/* Rows of different lengths, each all the way round. */
static int reduced(struct grib_grid *g) {
    const struct grib_numbers *is = &g->is;
    double *lat = mem_array(g->nj, sizeof *lat);
    struct grid *grid = g->grid = list(g, "reduced_gaussian_index");
    const double first = (double)is->lo1 / is->per_degree;
    const double last = (double)is->lo2 / is->per_degree;
    size_t longest = 1, k = 0;
    int status;

    for (size_t j = 0; j < g->nj; j++)
        longest = row_length(g, j) > longest ? row_length(g, j) : longest;
    if (fabs(last - first - 360 + 360 / (double)longest) >
        180 / (double)longest)
        TRY(err_set(EX_DATAERR,
                    "%s from %g to %g degrees east (all round is read)",
                    g->what, first, last));
    TRY(rows(g, lat));
    for (size_t j = 0; j < g->nj; j++) {
        const size_t n = row_length(g, j);
        for (size_t i = 0; i < n; i++, k++) {
            grid->lat[k] = lat[j];
            grid->lon[k] = first + 360 * (double)i / (double)n;
        }
    }
done:
    free(lat);
    return status;
}

int grib_place(struct grib_grid *g) {
    int status;

    if (g->grid != NULL)
        return EX_OK;
    if (g->is.kind == GRIB_HEALPIX) {
        healpix(g);
        return EX_OK;
    }
    if (g->is.kind != GRIB_LATLON && g->is.kind != GRIB_GAUSSIAN)
        return grib_project(g);
    if (g->is.is_reduced)
        return reduced(g);
    g->grid = grid_new(GRID_LATLON, g->nj, g->ni);
    TRY(grib_longitudes(g, g->grid->x.value, g->ni));
    TRY(rows(g, g->grid->y.value));
done:
    return status;
}
