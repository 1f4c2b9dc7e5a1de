/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/track.h"

#include "kernel/geom.h"
#include "tap.h"

/* 1 degree at 10N: 109.506 km by the haversine formula in Python 3.11. */
static void distances(void) {
    ok(near(geom_km(geom_degrees(0, 10, 1, 10)), 109.506, 5e-4), "1 degree");
    ok(near(geom_km(geom_degrees(179.5, 10, -179.5, 10)), 109.506, 5e-4),
       "1 degree across 180");
    ok(near(geom_km(geom_degrees(-179.5, 10, 179.5, 10)), 109.506, 5e-4) &&
           near(geom_km(geom_degrees(359.5, 10, 0.5, 10)), 109.506, 5e-4),
       "either side, any turn");
    ok(geom_degrees(3, 4, 50, 60) == geom_degrees(50, 60, 3, 4),
       "there and back");
    ok(near(geom_degrees(0, 0, 180, 0), 180, 1e-6) &&
           near(geom_degrees(0, 90, 77, 90), 0, 1e-12),
       "antipodes and poles");
    ok(isnan(geom_degrees(NAN, 0, 0, 0)), "NaN");
    ok(near(geom_arc(geom_km(7)), 7, 1e-12), "km and degrees");
    ok(geom_lon(180) == -180 && geom_lon(-180) == -180 &&
           geom_lon(359.5) == -.5 && geom_lon(-540) == -180 &&
           geom_lon(179.5) == 179.5,
       "longitudes from -180 to 180");
}

/* A degree of the sphere is 111.195 km along a meridian. */
static bool links(double km, double range_km) {
    const struct place open = { 0, 0 }, next = { 0, geom_arc(km) };
    bool taken;
    size_t at;

    track_link(&(struct places){ 1, &open }, &(struct places){ 1, &next },
               geom_arc(range_km), &taken, &at);
    return at == 0;
}

static void linking(void) {
    const struct place open[] = { { 0, 0 }, { 179, 0 }, { 10, 0 } };
    const struct place here[] = { { 2, 0 }, { 0, 1 }, { -179, 0 }, { 1, 0 } };
    struct places tracks = { 3, open }, candidates = { 4, here };
    bool taken[4];
    size_t next[3];

    ok(links(399, 400), "399 km are within 400 km");
    ok(!links(401, 400), "401 km are not");
    track_link(&tracks, &candidates, 9, taken, next);
    ok(next[0] == 1, "of equally near ones the first");
    ok(next[1] == 2, "across 180");
    ok(next[2] == 0 && taken[0] && taken[1] && taken[2] && !taken[3],
       "each track takes what is nearest of the rest");
    candidates.n = 0;
    track_link(&tracks, &candidates, 9, taken, next);
    ok(next[0] == TRACK_NONE, "no candidates");
}

static void lengths(void) {
    const struct place p[] = { { 0, 60 }, { 0, 60 }, { 0, 60 }, { 0, 60 } };
    const struct place q[] = { { 0, 0 }, { 0, 1 }, { 0, -1 } };
    const double hour[] = { 0, 12, 24, 36 };
    const double deep[] = { 100000, 99000, 97600, 97000 };

    ok(near(track_km(3, q), geom_km(3), 1e-9), "length");
    ok(near(track_deepening(4, p, hour, deep), 1, 1e-12),
       "24 hPa in 24 h at 60N is 1 Bergeron");
    ok(isnan(track_deepening(2, p, hour, deep)), "less than 24 h: none");
}

int main(void) {
    distances();
    linking();
    lengths();
    return done();
}
