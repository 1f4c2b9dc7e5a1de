/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/ccsds.h"

#include <assert.h>
#include <string.h>

#include "kernel/hot.h"

/* Codes of zero blocks: one that means "to the end of the segment". */
enum { REST = 5, SEGMENT = 64 };

/* 57 bits or more from bit `at` on, the first on top; zeros behind them. */
INLINE uint64_t window(const uint8_t *src, uint64_t at) {
    uint64_t x;

    memcpy(&x, src + (at >> 3), sizeof x);
    return __builtin_bswap64(x) << (at & 7);
}

/* Are n more bits there? */
INLINE bool has(const struct ccsds *c, uint64_t n) {
    return n <= 8 * (uint64_t)c->nsrc - c->at;
}

/* w <= 32 bits, which are there. */
INLINE uint32_t take(struct ccsds *c, int w) {
    const uint64_t x = window(c->src, c->at);

    c->at += (uint64_t)w;
    return w == 0 ? 0 : (uint32_t)(x >> (64 - w));
}

/* n numbers, each as many zeros before a one. */
INLINE bool zeros(struct ccsds *c, size_t n, uint32_t *out) {
    const uint64_t end = 8 * (uint64_t)c->nsrc;
    uint64_t at = c->at, w = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t count = 0;
        if (w == 0) {
            if (at >= end)
                return false;
            w = window(c->src, at);
        }
        while (w == 0) {
            const uint64_t more = 64 - (at & 7);
            count += (uint32_t)more;
            at += more;
            if (at >= end)
                return false;
            w = window(c->src, at);
        }
        const int z = __builtin_clzll(w);
        out[i] = count + (uint32_t)z;
        at += (uint64_t)z + 1;
        w = w << z << 1;
    }
    c->at = at;
    return at <= end;
}

/* Adds the k lower bits of n numbers, whose upper ones were read. */
INLINE void lower(struct ccsds *c, size_t n, int k, uint32_t *out) {
    const uint8_t *src = c->src;
    uint64_t at = c->at;

    for (size_t i = 0; i < n; i++, at += (uint64_t)k)
        out[i] = out[i] << k | (uint32_t)(window(src, at) >> (64 - k));
    c->at = at;
}

/* A block of numbers with k lower bits. */
INLINE bool split(struct ccsds *c, size_t n, int k, uint32_t *out) {
    if (!zeros(c, n, out))
        return false;
    if (k == 0)
        return true;
    if (!has(c, (uint64_t)k * n))
        return false;
    lower(c, n, k, out);
    return true;
}

/* Pairs of numbers by one code each, which counts pairs by their sums. */
INLINE bool pairs(struct ccsds *c, size_t first, size_t n, uint32_t *out) {
    for (size_t i = first; i < n; i++) {
        uint32_t m, sum = 0, base = 0;
        if (!zeros(c, 1, &m) || m > 90)
            return false;
        for (; base + sum < m; base += ++sum)
            ;
        const uint32_t second = m - base;
        if (i % 2 == 0)
            out[i++] = sum - second;
        out[i] = second;
    }
    return true;
}

/* Blocks of zeros: how many numbers, of those that are left in the interval. */
INLINE bool zero_blocks(struct ccsds *c, size_t used, size_t *count) {
    const size_t block = used / (size_t)c->block;
    const size_t left = (size_t)c->interval - block;
    uint32_t m;

    if (!zeros(c, 1, &m) || m > SEGMENT) /* no code is longer */
        return false;
    if (m + 1 == REST)
        *count =
            left < SEGMENT - block % SEGMENT ? left : SEGMENT - block % SEGMENT;
    else
        *count = m + 1 > REST ? m : m + 1;
    return *count <= left;
}

/* Differences become numbers: those that would leave the range are coded by
 * what is left of it.  False: one left it nevertheless. */
INLINE bool follow(uint32_t *last, size_t n, int bits, uint32_t *out) {
    const uint32_t most = UINT32_MAX >> (32 - bits), middle = most / 2 + 1;
    uint32_t x = *last, all = x;

    for (size_t i = 0; i < n; i++) {
        const uint32_t d = out[i], half = (d >> 1) + (d & 1);
        const uint32_t room = x & middle ? most ^ x : x;
        if (__builtin_expect(half <= room, 1))
            x += (d >> 1) ^ (0 - (d & 1));
        else
            x = x & middle ? most ^ d : d;
        out[i] = x;
        all |= x;
    }
    *last = x;
    return all <= most;
}

/* Bits of what tells the code of a block. */
INLINE int code_bits(const struct ccsds *c) {
    if (c->flags & CCSDS_RESTRICTED && c->bits <= 4)
        return c->bits > 2 ? 2 : 1;
    return c->bits > 16 ? 5 : c->bits > 8 ? 4 : 3;
}

/* One block, or several of zeros: from out on; *n are its numbers, of which the
 * first is as it is in an interval of differences. */
INLINE bool next_block(struct ccsds *c, size_t used, size_t *n, uint32_t *out) {
    const int width = code_bits(c);
    const size_t first = used == 0 && c->flags & CCSDS_DIFFERS;
    bool by_pairs;
    int id;

    *n = (size_t)c->block;
    if (!has(c, (uint64_t)(width + 1 + (first ? c->bits : 0))))
        return false;
    id = (int)take(c, width);
    if (id == (1 << width) - 1) {
        if (!has(c, (uint64_t)c->bits * *n))
            return false;
        for (size_t i = 0; i < *n; i++)
            out[i] = take(c, c->bits);
        return true;
    }
    by_pairs = id == 0 && take(c, 1);
    if (first)
        out[0] = take(c, c->bits);
    if (id > 0)
        return split(c, *n - first, id - 1, out + first);
    if (by_pairs)
        return pairs(c, first, *n, out);
    if (!zero_blocks(c, used, n))
        return false;
    *n *= (size_t)c->block;
    memset(out + first, 0, (*n - first) * sizeof *out);
    return true;
}

bool ccsds_is(const struct ccsds *c) {
    const bool known =
        c->block == 8 || c->block == 16 || c->block == 32 || c->block == 64;
    const bool none =
        c->flags & CCSDS_RESTRICTED && c->bits > 4 && c->bits <= 8;

    return known && !none && c->bits >= 1 && c->bits <= 32 &&
           c->interval >= 1 && c->interval <= 65535 &&
           !(c->flags & (CCSDS_SIGNED | CCSDS_PADDED));
}

/* Are n numbers those of so many bits? */
INLINE bool fit(size_t n, int bits, const uint32_t *x) {
    uint32_t all = 0;

    for (size_t i = 0; i < n; i++)
        all |= x[i];
    return all <= UINT32_MAX >> (32 - bits);
}

HOT_512 bool ccsds_next(struct ccsds *c, size_t n, uint32_t *out) {
    uint32_t x = 0;
    size_t got;

    assert(ccsds_is(c));
    for (size_t used = 0; used < n; used += got) {
        if (!next_block(c, used, &got, out + used))
            return false;
        if (!(c->flags & CCSDS_DIFFERS)) {
            if (!fit(got, c->bits, out + used))
                return false;
            continue;
        }
        if (used == 0)
            x = out[0];
        if (!follow(&x, got - (used == 0), c->bits, out + used + (used == 0)))
            return false;
    }
    return true;
}
