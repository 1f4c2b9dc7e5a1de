/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/second.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap.h"
#include "grids.h"
#include "kernel/legendre.h"
#include "kernel/sphere.h"
#include "tap.h"

/* Grids of all kinds, `fine` times as fine as the coarsest. */
static struct grid *latlon(size_t fine) {
    char text[40];

    snprintf(text, sizeof text, "r%zux%zu", 24 * fine, 13 * fine);
    return spec(text);
}

/* Columns that are not all of one width. */
static struct grid *uneven(size_t fine) {
    struct grid *g = latlon(fine);
    struct axis *x = &g->x;

    for (size_t i = 0; i < x->n; i++) {
        double *b = x->bounds + 2 * i;
        for (size_t k = 0; k < 2; k++)
            b[k] = b[k] + 5 * sin(b[k] * M_PI / 180);
        x->value[i] = (b[0] + b[1]) / 2;
    }
    return g;
}

/* Cells of latitude and longitude by their four corners. */
static struct grid *cornered(enum grid_kind kind, size_t fine) {
    struct grid *from = latlon(fine);
    struct grid *g = kind == GRID_CURVILINEAR
                         ? grid_new(kind, from->ny, from->nx)
                         : grid_new(kind, 1, grid_cells(from));

    if (grid_lonlat(from, g->lon, g->lat) != EX_OK)
        exit(1);
    g->nvertex = 4;
    g->lon_bounds = mem_array(4 * grid_cells(g), sizeof(double));
    g->lat_bounds = mem_array(4 * grid_cells(g), sizeof(double));
    if (grid_corners(from, g->lon_bounds, g->lat_bounds) != EX_OK)
        exit(1);
    grid_free(from);
    return g;
}

static struct grid *curved(size_t fine) {
    return cornered(GRID_CURVILINEAR, fine);
}

static struct grid *mesh(size_t fine) {
    return cornered(GRID_UNSTRUCTURED, fine);
}

static struct grid *ring(size_t fine) {
    return grid_healpix(6 * fine, false);
}

static struct grid *nested(size_t fine) {
    return grid_healpix(8 * fine, true);
}

/* Octahedral: 20 cells in the first row, 4 more in each. */
static struct grid *reduced(size_t fine) {
    const size_t half = 8 * fine, n = 4 * half * half + 36 * half;
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, n);
    double lat[512];
    size_t at = 0;

    legendre_latitudes(half, lat);
    for (size_t j = 0; j < 2 * half; j++) {
        const size_t m = 20 + 4 * (j < half ? j : 2 * half - 1 - j);
        for (size_t i = 0; i < m; i++, at++) {
            g->lat[at] = lat[j];
            g->lon[at] = 360 * (double)i / (double)m;
        }
    }
    if (at != n)
        exit(1);
    return g;
}

static struct grid *turned(size_t fine) {
    struct grid *g = rotated();
    const double lat = 39.25, lon = -162;

    grid_free(g);
    g = axes(GRID_ROTATED, 20 * fine,
             (double[]){ -30 + 1.5 / (double)fine, 3 / (double)fine },
             23 * fine,
             (double[]){ -35 + 1.5 / (double)fine, 3 / (double)fine });
    atts_set_numbers(&g->mapping_atts, "grid_north_pole_latitude", TYPE_DOUBLE,
                     1, &lat);
    atts_set_numbers(&g->mapping_atts, "grid_north_pole_longitude", TYPE_DOUBLE,
                     1, &lon);
    return g;
}

static struct grid *other(size_t fine) {
    char text[80];

    snprintf(text, sizeof text, "%.17gx%.17g", 360. / (41. * (double)fine),
             180. / (21. * (double)fine));
    return spec(text);
}

static struct grid *region(size_t fine) {
    char text[60];

    snprintf(text, sizeof text, "0,40,36,64,%g", 3 / (double)fine);
    return spec(text);
}

static struct grid *pixels(size_t fine) {
    return grid_healpix(9 * fine, false);
}

typedef struct grid *maker(size_t fine);

static const struct {
    const char *name;
    maker *src, *dst;
    bool whole; /* both cover the earth */
} pair[] = {
    { "axes to axes", latlon, other, true },
    { "axes of uneven columns to axes", uneven, other, true },
    { "axes to HEALPix", latlon, pixels, true },
    { "curvilinear to HEALPix", curved, pixels, true },
    { "a mesh to HEALPix", mesh, pixels, true },
    { "HEALPix to axes", ring, other, true },
    { "nested HEALPix to axes", nested, other, true },
    { "HEALPix to HEALPix", nested, pixels, true },
    { "reduced Gaussian to axes", reduced, other, true },
    { "reduced Gaussian to HEALPix", reduced, pixels, true },
    { "a rotated pole to axes", turned, region, false },
    { "axes to a rotated pole", latlon, turned, false },
    { "HEALPix to a rotated pole", ring, turned, false },
};

enum { PAIRS = sizeof pair / sizeof *pair };

static double smooth(const double p[3]) {
    return exp(p[0]) * cos(2 * p[1]) + sin(3 * p[2]) + p[0] * p[1] * p[2];
}

static double *values(const struct grid *g, double of(const double p[3])) {
    const size_t n = grid_cells(g);
    double *lon = mem_array(n, 8), *lat = mem_array(n, 8);
    double *v = mem_array(n, sizeof *v);

    if (grid_lonlat(g, lon, lat) != EX_OK)
        exit(1);
    for (size_t k = 0; k < n; k++) {
        double p[3];
        sphere_point(lon[k], lat[k], p);
        v[k] = of(p);
    }
    free(lon);
    free(lat);
    return v;
}

