/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/spectral.h"

#include "kernel/seasons.h"
#include "tap.h"

typedef void of_cells(size_t, const float *const *, const double *, float *);

static double of(of_cells *f, double a, double b, double c) {
    const float x = (float)a, y = (float)b, z = (float)c;
    const float *const in[] = { &x, &y, &z };
    float out;

    f(1, in, NULL, &out);
    return (double)out;
}

int main(void) {
    const double p[] = { 91.25, 6 };
    const float lon = 90, *const in[] = { &lon };
    float out;

    ok(near(of(spectral_difference, 0.5, 0.1, 0), 2.0 / 3, 1e-6) &&
           isnan(of(spectral_difference, 0, 0, 0)) &&
           isnan(of(spectral_difference, -0.5, 0.1, 0)),
       "normalised difference");
    ok(near(of(spectral_evi, 0.5, 0.1, 0.05), 2.5 * 0.4 / 1.725, 1e-6) &&
           isnan(of(spectral_evi, 0.1, 0.1, 0.5)),
       "evi");
    ok(near(of(spectral_savi, 0.5, 0.1, 0), 0.6 / 1.1, 1e-6), "savi");
    ok(of(spectral_db, 100, 0, 0) == 20 && isnan(of(spectral_db, 0, 0, 0)) &&
           near(of(spectral_linear, 20, 0, 0), 100, 1e-4),
       "decibels and back");
    ok(isnan(of(spectral_difference, (double)NAN, 1, 0)) &&
           isnan(of(spectral_evi, 1, 1, (double)NAN)) &&
           isnan(of(spectral_savi, 1, (double)NAN, 0)) &&
           isnan(of(spectral_db, (double)NAN, 0, 0)) &&
           isnan(of(spectral_linear, (double)NAN, 0, 0)),
       "missing in, missing out");
    seasons_sin(1, NULL, p, &out);
    ok(near((double)out, 1, 1e-6), "a quarter of the year");
    seasons_cos(1, NULL, p, &out);
    ok(near((double)out, 0, 1e-6), "and its cosine");
    seasons_hour_cos(1, in, p, &out);
    ok(near((double)out, -1, 1e-6), "6 h UTC at 90 E is noon");
    seasons_hour_sin(1, in, p, &out);
    ok(near((double)out, 0, 1e-6), "and its sine");
    return done();
}
