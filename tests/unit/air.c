/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/air.h"

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
    of_cells *const pairs[] = { air_speed,     air_from,  air_eastward,
                                air_northward, air_theta, air_tv,
                                air_rho,       air_psl };
    bool gaps = true;

    ok(near(of(air_speed, 3, -4, 0), 5, 1e-6), "speed");
    ok(of(air_from, 0, -1, 0) == 0 && of(air_from, -1, 0, 0) == 90 &&
           of(air_from, 0, 1, 0) == 180 && of(air_from, 1, 0, 0) == 270 &&
           isnan(of(air_from, 0, 0, 0)) && of(air_from, 1e-30, -1, 0) < 360,
       "where the wind comes from; a calm is missing");
    ok(near(of(air_eastward, 5, of(air_from, 3, -4, 0), 0), 3, 1e-5) &&
           near(of(air_northward, 5, of(air_from, 3, -4, 0), 0), -4, 1e-5) &&
           of(air_eastward, 0, (double)NAN, 0) == 0,
       "and back; a calm has no direction");
    ok(near(of(air_theta, 280, 50000, 0), 280 * pow(2, 0.2857), 1e-4) &&
           isnan(of(air_theta, 280, 0, 0)),
       "potential temperature");
    ok(near(of(air_tv, 300, 0.01, 0), 301.824, 1e-3) &&
           near(of(air_rho, 101325, 288.15, 0), 1.22503, 1e-4),
       "virtual temperature, density of the standard atmosphere");
    ok(of(air_psl, 98000, 280, 0) == 98000 &&
           near(of(air_psl, 95000, 285, 500),
                95000 * exp(9.80665 * 500 / (287.05 * 286.625)), 0.1),
       "pressure at sea level");
    ok(near(of(air_zg, 9806.65, 0, 0), 1000, 1e-3), "height");
    for (size_t k = 0; k < 8; k++)
        gaps = gaps && isnan(of(pairs[k], (double)NAN, 1, 1)) &&
               isnan(of(pairs[k], 1, (double)NAN, 1));
    ok(gaps && isnan(of(air_psl, 95000, 285, (double)NAN)),
       "missing in, missing out");
    return done();
}
