/* SPDX-License-Identifier: Apache-2.0 */
/* quantile -- quantiles of a sample, exact, by the nine definitions */
#ifndef TWIN_QUANTILE_H
#define TWIN_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

/* quantile_valid -- brings the values that are not NaN to the front; returns
 * how many there are. */
size_t quantile_valid(size_t n, float *x);

/* Values in any order, without missing ones, and room. */
struct quantile_sample {
    size_t n;
    const float *x;    /* [n] */
    uint32_t *scratch; /* [n] */
};

/*
 * quantile_of -- the quantile of a sample.
 *
 *   p     in  0..1
 *   type  in  1 ... 9; 7 is that of R, NumPy and most spreadsheets
 *
 * NaN comes back of no values.  In time n, whatever the order.
 * Source  Hyndman & Fan (1996), Am. Stat. 50, 361-365, with their numbers
 */
double quantile_of(const struct quantile_sample *s, double p, int type);

#endif
