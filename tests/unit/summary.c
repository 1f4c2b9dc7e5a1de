/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "kernel/summary.h"
#include "kernel/thin.h"
#include "tap.h"

enum { N = 10000 };

static double value[N];

static bool same(const struct summary *a, const struct summary *b) {
    return a->cells == b->cells && a->count == b->count && a->low == b->low &&
           a->high == b->high && a->mean == b->mean && a->m2 == b->m2;
}

static void test_summary(void) {
    static struct summary whole, pieces, halves;
    static const double four[] = { 1, NAN, 2, INFINITY, 3, 6 };
    struct summary small = { 0 };

    summary_add(&small, 6, four);
    summary_end(&small);
    /* by hand: 1 2 3 6 have mean 3, squares of differences 4 1 0 9 */
    ok(small.cells == 6 && small.count == 4, "what is not finite is missing");
    ok(small.mean == 3 && small.low == 1 && small.high == 6, "mean, extremes");
    ok(summary_spread(&small) == sqrt(14. / 4), "spread of the population");
    for (int k = 0; k < N; k++)
        value[k] = sin(k) * 100 + 1e6;
    summary_add(&whole, N, value);
    summary_end(&whole);
    for (int k = 0; k < N; k += 7)
        summary_add(&pieces, k + 7 <= N ? 7 : (size_t)(N - k), value + k);
    summary_end(&pieces);
    ok(same(&whole, &pieces), "same bits in whatever pieces the values come");
    summary_end(&halves);
    ok(halves.count == 0 && isnan(summary_spread(&halves)), "nothing");
}

static void test_thin(void) {
    static const double x[] = { 0, 1, 2, 3, 4 }, y[] = { 0, .1, 2, .1, 0 };
    unsigned char keep[] = { 1, 0, 0, 0, 1 };
    size_t stack[5];

    thin_line(5, x, y, 0.5, keep, stack);
    /* by hand: 2 is off by 2; 1 is off the line from 0 to 2 by .9 / sqrt 2 */
    ok(keep[2] == 1, "a point that is off stays");
    ok(keep[1] == 1 && keep[3] == 1, "also those off the new lines");
    memset(keep, 0, 5);
    keep[0] = keep[4] = 1;
    thin_line(5, x, y, 1, keep, stack);
    ok(keep[1] == 0 && keep[2] == 1 && keep[3] == 0, "others go");
    memset(keep, 0, 5);
    keep[0] = keep[4] = 1;
    thin_line(5, x, y, 3, keep, stack);
    ok(keep[2] == 0, "within what is allowed all go");
}

int main(void) {
    test_summary();
    test_thin();
    return done();
}
