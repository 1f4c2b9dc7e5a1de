/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/humidity.h"

#include <math.h>

#include "kernel/constants.h"

static double saturation(double kelvin) {
    const double t = kelvin - ZERO_CELSIUS;

    return t > -243 ? 610.94 * exp(17.625 * t / (t + 243.04)) : NAN;
}

void humidity_es(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)saturation((double)in[0][i]);
}

void humidity_e_rh(size_t n, const float *const *in, const double *p,
                   float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((double)in[0][i] / 100 * saturation((double)in[1][i]));
}

void humidity_e_q(size_t n, const float *const *in, const double *p,
                  float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double q = (double)in[0][i];
        out[i] = (float)(q * (double)in[1][i] / (0.622 + 0.378 * q));
    }
}

void humidity_vpd(size_t n, const float *const *in, const double *p,
                  float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double d = saturation((double)in[0][i]) - (double)in[1][i];
        out[i] = (float)(d < 0 ? 0 : d);
    }
}

void humidity_rh(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(100 * (double)in[1][i] / saturation((double)in[0][i]));
}

void humidity_td(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double e = (double)in[0][i];
        const double x = e > 0 ? log(e / 610.94) : NAN;
        out[i] = (float)(243.04 * x / (17.625 - x) + ZERO_CELSIUS);
    }
}

void humidity_q(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double e = (double)in[0][i], dry = (double)in[1][i] - 0.378 * e;
        out[i] = (float)(dry > 0 ? 0.622 * e / dry : NAN);
    }
}

static double wet_bulb(double t, double rh) {
    if (!(t >= -20 && t <= 50 && rh > 0))
        return NAN;
    return t * atan(0.151977 * sqrt(rh + 8.313659)) + atan(t + rh) -
           atan(rh - 1.676331) +
           0.00391838 * rh * sqrt(rh) * atan(0.023101 * rh) - 4.686035 +
           ZERO_CELSIUS;
}

void humidity_tw(size_t n, const float *const *in, const double *p,
                 float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] =
            (float)wet_bulb((double)in[0][i] - ZERO_CELSIUS, (double)in[1][i]);
}
