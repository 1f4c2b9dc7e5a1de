/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/arcs.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static struct arcs arcs;
static double box[ARCS_MOST + 1][4];

/* All expected boxes are by hand. */
static bool is(size_t k, double w, double s, double e, double n) {
    return box[k][0] == w && box[k][1] == s && box[k][2] == e && box[k][3] == n;
}

static void add(double w, double s, double e, double n) {
    arcs_add(&arcs, (double[4]){ w, s, e, n });
}

static void single(void) {
    arcs_clear(&arcs);
    ok(arcs_boxes(&arcs, box) == 0, "nothing");
    add(10.5, -3, 20, 4);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, 10.5, -3, 20, 4), "one box");
    arcs_clear(&arcs);
    add(170, 0, -175, 1);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, 170, 0, -175, 1), "across 180");
    arcs_clear(&arcs);
    add(7, 8, 7, 8);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, 7, 8, 7, 8), "a point");
    arcs_clear(&arcs);
    add(180, 0, 180, 0);
    ok(arcs_boxes(&arcs, box) == 1 && box[0][2] == 180, "a point at 180");
    arcs_clear(&arcs);
    add(0, -90, 360, 90);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, -180, -90, 180, 90),
       "0 to 360 is the circle");
    arcs_clear(&arcs);
    add(190, 0, 200, 1);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, -170, 0, -160, 1), "turns");
}

static void several(void) {
    arcs_clear(&arcs);
    add(170, -10, 180, 0);
    add(-180, 0, -170, 20);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, 170, -10, -170, 20),
       "boxes that touch at 180 are one");
    add(-150, 5, -140, 6);
    ok(arcs_boxes(&arcs, box) == 3 && is(0, 170, -10, -140, 20) &&
           is(1, 170, -10, -170, 20) && is(2, -150, 5, -140, 6),
       "parts with a gap between");
    arcs_clear(&arcs);
    add(-180, 0, 0, 1);
    add(0, 0, 178.5, 1);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, -180, 0, 178.5, 1),
       "a gap of 1.5 degrees is left out");
    add(178, 0, 179.5, 1);
    ok(arcs_boxes(&arcs, box) == 1 && is(0, -180, 0, 180, 1),
       "one of half a degree is not");
}

/* 300 boxes by a fixed generator, in both orders and by parts. */
static void orders(void) {
    static double in[300][4], all[ARCS_MOST + 1][4];
    struct arcs *part = malloc(2 * sizeof *part);
    unsigned seed = 1;
    size_t n, m;
    bool same = true;

    for (size_t trial = 2; trial <= 300; trial += 7) {
        arcs_clear(&arcs);
        arcs_clear(&part[0]);
        arcs_clear(&part[1]);
        for (size_t k = 0; k < trial; k++) {
            for (size_t i = 0; i < 2; i++) {
                seed = seed * 1103515245 + 12345;
                in[k][i] =
                    (seed >> 8) % 35000 / 100.0 * (i ? .4 : 1) - (i ? 80 : 180);
            }
            in[k][2] = in[k][0] + (double)(k % 5) * .7;
            in[k][3] = in[k][1] + 1;
            arcs_add(&arcs, in[k]);
            arcs_add(&part[k % 3 == 0], in[k]);
        }
        n = arcs_boxes(&arcs, all);
        arcs_clear(&arcs);
        for (size_t k = trial; k-- > 0;)
            arcs_add(&arcs, in[k]);
        m = arcs_boxes(&arcs, box);
        same = same && n == m && memcmp(all, box, n * sizeof box[0]) == 0;
        arcs_clear(&arcs);
        for (size_t p = 0; p < 2; p++) {
            m = arcs_boxes(&part[p], box);
            for (size_t k = m > 1; k < m; k++)
                arcs_add(&arcs, box[k]);
        }
        m = arcs_boxes(&arcs, box);
        same = same && n == m && memcmp(all, box, n * sizeof box[0]) == 0;
    }
    ok(same, "any order, and boxes of parts");
    free(part);
}

int main(void) {
    single();
    several();
    orders();
    return done();
}
