/* SPDX-License-Identifier: Apache-2.0 */
/* The promises of kernel/aggregate.h; all numbers by hand. */
#include "kernel/aggregate.h"

#include <string.h>

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

/* Steps as they came, one of them with gaps, in one block or in both. */
static float steps[6][N];

static void make_steps(size_t from, size_t every) {
    for (size_t k = 0; k < 6; k++)
        for (size_t i = 0; i < N; i++)
            steps[k][i] = 273.15F + (float)(k * i % 97) / 7;
    for (size_t i = from; i < N; i += every)
        steps[4][i] = steps[1][i / 2] = NAN;
}

/* Six steps in parts of up to four, the last cells first, or one by one. */
static void take(struct aggregate *a, bool parts) {
    const double weight[6] = { 1.1, 0.7, 3, 1, 1, 0.3 };

    for (size_t k = 0; k < 6; k += parts ? 4 : 1) {
        const size_t n = parts ? k == 0 ? 4 : 2 : 1;
        for (size_t b = 2; b-- > 0 && parts;) {
            struct aggregate_part p = { .first = b * AGGREGATE_BLOCK,
                                        .n = b ? N - AGGREGATE_BLOCK
                                               : AGGREGATE_BLOCK,
                                        .nsteps = n,
                                        .before = a->weight };
            for (size_t i = 0; i < n; i++) {
                p.x[i] = steps[k + i] + p.first;
                p.factor[i] = p.weight[i] = weight[k + i];
            }
            aggregate_add_part(a, &p);
        }
        for (size_t i = 0; i < n && parts; i++)
            a->weight += weight[k + i];
        if (!parts)
            aggregate_add(a, steps[k], weight[k], weight[k]);
    }
}

static void test_parts(void) {
    static float want[N];
    bool same = true;

    for (int kind = AGGREGATE_SUM; kind <= AGGREGATE_MAX; kind++)
        for (size_t from = 0; from <= N; from += N / 4) {
            struct aggregate a;
            make_steps(from, from ? 1 : 7);
            a = fresh((enum aggregate_kind)kind);
            take(&a, false);
            aggregate_finish(&a, 3.5, kind == AGGREGATE_SUM, want);
            a = fresh((enum aggregate_kind)kind);
            take(&a, true);
            aggregate_finish(&a, 3.5, kind == AGGREGATE_SUM, out);
            same = same && memcmp(out, want, sizeof out) == 0;
        }
    ok(same, "steps in parts are steps one after the other, bit by bit");
}

int main(void) {
    test_mean();
    test_missing();
    test_extremes();
    test_precision();
    test_wide();
    test_parts();
    return done();
}
