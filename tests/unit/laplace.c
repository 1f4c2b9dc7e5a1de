/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/laplace.h"

#include <stdlib.h>

#include "tap.h"

enum { SIDE = 40, CELLS = SIDE * SIDE, K = LAPLACE_LINKS };

/* i2 - j2 is the mean of its four neighbours everywhere. */
static double wave(size_t cell) {
    const double j = (double)(cell / SIDE), i = (double)(cell % SIDE);

    return 1000 + i * i - j * j;
}

static bool is_border(size_t c) {
    return c % SIDE == 0 || c % SIDE == SIDE - 1 || c < SIDE ||
           c >= CELLS - SIDE;
}

static void check_square(void) {
    static uint32_t number[CELLS], inner[K * CELLS], fixed[K * CELLS];
    static double weight[K * CELLS], diagonal[CELLS], factor[CELLS];
    static double scratch[4 * CELLS], u[CELLS];
    static float given[CELLS];
    const int step[K] = { 1, -1, SIDE, -SIDE };
    struct laplace l = { 0, inner, fixed, weight };
    struct laplace_work w = { diagonal, factor, scratch, u };
    double far = 0;

    for (size_t c = 0; c < CELLS; c++) {
        number[c] = is_border(c) ? LAPLACE_NONE : (uint32_t)l.n++;
        given[c] = is_border(c) ? (float)wave(c) : NAN;
    }
    for (size_t c = 0; c < CELLS; c++)
        for (size_t k = 0; k < K && !is_border(c); k++) {
            const size_t d = (size_t)((int)c + step[k]);
            inner[K * number[c] + k] = number[d];
            fixed[K * number[c] + k] =
                is_border(d) ? (uint32_t)d : LAPLACE_NONE;
            weight[K * number[c] + k] = 2.5;
        }
    const struct laplace_part all = { 0, l.n };
    laplace_factor(&l, &all, diagonal, factor);
    laplace_solve(&l, &all, &w, given);
    for (size_t c = 0; c < CELLS; c++)
        if (!is_border(c))
            far = fmax(far, fabs(u[number[c]] - wave(c)));
    ok(diagonal[0] == 10 && far <= 1e-6 * 2 * (SIDE - 1) * (SIDE - 1),
       "a function that is harmonic on the grid, to 1e-6 of its range");
}

/* 10 - a - b - 20 twice, the second apart and between equal values. */
static void check_parts(void) {
    const float given[] = { 10, 20, 7, 7 };
    const uint32_t none = LAPLACE_NONE;
    const uint32_t inner[] = { none, 1, none, none, 0, none, none, none,
                               none, 3, none, none, 2, none, none, none };
    const uint32_t fixed[] = { 0, none, none, none, none, 1, none, none,
                               2, none, none, none, none, 3, none, none };
    const double weight[] = { 1, 2, 0, 0, 2, 1, 0, 0, 1, 2, 0, 0, 2, 1, 0, 0 };
    const struct laplace l = { 4, inner, fixed, weight };
    const struct laplace_part part[] = { { 0, 2 }, { 2, 4 } };
    double diagonal[4], factor[4], scratch[16], u[4] = { 99, -99, 99, -99 };
    const struct laplace_work w = { diagonal, factor, scratch, u };

    for (int k = 2; k-- > 0;) {
        laplace_factor(&l, &part[k], diagonal, factor);
        laplace_solve(&l, &part[k], &w, given);
    }
    /* 1 + 1/2 + 1 lengths; the first after 1 of 2.5 */
    ok(near(u[0], 14, 1e-5) && near(u[1], 16, 1e-5), "weights, from any guess");
    ok(u[2] == 7 && u[3] == 7, "equal values all round give it exactly");
}

int main(void) {
    check_square();
    check_parts();
    return done();
}
