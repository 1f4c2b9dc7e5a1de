/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/elevation.h"

#include <math.h>

#include "kernel/constants.h"

/* Adjustment of precipitation by month, north [km-1]. */
static const double chi[12] = { .35, .35, .35, .30, .25, .20,
                                .20, .20, .20, .25, .30, .35 };

void elevation_lapse(size_t n, const float *t, const float *dz, double rate,
                     float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((double)t[i] - rate * (double)dz[i]);
}

void elevation_lapse_by(size_t n, const float *t, const float *dz,
                        const float *rate, float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((double)t[i] - (double)rate[i] * (double)dz[i]);
}

/* The column at d of a window around i; nx where the grid has none. */
static size_t column(const struct elevation_window *w, size_t i, size_t d) {
    const long nx = (long)w->nx, x = (long)i + (long)d - (long)(w->k / 2);

    if (x >= 0 && x < nx)
        return (size_t)x;
    return w->periodic && w->k <= w->nx ? (size_t)((x + nx) % nx) : w->nx;
}

/* Sums over the cells of a window around (j, i) that are valid, about the one
 * in its middle: z, t, z2, zt, t2; returns how many there are. */
static size_t gather(const struct elevation_window *w, size_t j, size_t i,
                     const float *t, const float *z, double sum[5]) {
    const size_t half = w->k / 2, m = j * w->nx + i;
    const size_t south = j < half ? 0 : j - half;
    const size_t north = j + half < w->ny ? j + half : w->ny - 1;
    const double z0 = isnan(z[m]) ? 0 : (double)z[m];
    const double t0 = isnan(t[m]) ? 0 : (double)t[m];
    size_t n = 0;

    for (size_t y = south; y <= north; y++)
        for (size_t d = 0; d < w->k; d++) {
            const size_t x = column(w, i, d), c = y * w->nx + x;
            if (x == w->nx || isnan(z[c]) || isnan(t[c]))
                continue;
            const double dz = (double)z[c] - z0, dt = (double)t[c] - t0;
            n++;
            sum[0] += dz;
            sum[1] += dt;
            sum[2] += dz * dz;
            sum[3] += dz * dt;
            sum[4] += dt * dt;
        }
    return n;
}

static double rate_at(const struct elevation_window *w, size_t j, size_t i,
                      const float *t, const float *z, double r2) {
    double s[5] = { 0 };
    const size_t n = gather(w, j, i, t, z, s);
    double zz, zt, tt, rate;

    if (n < 3)
        return NAN;
    zz = s[2] - s[0] * s[0] / (double)n;
    zt = s[3] - s[0] * s[1] / (double)n;
    tt = s[4] - s[1] * s[1] / (double)n;
    if (!(zz > 0 && tt > 0 && zt * zt >= r2 * zz * tt))
        return NAN;
    rate = -zt / zz;
    return rate < -3e-3 ? -3e-3 : rate > 1e-2 ? 1e-2 : rate;
}

void elevation_rate(const struct elevation_window *w, const float *t,
                    const float *z, double r2, double usual, float *rate) {
#pragma omp parallel for schedule(static)
    for (size_t j = 0; j < w->ny; j++)
        for (size_t i = 0; i < w->nx; i++) {
            const double x = rate_at(w, j, i, t, z, r2);
            rate[j * w->nx + i] = (float)(isnan(x) ? usual : x);
        }
}

void elevation_pressure(size_t n, const float *p, const float *dz,
                        const float *coarse, const float *fine, float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double t = ((double)coarse[i] + (double)fine[i]) / 2;
        out[i] = (float)((double)p[i] *
                         exp(-GRAVITY * (double)dz[i] / (GAS_DRY * t)));
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
