/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/unpack.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "kernel/hot.h"

static inline uint64_t peek(const uint8_t *src, uint64_t at, int w) {
    uint64_t x;

    memcpy(&x, src + (at >> 3), sizeof x);
    return __builtin_bswap64(x) << (at & 7) >> (64 - w);
}

static inline float scaled(double x, const struct scaling *s) {
    return (float)((s->reference + x * s->binary) * s->decimal);
}

/* Each loop comes twice: most fields have D = 0, and need no product with 1. */
INLINE float scaled_by(double x, const struct scaling *s, bool whole) {
    return whole ? (float)(s->reference + x * s->binary) : scaled(x, s);
}

/* w <= 57 bits from bit `at` on, the first the most significant; 0 for w = 0.
 */
static uint64_t bits_at(const uint8_t *src, uint64_t at, int w) {
    assert(w >= 0 && w <= 57);
    return w == 0 ? 0 : peek(src, at, w);
}

INLINE void loop_8(const uint8_t *restrict src, size_t n, struct scaling s,
                   bool whole, float *restrict out) {
    for (size_t i = 0; i < n; i++)
        out[i] = scaled_by(src[i], &s, whole);
}

HOT_512 static void simple_8(const uint8_t *restrict src, size_t n,
                             struct scaling s, float *restrict out) {
    if (s.decimal == 1)
        loop_8(src, n, s, true, out);
    else
        loop_8(src, n, s, false, out);
}

INLINE void loop_16(const uint8_t *restrict src, size_t n, struct scaling s,
                    bool whole, float *restrict out) {
    for (size_t i = 0; i < n; i++) {
        uint16_t x;
        memcpy(&x, src + 2 * i, sizeof x);
        out[i] = scaled_by(__builtin_bswap16(x), &s, whole);
    }
}

HOT_512 static void simple_16(const uint8_t *restrict src, size_t n,
                              struct scaling s, float *restrict out) {
    if (s.decimal == 1)
        loop_16(src, n, s, true, out);
    else
        loop_16(src, n, s, false, out);
}

typedef uint8_t octets_16 __attribute__((vector_size(16)));
typedef int32_t ints_4 __attribute__((vector_size(16)));
typedef double doubles_4 __attribute__((vector_size(32)));
typedef float floats_4 __attribute__((vector_size(16)));

/* Of 16 octets, 12 are four integers: they are put in order, with zeros. */
INLINE void loop_24(const uint8_t *restrict src, size_t n, struct scaling s,
                    bool whole, float *restrict out) {
    const octets_16 zero = { 0 };
    const octets_16 order = { 2, 1, 0, 16, 5,  4,  3, 16,
                              8, 7, 6, 16, 11, 10, 9, 16 };
    size_t i = 0;

    for (; i + 4 <= n; i += 4) {
        octets_16 a;
        memcpy(&a, src + 3 * i, sizeof a);
        a = __builtin_shuffle(a, zero, order);
        doubles_4 x = __builtin_convertvector((ints_4)a, doubles_4);
        x = s.reference + x * s.binary;
        if (!whole)
            x *= s.decimal;
        const floats_4 y = __builtin_convertvector(x, floats_4);
        memcpy(out + i, &y, sizeof y);
    }
    for (; i < n; i++)
        out[i] =
            scaled(src[3 * i] << 16 | src[3 * i + 1] << 8 | src[3 * i + 2], &s);
}

HOT_512 static void simple_24(const uint8_t *restrict src, size_t n,
                              struct scaling s, float *restrict out) {
    if (s.decimal == 1)
        loop_24(src, n, s, true, out);
    else
        loop_24(src, n, s, false, out);
}

/* Exact: the upper half of the integers are the signed ones below 0. */
INLINE double unsigned_32(uint32_t x) {
    return (double)(int32_t)(x ^ 0x80000000) + 2147483648.0;
}

HOT_512 static void simple_32(const uint8_t *restrict src, size_t n,
                              struct scaling s, float *restrict out) {
    for (size_t i = 0; i < n; i++) {
        uint32_t x;
        memcpy(&x, src + 4 * i, sizeof x);
        out[i] = scaled(unsigned_32(__builtin_bswap32(x)), &s);
    }
}

/* Integers below 2^31, by blocks: the arithmetic is one vector loop. */
enum { BLOCK = 1024 };

HOT_512 static void scale_block(const int32_t *restrict x, size_t n,
                                struct scaling s, float *restrict out) {
    for (size_t i = 0; i < n; i++)
        out[i] = scaled(x[i], &s);
}

