/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/minima.h"

#include "tap.h"

enum { NY = 7, NX = 7, N = NY * NX };

static double lon[N], lat[N];
static uint32_t order[N], cell[N], queue[N], mark[N];
static float p[N];
static struct minima m = { NY, NX, false, p, lon, lat };
static struct minima_rules r = {
    .south = -90, .north = 90, .merge = 1.5, .depth = 200, .contour = 2.5
};

/* Cells of 1 degree round (0, 0), all of them at 1000. */
static void flat(void) {
    for (uint32_t k = 0; k < N; k++) {
        lon[k] = (double)(k % NX) - 3;
        lat[k] = (double)(k / NX) - 3;
        order[k] = k;
        p[k] = 1000;
        mark[k] = 0;
    }
}

static void candidates(void) {
    flat();
    for (size_t k = 0; k < N; k++)
        p[k] = (float)k;
    p[24] = 0;
    p[25] = NAN;
    p[0] = -1;
    ok(minima_candidates(&m, &r, order, cell) == 1 && cell[0] == 24,
       "lowest of its neighbours; a missing one is not lower");
    r.border = true;
    ok(minima_candidates(&m, &r, order, cell) == 2 && cell[0] == 0,
       "cells of the border, where they are admitted");
    r.border = false;
    r.north = -1;
    ok(minima_candidates(&m, &r, order, cell) == 0, "latitudes are limits");
    r.north = 90;
    p[23] = 0;
    ok(minima_candidates(&m, &r, order, cell) == 2, "equal ones are both");
    ok(minima_is_edge(&m, 24) && minima_is_edge(&m, 0) &&
           !minima_is_edge(&m, 16),
       "edge: at the border or beside a missing cell");
}

static void merging(void) {
    const uint32_t some[] = { 17, 24, 31 };
    unsigned char dropped[3];

    flat();
    p[17] = 800;
    p[24] = 700;
    p[31] = 700;
    for (size_t k = 0; k < 3; k++)
        cell[k] = some[k];
    ok(minima_merge(&m, &r, 3, cell, dropped) == 2 && cell[0] == 24 &&
           cell[1] == 31,
       "a deeper one takes over, equal ones stay");
    r.merge_equal = true;
    ok(minima_merge(&m, &r, 2, cell, dropped) == 1 && cell[0] == 24,
       "the first of equal ones, where that is asked for");
    r.merge_equal = false;
    p[24] = 900;
    cell[0] = 17;
    cell[1] = 24;
    cell[2] = 31;
    ok(minima_merge(&m, &r, 3, cell, dropped) == 2 && cell[0] == 17 &&
           cell[1] == 31,
       "one that is two degrees away does not");
}

static void contours(void) {
    flat();
    p[24] = 800;
    ok(minima_contour(&m, &r, 24, 1, mark, queue) == 1 && queue[0] == 24,
       "a rise of just the depth closes the contour");
    p[25] = 999;
    ok(minima_contour(&m, &r, 24, 2, mark, queue) == 2 && queue[1] == 25,
       "cells less than the depth above lie inside");
    p[26] = 999;
    ok(minima_contour(&m, &r, 24, 3, mark, queue) == 0,
       "a cell looked at beyond the distance opens it");
    p[27] = NAN;
    ok(minima_contour(&m, &r, 24, 4, mark, queue) == 3,
       "a missing cell is not entered and does not fail");
    m.periodic = true;
    flat();
    for (size_t k = 0; k < N; k++)
        lon[k] *= 360. / NX;
    p[27] = 800;
    p[21] = 900;
    r.contour = 110;
    ok(minima_contour(&m, &r, 27, 1, mark, queue) == 2 && queue[1] == 21,
       "round the earth");
}

int main(void) {
    candidates();
    merging();
    contours();
    return done();
}
