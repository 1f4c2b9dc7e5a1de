/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/transpose.h"

enum {
    TILE = 64, /* values a side: both sides fit in the first cache */
    CELL = 8   /* a side of what fits in registers */
};

/* A CELL x CELL piece: loads by row, stores by column, all in registers. */
static void cell(const uint32_t *restrict in, size_t in_stride,
                 uint32_t *restrict out, size_t out_stride) {
    uint32_t v[CELL][CELL];

    for (size_t i = 0; i < CELL; i++)
        for (size_t j = 0; j < CELL; j++)
            v[j][i] = in[i * in_stride + j];
    for (size_t j = 0; j < CELL; j++)
        for (size_t i = 0; i < CELL; i++)
            out[j * out_stride + i] = v[j][i];
}

static void tile(size_t nrows, size_t ncols, const uint32_t *restrict in,
                 size_t in_stride, uint32_t *restrict out, size_t out_stride) {
    const size_t rows = nrows / CELL * CELL, cols = ncols / CELL * CELL;

    for (size_t i = 0; i < rows; i += CELL)
        for (size_t j = 0; j < cols; j += CELL)
            cell(in + i * in_stride + j, in_stride, out + j * out_stride + i,
                 out_stride);
    for (size_t i = 0; i < nrows; i++)
        for (size_t j = i < rows ? cols : 0; j < ncols; j++)
            out[j * out_stride + i] = in[i * in_stride + j];
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

void transpose(size_t nrows, size_t ncols, const uint32_t *restrict in,
               size_t in_stride, uint32_t *restrict out, size_t out_stride) {
    for (size_t j = 0; j < ncols; j += TILE)
        for (size_t i = 0; i < nrows; i += TILE)
            tile(least(TILE, nrows - i), least(TILE, ncols - j),
                 in + i * in_stride + j, in_stride, out + j * out_stride + i,
                 out_stride);
}
