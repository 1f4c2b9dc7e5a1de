/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/elevation.h"

#include <math.h>

#include "tap.h"

enum { NY = 3, NX = 4 };

/* Any ground, no two cells of it alike. */
static const float z[NY * NX] = { 0,   100, 900, 30,  450, 720,
                                  210, 10,  330, 615, 80,  505 };

static void fill(float *t, double rate) {
    for (size_t i = 0; i < NY * NX; i++)
        t[i] = (float)(280 - rate * (double)z[i]);
}

/* The largest difference from one rate. */
static double off(const float *rate, double want) {
    double worst = 0;

    for (size_t i = 0; i < NY * NX; i++)
        worst = fmax(worst, fabs((double)rate[i] - want));
    return worst;
}

/* The slope in columns 3, 0, 1 of rows 0 and 1, where t is 1 ..
 * 12: 2.90060928e-3 by numpy 1.24, polyfit([30, 0, 100, 10, 450, 720], [4, 1,
 * 2, 8, 5, 6], 1). */
static void check_seam(void) {
    struct elevation_window w = { NY, NX, 3, 1 };
    float t[NY * NX], rate[NY * NX];

    for (size_t i = 0; i < NY * NX; i++)
        t[i] = (float)(i + 1);
    elevation_rate(&w, t, z, 0, 0.0065, rate);
    ok(fabs((double)rate[0] + 0.00290060928) < 1e-8,
       "a window goes over the seam");
    w.periodic = 0;
    elevation_rate(&w, t, z, 0, 0.0065, rate);
    ok(fabs((double)rate[0] + 0.00290060928) > 1e-5,
       "of a grid that goes round only");
}

int main(void) {
    const struct elevation_window w = { NY, NX, 5, 0 };
    float t[NY * NX], rate[NY * NX], gone[NY * NX];

    fill(t, 0.008);
    elevation_rate(&w, t, z, 0.3, 0.0065, rate);
    ok(off(rate, 0.008) < 1e-6, "a line is found");
    fill(t, 0.02);
    elevation_rate(&w, t, z, 0.3, 0.0065, rate);
    ok(off(rate, 0.01) < 1e-9, "limited to 10 K km-1");
    fill(t, -0.02);
    elevation_rate(&w, t, z, 0.3, 0.0065, rate);
    ok(off(rate, -0.003) < 1e-9, "and -3");
    fill(t, 0);
    elevation_rate(&w, t, z, 0, 0.0065, rate);
    ok(off(rate, 0.0065) < 1e-9, "the usual one where nothing changes");
    for (size_t i = 0; i < NY * NX; i++)
        gone[i] = i < 2 ? t[i] : NAN;
    elevation_rate(&w, gone, z, 0, 0.0065, rate);
    ok(off(rate, 0.0065) < 1e-9, "or less than three cells are valid");
    check_seam();
    return done();
}
