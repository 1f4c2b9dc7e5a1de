/* SPDX-License-Identifier: Apache-2.0 */
/* plausible -- how many values lie outside a range, and which lies farthest */
#ifndef TWIN_PLAUSIBLE_H
#define TWIN_PLAUSIBLE_H

#include <stddef.h>

/* Where values lie; add up over several calls. */
struct plausible {
    size_t valid, outside; /* values that are not NaN; of these, outside */
    size_t first;          /* place of the first outside, if there is one */
    double least, most;    /* of the valid ones; INFINITY, -INFINITY: none */
};

/* plausible_join -- adds what p says of values from place `first` on. */
void plausible_join(struct plausible *all, const struct plausible *p,
                    size_t first);

/*
 * plausible_count -- how many values lie outside [least, most].
 *
 *   x  [n]       in  any unit; NaN = missing, is neither in nor outside
 *   least, most  in  the unit of x; they are inside
 *
 * Exact    comparisons with the limits rounded to float, outwards
 * Threads  parallel over blocks; the same at any number
 */
struct plausible plausible_count(size_t n, const float *x, double least,
                                 double most);

/* plausible_wide -- the same of doubles, with the limits as they are. */
struct plausible plausible_wide(size_t n, const double *x, double least,
                                double most);

#endif
