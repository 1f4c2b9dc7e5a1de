/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/circle.h"

#include <math.h>
#include <stdio.h>

#include "tap.h"

static double mean(double a, double b, double turn) {
    const double x[2] = { a, b };
    double sine = 0, cosine = 0;

    for (int k = 0; k < 2; k++)
        circle_add(1, (struct cells){ .d = x + k }, turn, 3, &sine, &cosine);
    return circle_angle(sine, cosine, 6, turn);
}

static void test_means(void) {
    ok(fabs(mean(350, 20, 360) - 5) < 1e-12, "350 and 20 degrees are 5");
    ok(fabs(mean(0.1, 6.1, 2 * M_PI) - (3.1 + M_PI)) < 1e-12,
       "of radians, in radians");
    ok(isnan(mean(90, 270, 360)), "opposite ones have no direction");
    ok(fabs(mean(NAN, 200, 360) - 200) < 1e-12, "a missing one adds nothing");
}

static void test_parts(void) {
    const float x[3] = { 90, NAN, 180 };
    double sine[3], cosine[3];

    circle_parts(3, (struct cells){ .f = x }, 360, sine, cosine);
    ok(sine[0] == 1 && fabs(cosine[0]) < 1e-15 && cosine[2] == -1,
       "sine and cosine");
    ok(isnan(sine[1]) && isnan(cosine[1]), "missing parts of a missing angle");
}

static void test_put(void) {
    float f[2];
    double d[1];

    circle_put((struct room){ .f = f }, 0, 359.9999999, 360);
    circle_put((struct room){ .f = f }, 1, 359.5, 360);
    circle_put((struct room){ .d = d }, 0, 359.9999999, 360);
    ok(f[0] == 0 && f[1] == 359.5F, "what rounds to a turn is 0");
    ok(d[0] == 359.9999999, "and stays what it is in 64 bits");
}

int main(void) {
    test_means();
    test_parts();
    test_put();
    return done();
}
