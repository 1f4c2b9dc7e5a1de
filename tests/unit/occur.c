/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/occur.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "tap.h"

static const float steps[4][2] = {
    { NAN, -1 }, { 5, NAN }, { 7, -1 }, { 7, -3 }
};

static void test_counts(void) {
    static const enum occur what[] = { OCCUR_VALID, OCCUR_OVER, OCCUR_UNDER,
                                       OCCUR_ATLEAST };
    static const double expected[4][2] = {
        { 3, 3 }, { 2, 0 }, { 0, 3 }, { 3, 0 }
    };
    bool good = true;

    for (int k = 0; k < 4; k++) {
        double count[2] = { 0 };
        for (int i = 0; i < 4; i++)
            occur_count(what[k], 2, (struct cells){ .f = steps[i] }, 5, count);
        good &= count[0] == expected[k][0] && count[1] == expected[k][1];
    }
    ok(good, "valid; > 5, < 5 and >= 5; a missing value nowhere");
}

static void test_extremes(void) {
    double value[2] = { 0 }, when[2] = { 0 }, valid[2] = { 0 };
    double first[2] = { 0 }, last[2] = { 0 };
    const struct extreme e = { 2, value, when, valid };
    float out[2];

    for (int i = 0; i < 4; i++) {
        occur_extreme(&e, 1, (struct cells){ .f = steps[i] }, i);
        occur_first(2, (struct cells){ .f = steps[i] }, valid, first);
        occur_last(2, (struct cells){ .f = steps[i] }, last);
        occur_weigh(2, (struct cells){ .f = steps[i] }, 1, valid);
    }
    ok(value[0] == 7 && when[0] == 2, "the largest, and when it first was");
    ok(value[1] == -1 && when[1] == 0, "also of negative values");
    ok(first[0] == 5 && first[1] == -1 && last[0] == 7 && last[1] == -3,
       "first and last valid values");
    valid[1] = 0;
    occur_finish(2, value, valid, 0, (struct room){ .f = out });
    ok(out[0] == 7 && isnan(out[1]), "a cell never valid is missing");
}

int main(void) {
    test_counts();
    test_extremes();
    return done();
}
