/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/legendre.h"

#include <math.h>

/* P_n(x) by its recurrence; *slope its derivative. */
static double legendre(size_t n, double x, double *slope) {
    double before = 1, now = x;

    for (size_t k = 2; k <= n; k++) {
        const double next =
            ((2 * (double)k - 1) * x * now - ((double)k - 1) * before) /
            (double)k;
        before = now;
        now = next;
    }
    *slope = (double)n * (x * now - before) / (x * x - 1);
    return now;
}

static double zero(size_t n, size_t j) {
    double x = cos(M_PI * ((double)j + 0.75) / ((double)n + 0.5));

    for (int k = 0; k < 10; k++) {
        double slope;
        const double step = legendre(n, x, &slope) / slope;
        x -= step;
        if (fabs(step) < 1e-15)
            break;
    }
    return x;
}

void legendre_latitudes(size_t n, double *lat) {
#pragma omp parallel for schedule(static)
    for (size_t j = 0; j < n; j++) {
        lat[j] = asin(zero(2 * n, j)) * (180 / M_PI);
        lat[2 * n - 1 - j] = -lat[j];
    }
}

void legendre_weights(size_t n, double *weight) {
#pragma omp parallel for schedule(static)
    for (size_t j = 0; j < n; j++) {
        const double x = zero(2 * n, j);
        double slope;
        legendre(2 * n, x, &slope);
        weight[j] = 2 / ((1 - x * x) * slope * slope);
    }
}
