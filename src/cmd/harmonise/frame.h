/* SPDX-License-Identifier: Apache-2.0 */
/* frame -- what fields become when their frame is turned over or round */
#ifndef TWIN_FRAME_H
#define TWIN_FRAME_H

#include "core/dataset.h"

enum frame_op { FRAME_FLIP_X, FRAME_FLIP_Y, FRAME_ROT90 };

/* The values of a field, after their places have changed. */
struct frame_move {
    size_t from;          /* the field whose values they are */
    double scale, offset; /* of these */
    double turn;          /* they are angles, in [0, turn); 0: they are not */
};

/*
 * frame_moves -- what each of n fields becomes.
 *
 *   move  [n]  out
 *
 * Errors  EX_DATAERR  a component without the other, of which only part is
 *                     known, or of which no value of the other side tells it
 */
MUST_CHECK int frame_moves(enum frame_op op, size_t n, const struct field *list,
                           struct frame_move *move);

#endif
