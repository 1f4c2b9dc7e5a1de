/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/comfort.h"

#include "tap.h"

typedef void of_cells(size_t, const float *const *, const double *, float *);

/* Temperatures go in and come out in degC. */
static double of(of_cells *f, double t, double b, double w) {
    const float x = (float)(t + 273.15), y = (float)b, z = (float)w;
    const float *const in[] = { &x, &y, &z };
    float out;

    f(1, in, NULL, &out);
    return (double)out - 273.15;
}

static double fahrenheit(double t) {
    return (t - 32) / 1.8;
}

int main(void) {
    of_cells *const all[] = { comfort_heat_index, comfort_humidex,
                              comfort_apparent, comfort_wind_chill };
    bool gaps = true;

    /* Chicago, 1995-07-14T12, by hand of the formulas in the header */
    ok(near(of(comfort_heat_index, 28.99446, 84.511, 0), 35.738, 1e-3) &&
           near(of(comfort_humidex, 28.99446, 299.26791, 0), 42.590 - 273.15,
                1e-3) &&
           near(of(comfort_apparent, 28.99446, 84.511, 4.0214), 33.310, 1e-3),
       "heat index, humidex, apparent temperature");
    /* chart of the NWS: 90 degF and 70 % are 106 degF, 100 and 10 % 94.5 */
    ok(near(of(comfort_heat_index, fahrenheit(90), 70, 0), fahrenheit(105.9),
            0.1),
       "heat index of the published chart");
    ok(near(of(comfort_heat_index, fahrenheit(70), 50, 0),
            fahrenheit((0.5 * (70 + 61 + 2.4 + 4.7) + 70) / 2), 1e-4),
       "Steadman's mean below 80 degF");
    /* table of Environment Canada: -20 degC and 30 km/h feel like -33 */
    ok(near(of(comfort_wind_chill, -20, 30 / 3.6, 0), -32.6, 0.1),
       "wind chill of the published table");
    ok(near(of(comfort_wind_chill, -20, 4.8 / 3.6 - 0.01, 0), -20, 1e-4) &&
           near(of(comfort_wind_chill, 10.1, 9, 0), 10.1, 1e-4),
       "without wind, or from 10 degC on, the temperature");
    for (size_t k = 0; k < 4; k++)
        gaps = gaps && isnan(of(all[k], (double)NAN, 50, 3)) &&
               isnan(of(all[k], -5, (double)NAN, 3));
    ok(gaps && isnan(of(comfort_apparent, 20, 50, (double)NAN)),
       "missing in, missing out");
    return done();
}
