/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_gap.h"
#include "core/grid_healpix.h"
#include "core/mem.h"

/* Degrees that are rounding where longitudes go round. */
#define HAIR 1e-6

static void cut_axis(const struct axis *from, const struct window *line,
                     struct axis *to);
static void go_round(struct axis *x, bool up, double west);
static void cut_implied(const struct grid *g, const struct window *w,
                        struct grid *c);
static double *cut_places(const struct grid *g, const struct window *w,
                          size_t each, const double *from);

/* Row j of a window, and its column i, in the source. */
static size_t source_row(const struct window *w, size_t j) {
    return w->flip ? w->y0 + w->ny - 1 - j : w->y0 + j;
}

static size_t source_column(const struct window *w, size_t period, size_t i) {
    if (w->cell != NULL)
        return w->cell[i];
    return (w->x0 + (w->mirror ? w->nx - 1 - i : i)) % period;
}

/* Cells that are worth a second thread. */
enum { MANY = 1 << 16 };

void window_apply(const struct window *w, size_t nx, size_t size,
                  const void *src, void *dst) {
    const size_t period = w->period ? w->period : nx;
    const bool plain = w->cell == NULL && !w->mirror;
    const size_t head = w->nx < period - w->x0 ? w->nx : period - w->x0;

#pragma omp parallel for schedule(static) if (w->ny * w->nx > MANY)
    for (size_t j = 0; j < w->ny; j++) {
        const char *from = (const char *)src + source_row(w, j) * nx * size;
        char *to = (char *)dst + j * w->nx * size;
        if (plain) {
            memcpy(to, from + w->x0 * size, head * size);
            memcpy(to + head * size, from, (w->nx - head) * size);
            continue;
        }
        for (size_t i = 0; i < w->nx; i++)
            memcpy(to + i * size, from + source_column(w, period, i) * size,
                   size);
    }
}

struct grid *grid_cut(const struct grid *g, const struct window *w) {
    const struct window rows = {
        .ny = 1, .x0 = w->y0, .nx = w->ny, .mirror = w->flip, .period = g->ny
    };
    struct window columns = *w;
    struct axis x = axis_copy(&g->x);
    struct grid *c = mem_array(1, sizeof *c);

    columns.y0 = 0;
    columns.ny = 1;
    columns.flip = false;
    c->kind = g->kind;
    c->ny = w->ny;
    c->nx = w->nx;
    c->nvertex = g->nvertex;
    cut_axis(&g->y, &rows, &c->y);
    if (g->kind == GRID_LATLON && w->x0 + w->nx > w->period &&
        w->period == g->nx && !grid_is_global(g))
        axis_own_bounds(&x); /* over what is not there */
    cut_axis(&x, &columns, &c->x);
    axis_free(&x);
    if (g->kind == GRID_LATLON) {
        go_round(&c->x, axis_falls(&g->x) == w->mirror, w->west);
        for (size_t j = 0; c->y.bounds != NULL && j < 2 * c->ny; j++)
            c->y.bounds[j] = fmin(90, fmax(-90, c->y.bounds[j]));
    }
    if (g->implied) {
        cut_implied(g, &columns, c);
    } else {
        c->lat = cut_places(g, w, 1, g->lat);
        c->lon = cut_places(g, w, 1, g->lon);
    }
    c->others = mem_array(1, sizeof *c->others);
    c->lat_bounds = cut_places(g, w, g->nvertex, g->lat_bounds);
    c->lon_bounds = cut_places(g, w, g->nvertex, g->lon_bounds);
    c->mapping = mem_text(g->mapping);
    c->mapping_atts = atts_copy(&g->mapping_atts);
    c->crs = mem_text(g->crs);
    if (g->station == NULL)
        return c;
    c->station = mem_array(w->nx, sizeof *c->station);
    window_apply(&columns, g->nx, sizeof *c->station, g->station, c->station);
    for (size_t i = 0; i < w->nx; i++)
        c->station[i] = mem_text(c->station[i]);
    return c;
}

/* The places of the cells of HEALPix that a window picks. */
static void cut_implied(const struct grid *g, const struct window *w,
                        struct grid *c) {
    const size_t period = w->period ? w->period : g->nx;

    c->lat = mem_array(w->nx, sizeof *c->lat);
    c->lon = mem_array(w->nx, sizeof *c->lon);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->nx; i++)
        grid_healpix_centre(g, source_column(w, period, i), &c->lon[i],
                            &c->lat[i]);
}

/* The values and bounds that a window of one row picks of an axis. */
static void cut_axis(const struct axis *from, const struct window *line,
                     struct axis *to) {
    struct axis head = *from;

    head.value = head.bounds = NULL;
    *to = axis_copy(&head);
    to->n = line->nx;
    if (from->value != NULL) {
        to->value = mem_array(to->n, sizeof *to->value);
        window_apply(line, from->n, sizeof *to->value, from->value, to->value);
    }
    if (from->bounds == NULL)
        return;
    to->bounds = mem_array(2 * to->n, sizeof *to->bounds);
    window_apply(line, from->n, 2 * sizeof *to->bounds, from->bounds,
                 to->bounds);
    for (size_t i = 0; line->mirror && i < 2 * to->n; i += 2)
        if (to->bounds[i] > to->bounds[i + 1]) {
            const double high = to->bounds[i];
            to->bounds[i] = to->bounds[i + 1];
            to->bounds[i + 1] = high;
        }
}

/* Longitudes from the first one, in [west, west + 360), on without a jump; the
 * bounds stay around them. */
static void go_round(struct axis *x, bool up, double west) {
    for (size_t i = 0; i < x->n; i++) {
        const double old = x->value[i];
        double turns = 0;
        if (i > 0 && up)
            turns = ceil((x->value[i - 1] - old) / 360);
        else if (i > 0)
            turns = floor((x->value[i - 1] - old) / 360);
        else if (!isnan(west))
            turns = -floor((old - west + HAIR) / 360);
        x->value[i] = old + 360 * turns;
        for (size_t k = 2 * i; x->bounds != NULL && k < 2 * i + 2; k++) {
            const double d = x->bounds[k] - old;
            x->bounds[k] =
                x->value[i] + (fabs(d) > 180 + HAIR ? remainder(d, 360) : d);
        }
    }
}

/* Coordinates of cells, `each` of them; NULL stays NULL. */
static double *cut_places(const struct grid *g, const struct window *w,
                          size_t each, const double *from) {
    double *to;

    if (from == NULL)
        return NULL;
    to = mem_array(w->ny * w->nx * each, sizeof *to);
    window_apply(w, g->nx, each * sizeof *to, from, to);
    return to;
}
