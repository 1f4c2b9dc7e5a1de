/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/moments.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "tap.h"

/* Of one value the mean is that value and the spread 0, whatever its digits
 * and its weight. */
static void check_single(void) {
    int bad = 0;

    for (int k = 1; k < 1000; k++) {
        double mean = 0, m2 = 0, valid = 0, count = 0, x = 0.1 * k, out;
        const struct moments m = { 1, &mean, &m2, &valid, &count };
        moments_add(&m, (struct cells){ .d = &x }, 21600.1);
        moments_spread(&m, 0, 0, 1, (struct room){ .d = &out });
        bad += !(mean == x && out == 0);
    }
    ok(bad == 0, "one value of 64 bits has a deviation of 0");
}

int main(void) {
    double mean[2] = { 0 }, m2[2] = { 0 }, valid[2] = { 0 }, count[2] = { 0 };
    const struct moments m = { 2, mean, m2, valid, count };
    float out[2];

    /* 1e6 + {1, 2, 3, 6} in the first, of which the second lacks the last */
    for (int k = 0; k < 4; k++) {
        const float v = 1000000 + (float[]){ 1, 2, 3, 6 }[k];
        moments_add(&m, (struct cells){ .f = (float[]){ v, k < 3 ? v : NAN } },
                    1);
    }
    moments_spread(&m, 0, 0, 0, (struct room){ .f = out });
    ok(fabsf(out[0] - 3.5F) < 1e-6F && fabsf(out[1] - 2.0F / 3) < 1e-6F,
       "variance: 14 / 4 and 2 / 3, also far from 0");
    moments_spread(&m, 0, 1, 1, (struct room){ .f = out });
    ok(fabsf(out[0] - sqrtf(14.0F / 3)) < 1e-6F && fabsf(out[1] - 1) < 1e-6F,
       "ddof 1: square roots of 14 / 3 and 2 / 2");
    moments_spread(&m, 4, 0, 0, (struct room){ .f = out });
    ok(!isnan(out[0]) && isnan(out[1]), "less than needed is missing");
    moments_spread(&m, 0, 3, 0, (struct room){ .f = out });
    ok(!isnan(out[0]) && isnan(out[1]), "so is ddof of as many steps");
    for (int i = 0; i < 2; i++)
        mean[i] = m2[i] = valid[i] = count[i] = 0;
    moments_add(&m, (struct cells){ .f = (float[]){ 1, NAN } }, 31);
    moments_add(&m, (struct cells){ .f = (float[]){ 4, NAN } }, 28);
    moments_spread(&m, 0, 0, 0, (struct room){ .f = out });
    /* 9 * 31 * 28 / 59^2 */
    ok(fabsf(out[0] - 2.2441827F) < 1e-6F && isnan(out[1]),
       "weights count, and a cell never valid is missing");
    check_single();
    return done();
}
