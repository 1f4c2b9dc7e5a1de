/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/plausible.h"

#include "tap.h"

enum { N = 10000 };

int main(void) {
    static float x[N];
    static double y[N];
    struct plausible p;

    for (size_t i = 0; i < N; i++)
        y[i] = x[i] = (float)i;
    y[3] = x[3] = NAN;
    p = plausible_count(N, x, 0, 8999);
    ok(p.valid == N - 1 && p.outside == 1000 && p.first == 9000,
       "counts, and the first outside; the limits are inside");
    ok(p.least == 0 && p.most == N - 1, "least and most");
    p = plausible_count(1, x + 3, 0, 1);
    ok(p.valid == 0 && p.outside == 0 && p.least == INFINITY,
       "what is missing is neither in nor outside");
    x[0] = 0.1F;
    ok(plausible_count(1, x, 0, 0.1).outside == 0,
       "a limit is rounded outwards");
    p = plausible_wide(N, y, 5, N);
    ok(p.valid == N - 1 && p.outside == 4 && p.first == 0 && p.least == 0,
       "doubles likewise");
    return done();
}