static void by_blocks(const uint8_t *src, size_t n, int bits, struct scaling s,
                      float *restrict out) {
    int32_t x[BLOCK];
    uint64_t at = 0;

    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t m = n - i < BLOCK ? n - i : BLOCK;
        for (size_t k = 0; k < m; k++, at += (uint64_t)bits)
            x[k] = (int32_t)peek(src, at, bits);
        scale_block(x, m, s, out + i);
    }
}

void unpack_simple(const uint8_t *src, size_t n, int bits,
                   const struct scaling *s, float *restrict out) {
    assert(bits >= 0 && bits <= 32);
    if (bits == 0)
        for (size_t i = 0; i < n; i++)
            out[i] = scaled(0, s);
    else if (bits == 8)
        simple_8(src, n, *s, out);
    else if (bits == 16)
        simple_16(src, n, *s, out);
    else if (bits == 24)
        simple_24(src, n, *s, out);
    else if (bits == 32)
        simple_32(src, n, *s, out);
    else
        by_blocks(src, n, bits, *s, out);
}

HOT_512 static void native_16(const uint16_t *restrict src, size_t n,
                              struct scaling s, float *restrict out) {
    for (size_t i = 0; i < n; i++)
        out[i] = scaled(src[i], &s);
}

HOT_512 static void native_32(const uint32_t *restrict src, size_t n,
                              struct scaling s, float *restrict out) {
    for (size_t i = 0; i < n; i++)
        out[i] = scaled(unsigned_32(src[i]), &s);
}

void unpack_native(const void *src, size_t n, int size, const struct scaling *s,
                   float *restrict out) {
    if (size == 1)
        simple_8(src, n, *s, out);
    else if (size == 2)
        native_16(src, n, *s, out);
    else
        native_32(src, n, *s, out);
}

HOT static void ieee_32(const uint8_t *restrict src, size_t n,
                        float *restrict out) {
    for (size_t i = 0; i < n; i++) {
        uint32_t x;
        memcpy(&x, src + 4 * i, sizeof x);
        x = __builtin_bswap32(x);
        memcpy(&out[i], &x, sizeof x);
    }
}

HOT static void ieee_64(const uint8_t *restrict src, size_t n,
                        float *restrict out) {
    for (size_t i = 0; i < n; i++) {
        uint64_t x;
        double d;
        memcpy(&x, src + 8 * i, sizeof x);
        x = __builtin_bswap64(x);
        memcpy(&d, &x, sizeof x);
        out[i] = (float)d;
    }
}

void unpack_ieee(const uint8_t *src, size_t n, int size, float *restrict out) {
    if (size == 4)
        ieee_32(src, n, out);
    else
        ieee_64(src, n, out);
}

