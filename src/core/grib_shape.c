/* SPDX-License-Identifier: Apache-2.0 */
/* Section 3 (2 of GRIB 1): which grid it is, and its numbers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/grib_part.h"

/* Most octets of a grid that are read as numbers; a list of rows follows. */
static int too_short(const struct grib_grid *g, size_t least) {
    return g->n >= least ? EX_OK
                         : err_set(EX_DATAERR,
                                   "a grid of %zu octets where %zu are needed",
                                   g->n, least);
}

/* A number with a scale: value / 10^scale. */
static double scaled(const uint8_t *p) {
    return (double)grib_u(p + 1, 4) / pow(10, (double)grib_s(p, 1));
}

static int earth(struct grib_grid *g) {
    const uint8_t *p = g->section + 14;
    struct grib_numbers *is = &g->is;
    const double km = *p == 3 ? 1000 : 1;

    is->a = is->b = 0;
    switch (*p) {
    case 0:
        is->a = 6367470;
        break;
    case 1:
        is->a = scaled(p + 1);
        break;
    case 2:
        is->a = 6378160;
        is->b = 6356775;
        break;
    case 3:
    case 7:
        is->a = km * scaled(p + 6);
        is->b = km * scaled(p + 11);
        break;
    case 4:
        is->a = 6378137;
        is->b = 6356752.314140356;
        break;
    case 5:
        is->a = 6378137;
        is->b = 6356752.314245179;
        break;
    case 6:
        is->a = 6371229;
        break;
    case 8:
        is->a = 6371200;
        break;
    default:
        return err_set(EX_DATAERR, "shape of the earth %d is not read", *p);
    }
    if (is->b == 0)
        is->b = is->a;
    if (!(is->a > 1e6 && is->a < 1e8 && is->b > 1e6 && is->b <= is->a))
        return err_set(EX_DATAERR, "an earth of %g by %g m", is->a, is->b);
    return EX_OK;
}

/* Templates 3.0, 3.1, 3.40. */
static int latlon(struct grib_grid *g, const uint8_t *p) {
    struct grib_numbers *is = &g->is;
    uint64_t basic, parts;
    int status;

    TRY(too_short(g, is->kind == GRIB_ROTATED ? 84 : 72));
    basic = grib_u(p + 38, 4);
    parts = grib_u(p + 42, 4);
    is->per_degree = 1e6;
    if (basic != 0 && basic != 0xffffffff && parts != 0 && parts != 0xffffffff)
        is->per_degree = (double)parts / (double)basic;
    if (is->per_degree < 1)
        TRY(err_set(EX_DATAERR, "a unit of angles of %g degrees",
                    1 / is->per_degree));
    is->is_reduced = grib_u(p + 30, 4) == 0xffffffff;
    is->la1 = grib_s(p + 46, 4);
    is->lo1 = grib_s(p + 50, 4);
    is->la2 = grib_s(p + 55, 4);
    is->lo2 = grib_s(p + 59, 4);
    is->di = grib_u(p + 63, 4) == 0xffffffff ? -1 : grib_s(p + 63, 4);
    is->rows = (size_t)grib_u(p + 67, 4);
    is->pl = p[10];
    is->pl_at = g->n - (size_t)p[10] * g->nj;
    g->scan = p[71];
    if (is->kind != GRIB_ROTATED)
        return EX_OK;
    is->pole_lat = (double)grib_s(p + 72, 4) / is->per_degree;
    is->pole_lon = (double)grib_s(p + 76, 4) / is->per_degree;
    is->turn = grib_ieee(p + 80);
done:
    return status;
}

static double micro(const uint8_t *p) {
    return (double)grib_s(p, 4) / 1e6;
}

/* Templates 3.10, 3.20, 3.30. */
static int projected(struct grib_grid *g, const uint8_t *p) {
    struct grib_numbers *is = &g->is;
    const bool mercator = is->kind == GRIB_MERCATOR;
    int status;

    TRY(too_short(g, mercator ? 72 : is->kind == GRIB_STEREO ? 65 : 81));
    is->per_degree = 1e6;
    is->la1 = grib_s(p + 38, 4);
    is->lo1 = grib_s(p + 42, 4);
    g->along_grid = p[46] & 0x08;
    is->lat_true = micro(p + 47);
    g->scan = p[mercator ? 59 : 64];
    is->dx = (double)grib_u(p + (mercator ? 64 : 55), 4) / 1000;
    is->dy = (double)grib_u(p + (mercator ? 68 : 59), 4) / 1000;
    if (mercator)
        is->turn = micro(p + 60);
    else
        is->lon_true = micro(p + 51);
    if (!mercator)
        is->south = p[63] & 0x80;
    if (is->kind == GRIB_LAMBERT) {
        is->latin1 = micro(p + 65);
        is->latin2 = micro(p + 69);
    }
done:
    return status;
}

