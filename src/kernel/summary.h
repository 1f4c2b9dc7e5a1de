/* SPDX-License-Identifier: Apache-2.0 */
/* summary -- count, extremes, mean and spread of values as they come */
#ifndef TWIN_SUMMARY_H
#define TWIN_SUMMARY_H

#include <stddef.h>

/* Values that are added up before they are merged into the whole. */
enum { SUMMARY_BLOCK = 4096 };

/* Of the values seen so far; begins as { 0 }. */
struct summary {
    size_t cells, count; /* all, and those with a value */
    double low, high;    /* extremes; not set while count is 0 */
    double mean, m2;     /* m2: sum of squared differences from the mean */
    size_t held;         /* values of a block that is not full */
    double block[SUMMARY_BLOCK];
};

/*
 * summary_add -- n more values; summary_end -- those held are counted too.
 *
 *   value  [n]  in   any unit; what is not finite = missing
 *
 * Exact    the same bits in whatever pieces the values come; each block of
 *          SUMMARY_BLOCK in two passes, then the blocks in order
 * Source   Chan, Golub and LeVeque (1983), Am. Stat. 37, 242-247,
 *          doi:10.1080/00031305.1983.10483115
 */
void summary_add(struct summary *m, size_t n, const double *value);
void summary_end(struct summary *m);

/* summary_spread -- the standard deviation of the population; NaN of none. */
double summary_spread(const struct summary *m);

#endif
