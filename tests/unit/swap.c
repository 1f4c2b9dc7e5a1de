/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/swap.h"

#include "tap.h"

#include <stdint.h>
#include <string.h>

static const unsigned char bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static bool makes(size_t size, const char *expected) {
    unsigned char out[8], there[8];

    memcpy(there, bytes, sizeof there);
    swap_copy(out, bytes, 8 / size, size);
    swap_copy(there, there, 8 / size, size);
    return memcmp(out, expected, 8) == 0 && memcmp(there, expected, 8) == 0;
}

static void check_copy(void) {
    const uint16_t one = 1;
    const bool little = *(const unsigned char *)&one;

    ok(!little ||
           (makes(1, "\1\2\3\4\5\6\7\10") && makes(2, "\2\1\4\3\6\5\10\7") &&
            makes(4, "\4\3\2\1\10\7\6\5") && makes(8, "\10\7\6\5\4\3\2\1")),
       "values swap, in place too");
}

/* More than a register of the machine, and a rest. */
static void check_floats(void) {
    enum { N = 37 };
    float x[N], y[N];
    bool right = true;

    for (int i = 0; i < N; i++)
        x[i] = (float)(i % 5) - 1.5F;
    x[3] = NAN;
    memcpy(y, x, sizeof y);
    swap_copy(x, x, N, sizeof *x);
    swap_floats(x, N, 1.5F);
    for (int i = 0; i < N; i++)
        right &= isnan(x[i]) ? i == 3 || i % 5 == 3 : x[i] == y[i];
    ok(right && isnan(x[8]), "floats swap, and the fill value is missing");
    swap_copy(y, y, N, sizeof *y);
    swap_floats(y, N, NAN);
    ok(y[8] == 1.5F && isnan(y[3]) && y[36] == -0.5F,
       "without a fill value, none");
}

int main(void) {
    check_copy();
    check_floats();
    return done();
}
