/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/aggregate.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/cells.h"
#include "kernel/hot.h"

/* Blocks that are not worth a second thread. */
enum { FEW = 24 };

size_t aggregate_blocks(size_t n) {
    return (n + AGGREGATE_BLOCK - 1) / AGGREGATE_BLOCK;
}

void aggregate_start(struct aggregate *a) {
    const double none = a->kind == AGGREGATE_SUM   ? 0
                        : a->kind == AGGREGATE_MIN ? INFINITY
                                                   : -INFINITY;

    a->weight = 0;
    memset(a->dirty, 0, aggregate_blocks(a->n));
#pragma omp parallel for schedule(static) if (a->n > FEW * AGGREGATE_BLOCK)
    for (size_t i = 0; i < a->n; i++)
        a->acc[i] = none;
}

/* A float is compared as such. */
INLINE int is_missing(struct cells x, size_t i) {
    return x.d != NULL ? x.d[i] != x.d[i] : x.f[i] != x.f[i];
}

/* Is something missing?  Floats are many to a register. */
INLINE int any_missing(size_t n, const float *restrict x) {
    int missing = 0;

    for (size_t i = 0; i < n; i++)
        missing |= x[i] != x[i];
    return missing;
}

/* Four steps at once of which nothing is missing, in their order. */
INLINE void add_four(size_t n, const float *const *x, const double *factor,
                     double *restrict acc) {
    const float *restrict a = x[0], *restrict b = x[1];
    const float *restrict c = x[2], *restrict d = x[3];
    const double f = factor[0], g = factor[1], h = factor[2], k = factor[3];

    for (size_t i = 0; i < n; i++)
        acc[i] = (((acc[i] + f * (double)a[i]) + g * (double)b[i]) +
                  h * (double)c[i]) +
                 k * (double)d[i];
}

/* The same, where some is missing, with the weight of each cell. */
INLINE void weigh_four(size_t n, const float *const *x, const double *factor,
                       const double *weight, double *restrict acc,
                       double *restrict valid) {
    const float *restrict a = x[0], *restrict b = x[1];
    const float *restrict c = x[2], *restrict d = x[3];
    const double f = factor[0], g = factor[1], h = factor[2], k = factor[3];
    const double s = weight[0], t = weight[1], u = weight[2], v = weight[3];

    for (size_t i = 0; i < n; i++) {
        const int p = a[i] == a[i], q = b[i] == b[i];
        const int r = c[i] == c[i], z = d[i] == d[i];
        acc[i] = (((acc[i] + (p ? f * (double)a[i] : 0)) +
                   (q ? g * (double)b[i] : 0)) +
                  (r ? h * (double)c[i] : 0)) +
                 (z ? k * (double)d[i] : 0);
        valid[i] = (((valid[i] + (p ? s : 0)) + (q ? t : 0)) + (r ? u : 0)) +
                   (z ? v : 0);
    }
}

/* Adds what is there; is something missing?  A block whose values are all
 * there gets the same bits as one that has no test. */
INLINE int add_valid(size_t n, struct cells x, double factor,
                     double *restrict acc) {
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        missing |= is_missing(x, i);
        acc[i] += is_missing(x, i) ? 0 : factor * cells_get(x, i);
    }
    return missing;
}

/* The same, and the weight of each cell. */
INLINE void add_weighed(size_t n, struct cells x, const double by[2],
                        double *restrict acc, double *restrict valid) {
    const double factor = by[0], weight = by[1];

    for (size_t i = 0; i < n; i++) {
        acc[i] += is_missing(x, i) ? 0 : factor * cells_get(x, i);
        valid[i] += is_missing(x, i) ? 0 : weight;
    }
}

/* The extremes: a comparison with NaN is false, so it changes nothing. */
INLINE int take_less(size_t n, struct cells x, double *restrict acc) {
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        missing |= is_missing(x, i);
        acc[i] = cells_get(x, i) < acc[i] ? cells_get(x, i) : acc[i];
    }
    return missing;
}

INLINE int take_more(size_t n, struct cells x, double *restrict acc) {
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        missing |= is_missing(x, i);
        acc[i] = cells_get(x, i) > acc[i] ? cells_get(x, i) : acc[i];
    }
    return missing;
}

INLINE void weigh(size_t n, struct cells x, double weight,
                  double *restrict valid) {
    for (size_t i = 0; i < n; i++)
        valid[i] += is_missing(x, i) ? 0 : weight;
}

/* x: the values of the block; before: the weight of the steps so far. */
INLINE void add_block(const struct aggregate *a, size_t b, struct cells x,
                      const double by[2], double before) {
    const size_t i = b * AGGREGATE_BLOCK;
    const size_t n = a->n - i < AGGREGATE_BLOCK ? a->n - i : AGGREGATE_BLOCK;
    const double factor = by[0], weight = by[1];
    const bool sum = a->kind == AGGREGATE_SUM;
    int missing;

    if (sum && a->dirty[b]) {
        add_weighed(n, x, (double[2]){ factor, weight }, a->acc + i,
                    a->valid + i);
        return;
    }
    missing = sum                        ? add_valid(n, x, factor, a->acc + i)
              : a->kind == AGGREGATE_MIN ? take_less(n, x, a->acc + i)
                                         : take_more(n, x, a->acc + i);
    if (missing && !a->dirty[b]) {
        a->dirty[b] = 1;
        for (size_t k = 0; k < n; k++)
            a->valid[i + k] = before;
    }
    if (a->dirty[b])
        weigh(n, x, weight, a->valid + i);
}

