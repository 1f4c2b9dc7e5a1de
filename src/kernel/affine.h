/* SPDX-License-Identifier: Apache-2.0 */
/* affine -- y = scale * x + offset: unit conversions */
#ifndef TWIN_AFFINE_H
#define TWIN_AFFINE_H

#include <stddef.h>

/*
 * affine_apply -- scale and offset, value by value.
 *
 *   x  [n]  in   NaN = missing
 *   y  [n]  out  may be x
 *
 * Missing  NaN stays NaN
 * Exact    in double, rounded once; scale 1 with offset 0 changes no bit
 * Threads  parallel over values; the same bits at any number
 */
void affine_apply(size_t n, const float *x, double scale, double offset,
                  float *y);

/* affine_wide -- the same in doubles. */
void affine_wide(size_t n, const double *x, double scale, double offset,
                 double *y);

/* affine_widen -- the same from floats to doubles. */
void affine_widen(size_t n, const float *restrict x, double scale,
                  double offset, double *restrict y);

#endif
