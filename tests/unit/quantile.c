/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/quantile.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

static bool close_to(double a, double b) {
    return fabs(a - b) < 1e-9;
}

static double of(size_t n, const float *x, double p, int type) {
    static uint32_t scratch[1000];
    const struct quantile_sample s = { n, x, scratch };

    return quantile_of(&s, p, type);
}

static int rising(const void *a, const void *b) {
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* Values of any size and sign, and some that are equal; a few are missing. */
static void fill(size_t n, float *x, uint32_t seed, bool wide) {
    uint32_t r = seed;

    for (size_t i = 0; i < n; i++) {
        r = r * 1664525u + 1013904223u;
        x[i] = r >> 30 == 0 ? NAN
               : wide ? ldexpf((float)(r >> 8) - 8e6f, (int)(r % 200) - 100)
                      : (float)(r >> 24);
    }
}

/* Type 1 at k / n is value number k: against the C library's sort. */
static void test_order(void) {
    enum { N = 1000 };
    float x[N], sorted[N];
    bool good = true;

    for (uint32_t seed = 1; seed <= 20; seed++) {
        size_t missing = 0, n;
        fill(N, x, seed, seed % 2 == 0);
        for (size_t i = 0; i < N; i++)
            missing += isnan(x[i]) ? 1 : 0;
        n = quantile_valid(N, x);
        good = good && n == N - missing;
        for (size_t i = 0; i < n; i++)
            sorted[i] = x[i];
        qsort(sorted, n, sizeof *sorted, rising);
        for (size_t k = 1; k <= n; k++) {
            const double p = (double)k / (double)n;
            const float up = sorted[k < n ? k : n - 1];
            good = good && of(n, x, p, 1) == (double)sorted[k - 1];
            good = good && of(n, x, p, 2) ==
                               (double)sorted[k - 1] +
                                   0.5 * ((double)up - (double)sorted[k - 1]);
        }
    }
    ok(good, "values in any order give what they give sorted");
    x[0] = NAN;
    ok(quantile_valid(1, x) == 0 && isnan(of(0, x, 0.5, 7)),
       "of no value there is no quantile");
    x[0] = -INFINITY;
    x[1] = INFINITY;
    x[2] = -0.f;
    ok(of(3, x, 0, 7) == -INFINITY && of(3, x, 0.5, 7) == 0 &&
           of(3, x, 1, 7) == INFINITY,
       "infinite values are the extremes");
}

/* By hand from the definitions of Hyndman & Fan, for 1 2 3 4 10 at p = 0.3:
 * np = 1.5, j and g of each type; type 3 takes the even one of two. */
static void test_types(void) {
    static const float x[] = { 1, 2, 3, 4, 10 };
    static const double expected[] = { 2,   2,   2,   1.5,
                                       2,   1.8, 2.2, 1.0 / 3 + 1.6,
                                       1.95 };
    bool good = true;

    for (int type = 1; type <= 9; type++)
        if (!close_to(of(5, x, 0.3, type), expected[type - 1])) {
            printf("# type %d: %.12g\n", type, of(5, x, 0.3, type));
            good = false;
        }
    ok(good, "nine types");
    ok(close_to(of(4, x, 0.5, 1), 2) && close_to(of(4, x, 0.5, 2), 2.5) &&
           close_to(of(4, x, 0.5, 3), 2) && close_to(of(5, x, 0.5, 3), 2),
       "where np is whole: the value, half way, the even one");
    good = true;
    for (int type = 1; type <= 9; type++)
        good &= of(5, x, 0, type) == 1 && of(5, x, 1, type) == 10 &&
                of(1, x, 0.7, type) == 1;
    ok(good, "never outside the sample");
}

int main(void) {
    test_order();
    test_types();
    return done();
}
