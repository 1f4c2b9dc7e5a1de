/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/moving.h"

#include "tap.h"

enum { N = 3000 };

int main(void) {
    static float a[N], b[N], sum[N];
    static double total[N];
    const float *const step[] = { a, b };
    const double weight[] = { 1, 3600 };
    bool all = true;

    for (size_t i = 0; i < N; i++) {
        a[i] = (float)i;
        b[i] = 2;
    }
    b[7] = NAN;
    moving_sum(2, N, step, weight, sum);
    for (size_t i = 0; i < N; i++)
        all = all && (i == 7 || sum[i] == (float)i + 7200);
    ok(all, "a weighted sum in each cell");
    ok(isnan(sum[7]), "a missing step makes the sum missing");
    moving_sum(1, N, step, weight, sum);
    ok(sum[7] == 7, "and does not when it has left the window");
    moving_add(N, b, 2, total);
    moving_add(N, a, 1, total);
    ok(total[5] == 9 && isnan(total[7]), "a sum that goes on");
    return done();
}
