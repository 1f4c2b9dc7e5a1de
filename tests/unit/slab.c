/* SPDX-License-Identifier: Apache-2.0 */
/* slab.h, value by value against loops over every place. */
#include "core/slab.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tap.h"

enum { RANK = 5, LONGEST = 5, ROUNDS = 5000 };

/* Numbers that are the same everywhere (Numerical Recipes' generator). */
static size_t below(size_t n) {
    static uint32_t x = 1;

    x = x * 1664525 + 1013904223;
    return (x >> 8) % n;
}

struct box {
    struct slab s;
    size_t full[RANK], start[RANK], count[RANK];
    size_t n, inside; /* values of the array, of the slab */
};

/* Any slab; one in 20 dimensions has nothing of it. */
static void any(struct box *b) {
    static const size_t sizes[] = { 1, 2, 4, 8, 12 };

    b->s = (struct slab){ below(RANK + 1), sizes[below(5)], b->full, b->start,
                          b->count };
    b->n = b->inside = 1;
    for (size_t d = 0; d < b->s.ndims; d++) {
        b->full[d] = 1 + below(LONGEST);
        b->start[d] = below(b->full[d]);
        b->count[d] = below(20) ? 1 + below(b->full[d] - b->start[d]) : 0;
        b->n *= b->full[d];
        b->inside *= b->count[d];
    }
}

/* Where the k-th value of the slab is in the array. */
static size_t place_of(const struct box *b, size_t k) {
    size_t at = 0, stride = 1;

    for (size_t d = b->s.ndims; d-- > 0; stride *= b->full[d]) {
        at += (b->start[d] + k % b->count[d]) * stride;
        k /= b->count[d];
    }
    return at;
}

static char *noise(size_t n) {
    char *bytes = mem_array(n, 1);

    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)below(256);
    return bytes;
}

/* Out of an array, into it, and whether it is one piece of it. */
static void moves(void) {
    bool out = true, in = true, piece = true;

    for (int round = 0; round < ROUNDS; round++) {
        struct box b;
        any(&b);
        const size_t size = b.s.size, bytes = b.inside * size;
        char *array = noise(b.n * size), *is = noise(bytes);
        char *put = noise(bytes), *want = mem_copy(array, b.n * size, 1);
        slab_out(&b.s, array, is);
        for (size_t k = 0; k < b.inside; k++)
            out &= memcmp(is + k * size, array + place_of(&b, k) * size,
                          size) == 0;
        slab_in(&b.s, put, array);
        for (size_t k = 0; k < b.inside; k++)
            memcpy(want + place_of(&b, k) * size, put + k * size, size);
        in &= memcmp(array, want, b.n * size) == 0;
        const char *at = slab_piece(&b.s, array, bytes);
        piece &= at == NULL || bytes == 0 || memcmp(at, put, bytes) == 0;
        free(array);
        free(is);
        free(put);
        free(want);
    }
    ok(out, "a slab comes out of an array");
    ok(in, "and goes in, where nothing else changes");
    ok(piece, "what is one piece lies as its values do");
}

/* Each value of a box is in one tile. */
static void tiles(void) {
    bool once = true;

    for (int round = 0; round < ROUNDS; round++) {
        struct box b;
        size_t shape[RANK], at[RANK], have[RANK];
        any(&b);
        for (size_t d = 0; d < RANK; d++)
            shape[d] = 1 + below(LONGEST);
        const struct tiling t = { b.s.ndims, b.start, b.count, shape };
        const size_t ntiles = tiling_count(&t);
        char *seen = mem_array(b.n, 1);
        size_t n = 0;
        for (size_t i = 0; i < ntiles; i++) {
            const struct slab tile = { b.s.ndims, 1, b.full, at, have };
            size_t inside = 1;
            tiling_place(&t, i, at, have);
            for (size_t d = 0; d < b.s.ndims; d++)
                inside *= have[d];
            char *ones = mem_array(inside, 1);
            memset(ones, 1, inside);
            slab_in(&tile, ones, seen);
            free(ones);
            n += inside;
        }
        for (size_t k = 0; k < b.inside; k++)
            once &= seen[place_of(&b, k)] == 1;
        once &= n == b.inside;
        free(seen);
    }
    ok(once, "each value of a box is in one tile");
}

int main(void) {
    moves();
    tiles();
    return done();
}