static double *made(const struct grid *src, const struct grid *dst,
                    enum remap_method m, bool limited, const double *f) {
    double *out = mem_array(grid_cells(dst), sizeof *out);
    struct remap *r;

    if (remap_new(&r, src, dst, m, NAN) != EX_OK) {
        err_print();
        exit(1);
    }
    if (!limited)
        remap_unlimited(r);
    remap_apply_wide(r, f, out);
    remap_free(r);
    return out;
}

/* Mean error where there are values. */
static double error(size_t k, size_t fine, enum remap_method m, bool limited) {
    struct grid *src = pair[k].src(fine), *dst = pair[k].dst(fine);
    double *f = values(src, smooth), *is = values(dst, smooth);
    double *out = made(src, dst, m, limited, f), sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < grid_cells(dst); i++)
        if (!isnan(out[i])) {
            sum += fabs(out[i] - is[i]);
            n++;
        }
    grid_free(src);
    grid_free(dst);
    free(f);
    free(is);
    free(out);
    return n > 0 ? sum / (double)n : NAN;
}

/* Errors of two sizes fall by 4 or so, and are less than those of first order.
 */
static bool converges(size_t k, bool limited) {
    const double one = error(k, 1, REMAP_CONSERVATIVE2, limited);
    const double two = error(k, 2, REMAP_CONSERVATIVE2, limited);
    const double first = error(k, 2, REMAP_CONSERVATIVE, limited);
    const bool does = one / two > 3.3 && first > 2 * two;

    if (!does || getenv("SECOND"))
        printf("# %s: %g %g, first order %g\n", pair[k].name, one, two, first);
    return does;
}

/* Numbers without any order, 0 to 1. */
static double noise(const double p[3]) {
    const double x =
        sin(p[0] * 12.9898 + p[1] * 78.233 + p[2] * 37.719) * 43758.5453;

    return x - floor(x);
}

static double total(const struct grid *g, const double *v) {
    double *area = mem_array(grid_cells(g), sizeof *area), sum = 0, all = 0;

    if (grid_areas(g, area) != EX_OK)
        exit(1);
    for (size_t i = 0; i < grid_cells(g); i++) {
        sum += area[i] * v[i];
        all += area[i];
    }
    free(area);
    return sum / all;
}

/* Against first order, which keeps them as well as its areas are exact. */
static bool keeps_total(size_t k, bool limited) {
    struct grid *src = pair[k].src(1), *dst = pair[k].dst(1);
    double *f = values(src, noise);
    double *a = made(src, dst, REMAP_CONSERVATIVE, limited, f);
    double *b = made(src, dst, REMAP_CONSERVATIVE2, limited, f);
    const double off = total(dst, b) / total(dst, a) - 1;
    bool keeps = fabs(off) < 1e-12, unlike = false;

    for (size_t i = 0; i < grid_cells(dst); i++)
        unlike |= fabs(a[i] - b[i]) > 1e-3;
    if (!keeps || getenv("SECOND"))
        printf("# %s: total off by %g\n", pair[k].name, off);
    grid_free(src);
    grid_free(dst);
    free(f);
    free(a);
    free(b);
    return keeps && unlike;
}

/* A constant, and noise within its range: 0 where it is cut off, so that much
 * of it lies at the end of the range. */
static double rain(const double p[3]) {
    return fmax(0, noise(p) - 0.5);
}

static double level(const double p[3]) {
    (void)p;
    return 287.1;
}

static bool in_range(size_t k, double of(const double p[3]), double lo,
                     double hi) {
    struct grid *src = pair[k].src(1), *dst = pair[k].dst(2);
    double *f = values(src, of), worst = 0;
    double *out = made(src, dst, REMAP_CONSERVATIVE2, true, f);
    size_t n = 0;

    for (size_t i = 0; i < grid_cells(src); i++) {
        lo = fmin(lo, f[i]);
        hi = fmax(hi, f[i]);
    }
    for (size_t i = 0; i < grid_cells(dst); i++) {
        n += isnan(out[i]) ? 0 : 1;
        worst = fmax(worst, fmax(lo - out[i], out[i] - hi));
    }
    if (worst > 1e-13 * hi || getenv("SECOND"))
        printf("# %s: %zu of %zu values, out of range by %g\n", pair[k].name, n,
               grid_cells(dst), worst);
    grid_free(src);
    grid_free(dst);
    free(f);
    free(out);
    return worst <= 1e-13 * hi && n > 0;
}

int main(void) {
    for (size_t k = 0; k < PAIRS; k++) {
        char what[120];
        snprintf(what, sizeof what, "%s: errors fall by the square of the size",
                 pair[k].name);
        ok(converges(k, true) && converges(k, false), what);
        snprintf(what, sizeof what, "%s: totals are kept to 1e-12",
                 pair[k].name);
        if (pair[k].whole)
            ok(keeps_total(k, true) && keeps_total(k, false), what);
        snprintf(what, sizeof what,
                 "%s: constants stay, nothing is out of range", pair[k].name);
        ok(in_range(k, level, 287.1, 287.1) && in_range(k, rain, 1, 0), what);
    }
    return done();
}
