/* SPDX-License-Identifier: Apache-2.0 */
/* Axes: overlaps of intervals, and places between neighbours. */
#include "core/remap_line.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "kernel/bilinear.h"
#include "kernel/constants.h"

/* How far outside counts as inside, in cells: coordinates are rounded. */
#define SLACK 1e-6

/* Two axes by their edges. */
struct spans {
    size_t nsrc;
    const double *src, *dst; /* [n + 1] */
    double origin;           /* least edge of src, where a turn begins */
    bool turns;
    int way; /* of src: 1 rises, -1 falls, 0 neither */
};

static int way(size_t n, const double *edge) {
    bool rises = true, falls = true;

    for (size_t i = 0; i < n; i++) {
        rises &= edge[i] <= edge[i + 1];
        falls &= edge[i] >= edge[i + 1];
    }
    return rises - falls;
}

/* The k-th source cell from below. */
static size_t cell_at(const struct spans *s, size_t k) {
    return s->way < 0 ? s->nsrc - 1 - k : k;
}

/* How many cells from below end before `from`. */
static size_t cells_below(const struct spans *s, double from) {
    size_t low = 0, high = s->way == 0 ? 0 : s->nsrc;

    while (low < high) {
        const size_t k = low + (high - low) / 2, j = cell_at(s, k);
        if (fmax(s->src[j], s->src[j + 1]) < from)
            low = k + 1;
        else
            high = k;
    }
    return low;
}

static void overlap(const void *self, size_t i, struct links *row) {
    const struct spans *s = self;
    double from = fmin(s->dst[i], s->dst[i + 1]);
    double to = fmax(s->dst[i], s->dst[i + 1]);
    const double width = to - from;

    if (s->turns) {
        from -= 360 * floor((from - s->origin) / 360);
        to = from + width;
    }
    for (int turn = 0; turn <= s->turns; turn++) {
        /* a cell sooner: adding the turn rounds */
        size_t k = cells_below(s, from - 360 * turn);
        for (k -= k > 0; k < s->nsrc; k++) {
            const size_t j = cell_at(s, k);
            const double a = fmin(s->src[j], s->src[j + 1]) + 360 * turn;
            const double b = fmax(s->src[j], s->src[j + 1]) + 360 * turn;
            const double shared = fmin(b, to) - fmax(a, from);
            if (shared > 0)
                links_add(row, j, shared / width);
            else if (s->way != 0 && a > to)
                break;
        }
    }
}

struct weights *remap_overlap_x(size_t nsrc, const double *src, size_t ndst,
                                const double *dst) {
    const struct spans s = { nsrc, src,           dst, fmin(src[0], src[nsrc]),
                             true, way(nsrc, src) };

    return weights_build(ndst, nsrc, overlap, &s);
}

struct weights *remap_overlap_line(size_t nsrc, const double *src, size_t ndst,
                                   const double *dst, size_t more) {
    const struct spans s = { nsrc, src, dst, 0, false, way(nsrc, src) };

    return weights_build(ndst, nsrc + more, overlap, &s);
}

static double *sines(size_t n, const double *edge) {
    double *s = mem_array(n + 1, sizeof *s);

    for (size_t i = 0; i <= n; i++)
        s[i] = sin(edge[i] * DEGREE);
    return s;
}

struct weights *remap_overlap_y(size_t nsrc, const double *src, size_t ndst,
                                const double *dst) {
    double *from = sines(nsrc, src), *to = sines(ndst, dst);
    const struct spans s = { nsrc, from, to, 0, false, way(nsrc, from) };
    struct weights *w = weights_build(ndst, nsrc + 2, overlap, &s);

    free(from);
    free(to);
    return w;
}

struct line line_x(const struct grid *g) {
    const struct axis *a = &g->x;
    struct line l = { .n = a->n, .angle = g->kind != GRID_PROJECTED };

