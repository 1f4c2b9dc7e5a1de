/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: libaec, which packs what is unpacked here, and unpacks it, too. */
#include "kernel/ccsds.h"

#include <libaec.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/unpack.h"
#include "tap.h"

enum { N = 9000, ROOM = 16 * N };

static uint32_t in[N], want[N], got[N + (1 << 18)];
static uint8_t narrow[4 * N], packed[ROOM + UNPACK_SLACK];
static uint32_t seed = 1;

static uint32_t any(void) {
    seed = seed * 1664525 + 1013904223;
    return seed >> 8 ^ seed << 16;
}

/* Runs of zeros, small steps, noise, jumps to the ends: each calls for other
 * codes. */
static void fill(size_t n, int bits) {
    const uint32_t most = UINT32_MAX >> (32 - bits);
    uint32_t x = any() & most;

    for (size_t i = 0; i < n;) {
        const uint32_t kind = any() % 7, k = any() % (uint32_t)bits;
        const size_t end = i + 1 + any() % 700;
        for (; i < n && i < end; i++) {
            const uint32_t low = any() & (most >> k);
            x = kind == 0   ? x
                : kind == 1 ? any() & most
                : kind == 2 ? (any() & 1 ? most : 0)
                : kind == 3 ? (x + (any() % 16 == 0)) & most
                : kind == 4 ? low
                : kind == 5 ? (x + any() % 3 - 1) & most
                            : (x & ~(most >> k)) | low;
            in[i] = x;
        }
    }
}

/* Flags that go with so many bits. */
static int flags_of(int bits) {
    int flags = any() % 4 ? CCSDS_DIFFERS : 0;

    if (any() % 2 && (bits <= 4 || bits > 8))
        flags |= CCSDS_RESTRICTED;
    return flags;
}

static struct aec_stream stream(int bits, int block, int interval, int flags) {
    return (struct aec_stream){ .bits_per_sample = (unsigned)bits,
                                .block_size = (unsigned)block,
                                .rsi = (unsigned)interval,
                                .flags = (unsigned)flags };
}

/* libaec takes integers of 1, 2 or 4 bytes. */
static size_t size_of(int bits) {
    return bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
}

/* Bytes that n integers take when they are packed. */
static size_t pack(struct aec_stream s, size_t n, size_t size) {
    for (size_t i = 0; i < n; i++)
        memcpy(narrow + i * size, &in[i], size); /* the lower bytes first */
    s.next_in = narrow;
    s.avail_in = n * size;
    s.next_out = packed;
    s.avail_out = ROOM;
    if (aec_buffer_encode(&s) != AEC_OK)
        abort();
    return s.total_out;
}

/* Does libaec unpack all of n integers? */
static bool theirs(struct aec_stream s, size_t nsrc, size_t n, size_t size) {
    s.next_in = packed;
    s.avail_in = nsrc;
    s.next_out = narrow;
    s.avail_out = n * size;
    if (aec_buffer_decode(&s) != AEC_OK || s.avail_out > 0)
        return false;
    memset(want, 0, sizeof want);
    for (size_t i = 0; i < n; i++)
        memcpy(&want[i], narrow + i * size, size);
    return true;
}

static bool ours(struct ccsds c, size_t n) {
    const size_t most = (size_t)c.block * (size_t)c.interval;

    for (size_t i = 0; i < n; i += most)
        if (!ccsds_next(&c, n - i < most ? n - i : most, got + i))
            return false;
    return true;
}

int main(void) {
    static const int blocks[] = { 8, 16, 32, 64 };
    bool same = true, ends = true, safe = true;

    for (int round = 0; round < 600; round++) {
        const int bits = 1 + round % 32, block = blocks[any() % 4];
        const int interval = any() % 3 ? 1 + (int)(any() % 200) : 4096;
        const size_t n = 1 + any() % N, size = size_of(bits);
        const int flags = flags_of(bits);
        const struct aec_stream s = stream(bits, block, interval, flags);
        struct ccsds c = { .src = packed,
                           .bits = bits,
                           .block = block,
                           .interval = interval,
                           .flags = flags };
        fill(n, bits);
        c.nsrc = pack(s, n, size);
        same &= ours(c, n) && memcmp(got, in, n * sizeof *in) == 0;
        const size_t cut = c.nsrc / 2;
        memset(packed + cut, 0xff, UNPACK_SLACK);
        c.nsrc = cut;
        /* of a block that is cut libaec may take the first ones */
        const bool is = ours(c, n), may = theirs(s, cut, n, size);
        ends &= is == may || (may && n % (size_t)block > 0);
        c.nsrc = pack(s, n, size);
        for (int k = 0; k < 3; k++)
            packed[any() % c.nsrc] ^= (uint8_t)(1 << any() % 8);
        if (!ours(c, n))
            continue;
        if (theirs(s, c.nsrc, n, size))
            safe &= memcmp(got, want, n * sizeof *got) == 0;
        for (size_t i = 0; i < n; i++)
            safe &= got[i] <= UINT32_MAX >> (32 - bits);
    }
    ok(same, "all integers of 1 to 32 bits, as libaec packed them");
    ok(ends, "a source that ends early is refused, as libaec does");
    ok(safe,
       "damage gives no integer of more bits, and no other than libaec does");
    return done();
}
