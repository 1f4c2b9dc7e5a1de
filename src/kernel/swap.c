/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/swap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kernel/hot.h"

/* Through memcpy, which costs nothing, since streams align to 4 bytes only.
 * One loop for each case, or the compiler takes the slow way in place. */
#define SWAP(bits)                                                             \
    HOT static void swap##bits(char *restrict out, const char *restrict in,    \
                               size_t n) {                                     \
        for (size_t i = 0; i < n; i++) {                                       \
            uint##bits##_t v;                                                  \
            memcpy(&v, in + i * sizeof v, sizeof v);                           \
            v = __builtin_bswap##bits(v);                                      \
            memcpy(out + i * sizeof v, &v, sizeof v);                          \
        }                                                                      \
    }                                                                          \
    HOT static void flip##bits(char *p, size_t n) {                            \
        for (size_t i = 0; i < n; i++) {                                       \
            uint##bits##_t v;                                                  \
            memcpy(&v, p + i * sizeof v, sizeof v);                            \
            v = __builtin_bswap##bits(v);                                      \
            memcpy(p + i * sizeof v, &v, sizeof v);                            \
        }                                                                      \
    }

SWAP(16)
SWAP(32)
SWAP(64)

static void swap(void *out, const void *in, size_t n, size_t size) {
    if (size == 2)
        swap16(out, in, n);
    else if (size == 4)
        swap32(out, in, n);
    else
        swap64(out, in, n);
}

static void flip(void *p, size_t n, size_t size) {
    if (size == 2)
        flip16(p, n);
    else if (size == 4)
        flip32(p, n);
    else
        flip64(p, n);
}

/* Is the least byte the first? */
static bool is_little(void) {
    const uint16_t one = 1;

    return *(const unsigned char *)&one;
}

void swap_copy(void *out, const void *in, size_t n, size_t size) {
    const bool little = is_little();

    assert(size == 1 || size == 2 || size == 4 || size == 8);
    if (little && size > 1 && out == in)
        flip(out, n, size);
    else if (little && size > 1)
        swap(out, in, n, size);
    else if (out != in && n > 0)
        memcpy(out, in, n * size);
}

HOT static void flip_floats(float *x, size_t n, float fill) {
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        float v;
        memcpy(&bits, x + i, sizeof bits);
        bits = __builtin_bswap32(bits);
        memcpy(&v, &bits, sizeof v);
        x[i] = v == fill ? NAN : v;
    }
}

void swap_floats(float *x, size_t n, float fill) {
    if (is_little())
        flip_floats(x, n, fill);
    else
        for (size_t i = 0; i < n; i++)
            x[i] = x[i] == fill ? NAN : x[i];
}
