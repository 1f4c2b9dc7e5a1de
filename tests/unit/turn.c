/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/turn.h"

#include "tap.h"

static bool is(const double got[2], double a, double b) {
    return near(got[0], a, 1e-9) && near(got[1], b, 1e-9);
}

static void angles(void) {
    const double at[2] = { 10, 45 }, east[2] = { 10.001, 45 };
    const double west[2] = { 9.999, 45 }, north[2] = { 10, 45.001 };
    const double corner[2] = { 10.001, 45.001 };
    const double pole[2] = { 10, 90 }, a[2] = { 100, 89.9999 };
    const double b[2] = { -80, 89.9999 };
    const double top[2] = { 0, 90 }, side[2] = { -80, 0 };
    const double e2 = 0.00669437999014; /* of WGS 84 */
    double d[2], s[2];

    turn_along(0, at, west, east, d);
    ok(is(d, 1, 0), "along a parallel is east");
    turn_along(0, at, at, north, d);
    ok(near(d[0], 0, 1e-9) && near(d[1], 1, 1e-9), "along a meridian is north");
    turn_along(0, at, at, corner, d);
    turn_along(e2, at, at, corner, s);
    ok(near(d[1] / d[0], sqrt(2), 1e-4) &&
           near((d[1] / d[0]) / (s[1] / s[0]), (1 - e2 / 2) / (1 - e2), 1e-4),
       "a diagonal of degrees; its meridian is shorter on an ellipsoid");
    turn_along(0, pole, a, b, d);
    ok(is(d, -1, 0), "at a pole east is beside its longitude");
    turn_along(0, at, at, at, d);
    ok(isnan(d[0]) && isnan(d[1]), "from a place to itself is no way");
    turn_rotated(top, at, d);
    ok(is(d, 1, 0), "a pole that is not rotated: east");
    turn_rotated(side, at, d);
    ok(is(d, 0, 1), "a pole to the west: x is north");
    turn_rotated(at, at, d);
    ok(isnan(d[0]), "at the rotated pole there is no x");
}

static void carried(void) {
    const double origin[2] = { 0, 0 }, along[2] = { 70, 0 }, up[2] = { 0, 80 };
    const double a[2] = { 350, 60 }, b[2] = { 30, 60 };
    const double near_pole[2] = { 0, 89.999 }, pole[2] = { 90, 90 };
    const double south[2] = { 30, -60 }, other[2] = { -10, -60 };
    const double half = 20 * M_PI / 180;

    ok(near(turn_carried(origin, along), 0, 1e-15) &&
           near(turn_carried(origin, up), 0, 1e-15),
       "along the equator or a meridian nothing turns");
    ok(near(turn_carried(near_pole, pole), -M_PI / 2, 1e-9),
       "over a pole by the longitude: north becomes east");
    ok(near(tan(turn_carried(a, b) / 2), -tan(half) * sqrt(0.75), 1e-12) &&
           near(turn_carried(b, a), -turn_carried(a, b), 1e-12) &&
           near(turn_carried(other, south), -turn_carried(a, b), 1e-12),
       "between two places of a parallel, back, and in the south");
}

static void vectors(void) {
    const double c[2] = { 0, 1 }, s[2] = { 1, 0 };
    const float x[2] = { 3, NAN }, y[2] = { 4, 5 };
    const double wide[2] = { 3, 1 };
    float east[2], north[2];
    double e[2], n[2];

    turn_vectors(2, c, s, (const struct cells[]){ { .f = x }, { .f = y } },
                 (const struct room[]){ { .f = east }, { .f = north } });
    ok(east[0] == -4 && north[0] == 3, "a quarter to the left");
    ok(isnan(east[1]) && isnan(north[1]), "missing is both");
    turn_vectors(2, c, s, (const struct cells[]){ { .d = wide }, { .f = y } },
                 (const struct room[]){ { .d = e }, { .d = n } });
    ok(e[0] == -4 && n[0] == 3 && e[1] == 1 && n[1] == 5,
       "values of 64 bits, and both kinds");
}

/* One vector, seen from all longitudes of a row, and the mean of them. */
static void poles(void) {
    enum { N = 7 };
    double lon[N], u[N], v[N], pole[2], back[2], valid;
    uint32_t cell[N];

    for (int h = -1; h <= 1; h += 2) {
        const struct turn_row row = { N, lon, cell, h };
        for (uint32_t i = 0; i < N; i++) {
            const double given[2] = { 3, -4 };
            lon[i] = 360. * i / N - 100;
            cell[i] = N - 1 - i;
            turn_from_pole(given, h, lon[i], back);
            u[cell[i]] = back[0];
            v[cell[i]] = back[1];
        }
        turn_pole(&row, (struct cells){ .d = u }, (struct cells){ .d = v },
                  pole, &valid);
        ok(is(pole, 3, -4) && valid == 1, "a wind across a pole is one wind");
        u[0] = NAN;
        turn_pole(&row, (struct cells){ .d = u }, (struct cells){ .d = v },
                  pole, &valid);
        ok(near(valid, 6. / 7, 1e-12), "its share that is valid");
        for (uint32_t i = 0; i < N; i++) {
            u[i] = 5;
            v[i] = 0;
        }
        turn_pole(&row, (struct cells){ .d = u }, (struct cells){ .d = v },
                  pole, &valid);
        ok(is(pole, 0, 0), "a whirl has no wind in the middle");
    }
}

int main(void) {
    angles();
    carried();
    vectors();
    poles();
    return done();
}
