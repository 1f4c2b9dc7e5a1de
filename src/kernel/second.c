/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/second.h"

#include <math.h>

#include "kernel/hot.h"

/* Weights that should fill a cell miss 1 by rounding. */
#define ROUNDING 1e-9

static double mean_of(double sum, double valid, const struct second_how *how) {
    if (!(valid > 0 && valid >= how->min_valid - ROUNDING))
        return NAN;
    return how->whole ? sum : sum / valid;
}

INLINE double lesser(double a, double b) {
    return b < a ? b : a;
}

INLINE double greater(double a, double b) {
    return b > a ? b : a;
}

/* The share of a gradient that keeps within lo..hi, which v is in, where it
 * would go up and down by so much; 0 / 0 is all. */
INLINE double share_of(double v, double lo, double hi, double up, double down) {
    return lesser(lesser(1, (hi - v) / up), (v - lo) / down);
}

/* The gradient of one cell. */
static void gradient(const struct second_cells *s, size_t k, struct cells src,
                     bool limited, double g[2]) {
    const double v = cells_get(src, k), *corner = s->corner + 8 * k;
    double lo = v, hi = v, up = 0, down = 0, share;

    g[0] = g[1] = 0;
    for (size_t i = s->row[k]; i < s->row[k + 1]; i++) {
        const double other = cells_get(src, s->col[i]);
        g[0] += s->by[2 * i] * (other - v);
        g[1] += s->by[2 * i + 1] * (other - v);
        lo = lesser(lo, other);
        hi = greater(hi, other);
    }
    if (!isfinite(g[0] + g[1])) {
        g[0] = g[1] = 0;
        return;
    }
    for (size_t c = 0; limited && c < 4; c++) {
        const double d = g[0] * corner[2 * c] + g[1] * corner[2 * c + 1];
        up = greater(up, d);
        down = greater(down, -d);
    }
    share = share_of(v, lo, hi, up, down);
    g[0] *= share;
    g[1] *= share;
}

void second_gradients(const struct second_cells *s, struct cells src,
                      bool limited, double *restrict g) {
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < s->n; k++) {
        double both[2];
        gradient(s, k, src, limited, both);
        g[k] = both[0];
        g[s->n + k] = both[1];
    }
}

/* A row of values and those beside it, each with one more at both ends. */
struct three {
    const double *own, *last, *next;
};

/* The same for a row. */
HOT static void row_gradient(const struct second_rows *s, size_t j,
                             bool limited, struct three from,
                             double *restrict gx, double *restrict gy) {
    const double *restrict f = from.own, *restrict last = from.last;
    const double *restrict next = from.next;
    const double along = s->along[j], side = s->side[j];
    const double to_last = s->last[j], to_next = s->next[j];
    const double *r = s->reach + 4 * j;
    const double on = limited;

    for (size_t i = 0; i < s->nx; i++) {
        const double v = f[i + 1], west = f[i], east = f[i + 2];
        const double a = last[i + 1], b = next[i + 1];
        const double x = along * (east - west);
        const double y = side * ((east - v) + (west - v)) + to_last * (a - v) +
                         to_next * (b - v);
        const double lo = lesser(lesser(lesser(v, west), lesser(east, a)), b);
        const double hi =
            greater(greater(greater(v, west), greater(east, a)), b);
        const double ax = fabs(x);
        const double up = greater(ax * r[0] + y * r[1], ax * r[2] + y * r[3]);
        const double down = greater(ax * r[0] - y * r[1], ax * r[2] - y * r[3]);
        const double share = share_of(v, lo, hi, on * up, on * down);
        const int is = fabs(x) + fabs(y) <= 1e300;
        gx[i] = is ? share * x : 0;
        gy[i] = is ? share * y : 0;
    }
}

/* Row j as doubles, with what lies beside its ends. */
static const double *padded(const struct second_rows *s, struct cells src,
                            size_t j, double *restrict row) {
    const struct cells from = cells_from(src, j * s->nx);

    for (size_t i = 0; i < s->nx; i++)
        row[i + 1] = cells_get(from, i);
    row[0] = s->round ? row[s->nx] : NAN;
    row[s->nx + 1] = s->round ? row[1] : NAN;
    return row;
}

static void rows_block(const struct second_rows *s, size_t b, struct cells src,
                       bool limited, double *restrict g, double *room) {
    const size_t nx = s->nx, n = s->ny * nx;
    const size_t end = (b + 1) * s->ny / REGRID_BLOCKS;

    for (size_t j = b * s->ny / REGRID_BLOCKS; j < end; j++) {
        double *gx = g + j * nx, *gy = g + n + j * nx;
        const size_t last = j > 0 ? j - 1 : j, next = j + 1 < s->ny ? j + 1 : j;
        if (s->has[j])
            row_gradient(s, j, limited,
                         (struct three){
                             padded(s, src, j, room),
                             padded(s, src, last, room + nx + 2),
                             padded(s, src, next, room + 2 * (nx + 2)),
                         },
                         gx, gy);
        else
            for (size_t i = 0; i < nx; i++)
                gx[i] = gy[i] = 0;
    }
}

void second_row_gradients(const struct second_rows *s, struct cells src,
                          bool limited, double *restrict g,
                          double *restrict scratch) {
#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < REGRID_BLOCKS; b++)
        rows_block(s, b, src, limited, g, scratch + b * 3 * (s->nx + 2));
}

