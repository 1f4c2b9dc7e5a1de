/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/aggregate.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Blocks that are not worth a second thread. */
enum { FEW = 24 };

/* Two instruction sets, the same bits: nothing here is contracted. */
#define HOT __attribute__((target_clones("avx2", "default")))

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

/* Adds what is there; is something missing?  A block whose values are all
 * there gets the same bits as one that has no test. */
HOT static int add_valid(size_t n, const float *restrict x, double factor,
                         double *restrict acc) {
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        missing |= x[i] != x[i];
        acc[i] += isnan(x[i]) ? 0 : factor * (double)x[i];
    }
    return missing;
}

/* The same, and the weight of each cell. */
HOT static void add_weighed(size_t n, const float *restrict x,
                            const double by[2], double *restrict acc,
                            double *restrict valid) {
    const double factor = by[0], weight = by[1];

    for (size_t i = 0; i < n; i++) {
        acc[i] += isnan(x[i]) ? 0 : factor * (double)x[i];
        valid[i] += isnan(x[i]) ? 0 : weight;
    }
}

/* The extremes: a comparison with NaN is false, so it changes nothing. */
HOT static int take_less(size_t n, const float *restrict x,
                         double *restrict acc) {
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        missing |= x[i] != x[i];
        acc[i] = (double)x[i] < acc[i] ? (double)x[i] : acc[i];
    }
    return missing;
}

HOT static int take_more(size_t n, const float *restrict x,
                         double *restrict acc) {
    int missing = 0;

    for (size_t i = 0; i < n; i++) {
        missing |= x[i] != x[i];
        acc[i] = (double)x[i] > acc[i] ? (double)x[i] : acc[i];
    }
    return missing;
}

HOT static void weigh(size_t n, const float *restrict x, double weight,
                      double *restrict valid) {
    for (size_t i = 0; i < n; i++)
        valid[i] += isnan(x[i]) ? 0 : weight;
}

static void add_block(struct aggregate *a, size_t b, const float *x,
                      double factor, double weight) {
    const size_t i = b * AGGREGATE_BLOCK;
    const size_t n = a->n - i < AGGREGATE_BLOCK ? a->n - i : AGGREGATE_BLOCK;
    const bool sum = a->kind == AGGREGATE_SUM;
    int missing;

    if (sum && a->dirty[b]) {
        add_weighed(n, x + i, (double[2]){ factor, weight }, a->acc + i,
                    a->valid + i);
        return;
    }
    missing = sum ? add_valid(n, x + i, factor, a->acc + i)
              : a->kind == AGGREGATE_MIN ? take_less(n, x + i, a->acc + i)
                                         : take_more(n, x + i, a->acc + i);
    if (missing && !a->dirty[b]) {
        a->dirty[b] = 1;
        for (size_t k = 0; k < n; k++)
            a->valid[i + k] = a->weight;
    }
    if (a->dirty[b])
        weigh(n, x + i, weight, a->valid + i);
}

void aggregate_add(struct aggregate *a, const float *restrict x, double factor,
                   double weight) {
    const size_t blocks = aggregate_blocks(a->n);

#pragma omp parallel for schedule(static) if (blocks > FEW)
    for (size_t b = 0; b < blocks; b++)
        add_block(a, b, x, factor, weight);
    a->weight += weight;
}

/* Of one value for all, or each its own. */
HOT static void finish(size_t n, const double *restrict acc,
                       const double *restrict valid, const double by[3],
                       float *restrict out) {
    const double need = by[0], all = by[1], mean = by[2];

    for (size_t i = 0; i < n; i++) {
        const double weight = valid ? valid[i] : all;
        const double value = mean != 0 ? acc[i] / weight : acc[i];
        out[i] = weight > 0 && weight >= need ? (float)value : NAN;
    }
}

void aggregate_finish(const struct aggregate *a, double need, int mean,
                      float *restrict out) {
    const size_t blocks = aggregate_blocks(a->n);
    const double by[3] = { need, a->weight, mean };

#pragma omp parallel for schedule(static) if (blocks > FEW)
    for (size_t b = 0; b < blocks; b++) {
        const size_t i = b * AGGREGATE_BLOCK;
        const size_t n =
            a->n - i < AGGREGATE_BLOCK ? a->n - i : AGGREGATE_BLOCK;
        finish(n, a->acc + i, a->dirty[b] ? a->valid + i : NULL, by, out + i);
    }
}