/* A block of a part: all steps at once where that is the same. */
HOT_512 static void add_steps(const struct aggregate *a, size_t b,
                              const struct aggregate_part *p) {
    const size_t i = b * AGGREGATE_BLOCK, from = i - p->first;
    const size_t n = a->n - i < AGGREGATE_BLOCK ? a->n - i : AGGREGATE_BLOCK;
    const bool four = p->nsteps == 4 && a->kind == AGGREGATE_SUM;
    const float *x[AGGREGATE_STEPS];
    double before = p->before;
    int missing = 0;

    for (size_t k = 0; k < p->nsteps; k++) {
        x[k] = p->x[k] + from;
        missing |= four && !a->dirty[b] && any_missing(n, x[k]);
    }
    if (four && a->dirty[b])
        weigh_four(n, x, p->factor, p->weight, a->acc + i, a->valid + i);
    else if (four && !missing)
        add_four(n, x, p->factor, a->acc + i);
    for (size_t k = 0; k < p->nsteps && (!four || missing); k++) {
        const double by[2] = { p->factor[k], p->weight[k] };
        add_block(a, b, (struct cells){ .f = x[k] }, by, before);
        before += p->weight[k];
    }
}

void aggregate_add_part(const struct aggregate *a,
                        const struct aggregate_part *p) {
    const size_t end = aggregate_blocks(p->first + p->n);

    for (size_t b = p->first / AGGREGATE_BLOCK; b < end; b++)
        add_steps(a, b, p);
}

HOT_512 static void add_doubles(const struct aggregate *a, size_t b,
                                const double *x, const double by[2]) {
    add_block(a, b, (struct cells){ .d = x }, by, a->weight);
}

void aggregate_add(struct aggregate *a, const float *restrict x, double factor,
                   double weight) {
    const size_t blocks = aggregate_blocks(a->n);

#pragma omp parallel for schedule(static) if (blocks > FEW)
    for (size_t b = 0; b < blocks; b++) {
        const size_t i = b * AGGREGATE_BLOCK;
        add_steps(a, b,
                  &(struct aggregate_part){ .first = i,
                                            .nsteps = 1,
                                            .x = { x + i },
                                            .factor = { factor },
                                            .weight = { weight },
                                            .before = a->weight });
    }
    a->weight += weight;
}

void aggregate_add_wide(struct aggregate *a, const double *restrict x,
                        double factor, double weight) {
    const size_t blocks = aggregate_blocks(a->n);
    const double by[2] = { factor, weight };

#pragma omp parallel for schedule(static) if (blocks > FEW)
    for (size_t b = 0; b < blocks; b++)
        add_doubles(a, b, x + b * AGGREGATE_BLOCK, by);
    a->weight += weight;
}

/* Of one value for all, or each its own. */
INLINE void finish(size_t n, const double *restrict acc,
                   const double *restrict valid, const double by[3],
                   struct room out) {
    const double need = by[0], all = by[1], mean = by[2];

    for (size_t i = 0; i < n; i++) {
        const double weight = valid ? valid[i] : all;
        const double value = mean != 0 ? acc[i] / weight : acc[i];
        room_put(out, i, weight > 0 && weight >= need ? value : NAN);
    }
}

HOT_512 static void finish_block(const struct aggregate *a, size_t b,
                                 const double by[3], struct room all) {
    const size_t i = b * AGGREGATE_BLOCK;
    const size_t n = a->n - i < AGGREGATE_BLOCK ? a->n - i : AGGREGATE_BLOCK;
    const double *valid = a->dirty[b] ? a->valid + i : NULL;

    if (all.d != NULL)
        finish(n, a->acc + i, valid, by, (struct room){ .d = all.d + i });
    else
        finish(n, a->acc + i, valid, by, (struct room){ .f = all.f + i });
}

static void finish_all(const struct aggregate *a, double need, int mean,
                       struct room out) {
    const size_t blocks = aggregate_blocks(a->n);
    const double by[3] = { need, a->weight, mean };

#pragma omp parallel for schedule(static) if (blocks > FEW)
    for (size_t b = 0; b < blocks; b++)
        finish_block(a, b, by, out);
}

void aggregate_finish(const struct aggregate *a, double need, int mean,
                      float *restrict out) {
    finish_all(a, need, mean, (struct room){ .f = out });
}

void aggregate_finish_wide(const struct aggregate *a, double need, int mean,
                           double *restrict out) {
    finish_all(a, need, mean, (struct room){ .d = out });
}

HOT_512 static void finish_floats(size_t n, const double *restrict acc,
                                  const double *restrict valid,
                                  const double by[3], float *restrict out) {
    finish(n, acc, valid, by, (struct room){ .f = out });
}

void aggregate_finish_part(const struct aggregate *a, double need, int mean,
                           size_t first, size_t n, float *restrict out) {
    const double by[3] = { need, a->weight, mean };

    while (n > 0) {
        const size_t b = first / AGGREGATE_BLOCK;
        const size_t most = (b + 1) * AGGREGATE_BLOCK - first;
        const size_t m = n < most ? n : most;
        finish_floats(m, a->acc + first, a->dirty[b] ? a->valid + first : NULL,
                      by, out);
        first += m;
        out += m;
        n -= m;
    }
}
