/* SPDX-License-Identifier: Apache-2.0 */
/* Two grids with axes in one plane: of a projection, or of a rotated pole. */
#include "core/remap_plane.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

/* Coordinates agree to this share of a cell: projections come back to a tenth
 * of a millimetre. */
#define AGREE 1e-3

enum { SAMPLES = 3 };

/* The first, the middle and the last value of an axis. */
static void sample(const struct axis *a, struct axis *s) {
    for (size_t i = 0; i < s->n; i++)
        s->value[i] = a->value[i * (a->n - 1) / (s->n > 1 ? s->n - 1 : 1)];
}

static double least_width(const struct axis *a, const struct axis *b) {
    double width = INFINITY;

    for (int k = 0; k < 2; k++) {
        const struct axis *c = k == 0 ? a : b;
        if (c->n > 1)
            width = fmin(width, fabs(c->value[1] - c->value[0]));
        else if (c->bounds != NULL)
            width = fmin(width, fabs(c->bounds[1] - c->bounds[0]));
    }
    return width;
}

bool remap_is_one_plane(const struct grid *src, const struct grid *dst) {
    const double turn = src->kind == GRID_ROTATED ? 360 : INFINITY;
    double *x = NULL, *y = NULL, dx, dy;
    struct grid *s;
    bool one;

    if (src->kind != dst->kind ||
        (src->kind != GRID_PROJECTED && src->kind != GRID_ROTATED) ||
        src->y.value == NULL || src->x.value == NULL || dst->y.value == NULL ||
        dst->x.value == NULL)
        return false;
    s = grid_new(dst->kind, dst->ny < SAMPLES ? dst->ny : SAMPLES,
                 dst->nx < SAMPLES ? dst->nx : SAMPLES);
    s->mapping = mem_text(dst->mapping);
    s->mapping_atts = atts_copy(&dst->mapping_atts);
    s->crs = mem_text(dst->crs);
    sample(&dst->x, &s->x);
    sample(&dst->y, &s->y);
    dx = AGREE * least_width(&src->x, &dst->x);
    dy = AGREE * least_width(&src->y, &dst->y);
    one = remap_places(src, s, &x, &y) == EX_OK; /* else nobody knows */
    for (size_t k = 0; one && k < s->ny * s->nx; k++) {
        const double right = x[k] - s->x.value[k % s->nx];
        const double up = y[k] - s->y.value[k / s->nx];
        one = fabs(isinf(turn) ? right : remainder(right, turn)) <= dx &&
              fabs(up) <= dy;
    }
    free(x);
    free(y);
    grid_free(s);
    return one;
}

static int edges(const struct grid *g, double **x, double **y) {
    int status;

    *x = mem_array(g->nx + 1, sizeof **x);
    *y = mem_array(g->ny + 1, sizeof **y);
    TRY(grid_edges(&g->x, false, *x));
    TRY(grid_edges(&g->y, false, *y));
done:
    return status;
}

int remap_overlap_plane(struct weights **y, struct weights **x,
                        const struct grid *src, const struct grid *dst) {
    double *sx = NULL, *sy = NULL, *dx = NULL, *dy = NULL;
    int status;

    TRY(edges(src, &sx, &sy));
    TRY(edges(dst, &dx, &dy));
    *x = remap_overlap_line(src->nx, sx, dst->nx, dx, 0);
    *y = remap_overlap_line(src->ny, sy, dst->ny, dy, 2);
done:
    free(sx);
    free(sy);
    free(dx);
    free(dy);
    return status;
}

int remap_plane_areas(const struct grid *g, double *area) {
    double *x = NULL, *y = NULL;
    int status;

    TRY(edges(g, &x, &y));
    for (size_t i = 0; i < g->ny * g->nx; i++) {
        const size_t j = i / g->nx, k = i % g->nx;
        area[i] = fabs((y[j + 1] - y[j]) * (x[k + 1] - x[k]));
    }
done:
    free(x);
    free(y);
    return status;
}
