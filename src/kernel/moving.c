/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/moving.h"

#define BLOCK 1024

static void sum_block(size_t k, size_t from, size_t n, const float *const *step,
                      const double *weight, float *restrict sum) {
    double part[BLOCK] = { 0 };

    for (size_t s = 0; s < k; s++)
        for (size_t i = 0; i < n; i++)
            part[i] += weight[s] * step[s][from + i];
    for (size_t i = 0; i < n; i++)
        sum[from + i] = (float)part[i];
}

void moving_sum(size_t k, size_t n, const float *const *step,
                const double *weight, float *restrict sum) {
#pragma omp parallel for schedule(static)
    for (size_t b = 0; b < (n + BLOCK - 1) / BLOCK; b++) {
        const size_t from = b * BLOCK;
        sum_block(k, from, n - from < BLOCK ? n - from : BLOCK, step, weight,
                  sum);
    }
}

void moving_add(size_t n, const float *restrict step, double weight,
                double *restrict sum) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        sum[i] += weight * step[i];
}
