/* SPDX-License-Identifier: Apache-2.0 */
/* Chicago on 1995-07-14T12 in ERA5: T 302.14446 K, Td 299.26791 K; numbers by
 * hand of the formulas in the header. */
#include "kernel/humidity.h"

#include "tap.h"

static float t = 302.14446F, td = 299.26791F, p = 99000, rh = 84.511F,
             gap = NAN;

static double of(void (*f)(size_t, const float *const *, const double *,
                           float *),
                 const float *a, const float *b) {
    const float *const in[] = { a, b };
    float out;

    f(1, in, NULL, &out);
    return (double)out;
}

int main(void) {
    float e = (float)of(humidity_es, &td, NULL), q, dry = 0, hot = 330;

    ok(near(of(humidity_es, &t, NULL), 3997.95, 0.01) &&
           near((double)e, 3378.72, 0.01),
       "saturation and vapour pressure");
    ok(near(of(humidity_vpd, &t, &e), 619.23, 0.01), "deficit");
    ok(near(of(humidity_rh, &t, &e), 84.511, 0.001), "relative humidity");
    ok(near(of(humidity_td, &e, NULL), (double)td, 1e-4),
       "the dew point is the inverse");
    ok(near(of(humidity_e_rh, &rh, &t), 3378.72, 0.05),
       "vapour pressure of relative humidity");
    q = (float)of(humidity_q, &e, &p);
    ok(near((double)q, 0.622 * 3378.72 / (99000 - 0.378 * 3378.72), 1e-7) &&
           near(of(humidity_e_q, &q, &p), 3378.72, 0.01),
       "specific humidity and back");
    ok(near(of(humidity_tw, &t, &rh), 26.829 + 273.15, 0.001),
       "wet bulb of Stull");
    ok(near(of(humidity_vpd, &td, &e), 0, 1e-3) &&
           isnan(of(humidity_td, &dry, NULL)) &&
           isnan(of(humidity_tw, &hot, &rh)),
       "what does not exist is missing");
    ok(isnan(of(humidity_es, &gap, NULL)) &&
           isnan(of(humidity_vpd, &gap, &e)) &&
           isnan(of(humidity_vpd, &t, &gap)) &&
           isnan(of(humidity_rh, &t, &gap)) &&
           isnan(of(humidity_tw, &t, &gap)) &&
           isnan(of(humidity_q, &e, &gap)) && isnan(of(humidity_q, &gap, &p)),
       "missing in, missing out");
    return done();
}
