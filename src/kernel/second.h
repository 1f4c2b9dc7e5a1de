/* SPDX-License-Identifier: Apache-2.0 */
/* second -- means of source cells under target cells, second order: in each
 * cell the field is a plane through its mean
 *
 * Source  Jones (1999), Mon. Wea. Rev. 127, 2204-2210,
 *         doi:10.1175/1520-0493(1999)127<2204:FASOCR>2.0.CO;2; the limiter of
 *         Barth & Jespersen (1989), AIAA paper 89-0366, doi:10.2514/6.1989-366
 */
#ifndef TWIN_SECOND_H
#define TWIN_SECOND_H

#include <stdbool.h>

#include "kernel/cells.h"
#include "kernel/regrid.h"

/* How gradients come of a field: in each cell along two axes of its own, which
 * meet in its centroid. */
struct second_cells {
    size_t n;
    const size_t *row;    /* [n + 1]  a cell's neighbours; none: no gradient */
    const uint32_t *col;  /* [row[n]]  which cells they are */
    const double *by;     /* [row[n]][2]  weights of value less the cell's */
    const double *corner; /* [n][4][2]  a quadrilateral round the cell */
};

/* The same on axes of latitude and longitude, all columns of one width. */
struct second_rows {
    size_t ny, nx;
    bool round;          /* column nx - 1 lies beside column 0 */
    const bool *has;     /* [ny]  false: no gradient in this row */
    const double *along; /* [ny]  weight of next less last column: first axis */
    const double *side;  /* [ny]  second axis: of both columns beside, */
    const double *last;  /* [ny]  of the row before, */
    const double *next;  /* [ny]  of the row after; each less the cell's own */
    const double *reach; /* [ny][4]  half widths at both ends of the second
                            axis, and where these are: x, y, x, y */
};

/*
 * second_gradients, second_row_gradients -- gradients of all cells.
 *
 *   src      [n]     in   cell means; NaN = missing
 *   limited          in   no value in a cell's quadrilateral leaves the range
 *                         of the cell and its neighbours
 *   g        [2][n]  out  along both axes; 0 where the cell or a neighbour is
 *                         missing
 *   scratch  [REGRID_BLOCKS][3][nx + 2]
 *
 * Threads  parallel over cells, or blocks of rows; the same bits at any number
 */
void second_gradients(const struct second_cells *s, struct cells src,
                      bool limited, double *restrict g);
void second_row_gradients(const struct second_rows *s, struct cells src,
                          bool limited, double *restrict g,
                          double *restrict scratch);

/* What becomes of the sums. */
struct second_how {
    double min_valid; /* least valid share of a target cell, 0..1 [1] */
    bool whole;       /* over the whole target cell, what is missing being 0 */
};

/*
 * second_apply -- the means.
 *
 *   w       in  overlap / target area
 *   moment  in  [links][2]  of the overlap about the source's axes / target
 *               area
 *
 * Missing, Threads  as regrid_apply()
 * Exact   constants; totals where the moments of each source cell add up to 0
 */
void second_apply(const struct weights *w, const double *moment,
                  struct cells src, const double *restrict g, struct room dst,
                  const struct second_how *how);

/* Moments of axes, whose products they are: of row link k and column link m
 * along[k] * sine[m] for the first axis, and for the second
 * (mean[k] - own[k] * bend[col]) * x->weight[m] + across[k] * sag[m]. */
struct second_axes {
    const struct weights *y, *x; /* as those of regrid_separable() */
    const double *along, *mean, *own, *across; /* [links of y] */
    const double *sine, *sag;                  /* [links of x] */
    const double *bend;                        /* [x->nsrc] */
};

/* second_separable -- the same with moments of axes.
 *
 *   scratch  [REGRID_BLOCKS][6][nx] */
void second_separable(const struct second_axes *a, struct cells src,
                      const double *restrict g, struct room dst,
                      const struct second_how *how, double *restrict scratch);

#endif
