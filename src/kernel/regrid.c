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

/* The rounding of sums, which 32 bits do not show, may leave the range of what
 * they are made of. */
INLINE double within(double mean, double least, double most) {
    mean = mean < least ? least : mean;
    return mean > most ? most : mean;
}

static double wide_mean(const struct weights *w, size_t i, const double *src,
                        double min_valid) {
    double least = INFINITY, most = -INFINITY;

    for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
        const double v = src[w->col[k]];
        least = v < least ? v : least;
        most = v > most ? v : most;
    }
    return within(cell_mean(w, i, (struct cells){ .d = src }, min_valid), least,
                  most);
}

void regrid_apply_wide(const struct weights *w, const double *restrict src,
                       double *restrict dst, double min_valid) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->ndst; i++)
        dst[i] = wide_mean(w, i, src, min_valid);
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

INLINE void range_cells(size_t n, const double *restrict src,
                        double *restrict least, double *restrict most) {
    for (size_t i = 0; i < n; i++) {
        least[i] = src[i] < least[i] ? src[i] : least[i];
        most[i] = src[i] > most[i] ? src[i] : most[i];
    }
}

/* The range of the source rows of one target row, in each column. */
static void range_rows(const struct weights *y, size_t nx, size_t j,
                       const double *src, double *restrict least,
                       double *restrict most) {
    const size_t ny = y->nsrc - 2;

    for (size_t i = 0; i < nx; i++) {
        least[i] = INFINITY;
        most[i] = -INFINITY;
    }
    for (size_t k = y->row[j]; k < y->row[j + 1]; k++) {
        const uint32_t c = y->col[k];
        const double *row = src + (c < ny ? c : c == ny ? 0 : ny - 1) * nx;
        double low = INFINITY, high = -INFINITY;
        if (c < ny) {
            range_cells(nx, row, least, most);
            continue;
        }
        for (size_t i = 0; i < nx; i++) { /* the mean of a row */
            low = row[i] < low ? row[i] : low;
            high = row[i] > high ? row[i] : high;
        }
        for (size_t i = 0; i < nx; i++) {
            least[i] = fmin(least[i], low);
            most[i] = fmax(most[i], high);
        }
    }
}

/* Source rows that are added in one go. */
enum { ABREAST = 6 };

/* The sums of add_row() to the bit, of rows in which nothing is missing; what
 * is makes a sum NaN. */
INLINE void add_abreast(size_t n, size_t nrows, const double *w,
                        const float *const *src, double *restrict sum,
                        bool begin) {
    for (size_t i = 0; i < n; i++) {
        double s = begin ? 0 : sum[i];
        for (size_t m = 0; m < nrows; m++)
            s += w[m] * (double)src[m][i];
        sum[i] = s;
    }
}

HOT static void add_whole(size_t n, size_t nrows, const double *w,
                          const float *const *src, double *restrict sum,
                          bool begin) {
    if (nrows == 1)
        add_abreast(n, 1, w, src, sum, begin);
    else if (nrows == 2)
        add_abreast(n, 2, w, src, sum, begin);
    else if (nrows == 3)
        add_abreast(n, 3, w, src, sum, begin);
    else if (nrows == 4)
        add_abreast(n, 4, w, src, sum, begin);
    else if (nrows == 5)
        add_abreast(n, 5, w, src, sum, begin);
    else
        add_abreast(n, 6, w, src, sum, begin);
}

/* Sums over the source rows of one target row as if nothing were missing, and
 * their weight, the same in all columns; false where means of rows are in it.
 */
