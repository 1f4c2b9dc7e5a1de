/* SPDX-License-Identifier: Apache-2.0 */
/* cutout -- rectangles of one size out of a plane */
#ifndef TWIN_CUTOUT_H
#define TWIN_CUTOUT_H

#include <stddef.h>
#include <stdint.h>

struct cutout {
    size_t rows, columns; /* of the plane */
    size_t n, ny, nx;     /* rectangles, and their size */
    const int32_t *y, *x; /* [n] where each begins, inside the plane */
    size_t size;          /* bytes of a value */
    const void *fill;     /* one value, for what lies beyond the plane */
};

/*
 * cutout_apply -- copies the rectangles.
 *
 *   src  in   [rows][columns]
 *   dst  out  [n][ny][nx]
 *
 * Threads  parallel over rectangles
 */
void cutout_apply(const struct cutout *c, const void *src, void *dst);

/* cutout_count -- how many of `size` cells begin every `stride` of n cells and
 * end inside. */
size_t cutout_count(size_t n, size_t size, size_t stride);

#endif
