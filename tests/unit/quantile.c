/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/quantile.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "tap.h"

static bool close_to(double a, double b) {
    return fabs(a - b) < 1e-9;
}

static void test_sort(void) {
    enum { N = 1000 };
    float x[N], scratch[N];
    uint32_t r = 1;
    size_t missing = 0, n;
    bool sorted = true;

    for (size_t i = 0; i < N; i++) {
        r = r * 1664525u + 1013904223u;
        x[i] = r >> 30 == 0 ? NAN : (float)(r >> 8) - 8388608;
        missing += r >> 30 == 0;
    }
    n = quantile_sort(N, x, scratch);
    for (size_t i = 1; i < n; i++)
        sorted &= x[i - 1] <= x[i];
    ok(n == N - missing && sorted, "the valid values come back in order");
    x[0] = NAN;
    ok(quantile_sort(1, x, scratch) == 0 && isnan(quantile_of(0, x, 0.5, 7)),
       "of no value there is no quantile");
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
        if (!close_to(quantile_of(5, x, 0.3, type), expected[type - 1])) {
            printf("# type %d: %.12g\n", type, quantile_of(5, x, 0.3, type));
            good = false;
        }
    ok(good, "nine types");
    ok(close_to(quantile_of(4, x, 0.5, 1), 2) &&
           close_to(quantile_of(4, x, 0.5, 2), 2.5) &&
           close_to(quantile_of(4, x, 0.5, 3), 2) &&
           close_to(quantile_of(5, x, 0.5, 3), 2),
       "where np is whole: the value, half way, the even one");
    good = true;
    for (int type = 1; type <= 9; type++)
        good &= quantile_of(5, x, 0, type) == 1 &&
                quantile_of(5, x, 1, type) == 10 &&
                quantile_of(1, x, 0.7, type) == 1;
    ok(good, "never outside the sample");
}

int main(void) {
    test_sort();
    test_types();
    return done();
}
