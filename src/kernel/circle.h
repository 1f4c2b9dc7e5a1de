/* SPDX-License-Identifier: Apache-2.0 */
/* circle -- angles averaged as unit vectors */
#ifndef TWIN_CIRCLE_H
#define TWIN_CIRCLE_H

#include <stddef.h>

#include "kernel/cells.h"

/*
 * circle_parts -- sine and cosine of angles.
 *
 *   x     [n]  in   angles; NaN = missing
 *   turn       in   a whole turn: 360 degrees, 2 pi radians
 *   sine, cosine  [n]  out  NaN where x is
 *
 * Threads  parallel over cells, as all here; the same bits at any number
 */
void circle_parts(size_t n, struct cells x, double turn, double *sine,
                  double *cosine);

/* circle_add -- adds the parts of a step, times weight > 0, to the sums [n] of
 * each cell; what is missing adds nothing. */
void circle_add(size_t n, struct cells x, double turn, double weight,
                double *restrict sine, double *restrict cosine);

/*
 * circle_angle -- the direction of a vector, from 0 to less than a turn.
 *
 *   weight  in  its length if all its parts had one direction
 *
 * Missing  NaN where the parts cancel to less than 1e-6 of it, or are NaN
 */
double circle_angle(double sine, double cosine, double weight, double turn);

/*
 * circle_put -- puts an angle; one that rounds to a whole turn is 0.
 *
 *   i  in  which cell of the room
 */
void circle_put(struct room out, size_t i, double angle, double turn);

#endif