static double one_cell(const struct weights *w, const double *moment, size_t i,
                       struct cells src, const double *g,
                       const struct second_how *how) {
    const double *gx = g, *gy = g + w->nsrc;
    double sum = 0, valid = 0, first = NAN;
    bool flat = !how->whole; /* one value, to the last bit */

    for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
        const uint32_t c = w->col[k];
        const double v = cells_get(src, c);
        if (isnan(v))
            continue;
        first = isnan(first) ? v : first;
        flat = flat && v == first && gx[c] == 0 && gy[c] == 0;
        sum += w->weight[k] * v +
               (moment[2 * k] * gx[c] + moment[2 * k + 1] * gy[c]);
        valid += w->weight[k];
    }
    const double mean = mean_of(sum, valid, how);
    return flat && !isnan(mean) ? first : mean;
}

void second_apply(const struct weights *w, const double *moment,
                  struct cells src, const double *restrict g, struct room dst,
                  const struct second_how *how) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->ndst; i++)
        room_put(dst, i, one_cell(w, moment, i, src, g, how));
}

/* The sums of one target row over its source rows. */
struct sums {
    double *value, *x, *y, *valid; /* [nx] */
};

INLINE void add_cells(const struct second_axes *a, size_t k, struct cells src,
                      const double *restrict gx, const double *restrict gy,
                      struct sums s) {
    const double w = a->y->weight[k], along = a->along[k], mean = a->mean[k];
    const double own = a->own[k], across = a->across[k];
    const double *restrict bend = a->bend;
    double *restrict value = s.value, *restrict x = s.x, *restrict y = s.y;
    double *restrict valid = s.valid;

    for (size_t i = 0; i < a->x->nsrc; i++) {
        const double v = cells_get(src, i);
        const int is = v == v;
        value[i] += is ? w * v + (mean - own * bend[i]) * gy[i] : 0;
        x[i] += along * gx[i];
        y[i] += across * gy[i];
        valid[i] += is ? w : 0;
    }
}

HOT static void add_floats(const struct second_axes *a, size_t k,
                           const float *src, const double *gx, const double *gy,
                           struct sums s) {
    add_cells(a, k, (struct cells){ .f = src }, gx, gy, s);
}

HOT static void add_doubles(const struct second_axes *a, size_t k,
                            const double *src, const double *gx,
                            const double *gy, struct sums s) {
    add_cells(a, k, (struct cells){ .d = src }, gx, gy, s);
}

static void sum_rows(const struct second_axes *a, size_t j, struct cells src,
                     const double *g, struct sums s) {
    const size_t nx = a->x->nsrc, n = (a->y->nsrc - 2) * nx;

    for (size_t i = 0; i < 4 * nx; i++)
        s.value[i] = 0;
    for (size_t k = a->y->row[j]; k < a->y->row[j + 1]; k++) {
        const size_t at = a->y->col[k] * nx;
        const struct cells from = cells_from(src, at);
        if (from.d != NULL)
            add_doubles(a, k, from.d, g + at, g + n + at, s);
        else
            add_floats(a, k, from.f, g + at, g + n + at, s);
    }
}

static void sum_columns(const struct second_axes *a, struct sums s, size_t j,
                        struct room dst, const struct second_how *how) {
    const struct weights *x = a->x;

    for (size_t i = 0; i < x->ndst; i++) {
        double sum = 0, valid = 0;
        for (size_t k = x->row[i]; k < x->row[i + 1]; k++) {
            const uint32_t c = x->col[k];
            sum += x->weight[k] * s.value[c] +
                   (a->sine[k] * s.x[c] + a->sag[k] * s.y[c]);
            valid += x->weight[k] * s.valid[c];
        }
        room_put(dst, j * x->ndst + i, mean_of(sum, valid, how));
    }
}

/* The range of the source cells in each column; of a cell that has a gradient,
 * which may lead out of it, all there is. */
static void range_rows(const struct second_axes *a, size_t j, const double *src,
                       const double *g, double *restrict least,
                       double *restrict most) {
    const size_t nx = a->x->nsrc, n = (a->y->nsrc - 2) * nx;

    for (size_t i = 0; i < nx; i++) {
        least[i] = INFINITY;
        most[i] = -INFINITY;
    }
    for (size_t k = a->y->row[j]; k < a->y->row[j + 1]; k++) {
        const size_t at = a->y->col[k] * nx;
        for (size_t i = at; i < at + nx; i++) {
            const bool flat = g[i] == 0 && g[n + i] == 0;
            least[i - at] = fmin(least[i - at], flat ? src[i] : -INFINITY);
            most[i - at] = fmax(most[i - at], flat ? src[i] : INFINITY);
        }
    }
}

/* What is made of one value alone is that value, to the last bit. */
static void keep_flat(const struct weights *x, const double *least,
                      const double *most, double *restrict dst) {
    for (size_t i = 0; i < x->ndst; i++) {
        double range[2];
        regrid_range(x, i, least, most, range);
        if (range[0] == range[1] && !isnan(dst[i]))
            dst[i] = range[0];
    }
}

void second_separable(const struct second_axes *a, struct cells src,
                      const double *restrict g, struct room dst,
                      const struct second_how *how, double *restrict scratch) {
    const size_t nx = a->x->nsrc, ny = a->y->ndst;

#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < REGRID_BLOCKS; b++) {
        double *room = scratch + b * 6 * nx;
        const struct sums s = { room, room + nx, room + 2 * nx, room + 3 * nx };
        const size_t end = (b + 1) * ny / REGRID_BLOCKS;
        for (size_t j = b * ny / REGRID_BLOCKS; j < end; j++) {
            sum_rows(a, j, src, g, s);
            sum_columns(a, s, j, dst, how);
            if (src.d == NULL || how->whole)
                continue;
            range_rows(a, j, src.d, g, room + 4 * nx, room + 5 * nx);
            keep_flat(a->x, room + 4 * nx, room + 5 * nx,
                      dst.d + j * a->x->ndst);
        }
    }
}
