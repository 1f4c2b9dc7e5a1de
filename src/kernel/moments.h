/* SPDX-License-Identifier: Apache-2.0 */
/* moments -- mean and spread in time of each cell, step after step */
#ifndef TWIN_MOMENTS_H
#define TWIN_MOMENTS_H

#include <stddef.h>

#include "kernel/cells.h"

/* What a period has so far; the arrays [n] are the caller's, 0 at its start. */
struct moments {
    size_t n;
    double *mean;
    double *m2;    /* sum of weight * (value - mean)^2 */
    double *valid; /* weight of the valid steps */
    double *count; /* valid steps */
};

/*
 * moments_add -- takes a step.
 *
 *   x  [m->n]  in  values; NaN = missing, adds nothing
 *   weight     in  > 0
 *
 * Exact    one pass, without the loss of sum(x^2) - n mean^2
 * Threads  parallel over cells; the same bits at any number
 * Source   West (1979), Commun. ACM 22, 532-535
 */
void moments_add(const struct moments *m, struct cells x, double weight);

/*
 * moments_spread -- variance or standard deviation: m2 / valid, times
 * count / (count - ddof).
 *
 *   need  in   least valid weight of a cell
 *   root  in   the standard deviation
 *   out  [m->n]  NaN where a cell has less than need, or not more than ddof
 *                valid steps
 */
void moments_spread(const struct moments *m, double need, double ddof, int root,
                    struct room out);

#endif
