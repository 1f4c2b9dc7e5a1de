/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_levers.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_rows.h"
#include "kernel/constants.h"
#include "kernel/sphere.h"

/* A target covers a cell wholly that it covers to this. */
#define WHOLE 1e-2

void levers_add(struct levers *m, size_t i, size_t col, const double r[3]) {
    const struct weights *w = m->w;
    size_t from = w->row[i], to = w->row[i + 1];
    double axis[2][3];

    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (w->col[middle] < col)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == w->row[i + 1] || w->col[from] != col)
        return;
    sphere_frame(m->shapes->centre + 3 * col, axis[0], axis[1]);
    for (int k = 0; k < 2; k++)
        m->m[2 * from + (size_t)k] +=
            r[0] * axis[k][0] + r[1] * axis[k][1] + r[2] * axis[k][2];
}

void levers_polygon(struct levers *m, size_t i, size_t col, size_t n,
                    const double *p) {
    double r[3];

    sphere_moment(n, p, m->shapes->centre + 3 * col, r);
    levers_add(m, i, col, r);
}

void levers_end(struct levers *m, size_t i, double area) {
    m->area[i] = area;
    for (size_t k = 2 * m->w->row[i]; k < 2 * m->w->row[i + 1]; k++)
        m->m[k] /= area;
}

/* What a box shares with another, in whichever turn. */
static void add_box(struct levers *m, size_t i, size_t col,
                    const struct healpix_box *a, const struct healpix_box *b) {
    const double south = fmax(a->south, b->south);
    const double north = fmin(a->north, b->north);

    for (double t = ceil((a->west - b->east) / 360);
         b->west + 360 * t < a->east; t++) {
        const double box[4] = { fmax(a->west, b->west + 360 * t), south,
                                fmin(a->east, b->east + 360 * t), north };
        double r[3];
        if (box[0] >= box[2] || south >= north)
            continue;
        sphere_box_moment(box, r);
        levers_add(m, i, col, r);
    }
}

static double box_area(const struct healpix_box *b) {
    return (b->east - b->west) * DEGREE *
           (sin(b->north * DEGREE) - sin(b->south * DEGREE));
}

/* Box k of a grid of nx columns by its edges. */
static struct healpix_box box_of(const double *x, const double *y, size_t nx,
                                 size_t k) {
    const double *on = x + k % nx, *up = y + k / nx;

    return (struct healpix_box){ fmin(on[0], on[1]), fmin(up[0], up[1]),
                                 fmax(on[0], on[1]), fmax(up[0], up[1]) };
}

int levers_boxes(struct levers *m, const struct healpix_box *box,
                 const struct grid *dst) {
    const struct weights *w = m->w;
    double *x, *y;
    const int status = remap_edges(dst, false, &x, &y);

    if (status != EX_OK)
        return status;
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < w->ndst; i++) {
        const struct healpix_box b = box_of(x, y, dst->nx, i);
        for (size_t k = w->row[i]; k < w->row[i + 1]; k++)
            add_box(m, i, w->col[k], &b, &box[w->col[k]]);
        levers_end(m, i, box_area(&b));
    }
    free(x);
    free(y);
    return EX_OK;
}

/* Where the pieces of a box go. */
struct sink {
    struct levers *m;
    const struct rows *rows; /* of HEALPix */
    size_t cell;             /* the box */
    bool to_healpix;
    double unit; /* a cell of HEALPix */
};

static void take(void *to, size_t ring, double share, const double moment[3]) {
    const struct sink *s = to;
    const size_t other = rows_cell(s->rows, ring);
    const double r[3] = { moment[0] * s->unit, moment[1] * s->unit,
                          moment[2] * s->unit };

    (void)share;
    if (other == LINKS_NONE)
        return;
    if (s->to_healpix)
        levers_add(s->m, other, s->cell, r);
    else
        levers_add(s->m, s->cell, other, r);
}

/* Boxes are the target. */
static int from_healpix(struct levers *m, const struct rows *rows,
                        const struct grid *dst) {
    const double unit = 4 * M_PI / (double)rows_all(rows);
    double *x, *y;
    const int status = remap_edges(dst, false, &x, &y);

    if (status != EX_OK)
        return status;
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < m->w->ndst; i++) {
        const struct healpix_box b = box_of(x, y, dst->nx, i);
        struct sink to = { m, rows, i, false, unit };
        healpix_overlap(rows->nside, &b, true, take, &to);
        levers_end(m, i, box_area(&b));
    }
    free(x);
    free(y);
    return EX_OK;
}

/* Each link belongs to one box, and so to one thread. */
static void to_healpix(struct levers *m, const struct rows *rows,
                       const struct healpix_box *box) {
    const double unit = 4 * M_PI / (double)rows_all(rows);

#pragma omp parallel for schedule(dynamic, 64)
    for (size_t k = 0; k < m->w->nsrc; k++) {
        struct sink to = { m, rows, k, true, unit };
        healpix_overlap(rows->nside, &box[k], true, take, &to);
    }
    for (size_t i = 0; i < m->w->ndst; i++)
        levers_end(m, i, unit);
}

int levers_healpix(struct levers *m, const struct healpix_box *box,
                   const struct grid *src, const struct grid *dst) {
    struct rows rows = { 0 };
    int status;

    TRY(rows_open(&rows, box != NULL ? dst : src));
    if (box != NULL)
        to_healpix(m, &rows, box);
    else
        TRY(from_healpix(m, &rows, dst));
done:
    rows_free(&rows);
    return status;
}

/* Sums over all targets of each source cell: weight, moments. */
static double *sums(const struct levers *m) {
    const struct weights *w = m->w;
    double *sum = mem_array(w->nsrc, 3 * sizeof *sum);

    for (size_t i = 0; i < w->ndst; i++)
        for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
            double *s = sum + 3 * (size_t)w->col[k];
            s[0] += m->area[i] * w->weight[k];
            s[1] += m->area[i] * m->m[2 * k];
            s[2] += m->area[i] * m->m[2 * k + 1];
        }
    return sum;
}

void levers_close(struct levers *m, struct shapes *shapes) {
    const struct weights *w = m->w;
    double *sum = sums(m);

    for (size_t k = 0; k < w->nsrc; k++) {
        double *s = sum + 3 * k;
        const bool whole = fabs(s[0] / shapes->area[k] - 1) < WHOLE;
        for (size_t d = 1; d < 3; d++)
            s[d] = whole ? s[d] / s[0] : 0;
        for (size_t c = 0; c < 8; c++)
            shapes->corner[8 * k + c] -= s[1 + c % 2];
    }
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->ndst; i++)
        for (size_t k = w->row[i]; k < w->row[i + 1]; k++)
            for (size_t d = 0; d < 2; d++)
                m->m[2 * k + d] -=
                    w->weight[k] * sum[3 * (size_t)w->col[k] + 1 + d];
    free(sum);
}
