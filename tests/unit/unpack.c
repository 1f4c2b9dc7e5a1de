/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/unpack.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { N = 3000 };

static uint8_t packed[8 * N];

/* A stream of bits to pack into. */
static uint64_t end;

static void put(uint64_t x, int w) {
    for (int b = w; b-- > 0; end++)
        if (x >> b & 1)
            packed[end / 8] = (uint8_t)(packed[end / 8] | 128 >> end % 8);
}

static void rewind_bits(void) {
    memset(packed, 0, sizeof packed);
    end = 0;
}

static void pad(void) {
    end = (end + 7) / 8 * 8;
}

static uint32_t noise(void) {
    static uint64_t x = 88172645463325252u;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return (uint32_t)(x >> 16);
}

/* WMO's formula in double, rounded once. */
static float value(double x, const struct scaling *s) {
    return (float)((s->reference + x * s->binary) * s->decimal);
}

static void test_simple(void) {
    const struct scaling s = { 230.5, 0.0009765625, 0.1 };
    static float out[N];
    static uint32_t x[N];
    bool same = true, native = true;

    for (int bits = 0; bits <= 32; bits++) {
        rewind_bits();
        for (size_t i = 0; i < N; i++) {
            x[i] = bits == 0 ? 0 : noise() >> (32 - bits);
            put(x[i], bits);
        }
        unpack_simple(packed, N, bits, &s, out);
        for (size_t i = 0; i < N; i++)
            same &= out[i] == value(x[i], &s);
    }
    ok(same, "integers of 0 to 32 bits, bit by bit");
    unpack_native(x, N, 4, &s, out);
    for (size_t i = 0; i < N; i++)
        native &= out[i] == value(x[i], &s);
    uint16_t *half = (uint16_t *)x;
    unpack_native(half, N, 2, &s, out);
    for (size_t i = 0; i < N; i++)
        native &= out[i] == value(half[i], &s);
    ok(native, "integers of 2 and 4 bytes in native order");
}

static void test_ieee(void) {
    const uint8_t four[4 + 8] = { 0xc1, 0x48, 0, 0 };
    const uint8_t eight[8 + 8] = { 0x3f, 0xf8 };
    float x;

    unpack_ieee(four, 1, 4, &x);
    ok(x == -12.5f, "IEEE of 32 bits: c1480000 is -12.5");
    unpack_ieee(eight, 1, 8, &x);
    ok(x == 1.5f, "IEEE of 64 bits: 3ff8000000000000 is 1.5");
}

/* By hand.  Values 10 12 - 15 15 15 9 in groups of 3, 3 and 1: references 10,
 * 15, 9; widths 3, 0, 2; 7 of three bits is missing. */
static void test_groups(void) {
    const struct groups g = { .n = 3,
                              .bits = 4,
                              .missing = 1,
                              .width_bits = 2,
                              .length_bits = 2,
                              .length = 1,
                              .step = 1,
                              .last = 1 };
    const struct scaling s = { 100, 2, 1 };
    const float want[7] = { 120, 124, NAN, 130, 130, 130, 118 };
    const int ref[3] = { 10, 15, 9 }, width[3] = { 3, 0, 2 };
    const int length[3] = { 2, 2, 0 }, x[4] = { 0, 2, 7, 0 };
    struct groups_plan plan;
    float out[7];
    bool same = true;

    rewind_bits();
    for (int k = 0; k < 3; k++)
        put((uint64_t)ref[k], 4);
    pad();
    for (int k = 0; k < 3; k++)
        put((uint64_t)width[k], 2);
    pad();
    for (int k = 0; k < 3; k++)
        put((uint64_t)length[k], 2);
    pad();
    for (int k = 0; k < 3; k++)
        put((uint64_t)x[k], 3);
    put((uint64_t)x[3], 2);
    unpack_heads(&g, &plan);
    unpack_plan(packed, &g, &plan);
    ok(plan.count == 7 && plan.nbytes == 6 && plan.width_max == 3,
       "what groups add up to");
    /* the group of width 0 has the reference 15, all ones: missing */
    unpack_groups(packed, &g, &plan, &s, out);
    for (int i = 0; i < 7; i++)
        same &= i >= 3 && i < 6
                    ? isnan(out[i])
                    : out[i] == want[i] || (isnan(out[i]) && isnan(want[i]));
    ok(same, "groups; all ones is missing, in a group of no width its "
             "reference");
}

/* By hand: 5 7 12 20 of order 2: h 5 7, second differences 3 3, minimum 3. */
static void test_differences(void) {
    const struct groups g = { .n = 1,
                              .bits = 1,
                              .width_bits = 1,
                              .length_bits = 1,
                              .last = 4,
                              .order = 2,
                              .extra = 2 };
    const struct scaling s = { 0, 1, 1 };
    struct groups_plan plan;
    float out[4];

    rewind_bits();
    put(5, 16);
    put(7, 16);
    put(3, 16);
    pad();
    unpack_heads(&g, &plan);
    unpack_plan(packed, &g, &plan);
    unpack_groups(packed, &g, &plan, &s, out);
    ok(out[0] == 5 && out[1] == 7 && out[2] == 12 && out[3] == 20,
       "differences of second order");
    packed[4] = 0x80; /* minimum -3 by sign and magnitude: 5 7 6 2 */
    unpack_groups(packed, &g, &plan, &s, out);
    ok(out[2] == 6 && out[3] == 2, "a negative minimum is sign and magnitude");
}

static void test_spread(void) {
    const uint8_t bitmap[2] = { 0xa0, 0x40 };
    float x[10] = { 1, 2, 3 };

    ok(unpack_count(bitmap, 10) == 3, "bits that are set");
    unpack_spread(bitmap, 10, 3, x);
    ok(x[0] == 1 && isnan(x[1]) && x[2] == 2 && isnan(x[8]) && x[9] == 3,
       "values go where the bitmap has them, elsewhere is missing");
}

/* WMO flag table 3.4, on 2 rows of 3: rows in file order, west to east. */
static void test_scan(void) {
    const float src[6] = { 1, 2, 3, 4, 5, 6 };
    float d[6];

    unpack_scan(src, 3, 2, SCAN_WEST, d);
    ok(d[0] == 3 && d[2] == 1 && d[3] == 6, "from the east");
    unpack_scan(src, 3, 2, SCAN_TURN, d);
    ok(d[0] == 1 && d[2] == 3 && d[3] == 6 && d[5] == 4,
       "every other row turned");
    unpack_scan(src, 3, 2, SCAN_COLUMN, d);
    ok(d[0] == 1 && d[1] == 3 && d[2] == 5 && d[3] == 2, "columns");
    unpack_scan(src, 3, 2, SCAN_COLUMN | SCAN_TURN | SCAN_WEST, d);
    ok(d[2] == 1 && d[5] == 2 && d[1] == 4 && d[4] == 3 && d[0] == 5,
       "columns, turned, from the east");
}

int main(void) {
    test_simple();
    test_ieee();
    test_groups();
    test_differences();
    test_spread();
    test_scan();
    return done();
}
