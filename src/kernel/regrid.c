/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/regrid.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "kernel/cells.h"
#include "kernel/hot.h"

/* Weights that should fill a cell miss 1 by rounding. */
#define ROUNDING 1e-9

static double mean_of(double sum, double valid, double min_valid) {
    return valid > 0 && valid >= min_valid - ROUNDING ? sum / valid : NAN;
}

/* One target cell: all the arithmetic there is. */
INLINE double cell_mean(const struct weights *w, size_t i, struct cells src,
                        double min_valid) {
    double sum = 0, valid = 0;

    for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
        const double v = cells_get(src, w->col[k]);
        if (isnan(v))
            continue;
        sum += w->weight[k] * v;
        valid += w->weight[k];
    }
    return mean_of(sum, valid, min_valid);
}

void regrid_apply(const struct weights *w, const float *restrict src,
                  float *restrict dst, double min_valid) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->ndst; i++)
        dst[i] = (float)cell_mean(w, i, (struct cells){ .f = src }, min_valid);
}

void regrid_apply_wide(const struct weights *w, const double *restrict src,
                       double *restrict dst, double min_valid) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->ndst; i++)
        dst[i] = cell_mean(w, i, (struct cells){ .d = src }, min_valid);
}

/* Adds w times a source row, and w where it is valid. */
INLINE void add_cells(size_t n, double w, struct cells src,
                      double *restrict sum, double *restrict valid) {
    for (size_t i = 0; i < n; i++) {
        const double v = cells_get(src, i);
        const int is = v == v;
        sum[i] += is ? w * v : 0;
        valid[i] += is ? w : 0;
    }
}

HOT static void add_floats(size_t n, double w, const float *restrict src,
                           double *restrict sum, double *restrict valid) {
    add_cells(n, w, (struct cells){ .f = src }, sum, valid);
}

HOT static void add_doubles(size_t n, double w, const double *restrict src,
                            double *restrict sum, double *restrict valid) {
    add_cells(n, w, (struct cells){ .d = src }, sum, valid);
}

static void add_row(size_t n, double w, struct cells src, double *sum,
                    double *valid) {
    if (src.d != NULL)
        add_doubles(n, w, src.d, sum, valid);
    else
        add_floats(n, w, src.f, sum, valid);
}

/* Adds w times the mean of a source row: the same to all columns. */
static void add_mean(size_t n, double w, struct cells src, double *restrict sum,
                     double *restrict valid) {
    double s = 0;
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(cells_get(src, i))) {
            s += cells_get(src, i);
            m++;
        }
    s *= w / (double)n;
    for (size_t i = 0; i < n; i++) {
        sum[i] += s;
        valid[i] += w * (double)m / (double)n;
    }
}

/* Sums over the source rows of one target row. */
static void sum_rows(const struct weights *y, size_t nx, size_t j,
                     struct cells src, double *restrict sum) {
    const size_t ny = y->nsrc - 2;
    double *valid = sum + nx;

    for (size_t i = 0; i < 2 * nx; i++)
        sum[i] = 0;
    for (size_t k = y->row[j]; k < y->row[j + 1]; k++) {
        const uint32_t c = y->col[k];
        if (c == REGRID_FIRST_MEAN(ny))
            add_mean(nx, y->weight[k], src, sum, valid);
        else if (c == REGRID_LAST_MEAN(ny))
            add_mean(nx, y->weight[k], cells_from(src, (ny - 1) * nx), sum,
                     valid);
        else
            add_row(nx, y->weight[k], cells_from(src, c * nx), sum, valid);
    }
}

/* Up to four source rows at once, as if nothing were missing: then the sums of
 * add_row() to the bit.  A missing value makes a sum NaN. */
