/* SPDX-License-Identifier: Apache-2.0 */
/* regrid -- weighted means of source cells under target cells */
#ifndef TWIN_REGRID_H
#define TWIN_REGRID_H

#include <stddef.h>
#include <stdint.h>

/* A sparse matrix by rows: those of target cell i are the entries row[i] up to
 * row[i + 1], as they are added up. */
struct weights {
    size_t ndst, nsrc;
    size_t *row;    /* [ndst + 1]  from 0, never falling */
    uint32_t *col;  /* [row[ndst]]  source cell, < nsrc */
    double *weight; /* [row[ndst]]  share of the target cell, 0..1 [1] */
};

/* Blocks of target rows that regrid_separable() spreads over threads. */
#define REGRID_BLOCKS 16

/* Columns of the y weights that stand for the mean of a whole source row: the
 * first, and the last one. */
#define REGRID_FIRST_MEAN(ny) ((uint32_t)(ny))
#define REGRID_LAST_MEAN(ny)  ((uint32_t)(ny) + 1)

/*
 * regrid_apply -- weighted mean of the source cells under each target cell.
 *
 *   w                in   weights, borrowed for the call
 *   src  [w->nsrc]   in   cell means, any unit; NaN = missing
 *   dst  [w->ndst]   out  cell means, unit of src; must not overlap src
 *   min_valid        in   least valid share of a target cell, 0..1 [1], held to
 *                         1e-9
 *
 * Missing  a NaN source is left out and the rest renormalised; a cell with
 *          less than min_valid of valid weight, or with none, becomes NaN
 * Exact    a constant stays constant and no value leaves the range of its
 *          sources; where weights are overlap / target area, without NaN, and
 *          the grids cover each other, sum(dst * area) = sum(src * area) to
 *          rounding
 * Threads  parallel over dst; each sum runs in row order on one thread, so any
 *          number of threads gives the same bits
 * Source   first-order scheme of Jones (1999), Mon. Wea. Rev. 127, 2204-2210,
 *          doi:10.1175/1520-0493(1999)127<2204:FASOCR>2.0.CO;2
 */
void regrid_apply(const struct weights *w, const float *restrict src,
                  float *restrict dst, double min_valid);

/* regrid_apply_wide -- the same of values of 64 bits. */
void regrid_apply_wide(const struct weights *w, const double *restrict src,
                       double *restrict dst, double min_valid);

/*
 * regrid_separable -- the same with weights y[J][j] * x[I][i]: two small banded
 * products in place of one large matrix.
 *
 *   y    in   weights of rows; y->nsrc = ny + 2, the last two columns being the
 *             means of the first and of the last row
 *   x    in   weights of columns; x->nsrc = nx
 *   src  [ny][nx]            in   as above
 *   dst  [y->ndst][x->ndst]  out  as above
 *   scratch  [REGRID_BLOCKS][2][nx + x->ndst]
 *
 * Missing, Exact, Threads  as regrid_apply(); a row first sums over j, then
 *                          over i; a mean of a row counts each of its cells
 *                          with 1 / nx
 */
void regrid_separable(const struct weights *y, const struct weights *x,
                      const float *restrict src, float *restrict dst,
                      double min_valid, double *restrict scratch);

/* regrid_range -- the least and the most of the source columns, each of which
 * has a range of its own, under target column i; INFINITY, -INFINITY where
 * there is none. */
void regrid_range(const struct weights *x, size_t i, const double *least,
                  const double *most, double range[2]);

/* regrid_separable_wide -- the same of values of 64 bits. */
void regrid_separable_wide(const struct weights *y, const struct weights *x,
                           const double *restrict src, double *restrict dst,
                           double min_valid, double *restrict scratch);

#endif
