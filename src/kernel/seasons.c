/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/seasons.h"

#include <math.h>

#define TURN (2 * M_PI)

static void fill(size_t n, float x, float *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = x;
}

void seasons_sin(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)in;
    fill(n, (float)sin(TURN * p[0] / 365), out);
}

void seasons_cos(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)in;
    fill(n, (float)cos(TURN * p[0] / 365), out);
}

static double sun(const float *lon, size_t i, const double *p) {
    return TURN * (p[1] + (double)lon[i] / 15) / 24;
}

void seasons_hour_sin(size_t n, const float *const *in, const double *p,
                      float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)sin(sun(in[0], i, p));
}

void seasons_hour_cos(size_t n, const float *const *in, const double *p,
                      float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)cos(sun(in[0], i, p));
}
