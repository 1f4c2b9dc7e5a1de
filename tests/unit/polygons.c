/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_polygons.h"

#include "core/mem.h"
#include "core/remap.h"
#include "grids.h"
#include "kernel/sphere.h"
#include "tap.h"

/* Areas of cells as the polygons that weights are made of. */
static double *polygon_areas(const struct grid *g) {
    struct polygons c;
    double *area, p[12];

    if (polygons_open(&c, g) != EX_OK)
        exit(1);
    area = mem_array(c.n, sizeof *area);
    for (size_t i = 0; i < c.n; i++)
        for (size_t k = 0; k < c.npieces; k++)
            if (polygons_piece(&c, i, k, p))
                area[i] += sphere_area(4, p);
    polygons_free(&c);
    return area;
}

/* How far sum(weight * target area) is from the area of a source cell, for all
 * of them; targets cover the sphere. */
static double unconserved(const struct grid *src, const char *to) {
    struct grid *dst = spec(to);
    double *from = polygon_areas(src), *area = polygon_areas(dst), worst = 0;
    double *sum = mem_array(grid_cells(src), sizeof *sum);
    struct weights *w;

    if (remap_conservative(&w, src, dst) != EX_OK)
        exit(1);
    for (size_t i = 0; i < w->ndst; i++)
        for (size_t k = w->row[i]; k < w->row[i + 1]; k++)
            sum[w->col[k]] += w->weight[k] * area[i];
    for (size_t i = 0; i < w->nsrc; i++)
        worst = fmax(worst, fabs(sum[i] / from[i] - 1));
    weights_free(w);
    free(from);
    free(area);
    free(sum);
    grid_free(dst);
    return worst;
}

static void check_conservation(void) {
    struct grid *r = rotated(), *c = curvilinear(), *g = spec("15x10");
    struct grid *dst = spec("r36x18");
    double *xs, *ys, *xd, *yd, worst = 0;
    struct weights *w;

    ok(unconserved(r, "5") < 1e-12 && unconserved(c, "5") < 1e-12,
       "what targets take of a cell adds up to it, on any grid");
    ok(unconserved(g, "r13x7") < 1e-12, "poles and seam among them");
    if (remap_edges(g, true, &xs, &ys) != EX_OK ||
        remap_edges(dst, false, &xd, &yd) != EX_OK)
        exit(1);
    w = remap_overlap_x(g->nx, xs, dst->nx, xd);
    for (size_t j = 0; j < g->nx; j++) {
        double sum = 0;
        for (size_t k = 0; k < w->row[w->ndst]; k++)
            sum += w->col[k] == j ? w->weight[k] * 10 : 0;
        worst = fmax(worst, fabs(sum / 15 - 1));
    }
    ok(worst < 1e-12, "and along an axis, over the seam");
    weights_free(w);
    free(xs);
    free(ys);
    free(xd);
    free(yd);
    grid_free(r);
    grid_free(c);
    grid_free(g);
    grid_free(dst);
}

/* Do polygons give what dlon * d(sin lat) gives? */
static void check_polygons(void) {
    struct grid *src = spec("12"), *dst = spec("r11x7");
    const size_t n = grid_cells(src), m = grid_cells(dst);
    float *field = mem_array(n, sizeof *field);
    float *exact = mem_array(m, sizeof *exact);
    float *out = mem_array(m, sizeof *out);
    struct weights *w;
    struct remap *r;
    double worst = 0;

    for (size_t i = 0; i < n; i++)
        field[i] = (float)(i * 7919 % 100);
    if (remap_new(&r, src, dst, REMAP_CONSERVATIVE, NAN) != EX_OK ||
        remap_conservative(&w, src, dst) != EX_OK)
        exit(1);
    remap_apply(r, field, exact);
    remap_free(r);
    regrid_apply(w, field, out, 0);
    for (size_t i = 0; i < m; i++)
        worst = fmax(worst, fabs(out[i] - exact[i]));
    ok(worst < 1e-3, "polygons agree with dlon * d(sin lat), to 1e-5 of range");
    weights_free(w);
    free(field);
    free(exact);
    free(out);
    grid_free(src);
    grid_free(dst);
}

int main(void) {
    check_conservation();
    check_polygons();
    return done();
}