/* Template 3.150. */
static int healpix(struct grib_grid *g, const uint8_t *p) {
    struct grib_numbers *is = &g->is;
    const uint64_t n = grib_u(p + 31, 4);
    int status;

    TRY(too_short(g, 42));
    if (n < 1 || n > 8192)
        TRY(err_set(EX_DATAERR, "HEALPix of Nside %llu (1 to 8192 are read)",
                    (unsigned long long)n));
    if (grib_u(p + 35, 4) != 45000000 || p[39] != 4 || p[40] > 1 || p[41] != 0)
        TRY(err_set(EX_DATAERR,
                    "HEALPix from %g°, position %d, order %d, scanning %d "
                    "(45°, 4, 0 or 1, 0 are read)",
                    micro(p + 35), p[39], p[40], p[41]));
    is->nested = p[40] == 1;
    is->rows = (size_t)n;
    if (is->nested && (n & (n - 1)) != 0)
        TRY(err_set(EX_DATAERR, "nested HEALPix of Nside %llu (a power of 2)",
                    (unsigned long long)n));
    g->ni = (size_t)(12 * n * n);
    g->nj = 1;
    snprintf(g->what, sizeof g->what, "HEALPix %llu %s", (unsigned long long)n,
             is->nested ? "nested" : "ring");
done:
    return status;
}

static int shape2(struct grib_grid *g) {
    const uint8_t *p = g->section;
    const int number = (int)grib_u(p + 12, 2);
    int status;

    if (p[5] != 0)
        return err_set(EX_DATAERR, "a grid that source %d defines", p[5]);
    if (number == 101)
        return err_set(EX_DATAERR,
                       "the unstructured grid %016llx%016llx is not read",
                       (unsigned long long)(g->n < 35 ? 0 : grib_u(p + 19, 8)),
                       (unsigned long long)(g->n < 35 ? 0 : grib_u(p + 27, 8)));
    if (number != 0 && number != 1 && number != 10 && number != 20 &&
        number != 30 && number != 40 && number != 150)
        return err_set(EX_DATAERR, "grid template 3.%d is not read", number);
    TRY(too_short(g, 42));
    TRY(earth(g));
    g->npoints = (size_t)grib_u(p + 6, 4);
    g->ni = (size_t)grib_u(p + 30, 4);
    g->nj = (size_t)grib_u(p + 34, 4);
    g->is.kind = number == 0    ? GRIB_LATLON
                 : number == 1  ? GRIB_ROTATED
                 : number == 10 ? GRIB_MERCATOR
                 : number == 20 ? GRIB_STEREO
                 : number == 30 ? GRIB_LAMBERT
                 : number == 40 ? GRIB_GAUSSIAN
                                : GRIB_HEALPIX;
    if (g->is.kind == GRIB_HEALPIX)
        return healpix(g, p);
    if (g->is.kind == GRIB_MERCATOR || g->is.kind == GRIB_STEREO ||
        g->is.kind == GRIB_LAMBERT)
        return projected(g, p);
    TRY(latlon(g, p));
    g->along_grid = p[54] & 0x08;
done:
    return status;
}

static double milli(const uint8_t *p) {
    return (double)grib_s(p, 3) / 1e3;
}

/* Types 3 and 5 of GRIB 1. */
static int projected1(struct grib_grid *g, const uint8_t *p) {
    struct grib_numbers *is = &g->is;
    int status = EX_OK;

    if (is->kind == GRIB_LAMBERT)
        TRY(too_short(g, 40));
    is->lon_true = milli(p + 17);
    is->dx = (double)grib_u(p + 20, 3);
    is->dy = (double)grib_u(p + 23, 3);
    is->south = p[26] & 0x80;
    is->lat_true = is->south ? -60 : 60;
    if (is->kind == GRIB_LAMBERT) {
        is->latin1 = milli(p + 28);
        is->latin2 = milli(p + 31);
    }
done:
    return status;
}

