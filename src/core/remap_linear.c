/* SPDX-License-Identifier: Apache-2.0 */
/* Bilinear weights for places anywhere. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap_line.h"
#include "core/remap_tree.h"
#include "kernel/bilinear.h"
#include "kernel/polygon.h"
#include "kernel/sphere.h"

/* One source row, or the mean of it, which links each of its cells. */
static void add_row(struct links *row, const struct plane *s, size_t j,
                    double weight, const struct pair *x) {
    const size_t nx = s->x.n, ny = s->y.n;
    const size_t real = j == REGRID_FIRST_MEAN(ny)  ? 0
                        : j == REGRID_LAST_MEAN(ny) ? ny - 1
                                                    : j;

    if (j == real)
        for (size_t k = 0; k < x->n; k++)
            links_add(row, j * nx + x->at[k], weight * x->weight[k]);
    else
        for (size_t i = 0; i < nx; i++)
            links_add(row, real * nx + i, weight / (double)nx);
}

static void fill_linear(const void *self, size_t i, struct links *row) {
    const struct plane *s = self;
    const struct pair y = line_find(&s->y, s->py[i]);
    const struct pair x = line_find(&s->x, s->px[i]);

    if (x.n > 0)
        for (size_t k = 0; k < y.n; k++)
            if (y.weight[k] > 0)
                add_row(row, s, y.at[k], y.weight[k], &x);
}

int remap_linear(struct weights **out, const struct grid *src,
                 const struct grid *dst) {
    return plane_weights(out, src, dst, fill_linear);
}

/* Quadrilaterals of centres, found from the nearest of them. */
struct quads {
    struct tree *tree;
    double *lon, *lat; /* of the target */
};

/* Is p in the quadrilateral of which (j, i) is the first corner? */
static bool in_quad(const struct tree *t, size_t j, size_t i, const double p[3],
                    struct links *row) {
    size_t cell[4];
    double corner[12], weight[4];

    tree_corners(t, j, i, cell);
    for (int k = 0; k < 4; k++)
        memcpy(corner + 3 * k, t->p + 3 * cell[k], 3 * sizeof *corner);
    if (!bilinear_weights(p, corner, weight))
        return false;
    for (int k = 0; k < 4; k++)
        links_add(row, cell[k], weight[k]);
    return true;
}

/* The triangle of two cells beside each other and of the pole, turning left:
 * rows run to the east or to the west. */
static void take_cap(const struct tree *t, double pole, size_t cell[2],
                     double corner[9]) {
    const size_t first = cell[0];

    memcpy(corner, t->p + 3 * cell[0], 3 * sizeof *corner);
    memcpy(corner + 3, t->p + 3 * cell[1], 3 * sizeof *corner);
    corner[6] = corner[7] = 0;
    corner[8] = pole;
    if (!(sphere_area(3, corner) < 0))
        return;
    cell[0] = cell[1];
    cell[1] = first;
    memcpy(corner, t->p + 3 * cell[0], 3 * sizeof *corner);
    memcpy(corner + 3, t->p + 3 * cell[1], 3 * sizeof *corner);
}

/* Between a row and the pole, which is its mean: in the triangles on both sides
 * of the nearest centre. */
static void in_cap(const struct tree *t, const struct tree_walk *w,
                   const double p[3], struct links *row) {
    size_t from, nx = t->nx;

    if (!tree_cap(t, w, &from))
        return;
    for (size_t k = 0; k < 2; k++) {
        const size_t i = (w->centre - from + k + nx - 1) % nx;
        size_t cell[2] = { from + i, from + (i + 1) % nx };
        double corner[9], weight[3];
        take_cap(t, copysign(1, p[2]), cell, corner);
        if (!polygon_weights(p, 3, corner, weight))
            continue;
        links_add(row, cell[0], weight[0]);
        links_add(row, cell[1], weight[1]);
        for (size_t c = 0; c < nx; c++)
            links_add(row, from + c, weight[2] / (double)nx);
        return;
    }
}

static void fill_quads(const void *self, size_t i, struct links *row) {
    const struct quads *s = self;
    struct tree_walk w;
    double p[3];
    size_t y, x;

    sphere_point(s->lon[i], s->lat[i], p);
    for (tree_start(s->tree, p, &w); tree_quad(s->tree, &w, &y, &x);)
        if (in_quad(s->tree, y, x, p, row))
            return;
    in_cap(s->tree, &w, p, row);
}

int remap_quads(struct weights **out, const struct grid *src,
                const struct grid *dst) {
    struct quads s = { 0 };
    int status;

    if (src->ny < 2 || src->nx < 2)
        return err_set(EX_DATAERR,
                       "bilinear needs 2 x 2 cells or more (the source has "
                       "%zu x %zu)",
                       src->ny, src->nx);
    TRY(tree_new(&s.tree, src));
    TRY(remap_centres(dst, &s.lon, &s.lat));
    *out = weights_build(grid_cells(dst), grid_cells(src), fill_quads, &s);
done:
    tree_free(s.tree);
    free(s.lon);
    free(s.lat);
    return status;
}
