/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/infill.h"

#include <math.h>
#include <string.h>

#include "tap.h"

static const double days[8] = { 0, 1, 2, 3, 4, 5, 7, 8 };

static int is(size_t n, const float *x, const float *want) {
    for (size_t i = 0; i < n; i++)
        if (!(x[i] == want[i] || (isnan(x[i]) && isnan(want[i]))))
            return 0;
    return 1;
}

static void check_lines(void) {
    static const float holes[8] = { NAN, 1, NAN, NAN, 4, NAN, 10, NAN };
    static const float line[8] = { NAN, 1, 2, 3, 4, 6, 10, NAN };
    static const float before[8] = { NAN, 1, 1, 1, 4, 4, 10, NAN };
    static const float brief[8] = { NAN, 1, 2, 3, 4, 6, 10, NAN };
    static const float briefer[8] = { NAN, 1, NAN, NAN, 4, NAN, 10, NAN };
    struct infill_axis a = { .n = 8, .time = days, .longest = INFINITY };
    float x[8];

    memcpy(x, holes, sizeof x);
    ok(infill_linear(&a, x) == 3 && is(8, x, line),
       "linear in time between the neighbours; ends stay");
    memcpy(x, holes, sizeof x);
    ok(infill_previous(&a, x) == 3 && is(8, x, before), "or the value before");
    a.longest = 2; /* both gaps last two days */
    memcpy(x, holes, sizeof x);
    ok(infill_linear(&a, x) == 3 && is(8, x, brief), "as long as is allowed");
    a.longest = 1.9;
    memcpy(x, holes, sizeof x);
    ok(infill_linear(&a, x) == 0 && is(8, x, briefer), "but not longer");
}

static void check_usual(void) {
    static const int slot[8] = { 0, 1, 17, 200, 365, 0, 16, 15 };
    static const float holes[8] = { 1, NAN, 7, NAN, 3, 5, NAN, NAN };
    struct infill_axis a = { 8, days, INFINITY, INFILL_SLOTS };
    double sum[INFILL_SLOTS], count[INFILL_SLOTS];
    float x[8];

    memcpy(x, holes, sizeof x);
    /* by hand: day 1 has 365, 0, 0 in reach (3 1 5); 16 has 17 alone (0 is 16
     * days away); 15 has 0, 0, 17 (1 5 7); 200 has none */
    ok(infill_usual(&a, slot, sum, count, x) == 3 && x[1] == 3 && isnan(x[3]) &&
           x[6] == 7 && fabs((double)x[7] - 13. / 3) < 1e-6,
       "the usual value of 31 days, round the year");
}

/* A constant and one wave of a year of 12, of which every value is valid at
 * three steps or more. */
static void check_waves(void) {
    double time[14], basis[14 * 3], gram[9], scratch[3 * 5];
    float x[14], y[14];
    struct infill_axis a = { 14, time, INFINITY, INFILL_SLOTS };
    const struct infill_waves w = { 3, basis, gram };
    bool good = true;

    for (int k = 0; k < 14; k++) {
        time[k] = 100 + k;
        x[k] = (float)(3 + 2 * cos(2 * M_PI * k / 12) - sin(2 * M_PI * k / 12));
        y[k] = k == 0 || k == 5 || k == 6 || k == 13 ? NAN : x[k];
    }
    infill_waves_at(&a, 12, 3, basis, gram);
    ok(gram[0] == 14 && near(basis[3 * 3 + 2], 1, 1e-15),
       "waves from the first step on");
    ok(infill_harmonic(&a, &w, scratch, y) == 4, "all gaps, at the ends too");
    for (int k = 0; k < 14; k++)
        good = good && near((double)x[k], (double)y[k], 1e-6);
    ok(good, "a wave comes back");
    for (int k = 0; k < 14; k++)
        y[k] = k == 3 || k == 7 ? 1 : NAN;
    ok(infill_harmonic(&a, &w, scratch, y) == 0 && isnan(y[0]),
       "two values are too few for three terms");
    for (int k = 0; k < 14; k++)
        y[k] = k == 1 || k == 13 || k == 7 ? (float)k : NAN;
    ok(infill_harmonic(&a, &w, scratch, y) == 0 && isnan(y[0]),
       "three at two times of the year do not tell the waves apart");
}

/* scipy 1.10: sigmaclip's rule, by hand: 1 2 3 2 1 2 3 2 1000 3 has mean 101.9,
 * deviation 299.4; 1000 goes at 2.5, then nothing does. */
static void check_clip(void) {
    float x[10] = { 1, 2, 3, 2, 1, 2, 3, 2, 1000, 3 };
    float twice[6] = { NAN, 0, 0, 0, 0, 1 };

    ok(infill_clip(10, 2.5, 5, x) == 1 && isnan(x[8]) && x[2] == 3,
       "what is beyond goes");
    ok(infill_clip(6, 1.5, 1, twice) == 1 &&
           infill_clip(6, 1.5, 5, twice) == 0 && isnan(twice[0]),
       "until nothing does");
}

int main(void) {
    check_lines();
    check_usual();
    check_waves();
    check_clip();
    return done();
}
