/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/sphere.h"

#include "tap.h"

#define PI     3.14159265358979323846
#define RADIAN (PI / 180)

/* Four corners, joined by great circles. */
static void box(double west, double south, double side, double *p) {
    sphere_point(west, south, p);
    sphere_point(west + side, south, p + 3);
    sphere_point(west + side, south + side, p + 6);
    sphere_point(west, south + side, p + 9);
}

static void check_areas(void) {
    double p[12], q[9], sum = 0;

    sphere_point(12, 90, p);
    ok(p[0] == 0 && p[1] == 0 && p[2] == 1, "a pole is the pole");
    sphere_point(0, 0, q);
    sphere_point(90, 0, q + 3);
    sphere_point(77, 90, q + 6);
    ok(near(sphere_area(3, q), PI / 2, 1e-15), "an octant is pi / 2");
    sphere_point(90, 0, q);
    sphere_point(0, 0, q + 3);
    ok(near(sphere_area(3, q), -PI / 2, 1e-15), "the other way it is less 0");
    ok(sphere_area(2, q) == 0, "two points have no area");
    for (int i = 0; i < 40; i++) {
        box(i * 0.25, 50, 0.25, p);
        sum += sphere_area(4, p);
    }
    ok(near(sum / (10 * RADIAN * (sin(50.25 * RADIAN) - sin(50 * RADIAN))), 1,
            1e-5),
       "boxes of a quarter degree are dlon * d(sin lat)");
}

static void check_clips(void) {
    double b[12], far[12], c[12], out[48], work[48], tip[12];

    /* corners inside, not along, the cells of 0 .. 8 degrees */
    sphere_point(3.03, 0.31, b);
    sphere_point(7.71, 3.11, b + 3);
    sphere_point(5.17, 7.23, b + 6);
    sphere_point(0.41, 4.87, b + 9);
    box(100, 40, 1, far);
    ok(sphere_clip(4, b, 4, far, out, work) == 0, "far away: nothing");
    ok(sphere_clip(4, b, 4, b, out, work) == 4 &&
           near(sphere_area(4, out) / sphere_area(4, b), 1, 1e-14),
       "a polygon shares all with itself");
    box(0, 0, 1, c);
    box(1, 0, 1, far);
    ok(near(sphere_area(sphere_clip(4, c, 4, far, out, work), out), 0, 1e-18),
       "neighbours share a side and no area");
    for (int k = 0; k < 3; k++) { /* a triangle given with four corners */
        tip[k] = c[k];
        tip[3 + k] = c[3 + k];
        tip[6 + k] = tip[9 + k] = c[6 + k];
    }
    ok(near(sphere_area(sphere_clip(4, c, 4, tip, out, work), out),
            sphere_area(3, tip), 1e-18),
       "a side of no length does not count");
}

/* Cells between meridians, and great circles through the east and west points
 * of the equator: their sides are great circles, so they tile the sphere. */
static void tile(double lon, double tilt, double side, double *p) {
    const double a[] = { lon, lon + side, lon + side, lon };
    const double b[] = { tilt, tilt, tilt + side, tilt + side };

    for (int k = 0; k < 4; k++)
        sphere_point(a[k],
                     atan(tan(b[k] * RADIAN) * cos(a[k] * RADIAN)) / RADIAN,
                     p + 3 * k);
}

static void check_totals(void) {
    static const double sides[] = { 4, 1, 0.1, 0.01 };
    double worst = 0;

    for (int s = 0; s < 4; s++) {
        const double side = sides[s];
        double b[12], q[12], out[48], work[48], sum = 0;
        sphere_point(10 + 0.3 * side, 50 + 0.1 * side, b);
        sphere_point(10 + 1.7 * side, 50 + 0.9 * side, b + 3);
        sphere_point(10 + 1.1 * side, 50 + 2.3 * side, b + 6);
        sphere_point(10 - 0.2 * side, 50 + 1.4 * side, b + 9);
        for (int j = -40; j < 40; j++)
            for (int i = -4; i < 6; i++) {
                tile(10 + i * side, 50.3 + j * side, side, q);
                sum += sphere_area(sphere_clip(4, b, 4, q, out, work), out);
            }
        worst = fmax(worst, fabs(sum / sphere_area(4, b) - 1));
    }
    ok(worst < 1e-12, "what cells share of a polygon adds up to it");
}

int main(void) {
    check_areas();
    check_clips();
    check_totals();
    return done();
}
