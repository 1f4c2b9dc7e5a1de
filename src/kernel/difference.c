/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/difference.h"

#include <math.h>

size_t difference_falls(size_t n, const float *before, const float *now,
                        double noise, size_t *had) {
    size_t falls = 0, all = 0;

#pragma omp parallel for schedule(static) reduction(+ : falls, all)
    for (size_t i = 0; i < n; i++) {
        if (isnan(now[i]) || !((double)before[i] > noise))
            continue;
        all++;
        falls += (double)now[i] - (double)before[i] < -noise ? 1 : 0;
    }
    *had = all;
    return falls;
}

size_t difference_apply(size_t n, const float *before, const float *now,
                        bool rises, double noise, float *restrict out) {
    size_t lost = 0;

#pragma omp parallel for schedule(static) reduction(+ : lost)
    for (size_t i = 0; i < n; i++) {
        const float d = now[i] - before[i];
        const bool under = rises && d < 0;
        const bool far = under && (double)d < -noise;
        out[i] = far ? NAN : under ? 0 : d;
        lost += far ? 1 : 0;
    }
    return lost;
}
