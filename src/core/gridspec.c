/* SPDX-License-Identifier: Apache-2.0 */
#include "core/gridspec.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/gridspec_part.h"
#include "core/mem.h"
#include "core/parse.h"

/* More cells than this along one axis are a slip of the pen. */
#define MOST_CELLS 1000000

static const char offered[] =
    "0.25, 0.5x0.25, W,S,E,N,DX[,DY], r360x180, F80, hp64, "
    "EPSG:n,W,S,E,N,RES, like:FILE";

void gridspec_axis(struct axis *a, const struct range *r) {
    const double width = r->to - r->from, n = (double)r->n;

    a->bounds = mem_array(r->n, 2 * sizeof *a->bounds);
    for (size_t i = 0; i < r->n; i++) {
        a->bounds[2 * i] = r->from + width * (double)i / n;
        a->bounds[2 * i + 1] = r->from + width * (double)(i + 1) / n;
        a->value[i] = r->from + width * (double)(2 * i + 1) / (2 * n);
    }
}

static struct grid *make(const struct range *y, const struct range *x) {
    struct grid *g = grid_new(GRID_LATLON, y->n, x->n);

    gridspec_axis(&g->y, y);
    gridspec_axis(&g->x, x);
    return g;
}

int gridspec_count(struct range *r, double size, const char *unit) {
    const double n = (r->to - r->from) / size;

    if (!(size > 0))
        return err_set(EX_USAGE, "cells of %g %s (more than 0)", size, unit);
    if (n > MOST_CELLS)
        return err_set(EX_USAGE, "%.0f cells are too many (%d at most)", n,
                       MOST_CELLS);
    if (n < 0.5 || fabs(n - round(n)) > 0.01)
        return err_set(EX_USAGE,
                       "%.4g cells of %g %s from %.9g to %.9g (a whole "
                       "number)",
                       n, size, unit, r->from, r->to);
    r->n = (size_t)round(n);
    return EX_OK;
}

/* Two numbers with an x between, or one that stands for both. */
static int parse_sizes(const char *text, double size[2]) {
    char *copy = mem_text(text), *x = strchr(copy, 'x');
    int status;

    if (x != NULL)
        *x++ = '\0';
    TRY(parse_double(copy, &size[0]));
    TRY(parse_double(x != NULL ? x : copy, &size[1]));
done:
    free(copy);
    return status;
}

static int round_earth(const char *text, struct grid **out) {
    struct range x = { -180, 180, 0 }, y = { -90, 90, 0 };
    double size[2];
    int status;

    TRY(parse_sizes(text, size));
    TRY(gridspec_count(&x, size[0], "degrees"));
    TRY(gridspec_count(&y, size[1], "degrees"));
    *out = make(&y, &x);
done:
    return status;
}

int gridspec_degrees(const double *v, size_t n, struct grid **out) {
    struct range x = { 0 }, y = { 0 };
    int status;

    x = (struct range){ v[0], v[2] > v[0] ? v[2] : v[2] + 360, 0 };
    y = (struct range){ v[1], v[3], 0 };
    if (!(y.from >= -90 && y.to <= 90 && y.from < y.to))
        return err_set(EX_USAGE,
                       "latitudes from %g to %g (-90 to 90, south "
                       "first)",
                       y.from, y.to);
    if (!(fabs(v[0]) <= 360 && fabs(v[2]) <= 360 && x.to > x.from &&
          x.to - x.from <= 360))
        return err_set(EX_USAGE,
                       "longitudes from %g to %g (360 degrees at "
                       "most)",
                       v[0], v[2]);
    TRY(gridspec_count(&x, v[4], "degrees"));
    TRY(gridspec_count(&y, n == 6 ? v[5] : v[4], "degrees"));
    *out = make(&y, &x);
done:
    return status;
}

static int box(const char *text, size_t n, struct grid **out) {
    double v[6];
    const int status = parse_doubles(text, n, v);

    return status == EX_OK ? gridspec_degrees(v, n, out) : status;
}

