/* SPDX-License-Identifier: Apache-2.0 */
/* occur -- how often, and when, in each cell, step after step */
#ifndef TWIN_OCCUR_H
#define TWIN_OCCUR_H

#include <stddef.h>

#include "kernel/cells.h"

enum occur { OCCUR_VALID, OCCUR_OVER, OCCUR_UNDER, OCCUR_ATLEAST };

/*
 * occur_count -- one more where a value is valid, > limit, < limit, >= limit.
 *
 *   x      [n]  in     values; NaN = missing, counts nowhere
 *   limit       in     of values of 32 bits rounded to them
 *   count  [n]  inout
 *
 * Threads  parallel over cells, as all here; the same bits at any number
 */
void occur_count(enum occur what, size_t n, struct cells x, double limit,
                 double *restrict count);

/* occur_weigh -- adds the weight of the step where it is valid. */
void occur_weigh(size_t n, struct cells x, double weight,
                 double *restrict valid);

/* occur_last -- keeps the value of the last valid step; before occur_weigh()
 * occur_first() keeps that of the first, where valid is still 0. */
void occur_last(size_t n, struct cells x, double *restrict value);
void occur_first(size_t n, struct cells x, const double *restrict valid,
                 double *restrict value);

/* The extreme of each cell so far, and when it was. */
struct extreme {
    size_t n;
    double *value; /* [n]  where valid is not 0 */
    double *when;  /* [n] */
    double *valid; /* [n]  weight of the valid steps */
};

/*
 * occur_extreme -- keeps the largest value (sign 1) or the smallest (-1) and
 * when it was; of equal ones the first.  Before occur_weigh().
 *
 *   now  in  the time of the step
 */
void occur_extreme(const struct extreme *e, int sign, struct cells x,
                   double now);

/* occur_finish -- value as it is, NaN where a cell has less than need of valid
 * weight, or none. */
void occur_finish(size_t n, const double *value, const double *valid,
                  double need, struct room out);

#endif
