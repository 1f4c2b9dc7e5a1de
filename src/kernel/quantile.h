/* SPDX-License-Identifier: Apache-2.0 */
/* quantile -- quantiles of a sample, exact, by the nine definitions */
#ifndef TWIN_QUANTILE_H
#define TWIN_QUANTILE_H

#include <stddef.h>

/*
 * quantile_sort -- the valid values of a series, in order.
 *
 *   n              in     how many values there are
 *   x       [n]    inout  NaN = missing; the first values come back sorted
 *   scratch [n]    out    room
 *
 * Returns how many are valid.  In time n log n, whatever the order.
 */
size_t quantile_sort(size_t n, float *restrict x, float *restrict scratch);

/*
 * quantile_of -- the quantile of a sorted sample.
 *
 *   n     in  values, without missing ones; NaN comes back of none
 *   p     in  0..1
 *   type  in  1 ... 9; 7 is that of R, NumPy and most spreadsheets
 *
 * Source  Hyndman & Fan (1996), Am. Stat. 50, 361-365, with their numbers
 */
double quantile_of(size_t n, const float *sorted, double p, int type);

#endif
