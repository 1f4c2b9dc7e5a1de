/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/elevation.h"

#include <math.h>

static const double gravity = 9.80665;     /* [m s-2] */
static const double gas_constant = 287.05; /* of dry air [J kg-1 K-1] */

/* Adjustment of precipitation by month, north [km-1]. */
static const double chi[12] = { .35, .35, .35, .30, .25, .20,
                                .20, .20, .20, .25, .30, .35 };

void elevation_lapse(size_t n, const float *t, const float *dz, double rate,
                     float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((double)t[i] - rate * (double)dz[i]);
}

void elevation_pressure(size_t n, const float *p, const float *dz,
                        const float *coarse, const float *fine, float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double t = ((double)coarse[i] + (double)fine[i]) / 2;
        out[i] = (float)((double)p[i] *
                         exp(-gravity * (double)dz[i] / (gas_constant * t)));
    }
}

static double rain_factor(double dz, double lat, int month) {
    const int m = (month - 1 + (lat < 0 ? 6 : 0)) % 12;
    const double x = chi[m] * dz / 1000;

    /* Beyond +-9/11 the factor would leave 0.1 ... 10. */
    return isnan(x)        ? NAN
           : x >= 9. / 11  ? 10
           : x <= -9. / 11 ? 0.1
                           : (1 + x) / (1 - x);
}

void elevation_rain(size_t n, const float *r, const float *dz,
                    const double *lat, int month, float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] =
            (float)((double)r[i] * rain_factor((double)dz[i], lat[i], month));
}
