/* SPDX-License-Identifier: Apache-2.0 */
/* The nearest centre: by the axes where they are angles, else by a tree. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_tree.h"
#include "kernel/bilinear.h"
#include "kernel/constants.h"
#include "kernel/sphere.h"

/* Distances that differ by less are the same. */
#define TIE 1e-12

/* How far outside counts as inside, in cells: coordinates are rounded. */
#define SLACK 1e-6

/* So near a pole, cosine of the latitude, that all columns are looked at. */
#define POLAR 1e-3

/* A source with axes of angles, and places in its frame. */
struct axes {
    const struct grid *src;
    double *ex, *ey; /* edges of the source */
    double *px, *py; /* centres of the target */
};

/* Is the place in the cells of the source? */
static bool inside(const struct axes *s, double x, double y) {
    const size_t nx = s->src->nx, ny = s->src->ny;
    const double west = fmin(s->ex[0], s->ex[nx]);
    const double width = fabs(s->ex[nx] - s->ex[0]);
    const double sx = SLACK * width / (double)nx;
    const double sy = SLACK * fabs(s->ey[ny] - s->ey[0]) / (double)ny;

    return y >= fmin(s->ey[0], s->ey[ny]) - sy &&
           y <= fmax(s->ey[0], s->ey[ny]) + sy &&
           x - west + sx - 360 * floor((x - west + sx) / 360) <= width + 2 * sx;
}

/* The position below x on an axis, or its last but one or first. */
static size_t below(const struct axis *a, double x) {
    const bool up = a->n < 2 || a->value[1] > a->value[0];
    size_t from = 0, to = a->n - 1;

    while (to - from > 1) {
        const size_t middle = from + (to - from) / 2;
        if ((a->value[middle] <= x) == up)
            from = middle;
        else
            to = middle;
    }
    return from;
}

/* The nearest so far. */
struct best {
    double p[3], distance;
    size_t cell;
};

static void look(const struct grid *g, size_t j, size_t i, struct best *b) {
    const size_t cell = j * g->nx + i;
    double q[3], d;

    sphere_point(g->x.value[i], g->y.value[j], q);
    d = sphere_chord(b->p, q);
    if (d < b->distance - TIE || (d <= b->distance + TIE && cell < b->cell))
        b->cell = cell;
    b->distance = fmin(b->distance, d);
}

/* The nearest column of longitude x, and the one on its other side. */
static void columns(const struct axis *a, double x, size_t out[2]) {
    const double first = fmin(a->value[0], a->value[a->n - 1]);
    const double turned = x - 360 * floor((x - first) / 360);
    const size_t i = below(a, turned), last = a->n - 1;

    out[0] = i;
    out[1] = last == 0 ? 0 : i + 1;
    /* Beyond the end of a circle its first column may be nearer. */
    if (turned > fmax(a->value[0], a->value[last])) {
        out[0] = last;
        out[1] = 0;
        if (a->value[0] > a->value[last]) {
            out[0] = 0;
            out[1] = last;
        }
    }
}

static void fill_axes(const void *self, size_t k, struct links *row) {
    const struct axes *s = self;
    const struct grid *g = s->src;
    const double x = s->px[k], y = s->py[k];
    struct best b = { .distance = 4, .cell = SIZE_MAX };
    size_t column[2], j;
    double off, crest;

    if (!inside(s, x, y))
        return;
    sphere_point(x, y, b.p);
    columns(&g->x, x, column);
    off = fmin(fabs(remainder(x - g->x.value[column[0]], 360)),
               fabs(remainder(x - g->x.value[column[1]], 360)));
    /* On the meridian of the column the place is nearest here: */
    crest =
        atan2(sin(y * DEGREE), cos(y * DEGREE) * cos(off * DEGREE)) / DEGREE;
    j = below(&g->y, crest);
    for (size_t r = j; r < g->ny && r <= j + 1; r++) {
        const double c = fmin(cos(y * DEGREE), cos(g->y.value[r] * DEGREE));
        if (c < POLAR)
            for (size_t i = 0; i < g->nx; i++)
                look(g, r, i, &b);
        look(g, r, column[0], &b);
        look(g, r, column[1], &b);
    }
    links_add(row, b.cell, 1);
}

static int by_axes(struct weights **out, const struct grid *src,
                   const struct grid *dst) {
    struct axes s = { .src = src };
    int status;

    TRY(remap_edges(src, true, &s.ex, &s.ey));
    TRY(remap_places(src, dst, &s.px, &s.py));
    *out = weights_build(grid_cells(dst), grid_cells(src), fill_axes, &s);
done:
    free(s.ex);
    free(s.ey);
    free(s.px);
    free(s.py);
    return status;
}

/* A source with centres anywhere. */
struct centres {
    struct tree *tree;
    double *clon, *clat; /* corners of the source */
    double *lon, *lat;   /* centres of the target */
};

static bool in_cell(const struct centres *s, uint32_t cell, const double p[3]) {
    double corner[12], weight[4];

    for (size_t k = 0; k < 4; k++) {
        const size_t at = (size_t)cell * 4 + k;
        if (!isfinite(s->clon[at]) || !isfinite(s->clat[at]))
            return false;
        sphere_point(s->clon[at], s->clat[at], corner + 3 * k);
    }
    return bilinear_weights(p, corner, weight);
}

static void fill_tree(const void *self, size_t k, struct links *row) {
    const struct centres *s = self;
    struct tree_walk w;
    uint32_t cell;
    double p[3];

    if (!isfinite(s->lon[k]) || !isfinite(s->lat[k]))
        return;
    sphere_point(s->lon[k], s->lat[k], p);
    for (tree_start(s->tree, p, &w); tree_cell(s->tree, &w, &cell);)
        if (in_cell(s, cell, p)) {
            links_add(row, w.centre, 1);
            return;
        }
}

static int by_tree(struct weights **out, const struct grid *src,
                   const struct grid *dst) {
    const size_t n = grid_cells(src);
    struct centres s = { 0 };
    int status;

    s.clon = mem_array(4 * n, sizeof *s.clon);
    s.clat = mem_array(4 * n, sizeof *s.clat);
    TRY(tree_new(&s.tree, src));
    TRY(grid_corners(src, s.clon, s.clat));
    TRY(remap_centres(dst, &s.lon, &s.lat));
    *out = weights_build(grid_cells(dst), n, fill_tree, &s);
done:
    tree_free(s.tree);
    free(s.clon);
    free(s.clat);
    free(s.lon);
    free(s.lat);
    return status;
}

int remap_nearest(struct weights **out, const struct grid *src,
                  const struct grid *dst) {
    if (src->kind == GRID_LATLON ||
        (src->kind == GRID_ROTATED && !grid_is_elsewhere(src)))
        return by_axes(out, src, dst);
    return by_tree(out, src, dst);
}
