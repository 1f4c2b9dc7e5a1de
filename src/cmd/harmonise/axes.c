/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the axes, and the box. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/crs.h"
#include "core/grid_box.h"
#include "core/mem.h"
#include "core/pull.h"

static struct { const char *box, *rule, *lon, *lat; } cfg;

static const char *const rule_words[] = { "centre", "touch", "inside", NULL };
static const char *const lon_words[] = { "180", "0-360", "keep", NULL };
static const char *const lat_words[] = { "up", "down", "keep", NULL };

const struct opt axes_opts[] = {
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
    { .name = "bbox",
      .arg = "W,S,E,N[@CRS]",
      .text = &cfg.box,
      .help = "cells in a box, in degrees or in a CRS (EPSG:n)" },
    { .name = "bbox-rule",
      .arg = "RULE",
      .text = &cfg.rule,
      .words = rule_words,
      .help = "by their centre (default), where they touch it, or inside" },
    { 0 },
};

/* A step whose values come through the window when they are asked for. */
struct through {
    struct pull pull;
    const struct axes *axes;
    const struct pull *from;
};

struct axes {
    struct stage st;
    struct window window;
    size_t nx, cells; /* of the source, a plane */
    const struct dataset *in;
    struct step *out;
    struct step *later; /* without values, for steps with a pull */
    size_t next;
    struct through ring[PULL_HELD];
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
    a->later = mem_array(1, sizeof *a->later);
    a->later->value = mem_array(in->nfields + 1, sizeof *a->later->value);
    a->st.pulls = w.cell == NULL && !w.mirror;
    *out = &a->st;
    return EX_OK;
}

/* Round a pole all of the last row are neighbours. */
static void widen_round_pole(const struct grid *g, struct bbox *b) {
    if (g->kind != GRID_LATLON || !grid_is_global(g))
        return;
    const double first = g->y.value[0], last = g->y.value[g->ny - 1];
    if (b->north >= fmax(first, last) || b->south <= fmin(first, last)) {
        b->west = -360;
        b->east = 360;
    }
}

/* Regridding looks at neighbours: two cells around the box. */
static int widen(const struct grid *g, struct box *box) {
    const double halo = 2, degree_m = 111200;
    struct bbox *b = &box->edge;
    struct crs_id id = { 0 };
    double dx = 0, dy = 0;
    int status;

    if (g->x.value != NULL && g->nx > 1)
        dx = halo * fabs(g->x.value[1] - g->x.value[0]);
    if (g->y.value != NULL && g->ny > 1)
        dy = halo * fabs(g->y.value[1] - g->y.value[0]);
    if (g->kind != GRID_LATLON)
        dx = dy = halo;
    if (box->crs != NULL) {
        if ((status = crs_identify(box->crs, &id)) != EX_OK)
            return status;
        if (!id.is_geographic)
            dx = dy = fmax(dx, dy) * degree_m / id.unit_m;
        crs_id_free(&id);
    }
    b->west -= dx;
    b->east += dx;
    b->south -= dy;
    b->north += dy;
    if (box->crs == NULL) {
        b->south = fmax(-90, b->south);
        b->north = fmin(90, b->north);
        widen_round_pole(g, b);
    }
    return EX_OK;
}

/* The box, where there is one. */
static int find_box(const struct grid *g, struct box *box) {
    int status;

    *box = (struct box){ 0 };
    if (cfg.box == NULL)
        return cfg.rule == NULL
                   ? EX_OK
                   : err_set(EX_USAGE, "--bbox-rule: there is no --bbox");
    if (cfg.rule != NULL && strcmp(cfg.rule, "centre") != 0)
        box->rule = *cfg.rule == 't' ? BOX_TOUCH : BOX_INSIDE;
    if ((status = box_parse(cfg.box, box)) != EX_OK)
        return err_in(status, "--bbox");
    return space_is_asked() && g->kind != GRID_NONE ? widen(g, box) : EX_OK;
}

/* Do the rows come out in the other order? */
static bool is_flipped(const struct grid *g) {
    const bool falls = axis_falls(&g->y);

    if (cfg.lat == NULL || strcmp(cfg.lat, "up") == 0)
        return falls;
    return strcmp(cfg.lat, "down") == 0 && !falls;
}

