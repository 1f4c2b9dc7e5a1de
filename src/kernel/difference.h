/* SPDX-License-Identifier: Apache-2.0 */
/* difference -- from what has come since a start to what came in one step
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_DIFFERENCE_H
#define TWIN_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * difference_falls -- how many cells have less than before, by more than the
 * noise, of how many that had more than the noise.
 *
 *   before, now  [n]  in   since the start, one step after the other
 *   noise             in   what packing may have changed, >= 0
 *   had               out  cells that had more than the noise, and are valid
 */
size_t difference_falls(size_t n, const float *before, const float *now,
                        double noise, size_t *had);

/*
 * difference_apply -- the amount of the step: now - before.
 *
 *   out   [n]  out  must not overlap the others
 *   rises      in   it never falls: less than 0 by no more than the noise is 0,
 *                   by more is missing
 *
 * Missing  where one of both is
 * Exact    one subtraction of floats
 *
 * How many values are missing because they fell.
 */
size_t difference_apply(size_t n, const float *before, const float *now,
                        bool rises, double noise, float *restrict out);

#endif