    l.round = l.angle && grid_is_global(g);
    l.value = mem_array(a->n + 1, sizeof *l.value);
    for (size_t i = 0; i < a->n; i++)
        l.value[i] = a->value[i];
    l.value[a->n] =
        a->value[0] + (a->value[a->n - 1] < a->value[0] ? -360 : 360);
    return l;
}

struct line line_y(const struct grid *g) {
    const size_t last = g->y.n - 1;
    const double *v = g->y.value;
    struct line l = { .n = g->y.n };

    l.value = mem_copy(v, g->y.n, sizeof *v);
    l.rows = true;
    if (g->kind == GRID_PROJECTED || last == 0 || !grid_is_global(g))
        return l;
    l.pole[0] = 90 - fabs(v[0]) <= fabs(v[1] - v[0]) * (1 + SLACK);
    l.pole[1] = 90 - fabs(v[last]) <= fabs(v[last] - v[last - 1]) * (1 + SLACK);
    return l;
}

void line_free(struct line *l) {
    free(l->value);
    l->value = NULL;
}

/* Between the last row and the pole, which is the mean of that row. */
static struct pair polar(const struct line *l, double y) {
    for (int k = 0; k < 2; k++) {
        const size_t row = k == 0 ? 0 : l->n - 1;
        const double v = l->value[row];
        const double t = (fabs(y) - fabs(v)) / (90 - fabs(v));
        if (l->pole[k] && v * y > 0 && t > 0 && t <= 1)
            return (struct pair){ 2,
                                  { row, k == 0 ? REGRID_FIRST_MEAN(l->n)
                                                : REGRID_LAST_MEAN(l->n) },
                                  { 1 - t, t } };
    }
    return (struct pair){ 0 };
}

struct pair line_find(const struct line *l, double place) {
    const size_t n = l->n + l->round;
    struct pair p = { 2, { 0, 0 }, { 0, 0 } };
    size_t i;
    double t;

    if (l->angle) {
        const double least = fmin(l->value[0], l->value[n - 1]);
        place -= 360 * floor((place - least) / 360);
    }
    t = bilinear_line(n, l->value, place, &i);
    if (isnan(t) && l->angle) /* just before the first */
        t = bilinear_line(n, l->value, place - 360, &i);
    if (isnan(t))
        return l->rows ? polar(l, place) : (struct pair){ 0 };
    p.at[0] = i;
    p.at[1] = n > 1 ? (i + 1) % l->n : 0;
    p.weight[0] = 1 - t;
    p.weight[1] = t;
    return p;
}

/* What makes weights of places on a line. */
struct linear {
    const struct line *line;
    const double *place;
};

static void linear(const void *self, size_t i, struct links *row) {
    const struct linear *s = self;
    const struct pair p = line_find(s->line, s->place[i]);

    for (size_t k = 0; k < p.n; k++)
        if (p.weight[k] > 0) /* others need not be read */
            links_add(row, p.at[k], p.weight[k]);
}

int remap_linear_separable(struct weights **y, struct weights **x,
                           const struct grid *src, const struct grid *dst) {
    struct line ly = line_y(src), lx = line_x(src);
    const struct linear sy = { &ly, dst->y.value }, sx = { &lx, dst->x.value };

    *y = weights_build(dst->ny, src->ny + 2, linear, &sy);
    *x = weights_build(dst->nx, src->nx, linear, &sx);
    line_free(&ly);
    line_free(&lx);
    return EX_OK;
}

int plane_weights(struct weights **out, const struct grid *src,
                  const struct grid *dst,
                  void (*fill)(const void *self, size_t i, struct links *row)) {
    struct plane s = { 0 };
    const int status = remap_places(src, dst, &s.px, &s.py);

    if (status != EX_OK)
        return status;
    s.x = line_x(src);
    s.y = line_y(src);
    *out = weights_build(grid_cells(dst), grid_cells(src), fill, &s);
    line_free(&s.x);
    line_free(&s.y);
    free(s.px);
    free(s.py);
    return EX_OK;
}