static bool sum_whole(const struct weights *y, size_t nx, size_t j,
                      const float *restrict src, double *restrict sum,
                      double *weight) {
    const size_t ny = y->nsrc - 2, begin = y->row[j], end = y->row[j + 1];

    *weight = 0;
    for (size_t k = begin; k < end; k += ABREAST) {
        const size_t n = end - k < ABREAST ? end - k : ABREAST;
        const float *row[ABREAST];
        for (size_t m = 0; m < n; m++) {
            if (y->col[k + m] >= ny) /* the mean of a row */
                return false;
            row[m] = src + y->col[k + m] * nx;
            *weight += y->weight[k + m];
        }
        add_whole(nx, n, y->weight + k, row, sum, k == begin);
    }
    return end > begin;
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

void regrid_range(const struct weights *x, size_t i, const double *least,
                  const double *most, double range[2]) {
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (size_t k = x->row[i]; k < x->row[i + 1]; k++) {
        range[0] = fmin(range[0], least[x->col[k]]);
        range[1] = fmax(range[1], most[x->col[k]]);
    }
}

/* No value of a target row leaves the range of its sources. */
static void keep_range(const struct weights *x, const double *least,
                       const double *most, double *restrict dst) {
    for (size_t i = 0; i < x->ndst; i++) {
        double range[2];
        regrid_range(x, i, least, most, range);
        dst[i] = within(dst[i], range[0], range[1]);
    }
}

/* A target row whose source rows have one weight in all columns. */
struct whole {
    const struct weights *y, *x;
    double min_valid, weight;
    double *rows;  /* [x->nsrc]  sums over these */
    double *valid; /* [x->ndst]  the weight of each target cell */
    double *sum;   /* [x->ndst] */
};

/* Often the row before had the same. */
static void share_columns(struct whole *t, double weight) {
    const struct weights *x = t->x;

    for (size_t i = 0; i < x->ndst && !(weight == t->weight); i++) {
        double v = 0;
        for (size_t k = x->row[i]; k < x->row[i + 1]; k++)
            v += x->weight[k] * weight;
        t->valid[i] = v;
    }
    t->weight = weight;
}

INLINE double dot(size_t n, const double *w, const uint32_t *col,
                  const double *x) {
    double s = 0;

    for (size_t k = 0; k < n; k++)
        s += w[k] * x[col[k]];
    return s;
}

/* Sums over the source columns; those of few cells unrolled. */
static void add_columns(const struct weights *x, const double *restrict rows,
                        double *restrict sum) {
    for (size_t i = 0; i < x->ndst; i++) {
        const size_t from = x->row[i], n = x->row[i + 1] - from;
        const double *w = x->weight + from;
        const uint32_t *c = x->col + from;
        if (n == 2)
            sum[i] = dot(2, w, c, rows);
        else if (n == 3)
            sum[i] = dot(3, w, c, rows);
        else if (n == 4)
            sum[i] = dot(4, w, c, rows);
        else if (n == 5)
            sum[i] = dot(5, w, c, rows);
        else
            sum[i] = dot(n, w, c, rows);
    }
}

/* mean_of() of each cell; false if something was missing. */
HOT static bool divide(size_t n, const double *restrict sum,
                       const double *restrict valid, double min_valid,
                       float *restrict dst) {
    const double least = min_valid - ROUNDING;
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        const double mean = sum[i] / valid[i];
        missing |= sum[i] != sum[i];
        dst[i] = (valid[i] > 0) & (valid[i] >= least) ? (float)mean : NAN;
    }
    return !missing;
}

/* Are there columns with more missing than others?  Then the next row is likely
 * to have them too. */
static bool has_gaps(size_t n, const double *valid) {
    int gaps = 0;

    for (size_t i = 1; i < n; i++)
        gaps |= valid[i] != valid[0];
    return gaps;
}

/* One target row without a look at what is missing; false if something was. */
static bool whole_row(struct whole *t, size_t j, const float *restrict src,
                      float *restrict dst) {
    double weight;

    if (!sum_whole(t->y, t->x->nsrc, j, src, t->rows, &weight))
        return false;
    share_columns(t, weight);
    add_columns(t->x, t->rows, t->sum);
    return divide(t->x->ndst, t->sum, t->valid, t->min_valid, dst);
}

static void separable(const struct weights *y, const struct weights *x,
                      struct cells src, struct room dst, double min_valid,
                      double *restrict scratch) {
    assert(y->nsrc > 2);
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < REGRID_BLOCKS; b++) {
        double *sum = scratch + b * 2 * (x->nsrc + x->ndst);
        double *cells = sum + 2 * x->nsrc;
        struct whole whole = {
            y, x, min_valid, NAN, sum, cells, cells + x->ndst
        };
        bool gaps = src.d != NULL; /* in the row before */
        const size_t end = (b + 1) * y->ndst / REGRID_BLOCKS;
        for (size_t j = b * y->ndst / REGRID_BLOCKS; j < end; j++) {
            if (!gaps && whole_row(&whole, j, src.f, dst.f + j * x->ndst))
                continue;
            sum_rows(y, x->nsrc, j, src, sum);
            sum_columns(x, sum, dst, j * x->ndst, min_valid);
            if (src.d != NULL) {
                range_rows(y, x->nsrc, j, src.d, sum, sum + x->nsrc);
                keep_range(x, sum, sum + x->nsrc, dst.d + j * x->ndst);
            }
            gaps = src.d != NULL || has_gaps(x->nsrc, sum + x->nsrc);
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
