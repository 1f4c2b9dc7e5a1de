/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/spectral.h"

#include <math.h>

#include "kernel/hot.h"

HOT static void difference(size_t n, const float *a, const float *b,
                           float *out) {
    for (size_t i = 0; i < n; i++) {
        const double x = (double)a[i], y = (double)b[i];
        out[i] = (float)(x + y > 0 ? (x - y) / (x + y) : NAN);
    }
}

enum { BLOCK = 16384 };

void spectral_difference(size_t n, const float *const *in, const double *p,
                         float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i += BLOCK)
        difference(n - i < BLOCK ? n - i : BLOCK, in[0] + i, in[1] + i,
                   out + i);
}

void spectral_evi(size_t n, const float *const *in, const double *p,
                  float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double nir = (double)in[0][i], red = (double)in[1][i];
        const double under = nir + 6 * red - 7.5 * (double)in[2][i] + 1;
        out[i] = (float)(under > 0 ? 2.5 * (nir - red) / under : NAN);
    }
}

void spectral_savi(size_t n, const float *const *in, const double *p,
                   float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double nir = (double)in[0][i], red = (double)in[1][i];
        const double under = nir + red + 0.5;
        out[i] = (float)(under > 0 ? 1.5 * (nir - red) / under : NAN);
    }
}

void spectral_db(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(in[0][i] > 0 ? 10 * log10((double)in[0][i]) : NAN);
}

void spectral_linear(size_t n, const float *const *in, const double *p,
                     float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)pow(10, (double)in[0][i] / 10);
}
