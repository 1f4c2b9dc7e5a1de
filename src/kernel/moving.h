/* SPDX-License-Identifier: Apache-2.0 */
/* moving -- sums over the last steps */
#ifndef TWIN_MOVING_H
#define TWIN_MOVING_H

#include <stddef.h>

/*
 * moving_sum -- weighted sum of k steps in each cell.
 *
 *   step    [k][n]  in   steps, oldest first; NaN = missing
 *   weight  [k]     in   as 1 for amounts, or the length of each step for rates
 *   sum     [n]     out  unit of step x unit of weight
 *
 * Missing  NaN where any of the steps is: a sum of less than all is not known
 * Exact    added in double, in the order of the steps, and rounded once, so
 *          that a sum does not depend on what came before its window
 * Threads  parallel over cells; the same bits at any number
 */
void moving_sum(size_t k, size_t n, const float *const *step,
                const double *weight, float *restrict sum);

/*
 * moving_add -- adds one step to a sum that goes on: sum += weight * step.
 *
 * Missing  NaN from the first missing value on
 */
void moving_add(size_t n, const float *restrict step, double weight,
                double *restrict sum);

#endif
