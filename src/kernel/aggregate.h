/* SPDX-License-Identifier: Apache-2.0 */
/* aggregate -- a statistic in time of each cell, step after step */
#ifndef TWIN_AGGREGATE_H
#define TWIN_AGGREGATE_H

#include <stddef.h>
#include <stdint.h>

enum aggregate_kind { AGGREGATE_SUM, AGGREGATE_MIN, AGGREGATE_MAX };

/* Cells are kept in blocks.  As long as no value of a block was missing, the
 * weight of its cells is that of all steps and is not kept cell by cell. */
enum { AGGREGATE_BLOCK = 4096 };

/* What a period has so far; the arrays are the caller's. */
struct aggregate {
    enum aggregate_kind kind;
    size_t n;
    double weight; /* of all steps added */
    double *acc;   /* [n] sum of factor * value, or the extreme */
    double *valid; /* [n] weight of the valid steps, where the block is dirty */
    uint8_t *dirty; /* [aggregate_blocks(n)] a value was missing */
};

/* aggregate_blocks -- the length of `dirty` for n cells. */
size_t aggregate_blocks(size_t n);

/* aggregate_start -- a new period; what was there is forgotten. */
void aggregate_start(struct aggregate *a);

/*
 * aggregate_add -- takes a step.
 *
 *   x  [a->n]  in  values, any unit; NaN = missing
 *   factor     in  what a value counts in the sum; not used for extremes
 *   weight     in  what the step counts in the cell's valid weight, > 0
 *
 * Missing  a NaN adds neither value nor weight
 * Exact    sums in double, in the order of the steps
 * Threads  parallel over blocks; each cell's sum runs in order of the steps, so
 *          any number of threads gives the same bits
 */
void aggregate_add(struct aggregate *a, const float *restrict x, double factor,
                   double weight);

/* Some cells of a few steps, in their order. */
enum { AGGREGATE_STEPS = 4 };
struct aggregate_part {
    size_t first, n; /* cells; first a multiple of AGGREGATE_BLOCK, n too unless
                        they are the last */
    size_t nsteps;
    const float *x[AGGREGATE_STEPS]; /* [n] each */
    double factor[AGGREGATE_STEPS], weight[AGGREGATE_STEPS];
    double before; /* what a->weight is without them */
};

/*
 * aggregate_add_part -- takes cells of some steps.  When all cells of them were
 * taken, and a->weight was raised by theirs, it is aggregate_add() of one after
 * the other, bit by bit.
 *
 * Threads  several at once on different cells
 */
void aggregate_add_part(const struct aggregate *a,
                        const struct aggregate_part *p);

/* aggregate_add_wide -- the same as aggregate_add() of values of 64 bits. */
void aggregate_add_wide(struct aggregate *a, const double *restrict x,
                        double factor, double weight);

/*
 * aggregate_finish -- the statistic of the period.
 *
 *   need            in   least valid weight of a cell
 *   mean            in   divide the sum by the valid weight
 *   out     [a->n]  out  NaN where a cell has less than need, or nothing
 *
 * With mean, factor and weight of each step must have been equal.
 */
void aggregate_finish(const struct aggregate *a, double need, int mean,
                      float *restrict out);

/* aggregate_finish_part -- n of its values, from the first-th on.  Threads: any
 * number. */
void aggregate_finish_part(const struct aggregate *a, double need, int mean,
                           size_t first, size_t n, float *restrict out);

/* aggregate_finish_wide -- the same, not rounded to float. */
void aggregate_finish_wide(const struct aggregate *a, double need, int mean,
                           double *restrict out);

#endif
