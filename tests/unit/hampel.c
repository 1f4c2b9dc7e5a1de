/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/hampel.h"

#include <math.h>

#include "tap.h"

/* The window of each place of x, cut at the ends; out and flagged [n]. */
static void run(struct hampel h, size_t k, size_t n, const float *x, float *out,
                unsigned char *flagged) {
    const float *window[2 * 8 + 1];

    for (size_t i = 0; i < n; i++) {
        const size_t first = i < k ? 0 : i - k;
        const size_t last = i + k < n ? i + k : n - 1;
        h.width = last - first + 1;
        h.middle = i - first;
        for (size_t j = first; j <= last; j++)
            window[j - first] = x + j;
        hampel_cells(&h, 1, window, out + i, flagged + i);
    }
}

/* By hand: positions 5 and 10 stand out, and become 2. */
static void check_series(void) {
    static const float x[] = { 1, 2, 1, 3, 2, 50, 2, 1, 2, 3, -40, 2, 1, 2 };
    enum { N = sizeof x / sizeof *x };
    struct hampel h = { .factor = 3, .takes_over = 1 };
    unsigned char flagged[N];
    float out[N];
    int hits = 0;

    run(h, 3, N, x, out, flagged);
    for (size_t i = 0; i < N; i++)
        hits += flagged[i];
    ok(hits == 2 && flagged[5] && flagged[10], "outliers are found");
    ok(out[5] == 2 && out[10] == 2 && out[3] == 3, "and become the median");
    h.takes_over = 0;
    run(h, 3, N, x, out, flagged);
    ok(isnan(out[5]) && isnan(out[10]) && out[4] == 2, "or missing");
}

static void check_spread(void) {
    static const float flat[] = { 2, 2, 2, 9, 2, 2, 2 };
    static const float holes[] = { 2, NAN, 3, 40, 1, NAN, 2 };
    struct hampel h = { .factor = 3 };
    unsigned char flagged[7];
    float out[7];

    run(h, 3, 7, flat, out, flagged);
    ok(!flagged[3] && out[3] == 9, "with a MAD of 0 none stands out");
    h.floor = 1;
    run(h, 3, 7, flat, out, flagged);
    ok(flagged[3] && isnan(out[3]), "unless there is a floor");
    h.floor = 0;
    run(h, 3, 7, holes, out, flagged);
    ok(flagged[3] && !flagged[1] && isnan(out[1]),
       "what is missing is no part of a window, and no outlier");
}

int main(void) {
    check_series();
    check_spread();
    return done();
}