HOT static void add_whole(size_t n, const double *w, size_t nrows,
                          const float *const *src, double *restrict sum) {
    const float *restrict a = src[0], *restrict b = src[1];
    const float *restrict c = src[2], *restrict d = src[3];

    if (nrows == 4)
        for (size_t i = 0; i < n; i++)
            sum[i] = (((sum[i] + w[0] * (double)a[i]) + w[1] * (double)b[i]) +
                      w[2] * (double)c[i]) +
                     w[3] * (double)d[i];
    else if (nrows == 3)
        for (size_t i = 0; i < n; i++)
            sum[i] = ((sum[i] + w[0] * (double)a[i]) + w[1] * (double)b[i]) +
                     w[2] * (double)c[i];
    else if (nrows == 2)
        for (size_t i = 0; i < n; i++)
            sum[i] = (sum[i] + w[0] * (double)a[i]) + w[1] * (double)b[i];
    else
        for (size_t i = 0; i < n; i++)
            sum[i] += w[0] * (double)a[i];
}

/* Sums over the source rows of one target row as if nothing were missing, and
 * their weight, the same in all columns; false where means of rows are in it.
 */
static bool sum_whole(const struct weights *y, size_t nx, size_t j,
                      const float *restrict src, double *restrict sum,
                      double *weight) {
    const size_t ny = y->nsrc - 2, end = y->row[j + 1];

    *weight = 0;
    for (size_t i = 0; i < nx; i++)
        sum[i] = 0;
    for (size_t k = y->row[j]; k < end; k += 4) {
        const size_t n = end - k < 4 ? end - k : 4;
        const float *row[4] = { src, src, src, src };
        for (size_t m = 0; m < n; m++) {
            if (y->col[k + m] >= ny) /* the mean of a row */
                return false;
            row[m] = src + y->col[k + m] * nx;
            *weight += y->weight[k + m];
        }
        add_whole(nx, y->weight + k, n, row, sum);
    }
    return true;
}

/* Sums over the source columns of one target row. */
static void sum_columns(const struct weights *x, const double *restrict sum,
                        struct room dst, size_t first, double min_valid) {
    const double *valid = sum + x->nsrc;

    for (size_t i = 0; i < x->ndst; i++) {
        double s = 0, v = 0;
        for (size_t k = x->row[i]; k < x->row[i + 1]; k++) {
            s += x->weight[k] * sum[x->col[k]];
            v += x->weight[k] * valid[x->col[k]];
        }
        room_put(dst, first + i, mean_of(s, v, min_valid));
    }
}

/* The same where all columns have one weight; false if something was missing.
 */
static bool sum_whole_columns(const struct weights *x,
                              const double *restrict sum, double weight,
                              float *restrict dst, double min_valid) {
    bool whole = true;

    for (size_t i = 0; i < x->ndst; i++) {
        const size_t from = x->row[i], n = x->row[i + 1] - from;
        const double *w = x->weight + from;
        const uint32_t *c = x->col + from;
        double s = 0, v = 0;
        for (size_t k = 0; k < n; k++) {
            s += w[k] * sum[c[k]];
            v += w[k] * weight;
        }
        whole &= s == s;
        dst[i] = (float)mean_of(s, v, min_valid);
    }
    return whole;
}

static void separable(const struct weights *y, const struct weights *x,
                      struct cells src, struct room dst, double min_valid,
                      double *restrict scratch) {
    assert(y->nsrc > 2);
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < REGRID_BLOCKS; b++) {
        double *sum = scratch + b * 2 * x->nsrc, weight;
        const size_t end = (b + 1) * y->ndst / REGRID_BLOCKS;
        for (size_t j = b * y->ndst / REGRID_BLOCKS; j < end; j++) {
            if (src.d == NULL &&
                sum_whole(y, x->nsrc, j, src.f, sum, &weight) &&
                sum_whole_columns(x, sum, weight, dst.f + j * x->ndst,
                                  min_valid))
                continue;
            sum_rows(y, x->nsrc, j, src, sum);
            sum_columns(x, sum, dst, j * x->ndst, min_valid);
        }
    }
}

void regrid_separable(const struct weights *y, const struct weights *x,
                      const float *restrict src, float *restrict dst,
                      double min_valid, double *restrict scratch) {
    separable(y, x, (struct cells){ .f = src }, (struct room){ .f = dst },
              min_valid, scratch);
}

void regrid_separable_wide(const struct weights *y, const struct weights *x,
                           const double *restrict src, double *restrict dst,
                           double min_valid, double *restrict scratch) {
    separable(y, x, (struct cells){ .d = src }, (struct room){ .d = dst },
              min_valid, scratch);
}
