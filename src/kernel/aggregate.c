/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/aggregate.h"

#include <math.h>
#include <string.h>

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
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < a->n; i++)
        a->acc[i] = none;
}

HOT static int any_missing(size_t n, const float *restrict x) {
    int missing = 0;

    for (size_t i = 0; i < n; i++)
        missing |= x[i] != x[i];
    return missing;
}

HOT static void add_all(size_t n, const float *restrict x, double factor,
                        double *restrict acc) {
    for (size_t i = 0; i < n; i++)
        acc[i] += factor * (double)x[i];
}

HOT static void add_valid(size_t n, const float *restrict x, double factor,
                          double *restrict acc) {
    for (size_t i = 0; i < n; i++)
        acc[i] += isnan(x[i]) ? 0 : factor * (double)x[i];
}

/* The extremes: a comparison with NaN is false, so it changes nothing. */
HOT static void take_less(size_t n, const float *restrict x,
                          double *restrict acc) {
    for (size_t i = 0; i < n; i++)
        acc[i] = (double)x[i] < acc[i] ? (double)x[i] : acc[i];
}

HOT static void take_more(size_t n, const float *restrict x,
                          double *restrict acc) {
    for (size_t i = 0; i < n; i++)
        acc[i] = (double)x[i] > acc[i] ? (double)x[i] : acc[i];
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
    const int missing = any_missing(n, x + i);

    if (missing && !a->dirty[b]) {
        a->dirty[b] = 1;
        for (size_t k = 0; k < n; k++)
            a->valid[i + k] = a->weight;
    }
    if (a->dirty[b])
        weigh(n, x + i, weight, a->valid + i);
    if (a->kind == AGGREGATE_MIN)
        take_less(n, x + i, a->acc + i);
    else if (a->kind == AGGREGATE_MAX)
        take_more(n, x + i, a->acc + i);
    else if (missing)
        add_valid(n, x + i, factor, a->acc + i);
    else
        add_all(n, x + i, factor, a->acc + i);
}

void aggregate_add(struct aggregate *a, const float *restrict x, double factor,
                   double weight) {
    const size_t blocks = aggregate_blocks(a->n);

#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < blocks; b++)
        add_block(a, b, x, factor, weight);
    a->weight += weight;
}

void aggregate_finish(const struct aggregate *a, double need, int mean,
                      float *restrict out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < a->n; i++) {
        const double valid =
            a->dirty[i / AGGREGATE_BLOCK] ? a->valid[i] : a->weight;
        const double value = mean ? a->acc[i] / valid : a->acc[i];
        out[i] = valid > 0 && valid >= need ? (float)value : NAN;
    }
}
