/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/occur.h"

#include <math.h>

/* One loop for each comparison; those with NaN are false. */
#define COUNT(condition)                                                       \
    _Pragma("omp parallel for schedule(static)") for (size_t i = 0; i < n;     \
                                                      i++) count[i] +=         \
        (condition) ? 1 : 0

void occur_count(enum occur what, size_t n, const float *restrict x,
                 float limit, double *restrict count) {
    switch (what) {
    case OCCUR_VALID:
        COUNT(!isnan(x[i]));
        break;
    case OCCUR_OVER:
        COUNT(x[i] > limit);
        break;
    case OCCUR_UNDER:
        COUNT(x[i] < limit);
        break;
    case OCCUR_ATLEAST:
        COUNT(x[i] >= limit);
        break;
    }
}

void occur_weigh(size_t n, const float *restrict x, double weight,
                 double *restrict valid) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        valid[i] += isnan(x[i]) ? 0 : weight;
}

void occur_last(size_t n, const float *restrict x, double *restrict value) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        value[i] = isnan(x[i]) ? value[i] : (double)x[i];
}

void occur_first(size_t n, const float *restrict x,
                 const double *restrict valid, double *restrict value) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        value[i] = valid[i] > 0 || isnan(x[i]) ? value[i] : (double)x[i];
}

void occur_extreme(const struct extreme *e, int sign, const float *restrict x,
                   double now) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < e->n; i++) {
        const double v = x[i];
        const int more = sign > 0 ? v > e->value[i] : v < e->value[i];
        if (more || (!isnan(v) && !(e->valid[i] > 0))) {
            e->value[i] = v;
            e->when[i] = now;
        }
    }
}

void occur_finish(size_t n, const double *value, const double *valid,
                  double need, float *restrict out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = valid[i] > 0 && valid[i] >= need ? (float)value[i] : NAN;
}
