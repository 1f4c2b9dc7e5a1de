/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_healpix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_rows.h"
#include "kernel/healpix.h"

/* Boxes of the source, and the cells of the target by their rings. */
struct boxes {
    struct rows dst;
    struct healpix_box *box;
};

static void take(void *to, size_t ring, double share) {
    links_add(to, ring, share);
}

static void fill_box(const void *self, size_t k, struct links *row) {
    const struct boxes *s = self;
    const size_t from = row->n;

    healpix_overlap(s->dst.nside, &s->box[k], take, row);
    for (size_t i = from; i < row->n; i++)
        row->link[i].col = s->dst.cell[row->link[i].col];
}

/* By target cell what was by source cell; rows stay in order of the sources. */
static struct weights *transposed(const struct weights *w) {
    const size_t n = w->row[w->ndst];
    struct weights *t = mem_array(1, sizeof *t);

    t->ndst = w->nsrc;
    t->nsrc = w->ndst;
    t->row = mem_array(t->ndst + 2, sizeof *t->row);
    t->col = mem_array(n, sizeof *t->col);
    t->weight = mem_array(n, sizeof *t->weight);
    for (size_t k = 0; k < n; k++)
        t->row[w->col[k] + 2]++;
    for (size_t i = 2; i < t->ndst + 2; i++)
        t->row[i] += t->row[i - 1];
    for (size_t i = 0; i < w->ndst; i++)
        for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
            const size_t at = t->row[w->col[k] + 1]++;
            t->col[at] = (uint32_t)i;
            t->weight[at] = w->weight[k];
        }
    return t;
}

static int lonlat_boxes(struct boxes *s, const struct grid *g) {
    double *x = NULL, *y = NULL;
    int status;

    s->box = mem_array(grid_cells(g), sizeof *s->box);
    TRY(remap_edges(g, true, &x, &y));
    for (size_t k = 0; k < grid_cells(g); k++) {
        const double *on = x + k % g->nx, *up = y + k / g->nx;
        s->box[k] =
            (struct healpix_box){ fmin(on[0], on[1]), fmin(up[0], up[1]),
                                  fmax(on[0], on[1]), fmax(up[0], up[1]) };
    }
done:
    free(x);
    free(y);
    return status;
}

static int row_boxes(struct boxes *s, const struct grid *g) {
    struct rows r;
    double *edge = NULL;
    int status;

    s->box = mem_array(grid_cells(g), sizeof *s->box);
    TRY(rows_open(&r, g));
    edge = rows_edges(&r);
    for (size_t j = 0; j < r.n; j++) {
        const size_t n = r.first[j + 1] - r.first[j];
        const double d = 360 / (double)n;
        for (size_t i = 0; i < n; i++)
            s->box[r.cell[r.first[j] + i]] = (struct healpix_box){
                r.west[j] + ((double)i - 0.5) * d,
                asin(edge[j + 1]) * 180 / M_PI,
                r.west[j] + ((double)i + 0.5) * d,
                asin(edge[j]) * 180 / M_PI,
            };
    }
    free(edge);
    rows_free(&r);
done:
    return status;
}

static int from_boxes(struct weights **out, const struct grid *src,
                      const struct grid *dst) {
    struct boxes s = { 0 };
    struct weights *w;
    int status;

    TRY(src->kind == GRID_LATLON ? lonlat_boxes(&s, src) : row_boxes(&s, src));
    TRY(rows_open(&s.dst, dst));
    w = weights_build(grid_cells(src), s.dst.ncells, fill_box, &s);
    *out = transposed(w);
    weights_free(w);
done:
    rows_free(&s.dst);
    free(s.box);
    return status;
}

/* Squares of one face on squares of another size. */
struct faces {
    struct rows src, dst;
    uint32_t *at; /* [cells of dst] face * nside^2 + y * nside + x */
};

static void find_faces(struct faces *s) {
    const long n = (long)s->dst.nside;

    s->at = mem_array(s->dst.ncells, sizeof *s->at);
    for (long k = 0; k < 12 * n * n; k++) {
        const long in = k % (n * n);
        const size_t ring = healpix_ring(n, k / (n * n), in % n, in / n);
        s->at[s->dst.cell[ring]] = (uint32_t)k;
    }
}

/* What source cell i shares with target cell k along a side, in the unit of
 * the target; sides are whole numbers of 1 / (nsrc * ndst). */
static double shared(long i, long nsrc, long k, long ndst) {
    const long from = i * ndst > k * nsrc ? i * ndst : k * nsrc;
    const long a = (i + 1) * ndst, b = (k + 1) * nsrc;

    return (double)((a < b ? a : b) - from) / (double)nsrc;
}

static void fill_face(const void *self, size_t k, struct links *row) {
    const struct faces *s = self;
    const long m = (long)s->src.nside, n = (long)s->dst.nside;
    const long face = (long)s->at[k] / (n * n), in = (long)s->at[k] % (n * n);
    const long x = in % n, y = in / n;

    for (long j = y * m / n; j * n < (y + 1) * m; j++)
        for (long i = x * m / n; i * n < (x + 1) * m; i++)
            links_add(row, s->src.cell[healpix_ring(m, face, i, j)],
                      shared(i, m, x, n) * shared(j, m, y, n));
}

static int from_healpix(struct weights **out, const struct grid *src,
                        const struct grid *dst) {
    struct faces s = { 0 };
    int status;

    TRY(rows_open(&s.src, src));
    TRY(rows_open(&s.dst, dst));
    find_faces(&s);
    *out = weights_build(s.dst.ncells, s.src.ncells, fill_face, &s);
done:
    rows_free(&s.src);
    rows_free(&s.dst);
    free(s.at);
    return status;
}

int remap_to_healpix(struct weights **out, const struct grid *src,
                     const struct grid *dst) {
    return grid_nside(src) > 0 ? from_healpix(out, src, dst)
                               : from_boxes(out, src, dst);
}

bool remap_is_exact(const struct grid *src) {
    return src->kind == GRID_LATLON ||
           (src->kind == GRID_UNSTRUCTURED && src->lat_bounds == NULL);
}
