/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/label.h"

#include "discs.h"
#include "tap.h"

static unsigned char mask[DISC_N];
static uint32_t order[DISC_N], cell[DISC_N];
static int32_t label[DISC_N], other[DISC_N];
static struct label_run run[DISC_N];

static void plain_order(size_t n) {
    for (size_t k = 0; k < n; k++)
        order[k] = (uint32_t)k;
}

/* Labels a picture of `#` and `.`. */
static int32_t draw(const char *picture, struct label_shape s) {
    plain_order(s.ny * s.nx);
    for (size_t k = 0; k < s.ny * s.nx; k++)
        mask[k] = picture[k] == '#'   ? MASK_IN
                  : picture[k] == '?' ? MASK_MISSING
                                      : MASK_OUT;
    return label_objects(&s, mask, order, run, label);
}

static bool shows(const char *numbers) {
    for (size_t k = 0; numbers[k]; k++)
        if (label[k] != numbers[k] - '0')
            return false;
    return true;
}

static void pictures(void) {
    struct label_shape s = { .ny = 3, .nx = 5 };

    ok(draw("##..#"
            "..#.."
            "#...#",
            s) == 5,
       "corners do not join cells with 4 neighbours");
    ok(shows("11002"
             "00300"
             "40005"),
       "objects are numbered by their first cell");
    s.diagonal = true;
    ok(draw("##..#"
            "..#.."
            "#..##",
            s) == 3 &&
           shows("11002"
                 "00100"
                 "30011"),
       "corners join cells with 8 neighbours");
    s.periodic = true;
    ok(draw("##..."
            "....#"
            "#?...",
            s) == 1,
       "8 neighbours go round the earth both ways");
    s.diagonal = false;
    ok(draw("#...#"
            "..?.."
            "..#..",
            s) == 2 &&
           shows("10001"
                 "00000"
                 "00200"),
       "4 neighbours go round the earth; missing cells have no object");
    s.periodic = false;
    ok(draw("#.#.#"
            "#.#.#"
            "#####",
            s) == 1,
       "branches that meet later are one object");
    ok(draw("....."
            ".???."
            ".....",
            s) == 0,
       "nothing is no object");
}

static void lists(void) {
    const struct label_shape s = { .ny = 2, .nx = 4 };
    const double area[8] = { 1, 2, 4, 8, 16, 32, 64, 128 };
    double size[4];
    size_t start[5];
    int32_t number[4];
    int32_t n = draw("#.#."
                     "#..#",
                     s);

    label_sizes(8, area, order, label, n, size);
    ok(n == 3 && size[1] == 17 && size[2] == 4 && size[3] == 128,
       "sizes are sums of areas");
    label_cells(8, order, label, n, start, cell);
    ok(start[0] == 0 && start[1] == 0 && start[2] == 2 && start[3] == 3 &&
           start[4] == 4 && cell[0] == 0 && cell[1] == 4 && cell[2] == 2 &&
           cell[3] == 7,
       "cells are listed object by object");
    n = label_drop(8, label, n, size, 17, number);
    ok(n == 2 && size[1] == 17 && size[2] == 128 &&
           shows("1000"
                 "1002"),
       "smaller objects go, those of just the size stay");
}

/* The components of scipy.ndimage.label 1.10.1 on the same discs, joined across
 * longitude 0. */
static void globe(bool diagonal) {
    static const int32_t expected[DISC_T] = { 4, 4, 5, 5, 4, 4, 3, 3, 3, 3 };
    const struct label_shape s = { DISC_NY, DISC_NX, true, diagonal };
    bool counts = true, same = true;

    for (int t = 0; t < DISC_T; t++) {
        int32_t n;
        plain_order(DISC_N);
        disc_mask(t, 0, false, mask);
        n = label_objects(&s, mask, order, run, label);
        counts = counts && n == expected[t];
        for (size_t y = 0; y < DISC_NY; y++)
            for (size_t x = 0; x < DISC_NX; x++)
                order[y * DISC_NX + x] = (uint32_t)disc_cell(y, x, 77, true);
        disc_mask(t, 77, true, mask);
        same = same && n == label_objects(&s, mask, order, run, other);
        for (size_t k = 0; k < DISC_N; k++)
            same = same && label[k] == other[order[k]];
    }
    ok(counts, diagonal ? "discs: 8 neighbours" : "discs: 4 neighbours");
    ok(same, "labels are the same on a rolled and flipped grid");
}

int main(void) {
    pictures();
    lists();
    globe(false);
    globe(true);
    return done();
}
