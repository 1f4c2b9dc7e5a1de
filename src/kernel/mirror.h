/* SPDX-License-Identifier: Apache-2.0 */
/* mirror -- planes turned over and round */
#ifndef TWIN_MIRROR_H
#define TWIN_MIRROR_H

#include <stddef.h>

enum mirror {
    MIRROR_X,    /* columns in the other order */
    MIRROR_Y,    /* rows in the other order */
    MIRROR_LEFT, /* a quarter turn from x to y; ny = nx */
    MIRROR_RIGHT /* a quarter turn from y to x; ny = nx */
};

/*
 * mirror_planes -- each of n planes [ny][nx].
 *
 *   size  in   bytes of a value: 4 or 8
 *   src   in   [n][ny][nx]
 *   dst   out  likewise; not src
 *
 * Threads  parallel over rows
 */
struct mirror_shape {
    size_t n, ny, nx, size;
};
void mirror_planes(enum mirror how, const struct mirror_shape *s,
                   const void *src, void *dst);

/* mirror_wrap -- n angles into [0, turn), in place; NaN stays NaN. */
void mirror_wrap(size_t n, double turn, float *x);
void mirror_wrap_wide(size_t n, double turn, double *x);

#endif