static uint64_t plus(uint64_t a, uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t times(uint64_t a, uint64_t b) {
    uint64_t c;

    return __builtin_mul_overflow(a, b, &c) ? UINT64_MAX : c;
}

static uint64_t octets(uint64_t n, int bits) {
    return (n * (uint64_t)bits + 7) / 8;
}

void unpack_heads(const struct groups *g, struct groups_plan *plan) {
    const uint64_t first =
        g->order > 0 ? (uint64_t)(g->order + 1) * (uint64_t)g->extra : 0;

    plan->widths = first + octets(g->n, g->bits);
    plan->lengths = plan->widths + octets(g->n, g->width_bits);
    plan->values = plan->lengths + octets(g->n, g->length_bits);
}

/* Width and length of group k. */
static uint64_t group_width(const uint8_t *src, const struct groups *g,
                            const struct groups_plan *plan, uint64_t k) {
    return plus(g->width, bits_at(src + plan->widths,
                                  k * (uint64_t)g->width_bits, g->width_bits));
}

static uint64_t group_length(const uint8_t *src, const struct groups *g,
                             const struct groups_plan *plan, uint64_t k) {
    if (k + 1 == g->n)
        return g->last;
    return plus(g->length, times(g->step, bits_at(src + plan->lengths,
                                                  k * (uint64_t)g->length_bits,
                                                  g->length_bits)));
}

void unpack_plan(const uint8_t *src, const struct groups *g,
                 struct groups_plan *plan) {
    uint64_t bits = 0;

    plan->count = plan->width_max = 0;
    for (uint64_t k = 0; k < g->n; k++) {
        const uint64_t width = group_width(src, g, plan, k);
        const uint64_t length = group_length(src, g, plan, k);
        plan->width_max = width > plan->width_max ? width : plan->width_max;
        plan->count = plus(plan->count, length);
        bits = plus(bits, times(width, length));
    }
    plan->nbytes = plus(plan->values, bits / 8 + (bits % 8 > 0));
}

/* The state of differences: the last two values and how many are known. */
struct chain {
    int order, known;
    uint64_t first[2], minimum; /* two's complement, so that sums may wrap */
    uint64_t x1, x2;
};

static void chain_begin(struct chain *c, const uint8_t *src,
                        const struct groups *g) {
    const int w = 8 * g->extra;

    *c = (struct chain){ .order = g->order };
    for (int k = 0; k < g->order; k++)
        c->first[k] = bits_at(src, (uint64_t)(k * w), w);
    if (g->order == 0 || w == 0)
        return;
    c->minimum = bits_at(src, (uint64_t)(g->order * w), w);
    if (c->minimum >> (w - 1)) /* sign and magnitude */
        c->minimum = 0 - (c->minimum & ~(UINT64_C(1) << (w - 1)));
}

/* A difference becomes a value. */
static inline uint64_t chain_next(struct chain *c, uint64_t d) {
    uint64_t x;

    if (c->order == 0)
        return d;
    if (c->known < c->order)
        x = c->first[c->known++];
    else if (c->order == 1)
        x = c->x1 + d + c->minimum;
    else
        x = 2 * c->x1 - c->x2 + d + c->minimum;
    c->x2 = c->x1;
    c->x1 = x;
    return x;
}

/* Is an integer of w bits one of those that stand for nothing? */
static inline bool is_mark(uint64_t x, int w, int missing) {
    const uint64_t ones = (UINT64_C(1) << w) - 1;

    return missing > 0 && w > 0 &&
           (x == ones || (missing == 2 && x == ones - 1));
}

void unpack_groups(const uint8_t *src, const struct groups *g,
                   const struct groups_plan *plan, const struct scaling *s,
                   float *restrict out) {
    const uint64_t refs =
        g->order > 0 ? 8 * (uint64_t)(g->order + 1) * (uint64_t)g->extra : 0;
    uint64_t at = 8 * plan->values;
    struct chain c;

    assert(plan->width_max <= 32);
    chain_begin(&c, src, g);
    for (uint64_t k = 0; k < g->n; k++) {
        const int w = (int)group_width(src, g, plan, k);
        const uint64_t length = group_length(src, g, plan, k);
        const uint64_t ref =
            bits_at(src, refs + k * (uint64_t)g->bits, g->bits);
        const bool none = w == 0 && is_mark(ref, g->bits, g->missing);
        for (uint64_t i = 0; i < length; i++, at += (uint64_t)w) {
            const uint64_t x = w == 0 ? 0 : peek(src, at, w);
            *out++ = none || is_mark(x, w, g->missing)
                         ? NAN
                         : scaled((double)(int64_t)chain_next(&c, ref + x), s);
        }
    }
}

size_t unpack_count(const uint8_t *bitmap, size_t n) {
    size_t count = 0, i = 0;

    for (; i + 64 <= n; i += 64) {
        uint64_t x;
        memcpy(&x, bitmap + i / 8, sizeof x);
        count += (size_t)__builtin_popcountll(x);
    }
    for (; i < n; i++)
        count += bitmap[i / 8] >> (7 - i % 8) & 1;
    return count;
}

void unpack_spread(const uint8_t *bitmap, size_t n, size_t count,
                   float *restrict value) {
    for (size_t i = n; i-- > 0;)
        value[i] =
            bitmap[i / 8] >> (7 - i % 8) & 1 ? value[--count] : (float)NAN;
    assert(count == 0);
}

void unpack_scan(const float *restrict src, size_t ni, size_t nj, unsigned scan,
                 float *restrict dst) {
    const bool columns = scan & SCAN_COLUMN;
    const size_t fast = columns ? nj : ni, slow = columns ? ni : nj;

    for (size_t a = 0; a < slow; a++) {
        const bool turn = (scan & SCAN_TURN) && a % 2 == 1;
        for (size_t b = 0; b < fast; b++) {
            const size_t along = turn ? fast - 1 - b : b;
            const size_t j = columns ? along : a;
            const size_t i = columns ? a : along;
            dst[j * ni + (scan & SCAN_WEST ? ni - 1 - i : i)] = *src++;
        }
    }
}
