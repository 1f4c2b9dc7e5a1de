/* SPDX-License-Identifier: Apache-2.0 */
/* transpose -- rows of one thing become rows of the other */
#ifndef TWIN_TRANSPOSE_H
#define TWIN_TRANSPOSE_H

#include <stddef.h>
#include <stdint.h>

/*
 * transpose -- out[j][i] = in[i][j], in tiles that stay in cache.
 *
 *   in   [nrows][in_stride]   in   of which the first ncols of a row are taken
 *   out  [ncols][out_stride]  out  of which the first nrows of a row are set;
 *                                  must not overlap in
 *
 * The values are any of 4 bytes, and keep their bits.
 */
void transpose(size_t nrows, size_t ncols, const uint32_t *restrict in,
               size_t in_stride, uint32_t *restrict out, size_t out_stride);

#endif
