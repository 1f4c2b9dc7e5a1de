/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/affine.h"

#include "kernel/hot.h"

enum { BLOCK = 65536 };

HOT static void block(size_t n, const float *x, double scale, double offset,
                      float *y) {
    for (size_t i = 0; i < n; i++)
        y[i] = (float)(scale * (double)x[i] + offset);
}

HOT static void wide_block(size_t n, const double *x, double scale,
                           double offset, double *y) {
    for (size_t i = 0; i < n; i++)
        y[i] = scale * x[i] + offset;
}

HOT static void widen_block(size_t n, const float *restrict x, double scale,
                            double offset, double *restrict y) {
    for (size_t i = 0; i < n; i++)
        y[i] = scale * (double)x[i] + offset;
}

void affine_apply(size_t n, const float *x, double scale, double offset,
                  float *y) {
#pragma omp parallel for schedule(static) if (n > BLOCK)
    for (size_t i = 0; i < n; i += BLOCK)
        block(n - i < BLOCK ? n - i : BLOCK, x + i, scale, offset, y + i);
}

void affine_wide(size_t n, const double *x, double scale, double offset,
                 double *y) {
#pragma omp parallel for schedule(static) if (n > BLOCK)
    for (size_t i = 0; i < n; i += BLOCK)
        wide_block(n - i < BLOCK ? n - i : BLOCK, x + i, scale, offset, y + i);
}

void affine_widen(size_t n, const float *restrict x, double scale,
                  double offset, double *restrict y) {
#pragma omp parallel for schedule(static) if (n > BLOCK)
    for (size_t i = 0; i < n; i += BLOCK)
        widen_block(n - i < BLOCK ? n - i : BLOCK, x + i, scale, offset, y + i);
}
