/* SPDX-License-Identifier: Apache-2.0 */
/* zone -- statistics of the cells of a zone */
#ifndef TWIN_ZONE_H
#define TWIN_ZONE_H

#include <stddef.h>

struct zone {
    size_t cells, count; /* of the zone, and those with a value */
    double weight, sum;  /* over the valid ones: of weights, weight * value */
    double mean, std;    /* weighted; std of the population */
    double min, max;
    double majority, minority; /* value of most, of least weight */
    size_t variety;            /* different values */
};

/*
 * zone_statistics -- of n values.
 *
 *   value   [n]  in   any unit; NaN = missing
 *   weight  [n]  in   > 0, or NULL: 1 each
 *   sorted  [n]  out  the valid values by size, for zone_quantile()
 *   share   [n]  out  scratch: their weights
 *
 * Missing  leaves cells in no statistic but `cells`; with none valid all but
 *          the counts are NaN
 * Exact    sums in double, in order of the cells; of values of equal weight
 *          the majority and the minority are the smaller
 */
void zone_statistics(struct zone *z, size_t n, const double *value,
                     const double *weight, double *sorted, double *share);

/* zone_quantile -- of n sorted values, p 0..1, by Hyndman & Fan (1996) type 7;
 * NaN for none. */
double zone_quantile(size_t n, const double *sorted, double p);

#endif
