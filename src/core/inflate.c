/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inflate.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct inflater *inflater_new(void) {
    return mem_check(libdeflate_alloc_decompressor());
}

void inflater_free(struct inflater *z) {
    if (z != NULL)
        libdeflate_free_decompressor((struct libdeflate_decompressor *)z);
}

bool inflate_block(struct inflater *z, const void *bytes, size_t n, void *out,
                   size_t room, size_t *made) {
    return libdeflate_zlib_decompress((struct libdeflate_decompressor *)z,
                                      bytes, n, out, room,
                                      made) == LIBDEFLATE_SUCCESS;
}

bool gunzip_block(struct inflater *z, const void *bytes, size_t n, void *out,
                  size_t room, size_t *made) {
    const unsigned char *at = bytes;
    size_t read, wrote;

    *made = 0;
    do {
        if (libdeflate_gzip_decompress_ex(
                (struct libdeflate_decompressor *)z, at, n, (char *)out + *made,
                room - *made, &read, &wrote) != LIBDEFLATE_SUCCESS)
            return false;
        at += read;
        n -= read;
        *made += wrote;
    } while (n > 1 && at[0] == 0x1f && at[1] == 0x8b);
    return true;
}

/* Bytes that are looked at together, and the first of them, which are tried. */
enum { PIECE = 1 << 15, TASTE = 1 << 12, LENGTH = 5 };

struct deflater {
    struct libdeflate_compressor *whole, *taste;
};

struct deflater *deflater_new(int level) {
    struct deflater *z = mem_array(1, sizeof *z);

    z->whole = mem_check(libdeflate_alloc_compressor(level));
    z->taste = mem_check(libdeflate_alloc_compressor(1));
    return z;
}

void deflater_free(struct deflater *z) {
    if (z == NULL)
        return;
    libdeflate_free_compressor(z->whole);
    libdeflate_free_compressor(z->taste);
    free(z);
}

/* Are a piece's bytes noise, as those of the last digits of floats are?  All
 * are about as frequent (the sum of squares says that less than 2 % could be
 * gained), and the first of them do not come again. */
static bool is_noise(struct deflater *z, const unsigned char *p) {
    uint32_t count[4][256] = { 0 };
    unsigned char tried[TASTE];
    uint64_t squares = 0;

    for (size_t i = 0; i < PIECE; i += 4)
        for (size_t k = 0; k < 4; k++)
            count[k][p[i + k]]++;
    for (size_t i = 0; i < 256; i++) {
        const uint64_t n =
            count[0][i] + count[1][i] + count[2][i] + count[3][i];
        squares += n * n;
    }
    return squares * 256 / PIECE < PIECE + PIECE / 8 &&
           libdeflate_deflate_compress(z->taste, p, TASTE, tried,
                                       TASTE - TASTE / 64) == 0;
}

/* A block that is stored, as RFC 1951, 3.2.4, has it. */
static unsigned char *store(unsigned char *to, const unsigned char *p) {
    const unsigned char head[LENGTH] = { 0, PIECE & 255, PIECE >> 8,
                                         ~PIECE & 255, ~PIECE >> 8 & 255 };

    memcpy(to, head, LENGTH);
    memcpy(to + LENGTH, p, PIECE);
    return to + LENGTH + PIECE;
}

/* What libdeflate would try in vain, and slowly, at the start is stored. */
size_t deflate_block(struct deflater *z, const void *bytes, size_t n, void *out,
                     size_t room) {
    const unsigned char *p = bytes, *const end = p + n;
    unsigned char *to = out, *const most = to + room;
    uint32_t sum;
    size_t made;

    if (n <= PIECE || room < 2 || !is_noise(z, p))
        return libdeflate_zlib_compress(z->whole, bytes, n, out, room);
    *to++ = 0x78; /* RFC 1950: a window of 32 KiB, */
    *to++ = 0x5e; /* of a fast level */
    for (; end - p > PIECE && most - to > PIECE + LENGTH && is_noise(z, p);
         p += PIECE)
        to = store(to, p);
    made = libdeflate_deflate_compress(z->whole, p, (size_t)(end - p), to,
                                       (size_t)(most - to));
    if (made == 0 || (size_t)(most - to) < made + 4)
        return 0;
    to += made;
    sum = libdeflate_adler32(1, bytes, n);
    for (int shift = 24; shift >= 0; shift -= 8)
        *to++ = (unsigned char)(sum >> shift);
    return (size_t)(to - (unsigned char *)out);
}