int axes_window(const struct grid *g, struct window *w) {
    const bool keep_lon = cfg.lon != NULL && strcmp(cfg.lon, "keep") == 0;
    const bool from_zero = cfg.lon != NULL && strcmp(cfg.lon, "0-360") == 0;
    const double west = keep_lon ? NAN : from_zero ? 0 : -180;
    struct box box;
    int status = find_box(g, &box);

    if (status != EX_OK)
        return status;
    if (g->kind == GRID_NONE) {
        *w = (struct window){ .ny = 1, .nx = 1, .west = NAN };
        return EX_OK;
    }
    status = grid_window_box(g, west, cfg.box != NULL ? &box : NULL, w);
    w->flip = is_flipped(g);
    return status;
}

int axes_window_like(const struct grid *g, const struct grid *want, bool source,
                     struct window *w) {
    int status;

    if (source)
        return axes_window(g, w);
    if (g->kind != GRID_LATLON || want->kind != GRID_LATLON)
        return grid_window(g, NAN, NULL, w);
    status = grid_window(g, want->x.value[0], NULL, w);
    if (status == EX_OK && axis_falls(&want->y))
        w->flip = !w->flip;
    return status;
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

/* Columns from..to of a row. */
static void copy_row(const struct axes *a, const float *row, size_t from,
                     size_t to, float *out) {
    const struct window *w = &a->window;
    const size_t period = w->period ? w->period : a->nx;
    const size_t head = w->nx < period - w->x0 ? w->nx : period - w->x0;

    if (from < head)
        memcpy(out, row + w->x0 + from,
               ((to < head ? to : head) - from) * sizeof *out);
    if (to > head) {
        const size_t begin = from > head ? from : head;
        memcpy(out + (begin - from), row + (begin - head),
               (to - begin) * sizeof *out);
    }
}

/* n values of one plane, `skip` values after the begin of a row. */
static int get_rows(const struct through *t, size_t k, size_t row,
                    const size_t skip, size_t n, float *out) {
    const struct axes *a = t->axes;
    const struct window *w = &a->window;
    const size_t plane = row / w->ny, j = row % w->ny;
    const size_t rows = (skip + n + w->nx - 1) / w->nx;
    const size_t first = w->y0 + (w->flip ? w->ny - j - rows : j);
    float *src = mem_grow(NULL, rows * a->nx, sizeof *src);
    const int status = t->from->get(
        t->from, k, plane * a->cells + first * a->nx, rows * a->nx, src);

    for (size_t i = 0; i < rows && status == EX_OK; i++) {
        const float *from = src + (w->flip ? rows - 1 - i : i) * a->nx;
        const size_t begin = i == 0 ? skip : 0, left = skip + n - i * w->nx;
        const size_t end = left < w->nx ? left : w->nx;
        copy_row(a, from, begin, end, out);
        out += end - begin;
    }
    free(src);
    return status;
}

static int get_through(const struct pull *p, size_t k, size_t first, size_t n,
                       float *out) {
    const struct through *t = (const struct through *)p;
    const struct window *w = &t->axes->window;
    int status = EX_OK;

    while (n > 0 && status == EX_OK) { /* plane after plane */
        const size_t row = first / w->nx, skip = first % w->nx;
        const size_t most = (w->ny - row % w->ny) * w->nx - skip;
        const size_t m = n < most ? n : most;
        status = get_rows(t, k, row, skip, m, out);
        first += m;
        out += m;
        n -= m;
    }
    return status;
}

static int pass_pull(struct axes *a, const struct step *s) {
    struct through *t = &a->ring[a->next++ % PULL_HELD];

    *t = (struct through){ { get_through }, a, s->pull };
    step_at(a->later, s);
    a->later->pull = &t->pull;
    a->later->held = s->held;
    return stage_pass(&a->st, a->later);
}

static int axes_put(struct stage *st, const struct step *s) {
    struct axes *a = (struct axes *)st;
    struct lent lent;

    if (st->pulls)
        s = stage_lend(st, a->in, s, &lent);
    if (s->pull != NULL)
        return pass_pull(a, s);
    for (size_t k = 0; k < a->in->nfields; k++)
        cut(a, &a->in->field[k], s->value[k].f, a->out->value[k].f);
    step_at(a->out, s);
    return stage_pass(st, a->out);
}

static void axes_free(struct stage *st) {
    struct axes *a = (struct axes *)st;

    window_free(&a->window);
    step_free(a->out);
    step_free(a->later);
    free(a);
}
