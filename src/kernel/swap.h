/* SPDX-License-Identifier: Apache-2.0 */
/* swap -- between the byte order of this machine and big-endian */
#ifndef TWIN_SWAP_H
#define TWIN_SWAP_H

#include <stddef.h>

/*
 * swap_copy -- values in the other byte order; the same again brings them back.
 *
 *   out, in  [n * size]  may be the same, but must not overlap otherwise; no
 *                        alignment is needed
 *   size                 of a value: 1, 2, 4 or 8 [byte]
 *
 * Exact  on a big-endian machine the bytes stay as they are
 */
void swap_copy(void *out, const void *in, size_t n, size_t size);

/*
 * swap_floats -- floats in place, and those that then are `fill` become NaN.
 *
 *   x     [n]  in/out
 *   fill       NaN: none
 */
void swap_floats(float *x, size_t n, float fill);

#endif
