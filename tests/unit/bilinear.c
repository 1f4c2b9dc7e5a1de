/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/bilinear.h"

#include "kernel/sphere.h"
#include "tap.h"

/* Is sum(weight * corner), in the plane that touches at p, at p? */
static bool is_at(const double *p, const double *c, const double w[4]) {
    double sum[3] = { 0, 0, 0 }, total = 0;

    for (int k = 0; k < 4; k++) {
        const double *q = c + 3 * k;
        const double up = p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
        for (int i = 0; i < 3; i++)
            sum[i] += w[k] * q[i] / up;
        total += w[k];
    }
    return sphere_chord(sum, p) < 1e-12 && near(total, 1, 1e-14);
}

/* A lopsided quadrilateral near the pole, over the seam. */
static void corners(double *c) {
    sphere_point(355, 85, c);
    sphere_point(20, 86, c + 3);
    sphere_point(40, 88.5, c + 6);
    sphere_point(340, 87, c + 9);
}

static void check_inside(void) {
    double c[12], p[3], w[4], flipped[12];
    bool at = true, turned = true;

    corners(c);
    for (int k = 0; k < 12; k++)
        flipped[k] = c[9 - 3 * (k / 3) + k % 3];
    for (double lon = -4; lon < 19; lon++) {
        sphere_point(lon, 86.7, p);
        at = at && bilinear_weights(p, c, w) && is_at(p, c, w);
        turned =
            turned && bilinear_weights(p, flipped, w) && is_at(p, flipped, w);
    }
    ok(at, "the weighted corners are the place, at the seam, near a pole");
    ok(turned, "whichever way they turn");
    ok(bilinear_weights(c + 6, c, w) && near(w[2], 1, 1e-14),
       "a place at a corner has weight 1");
    sphere_point(180, 80, p);
    ok(!bilinear_weights(p, c, w), "a place outside has none");
    sphere_point(180, -87, p);
    ok(!bilinear_weights(p, c, w), "nor has one on the other side");
    for (int k = 0; k < 3; k++) {
        const double t = c[3 + k];
        c[3 + k] = c[6 + k];
        c[6 + k] = t;
    }
    sphere_point(5, 86.5, p);
    ok(!bilinear_weights(p, c, w), "a bow tie is no quadrilateral");
}

static void check_square(void) {
    double c[12], p[3], w[4];

    sphere_point(-1, -1, c);
    sphere_point(1, -1, c + 3);
    sphere_point(1, 1, c + 6);
    sphere_point(-1, 1, c + 9);
    sphere_point(0, 0, p);
    ok(bilinear_weights(p, c, w) && near(w[0], 0.25, 1e-15) &&
           near(w[1], 0.25, 1e-15) && near(w[2], 0.25, 1e-15),
       "the middle of a square weighs its corners alike");
    for (int k = 0; k < 3; k++)
        c[9 + k] = c[6 + k];
    sphere_point(0.5, -0.5, p);
    ok(bilinear_weights(p, c, w) && is_at(p, c, w),
       "two corners may be one place");
}

static void check_line(void) {
    const double up[] = { 0, 1, 3, 7 }, down[] = { 4, 2, -4 };
    size_t i;

    ok(bilinear_line(4, up, 4, &i) == 0.25 && i == 2, "on a rising axis");
    ok(near(bilinear_line(3, down, 0, &i), 1. / 3, 1e-15) && i == 1,
       "on a falling axis");
    ok(bilinear_line(4, up, 7, &i) == 1 && i == 2, "its end is on it");
    ok(isnan(bilinear_line(4, up, 7.1, &i)) &&
           isnan(bilinear_line(3, down, 4.1, &i)),
       "beyond its ends there is nothing");
    ok(bilinear_line(4, up, 1 + 1e-7, &i) == 0 && i == 1,
       "beside a value is at the value");
    ok(bilinear_line(1, up, 0, &i) == 0 && isnan(bilinear_line(1, up, 1, &i)),
       "an axis of one value is that value");
}

int main(void) {
    check_inside();
    check_square();
    check_line();
    return done();
}
