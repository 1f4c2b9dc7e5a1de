/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/polygon.h"

#include "kernel/sphere.h"
#include "tap.h"

/* A regular polygon of n corners round (lon, lat), r degrees wide in latitude
 * and longitude. */
static void ring(size_t n, double lon, double lat, double r, double *corner) {
    for (size_t k = 0; k < n; k++) {
        const double a = 2 * M_PI * ((double)k + 0.3) / (double)n;
        sphere_point(lon + r * cos(a), lat + r * sin(a), corner + 3 * k);
    }
}

/* Is the weighted mean of the corners in the direction of p? */
static bool is_place(const double p[3], size_t n, const double *corner,
                     const double *weight) {
    double sum = 0, m[3] = { 0 }, length = 0;
    bool share = true;

    for (size_t k = 0; k < n; k++) {
        const double *c = corner + 3 * k;
        const double up = c[0] * p[0] + c[1] * p[1] + c[2] * p[2];
        sum += weight[k];
        share &= weight[k] >= 0 && weight[k] <= 1;
        for (int d = 0; d < 3; d++)
            m[d] += weight[k] * c[d] / up;
    }
    for (int d = 0; d < 3; d++)
        length += (m[d] - p[d]) * (m[d] - p[d]);
    return share && near(sum, 1, 1e-14) && sqrt(length) < 1e-12;
}

static void check_weights(void) {
    bool all = true, none = true;

    for (size_t n = 3; n < 9; n++) {
        double corner[27], weight[9], p[3];
        ring(n, 179, 40, 5, corner);
        for (int k = 0; k < 50; k++) {
            sphere_point(179 + 1.7 * sin(k), 40 + 1.7 * cos(3 * k), p);
            all &= polygon_holds(p, n, corner) &&
                   polygon_weights(p, n, corner, weight) &&
                   is_place(p, n, corner, weight);
            sphere_point(179 + 6 * sin(k), 40 + 6 * cos(k), p);
            none &= !polygon_holds(p, n, corner) &&
                    !polygon_weights(p, n, corner, weight);
        }
    }
    ok(all, "the place is the mean of the corners by their weights");
    ok(none, "nothing outside");
}

static void check_sides(void) {
    double corner[12], weight[4], p[3];
    bool linear;

    ring(4, 10, 0, 3, corner);
    for (int d = 0; d < 3; d++)
        p[d] = 0.5 * corner[d] + 0.5 * corner[3 + d];
    const double r = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    for (int d = 0; d < 3; d++)
        p[d] /= r;
    linear = polygon_weights(p, 4, corner, weight);
    ok(linear && near(weight[0], 0.5, 1e-12) && near(weight[1], 0.5, 1e-12) &&
           weight[2] == 0 && weight[3] == 0,
       "along a side linear between its ends");
    ok(polygon_weights(corner + 6, 4, corner, weight) &&
           near(weight[2], 1, 1e-15),
       "at a corner its weight is 1");
    ok(polygon_holds(p, 4, corner) && polygon_holds(corner, 4, corner),
       "sides and corners are within");
}

int main(void) {
    check_weights();
    check_sides();
    return done();
}
