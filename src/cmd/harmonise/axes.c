/* SPDX-License-Identifier: Apache-2.0 */
/* Step 6 and 7: the order of the axes, and the box. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"

static struct {
    struct bbox box; /* west is NAN: none */
    const char *lon, *lat;
} cfg = { .box.west = NAN };

static const char *const lon_words[] = { "180", "0-360", "keep", NULL };
static const char *const lat_words[] = { "up", "down", "keep", NULL };

const struct opt axes_opts[] = {
    { .name = "bbox",
      .arg = "W,S,E,N",
      .bbox = &cfg.box,
      .help = "cells whose centre is inside, in degrees" },
    { .name = "lon",
      .arg = "RANGE",
      .text = &cfg.lon,
      .words = lon_words,
      .help = "longitudes from -180 (180, default), from 0 (0-360), or keep" },
    { .name = "lat",
      .arg = "ORDER",
      .text = &cfg.lat,
      .words = lat_words,
      .help = "latitudes up (default), down, or keep" },
    { 0 },
};

struct axes {
    struct stage st;
    struct window window;
    size_t nx, cells; /* of the source, a plane */
    const struct dataset *in;
    struct step *out;
};

static int axes_put(struct stage *st, const struct step *s);
static void axes_free(struct stage *st);
static void cut_statics(const struct axes *a);

int axes_open(struct stage **out, const struct dataset *in) {
    struct window w = { 0 };
    struct axes *a;
    int status = axes_window(in->grid, &w);

    if (status != EX_OK || window_is_all(in->grid, &w)) {
        window_free(&w);
        return status;
    }
    a = mem_array(1, sizeof *a);
    a->st.put = axes_put;
    a->st.free = axes_free;
    a->window = w;
    a->nx = in->grid->nx;
    a->cells = grid_cells(in->grid);
    a->in = in;
    a->st.ds = dataset_copy(in, true);
    grid_free(a->st.ds->grid);
    a->st.ds->grid = grid_cut(in->grid, &w);
    dataset_resize(a->st.ds);
    cut_statics(a);
    a->out = step_new(a->st.ds);
    *out = &a->st;
    return EX_OK;
}

/* Regridding looks at neighbours: two cells around the box. */
static void widen(const struct grid *g, struct bbox *b) {
    const double halo = 2;
    double dx = 0, dy = 0;

    if (g->x.value != NULL && g->nx > 1)
        dx = halo * fabs(g->x.value[1] - g->x.value[0]);
    if (g->y.value != NULL && g->ny > 1)
        dy = halo * fabs(g->y.value[1] - g->y.value[0]);
    if (g->kind != GRID_LATLON)
        dx = dy = halo;
    b->west -= dx;
    b->east += dx;
    b->south = fmax(-90, b->south - dy);
    b->north = fmin(90, b->north + dy);
}

int axes_window(const struct grid *g, struct window *w) {
    const bool keep_lon = cfg.lon != NULL && strcmp(cfg.lon, "keep") == 0;
    const bool from_zero = cfg.lon != NULL && strcmp(cfg.lon, "0-360") == 0;
    const double west = keep_lon ? NAN : from_zero ? 0 : -180;
    struct bbox box = cfg.box;
    int status;

    if (g->kind == GRID_NONE) {
        *w = (struct window){ .ny = 1, .nx = 1, .west = NAN };
        return EX_OK;
    }
    if (space_is_asked() && !isnan(box.west))
        widen(g, &box);
    status = grid_window(g, west, isnan(box.west) ? NULL : &box, w);
    if (status != EX_OK || cfg.lat == NULL || strcmp(cfg.lat, "up") == 0)
        return status;
    w->flip = strcmp(cfg.lat, "down") == 0 && !w->flip;
    return EX_OK;
}

/* Cuts every plane of a field. */
static void cut(const struct axes *a, const struct field *f, const void *src,
                void *dst) {
    const size_t size = type_size(f->type);
    const size_t cells = a->window.ny * a->window.nx;

    for (size_t k = 0; k < f->n / a->cells; k++)
        window_apply(&a->window, a->nx, size,
                     (const char *)src + k * a->cells * size,
                     (char *)dst + k * cells * size);
}

static void cut_statics(const struct axes *a) {
    for (size_t k = 0; k < a->in->nstatics; k++) {
        const struct field *from = &a->in->statics[k];
        struct field *to = &a->st.ds->statics[k];
        cut(a, from, from->value.f, to->value.f);
    }
}

static int axes_put(struct stage *st, const struct step *s) {
    struct axes *a = (struct axes *)st;

    for (size_t k = 0; k < a->in->nfields; k++)
        cut(a, &a->in->field[k], s->value[k].f, a->out->value[k].f);
    step_at(a->out, s);
    return stage_pass(st, a->out);
}

static void axes_free(struct stage *st) {
    struct axes *a = (struct axes *)st;

    window_free(&a->window);
    step_free(a->out);
    free(a);
}
