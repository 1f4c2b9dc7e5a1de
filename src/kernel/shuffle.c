/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/shuffle.h"

#include <assert.h>
#include <string.h>

#include "kernel/hot.h"

/* Whole loops of known width: the compiler interleaves bytes by registers. */
HOT static void join2(uint8_t *restrict out, const uint8_t *restrict in,
                      size_t all, size_t n) {
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = in[i];
        out[2 * i + 1] = in[all + i];
    }
}

HOT static void join4(uint8_t *restrict out, const uint8_t *restrict in,
                      size_t all, size_t n) {
    for (size_t i = 0; i < n; i++) {
        out[4 * i] = in[i];
        out[4 * i + 1] = in[all + i];
        out[4 * i + 2] = in[2 * all + i];
        out[4 * i + 3] = in[3 * all + i];
    }
}

HOT static void split2(uint8_t *restrict out, const uint8_t *restrict in,
                       size_t n) {
    for (size_t i = 0; i < n; i++) {
        out[i] = in[2 * i];
        out[n + i] = in[2 * i + 1];
    }
}

HOT static void split4(uint8_t *restrict out, const uint8_t *restrict in,
                       size_t n) {
    for (size_t i = 0; i < n; i++) {
        out[i] = in[4 * i];
        out[n + i] = in[4 * i + 1];
        out[2 * n + i] = in[4 * i + 2];
        out[3 * n + i] = in[4 * i + 3];
    }
}

void unshuffle_part(void *restrict out, const void *restrict in, size_t all,
                    size_t size, const size_t part[2]) {
    const uint8_t *from = (const uint8_t *)in + part[0];
    const size_t n = part[1];
    uint8_t *to = out;

    if (size == 2)
        join2(to, from, all, n);
    else if (size == 4)
        join4(to, from, all, n);
    else
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < size; k++)
                to[i * size + k] = from[k * all + i];
}

void unshuffle(void *restrict out, const void *restrict in, size_t bytes,
               size_t size) {
    const size_t n = (assert(size > 0), bytes / size);

    unshuffle_part(out, in, n, size, (const size_t[2]){ 0, n });
    memcpy((uint8_t *)out + n * size, (const uint8_t *)in + n * size,
           bytes - n * size);
}

void shuffle(void *restrict out, const void *restrict in, size_t bytes,
             size_t size) {
    const size_t n = (assert(size > 0), bytes / size);
    const uint8_t *from = in;
    uint8_t *to = out;

    if (size == 2)
        split2(to, from, n);
    else if (size == 4)
        split4(to, from, n);
    else
        for (size_t k = 0; k < size; k++)
            for (size_t i = 0; i < n; i++)
                to[k * n + i] = from[i * size + k];
    memcpy(to + n * size, from + n * size, bytes - n * size);
}

uint32_t fletcher32(const void *bytes, size_t n) {
    enum { SOON = 360 }; /* words whose sums still fit */
    const uint8_t *p = bytes;
    uint32_t a = 0, b = 0;
    size_t words = n / 2;

    while (words > 0) {
        size_t some = words < SOON ? words : SOON;
        for (words -= some; some > 0; some--, p += 2) {
            a += (uint32_t)p[0] << 8 | p[1];
            b += a;
        }
        a = (a & 0xffff) + (a >> 16);
        b = (b & 0xffff) + (b >> 16);
    }
    if (n % 2) {
        a += (uint32_t)p[0] << 8;
        b += a;
        a = (a & 0xffff) + (a >> 16);
        b = (b & 0xffff) + (b >> 16);
    }
    a = (a & 0xffff) + (a >> 16);
    b = (b & 0xffff) + (b >> 16);
    return b << 16 | a;
}
