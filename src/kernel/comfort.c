/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/comfort.h"

#include <math.h>

#include "kernel/constants.h"

/* Rothfusz's polynomial with its two adjustments [degF]. */
static double rothfusz(double t, double rh) {
    double hi = -42.379 + 2.04901523 * t + 10.14333127 * rh -
                0.22475541 * t * rh - 6.83783e-3 * t * t -
                5.481717e-2 * rh * rh + 1.22874e-3 * t * t * rh +
                8.5282e-4 * t * rh * rh - 1.99e-6 * t * t * rh * rh;

    if (rh < 13 && t >= 80 && t <= 112)
        hi -= (13 - rh) / 4 * sqrt((17 - fabs(t - 95)) / 17);
    else if (rh > 85 && t >= 80 && t <= 87)
        hi += (rh - 85) / 10 * ((87 - t) / 5);
    return hi;
}

static double heat_index(double kelvin, double rh) {
    const double t = (kelvin - ZERO_CELSIUS) * 1.8 + 32;
    const double simple = 0.5 * (t + 61 + (t - 68) * 1.2 + rh * 0.094);
    const double mean = (simple + t) / 2;

    return ((mean < 80 ? mean : rothfusz(t, rh)) - 32) / 1.8 + ZERO_CELSIUS;
}

void comfort_heat_index(size_t n, const float *const *in, const double *p,
                        float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(in[0][i]) || isnan(in[1][i])
                     ? NAN
                     : (float)heat_index((double)in[0][i], (double)in[1][i]);
}

void comfort_humidex(size_t n, const float *const *in, const double *p,
                     float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double td = (double)in[1][i];
        const double e =
            td > 0 ? 6.11 * exp(5417.753 * (1 / 273.16 - 1 / td)) : NAN;
        out[i] = (float)((double)in[0][i] - ZERO_CELSIUS + 0.5555 * (e - 10));
    }
}

void comfort_apparent(size_t n, const float *const *in, const double *p,
                      float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double t = (double)in[0][i] - ZERO_CELSIUS;
        const double e =
            (double)in[1][i] / 100 * 6.105 * exp(17.27 * t / (237.7 + t));
        out[i] =
            (float)(t + 0.33 * e - 0.7 * (double)in[2][i] - 4 + ZERO_CELSIUS);
    }
}

static double wind_chill(double t, double kmh) {
    const double f = kmh > 4.8 && t < 10 ? pow(kmh, 0.16) : 0;

    return f > 0 ? 13.12 + 0.6215 * t - 11.37 * f + 0.3965 * t * f : t;
}

void comfort_wind_chill(size_t n, const float *const *in, const double *p,
                        float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(in[0][i]) || isnan(in[1][i])
                     ? NAN
                     : (float)(wind_chill((double)in[0][i] - ZERO_CELSIUS,
                                          (double)in[1][i] * 3.6) +
                               ZERO_CELSIUS);
}
