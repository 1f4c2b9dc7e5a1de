/* SPDX-License-Identifier: Apache-2.0 */
/* overlapstat -- what the source cells under each target cell are, other than
 * their mean */
#ifndef TWIN_OVERLAPSTAT_H
#define TWIN_OVERLAPSTAT_H

#include "kernel/regrid.h"

enum overlap_stat {
    OVERLAP_MODE, /* value of the largest overlap; of equal ones the least */
    OVERLAP_MIN,
    OVERLAP_MAX,
    OVERLAP_MEDIAN, /* the least value to which half of the overlap goes */
    OVERLAP_Q1,
    OVERLAP_Q3,
    OVERLAP_SUM, /* of each source cell the part that is here */
    OVERLAP_RMS,
    OVERLAP_SHARE, /* the mean over the whole target cell, missing being 0 */
    OVERLAP_PLAIN  /* weights as they are; missing if one of them is */
};

/* The values of source and target: float, double, or int32_t with
 * INT32_MIN = missing, which only the mode takes. */
enum overlap_values { OVERLAP_FLOATS, OVERLAP_DOUBLES, OVERLAP_LABELS };

struct overlap_how {
    enum overlap_stat stat;
    enum overlap_values values;
    double min_valid;        /* least valid share of a target cell, 0..1 [1] */
    const double *of_source; /* [row[ndst]] overlap / source area, for SUM */
};

/* One source cell under a target cell. */
struct overlap_value {
    double value, weight;
};

/*
 * overlap_apply -- the statistic for each target cell.
 *
 *   w        in   overlap / target area; of PLAIN any weights
 *   src      in   [nsrc]
 *   dst      out  [ndst]; must not overlap src
 *   scratch       [REGRID_BLOCKS][most], where no row has more links
 *
 * Missing  left out; a cell with less than min_valid of valid weight, or with
 *          none, is missing
 * Threads  parallel over blocks of target cells; the same bits at any number
 */
void overlap_apply(const struct overlap_how *how, const struct weights *w,
                   const void *src, void *dst, size_t most,
                   struct overlap_value *scratch);

#endif
