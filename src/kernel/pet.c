/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/pet.h"

#include <math.h>

#include "kernel/constants.h"

#define LATENT  2.45   /* [MJ kg-1] */
#define MJ_OF_W 0.0864 /* W m-2 to MJ m-2 day-1 */

/* Sunset hour angle; polar night and day are its ends. */
static double sunset(double phi, double declination) {
    return acos(fmax(-1, fmin(1, -tan(phi) * tan(declination))));
}

double pet_ra(double latitude, double day) {
    const double phi = latitude * M_PI / 180, turn = 2 * M_PI * day / 365;
    const double near = 1 + 0.033 * cos(turn);
    const double delta = 0.409 * sin(turn - 1.39), w = sunset(phi, delta);

    return 24 * 60 / M_PI * 0.0820 * near *
           (w * sin(phi) * sin(delta) + cos(phi) * cos(delta) * sin(w));
}

/* Vapour pressure at saturation [kPa], FAO-56 eq. 11, and its slope, eq. 13. */
static double saturation(double t) {
    return 0.6108 * exp(17.27 * t / (t + 237.3));
}

static double slope_of(double t) {
    return 4098 * saturation(t) / ((t + 237.3) * (t + 237.3));
}

static double hargreaves(double low, double high, double latitude, double day) {
    const double mean = (low + high) / 2 - ZERO_CELSIUS;
    const double et = 0.0023 * 0.408 * pet_ra(latitude, day) * (mean + 17.8);

    return high >= low ? (et < 0 ? 0 : et * sqrt(high - low)) : NAN;
}

void pet_hargreaves(size_t n, const float *const *in, const double *p,
                    float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)hargreaves((double)in[0][i], (double)in[1][i],
                                   (double)in[2][i], p[0]);
}

void pet_makkink(size_t n, const float *const *in, const double *p,
                 float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double slope = slope_of((double)in[0][i] - ZERO_CELSIUS);
        const double gamma = 0.000665 * (double)in[2][i] / 1000;
        const double rs = (double)in[1][i] * MJ_OF_W / LATENT;
        out[i] = (float)(p[0] * slope / (slope + gamma) * rs + p[1]);
    }
}

void pet_ea_rh(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double low = saturation((double)in[0][i] - ZERO_CELSIUS);
        const double high = saturation((double)in[1][i] - ZERO_CELSIUS);
        out[i] = (float)((double)in[2][i] / 100 * (low + high) / 2);
    }
}

void pet_ea_td(size_t n, const float *const *in, const double *p, float *out) {
    (void)p;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)saturation((double)in[0][i] - ZERO_CELSIUS);
}

/* One cell: FAO-56, chapter 4 in its order. */
static double penman_monteith(const float *const *in, size_t i,
                              const double *p) {
    const double low = (double)in[0][i] - ZERO_CELSIUS,
                 high = (double)in[1][i] - ZERO_CELSIUS;
    const double ea = (double)in[2][i], rs = (double)in[4][i] * MJ_OF_W;
    const double z = (double)in[5][i], t = (low + high) / 2;
    const double wind =
        (double)in[3][i] * 4.87 / log(67.8 * p[1] - 5.42); /* eq. 47 */
    const double air = 101.3 * pow((293 - 0.0065 * z) / 293, 5.26);
    const double gamma = 0.000665 * air, slope = slope_of(t);
    const double es = (saturation(low) + saturation(high)) / 2;
    const double ra = pet_ra((double)in[6][i], p[0]);
    const double clear = (0.75 + 2e-5 * z) * ra;
    const double cloud = clear > 0 ? fmin(1, rs / clear) : 1;
    const double k4 =
        4.903e-9 * (pow(low + 273.16, 4) + pow(high + 273.16, 4)) / 2;
    const double rnl =
        k4 * (0.34 - 0.14 * sqrt(ea)) * (1.35 * cloud - 0.35); /* eq. 39 */
    const double rn = 0.77 * rs - rnl;

    if (!(high >= low) || isnan(ra))
        return NAN;
    return (0.408 * slope * rn + gamma * 900 / (t + 273) * wind * (es - ea)) /
           (slope + gamma * (1 + 0.34 * wind));
}

void pet_penman_monteith(size_t n, const float *const *in, const double *p,
                         float *out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)penman_monteith(in, i, p);
}

double pet_heat(const double month[12]) {
    double heat = 0;

    for (int m = 0; m < 12; m++)
        heat += isnan(month[m]) ? NAN : pow(fmax(0, month[m]) / 5, 1.514);
    return heat;
}

double pet_thornthwaite(double t, double heat, double latitude, double day,
                        double days) {
    const double delta = 0.4093 * sin(2 * M_PI * day / 365 - 1.405);
    const double hours = 24 / M_PI * sunset(latitude * M_PI / 180, delta);
    const double q = 6.75e-7 * heat * heat * heat - 7.71e-5 * heat * heat +
                     1.792e-2 * heat + 0.49239;

    if (isnan(t) || isnan(heat) || isnan(latitude))
        return NAN;
    if (t <= 0 || heat <= 0)
        return 0;
    return 16 * hours / 12 * days / 30 * pow(10 * t / heat, q);
}
