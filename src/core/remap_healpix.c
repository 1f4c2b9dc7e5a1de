/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_healpix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_levers.h"
#include "core/remap_rows.h"
#include "kernel/healpix.h"

/* Boxes of the source, and the cells of the target by their rings. */
struct boxes {
    struct rows dst;
    struct healpix_box *box;
};

static void take(void *to, size_t ring, double share, const double moment[3]) {
    (void)moment;
    links_add(to, ring, share);
}

static void fill_box(const void *self, size_t k, struct links *row) {
    const struct boxes *s = self;
    const size_t from = row->n;
    size_t kept = from;

    healpix_overlap(s->dst.nside, &s->box[k], false, take, row);
    for (size_t i = from; i < row->n; i++)
        row->link[i].col = rows_cell(&s->dst, row->link[i].col);
    for (size_t i = from; i < row->n; i++) /* cells that are not there */
        if (row->link[i].col != LINKS_NONE)
            row->link[kept++] = row->link[i];
    row->n = kept;
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

static int lonlat_boxes(struct healpix_box *box, const struct grid *g) {
    double *x = NULL, *y = NULL;
    int status;

    TRY(remap_edges(g, true, &x, &y));
    for (size_t k = 0; k < grid_cells(g); k++) {
        const double *on = x + k % g->nx, *up = y + k / g->nx;
        box[k] = (struct healpix_box){ fmin(on[0], on[1]), fmin(up[0], up[1]),
                                       fmax(on[0], on[1]), fmax(up[0], up[1]) };
    }
done:
    free(x);
    free(y);
    return status;
}

static int row_boxes(struct healpix_box *box, const struct grid *g) {
    struct rows r;
    double *edge = NULL;
    int status;

    TRY(rows_open(&r, g));
    edge = rows_edges(&r);
    for (size_t j = 0; j < r.n; j++) {
        const size_t n = r.first[j + 1] - r.first[j];
        const double d = 360 / (double)n;
        for (size_t i = 0; i < n; i++)
            box[rows_nth(&r, r.first[j] + i)] = (struct healpix_box){
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

int remap_source_boxes(struct healpix_box **out, const struct grid *g) {
    int status;

    *out = mem_array(grid_cells(g), sizeof **out);
    status =
        g->kind == GRID_LATLON ? lonlat_boxes(*out, g) : row_boxes(*out, g);
    if (status != EX_OK) {
        free(*out);
        *out = NULL;
    }
    return status;
}

static int from_boxes(struct weights **out, const struct grid *src,
                      const struct grid *dst) {
    struct boxes s = { 0 };
    struct weights *w;
    int status;

    TRY(remap_source_boxes(&s.box, src));
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
    const size_t n = s->dst.nside;

    s->at = mem_array(s->dst.ncells, sizeof *s->at);
    for (size_t k = 0; k < s->dst.ncells; k++) {
        long at[3];
        healpix_face(n, s->dst.id != NULL ? s->dst.id[k] : k, at);
        s->at[rows_nth(&s->dst, k)] =
            (uint32_t)(((size_t)at[0] * n + (size_t)at[2]) * n + (size_t)at[1]);
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
            links_add(row, rows_cell(&s->src, healpix_ring(m, face, i, j)),
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

/* The integral of the place over a rectangle of a face, by four points. */
static void face_moment(const struct faces *s, long face, const double x[2],
                        const double y[2], double r[3]) {
    const double m = (double)s->src.nside;
    const double area = (x[1] - x[0]) * (y[1] - y[0]) * M_PI / (3 * m * m) / 4;

    r[0] = r[1] = r[2] = 0;
    for (int k = 0; k < 4; k++) {
        const double off[2] = { (k % 2 - 0.5) / sqrt(3),
                                (k / 2 - 0.5) / sqrt(3) };
        const double at[2] = { (x[0] + x[1]) / 2 + off[0] * (x[1] - x[0]),
                               (y[0] + y[1]) / 2 + off[1] * (y[1] - y[0]) };
        double p[3];
        healpix_point(s->src.nside, face, at, p);
        for (int d = 0; d < 3; d++)
            r[d] += area * p[d];
    }
}

/* What source cell i and target cell k share of a side, in cells of the
 * source. */
static void part(long i, long nsrc, long k, long ndst, double out[2]) {
    const double scale = (double)nsrc / (double)ndst;

    out[0] = fmax((double)i, (double)k * scale);
    out[1] = fmin((double)i + 1, (double)(k + 1) * scale);
}

static void add_faces(const struct faces *s, struct levers *to, size_t k) {
    const long m = (long)s->src.nside, n = (long)s->dst.nside;
    const long face = (long)s->at[k] / (n * n), in = (long)s->at[k] % (n * n);
    const long x = in % n, y = in / n;

    for (long j = y * m / n; j * n < (y + 1) * m; j++)
        for (long i = x * m / n; i * n < (x + 1) * m; i++) {
            double dx[2], dy[2], r[3];
            part(i, m, x, n, dx);
            part(j, m, y, n, dy);
            face_moment(s, face, dx, dy, r);
            levers_add(to, k, rows_cell(&s->src, healpix_ring(m, face, i, j)),
                       r);
        }
}

int levers_faces(struct levers *m, const struct grid *src,
                 const struct grid *dst) {
    struct faces s = { 0 };
    int status;

    TRY(rows_open(&s.src, src));
    TRY(rows_open(&s.dst, dst));
    find_faces(&s);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < s.dst.ncells; k++) {
        add_faces(&s, m, k);
        levers_end(m, k, 4 * M_PI / (double)rows_all(&s.dst));
    }
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