static int shape1(struct grib_grid *g) {
    const uint8_t *p = g->section;
    struct grib_numbers *is = &g->is;
    int status;

    TRY(too_short(g, 32));
    switch (p[5]) {
    case 0:
    case 4:
    case 10:
        is->kind = p[5] == 0   ? GRIB_LATLON
                   : p[5] == 4 ? GRIB_GAUSSIAN
                               : GRIB_ROTATED;
        break;
    case 3:
    case 5:
        is->kind = p[5] == 3 ? GRIB_LAMBERT : GRIB_STEREO;
        break;
    default:
        return err_set(EX_DATAERR, "grid type %d of GRIB 1 is not read", p[5]);
    }
    g->ni = (size_t)grib_u(p + 6, 2);
    g->nj = (size_t)grib_u(p + 8, 2);
    g->npoints = g->ni * g->nj;
    g->scan = p[27];
    g->along_grid = p[16] & 0x08;
    is->per_degree = 1e3;
    is->la1 = grib_s(p + 10, 3);
    is->lo1 = grib_s(p + 13, 3);
    is->a = p[16] & 0x40 ? 6378160 : 6367470;
    is->b = p[16] & 0x40 ? 6356775 : 6367470;
    if (is->kind == GRIB_LAMBERT || is->kind == GRIB_STEREO)
        return projected1(g, p);
    is->la2 = grib_s(p + 17, 3);
    is->lo2 = grib_s(p + 20, 3);
    is->di = grib_u(p + 23, 2) == 0xffff ? -1 : (int64_t)grib_u(p + 23, 2);
    is->rows = (size_t)grib_u(p + 25, 2);
    is->is_reduced = g->ni == 0xffff;
    is->pl = 2;
    is->pl_at = (size_t)p[4] + 4 * (size_t)p[3] - 1;
    if (is->is_reduced && (p[4] == 0 || p[4] == 255))
        TRY(err_set(EX_DATAERR, "a reduced grid without its rows"));
    if (is->kind == GRIB_ROTATED) {
        TRY(too_short(g, 42));
        is->pole_lat = milli(p + 32);
        is->pole_lon = milli(p + 35);
        is->turn = grib_ibm(p + 38);
    }
done:
    return status;
}

/* A reduced grid: its rows must add up to its points, which GRIB 1 does not
 * say. */
static int check_rows(struct grib_grid *g) {
    const struct grib_numbers *is = &g->is;
    uint64_t sum = 0;

    if (is->pl < 1 || is->pl > 4 || is->pl_at > g->n ||
        (g->n - is->pl_at) / is->pl < g->nj || (g->scan & 0xb0) != 0)
        return err_set(EX_DATAERR, "a reduced grid of %zu rows, scanning %u",
                       g->nj, g->scan);
    for (size_t j = 0; j < g->nj; j++)
        sum += grib_u(g->section + is->pl_at + j * is->pl, (int)is->pl);
    if (g->edition == 1)
        g->npoints = (size_t)sum;
    if (sum != g->npoints || sum == 0)
        return err_set(EX_DATAERR,
                       "rows of %llu points in all, in a grid of "
                       "%zu",
                       (unsigned long long)sum, g->npoints);
    g->ni = g->npoints;
    return EX_OK;
}

int grib_shape(struct grib_grid *g) {
    static const char *const names[] = { "lat-lon",  "rotated",
                                         "Mercator", "polar stereographic",
                                         "Lambert",  "Gaussian" };
    const int status = g->edition == 1 ? shape1(g) : shape2(g);

    if (status != EX_OK)
        return status;
    if (g->is.kind != GRIB_HEALPIX && g->is.is_reduced)
        snprintf(g->what, sizeof g->what, "reduced %s of %zu rows",
                 names[g->is.kind], g->nj);
    else if (g->is.kind != GRIB_HEALPIX)
        snprintf(g->what, sizeof g->what, "%s %zu x %zu", names[g->is.kind],
                 g->ni, g->nj);
    if (g->is.is_reduced)
        return check_rows(g);
    if (g->ni == 0 || g->nj == 0 || g->npoints / g->ni != g->nj ||
        g->npoints % g->ni != 0)
        return err_set(EX_DATAERR, "%zu x %zu cells in a grid of %zu points",
                       g->nj, g->ni, g->npoints);
    return EX_OK;
}
