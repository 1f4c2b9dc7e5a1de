/* SPDX-License-Identifier: Apache-2.0 */
/* The promises of kernel/aggregate.h; all numbers by hand. */
#include "kernel/aggregate.h"

#include "tap.h"

enum { N = 5000 }; /* more than a block */

static double acc[N], valid[N];
static uint8_t dirty[2];
static float x[N], out[N];

static struct aggregate fresh(enum aggregate_kind kind) {
    struct aggregate a = {
        .kind = kind, .n = N, .acc = acc, .valid = valid, .dirty = dirty
    };

    aggregate_start(&a);
    return a;
}

static void fill(float value) {
    for (size_t i = 0; i < N; i++)
        x[i] = value;
}

static void test_mean(void) {
    struct aggregate a = fresh(AGGREGATE_SUM);

    fill(1);
    aggregate_add(&a, x, 31, 31); /* January */
    fill(4);
    aggregate_add(&a, x, 28, 28); /* February */
    aggregate_finish(&a, 59, 1, out);
    ok(out[0] == (float)(143.0 / 59) && out[N - 1] == out[0],
       "a mean weighs the months by their days: (31 + 4*28) / 59");
    aggregate_finish(&a, 59.5, 1, out);
    ok(isnan(out[0]), "a cell with less than needed is missing");
}

static void test_missing(void) {
    struct aggregate a = fresh(AGGREGATE_SUM);

    fill(2);
    aggregate_add(&a, x, 1, 1);
    x[7] = NAN;
    aggregate_add(&a, x, 1, 1);
    fill(2);
    aggregate_add(&a, x, 1, 1);
    aggregate_finish(&a, 2, 0, out);
    ok(out[7] == 4 && out[8] == 6 && out[N - 1] == 6,
       "a missing value adds nothing, before and after it counts");
    aggregate_finish(&a, 3, 0, out);
    ok(isnan(out[7]) && out[8] == 6, "it takes from the cell's weight alone");
    aggregate_finish(&a, 2, 1, out);
    ok(out[7] == 2 && out[8] == 2, "a mean is over the valid steps");
}

static void test_extremes(void) {
    struct aggregate a = fresh(AGGREGATE_MIN);

    fill(3);
    x[2] = NAN;
    aggregate_add(&a, x, 1, 1);
    fill(-5);
    x[2] = NAN;
    aggregate_add(&a, x, 1, 1);
    aggregate_finish(&a, 1, 0, out);
    ok(out[0] == -5, "the least value");
    ok(isnan(out[2]), "a cell never valid is missing, not infinite");
    a = fresh(AGGREGATE_MAX);
    aggregate_add(&a, x, 1, 1);
    fill(-7);
    aggregate_add(&a, x, 1, 1);
    aggregate_finish(&a, 1, 0, out);
    ok(out[0] == -5 && out[2] == -7, "the largest value, also below zero");
}

static void test_precision(void) {
    struct aggregate a = fresh(AGGREGATE_SUM);

    fill(16777216); /* 2^24: one more is lost in float */
    aggregate_add(&a, x, 1, 1);
    fill(1);
    aggregate_add(&a, x, 1, 1);
    aggregate_add(&a, x, 1, 1);
    aggregate_finish(&a, 3, 0, out);
    ok(out[0] == 16777218, "sums are in double");
}

static void test_wide(void) {
    struct aggregate a = fresh(AGGREGATE_SUM);
    static double wide[N], to[N];

    for (size_t i = 0; i < N; i++)
        wide[i] = 1 + 0x1p-40;
    aggregate_add_wide(&a, wide, 1, 1);
    wide[2] = NAN;
    aggregate_add_wide(&a, wide, 1, 1);
    aggregate_finish_wide(&a, 2, 0, to);
    ok(to[0] == 2 + 0x1p-39 && isnan(to[2]) && to[N - 1] == to[0],
       "values of 64 bits keep them");
}

int main(void) {
    test_mean();
    test_missing();
    test_extremes();
    test_precision();
    test_wide();
    return done();
}
