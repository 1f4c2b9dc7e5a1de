/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/air.h"

#include <math.h>

#include "kernel/constants.h"

void air_speed(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double u = (double)in[0][i], v = (double)in[1][i];
        out[i] = (float)sqrt(u * u + v * v);
    }
}

void air_from(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double u = (double)in[0][i], v = (double)in[1][i];
        const double a = atan2(-u, -v) / DEGREE;
        const float d = (float)(a < 0 ? a + 360 : a);
        out[i] = u == 0 && v == 0 ? NAN : d >= 360 ? 0 : d;
    }
}

static double along(float speed, float from, double (*f)(double)) {
    return speed == 0 ? 0 : -(double)speed * f((double)from * DEGREE);
}

void air_eastward(size_t n, const float *const *in, const double *p,
                  float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)along(in[0][i], in[1][i], sin);
}

void air_northward(size_t n, const float *const *in, const double *p,
                   float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)along(in[0][i], in[1][i], cos);
}

void air_theta(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(in[1][i] > 0 ? (double)in[0][i] *
                                            pow(1e5 / (double)in[1][i], 0.2857)
                                      : NAN);
}

void air_tv(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((double)in[0][i] * (1 + 0.608 * (double)in[1][i]));
}

void air_rho(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(in[1][i] > 0
                             ? (double)in[0][i] / (GAS_DRY * (double)in[1][i])
                             : NAN);
}

void air_psl(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double z = (double)in[2][i];
        const double t = (double)in[1][i] + 0.00325 * z;
        out[i] =
            (float)(t > 0 ? (double)in[0][i] * exp(GRAVITY * z / (GAS_DRY * t))
                          : NAN);
    }
}

void air_zg(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((double)in[0][i] / GRAVITY);
}
