/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/regrid.h"

#include <assert.h>
#include <math.h>

/* Weights that should fill a cell miss 1 by rounding. */
#define ROUNDING 1e-9

#define CLONES __attribute__((target_clones("avx2", "default")))

static float mean_of(double sum, double valid, double min_valid) {
    return valid > 0 && valid >= min_valid - ROUNDING ? (float)(sum / valid)
                                                      : NAN;
}

/* One target cell: all the arithmetic there is. */
static float cell_mean(size_t n, const uint32_t *restrict col,
                       const double *restrict weight, const float *restrict src,
                       double min_valid) {
    double sum = 0, valid = 0;

    for (size_t k = 0; k < n; k++) {
        const double v = src[col[k]];
        if (isnan(v))
            continue;
        sum += weight[k] * v;
        valid += weight[k];
    }
    return mean_of(sum, valid, min_valid);
}

void regrid_apply(const struct weights *w, const float *restrict src,
                  float *restrict dst, double min_valid) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->ndst; i++) {
        const size_t k = w->row[i];
        dst[i] = cell_mean(w->row[i + 1] - k, w->col + k, w->weight + k, src,
                           min_valid);
    }
}

/* Adds w times a source row, and w where it is valid. */
CLONES static void add_row(size_t n, double w, const float *restrict src,
                           double *restrict sum, double *restrict valid) {
    for (size_t i = 0; i < n; i++) {
        const float v = src[i];
        const int is = v == v;
        sum[i] += is ? w * (double)v : 0;
        valid[i] += is ? w : 0;
    }
}

/* Adds w times the mean of a source row: the same to all columns. */
static void add_mean(size_t n, double w, const float *restrict src,
                     double *restrict sum, double *restrict valid) {
    double s = 0;
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(src[i])) {
            s += src[i];
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
                     const float *restrict src, double *restrict sum) {
    const size_t ny = y->nsrc - 2;
    double *valid = sum + nx;

    for (size_t i = 0; i < 2 * nx; i++)
        sum[i] = 0;
    for (size_t k = y->row[j]; k < y->row[j + 1]; k++) {
        const uint32_t c = y->col[k];
        if (c == REGRID_FIRST_MEAN(ny))
            add_mean(nx, y->weight[k], src, sum, valid);
        else if (c == REGRID_LAST_MEAN(ny))
            add_mean(nx, y->weight[k], src + (ny - 1) * nx, sum, valid);
        else
            add_row(nx, y->weight[k], src + c * nx, sum, valid);
    }
}

/* Sums over the source columns of one target row. */
static void sum_columns(const struct weights *x, const double *restrict sum,
                        float *restrict dst, double min_valid) {
    const double *valid = sum + x->nsrc;

    for (size_t i = 0; i < x->ndst; i++) {
        double s = 0, v = 0;
        for (size_t k = x->row[i]; k < x->row[i + 1]; k++) {
            s += x->weight[k] * sum[x->col[k]];
            v += x->weight[k] * valid[x->col[k]];
        }
        dst[i] = mean_of(s, v, min_valid);
    }
}

void regrid_separable(const struct weights *y, const struct weights *x,
                      const float *restrict src, float *restrict dst,
                      double min_valid, double *restrict scratch) {
    assert(y->nsrc > 2);
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < REGRID_BLOCKS; b++) {
        double *sum = scratch + b * 2 * x->nsrc;
        const size_t end = (b + 1) * y->ndst / REGRID_BLOCKS;
        for (size_t j = b * y->ndst / REGRID_BLOCKS; j < end; j++) {
            sum_rows(y, x->nsrc, j, src, sum);
            sum_columns(x, sum, dst + j * x->ndst, min_valid);
        }
    }
}