/* Rows from pole to pole: those at the ends are half as high. */
static void at_poles(struct axis *y) {
    const double step = 180 / (double)(y->n - 1);

    for (size_t i = 0; i < y->n; i++) {
        const double v = -90 + step * (double)i;
        y->value[i] = v;
        y->bounds[2 * i] = fmax(-90, v - step / 2);
        y->bounds[2 * i + 1] = fmin(90, v + step / 2);
    }
    y->value[y->n - 1] = 90;
}

/* The columns and rows of "360x180"; as CDO has them, an odd number of rows
 * goes from pole to pole. */
static int columns_rows(const char *text, struct grid **out) {
    struct range x = { 0 }, y = { -90, 90, 0 };
    double n[2], half;
    int status;

    TRY(parse_sizes(text, n));
    for (int k = 0; k < 2; k++)
        if (!(n[k] >= 1 && n[k] <= MOST_CELLS && n[k] == floor(n[k])))
            return err_set(EX_USAGE, "%g cells (1 to %d)", n[k], MOST_CELLS);
    half = 180 / n[0];
    x = (struct range){ -half, 360 - half, (size_t)n[0] };
    y.n = (size_t)n[1];
    *out = make(&y, &x);
    for (size_t i = 0; i < x.n; i++)
        (*out)->x.value[i] = 360 * (double)i / n[0];
    if (y.n % 2 == 1 && y.n > 1)
        at_poles(&(*out)->y);
done:
    return status;
}

/* The nside and order of "hp64", "hp64_nest", "hp12_ring". */
static int healpix(const char *text, struct grid **out) {
    const size_t digits = strspn(text, "0123456789");
    char *number = mem_format("%.*s", (int)digits, text);
    const char *order = text + digits;
    const bool ring = strcmp(order, "_ring") == 0;
    size_t nside;
    int status;

    if (!ring && *order != '\0' && strcmp(order, "_nest") != 0)
        TRY(err_set(EX_USAGE, "no order \"%s\" (_nest, _ring)", order));
    TRY(parse_size(number, &nside));
    if (nside < 1 || nside > 8192)
        TRY(err_set(EX_USAGE, "nside %zu (1 to 8192)", nside));
    if (!ring && (nside & (nside - 1)) != 0)
        TRY(err_set(EX_USAGE,
                    "nested cells of nside %zu (a power of 2; hp%zu_ring has "
                    "any)",
                    nside, nside));
    *out = grid_healpix(nside, !ring);
done:
    free(number);
    return status;
}

static int parse(const char *text, struct grid **out) {
    size_t commas = 0;

    for (const char *c = text; *c != '\0'; c++)
        commas += *c == ',';
    if (strncmp(text, "like:", 5) == 0)
        return gridspec_like(text + 5, out);
    if (gridspec_is_projected(text))
        return gridspec_projected(text, out);
    if (text[0] == 'F' && isdigit((unsigned char)text[1]))
        return gridspec_gaussian(text + 1, out);
    if (strncmp(text, "hp", 2) == 0)
        return healpix(text + 2, out);
    if (text[0] == 'r' && isdigit((unsigned char)text[1]) &&
        strchr(text, 'x') != NULL)
        return columns_rows(text + 1, out);
    if (commas == 4 || commas == 5)
        return box(text, commas + 1, out);
    if (commas == 0 && (isdigit((unsigned char)*text) || *text == '.'))
        return round_earth(text, out);
    return err_set(EX_USAGE, "no such grid (%s)", offered);
}

static int check_cells(const struct grid *g) {
    const size_t n = g->y.n * g->x.n;

    return n <= INT32_MAX
               ? EX_OK
               : err_set(EX_USAGE, "%zu x %zu cells are too many (%d at most)",
                         g->y.n, g->x.n, INT32_MAX);
}

int gridspec_parse(const char *text, struct grid **out) {
    int status;

    *out = NULL;
    status = parse(text, out);
    if (status == EX_OK)
        status = check_cells(*out);
    if (status != EX_OK) {
        grid_free(*out);
        *out = NULL;
    }
    return status == EX_OK ? status : err_in(status, text);
}
