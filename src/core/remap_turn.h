/* SPDX-License-Identifier: Apache-2.0 */
/* remap_turn -- means of vectors whose east differs, as round a pole */
#ifndef TWIN_REMAP_TURN_H
#define TWIN_REMAP_TURN_H

#include "core/remap.h"
#include "kernel/cells.h"

/* The target cells with sources whose east is another than theirs. */
struct remap_turn;

/*
 * remap_turn_new -- finds them: the east of one source or more, carried to the
 * target along the great circle, is off by more than 10 degrees.
 *
 *   r    in   a remap of means: conservative, conservative2, distance, or
 *             bilinear of cells
 *   out  out  NULL: there are none, or the method makes no such means.  Free
 *             with remap_turn_free().
 *
 * Errors  EX_DATAERR, EX_UNAVAILABLE  as remap_new()
 */
MUST_CHECK int remap_turn_new(struct remap_turn **out, const struct remap *r,
                              const struct grid *src, const struct grid *dst);
void remap_turn_free(struct remap_turn *t);

/*
 * remap_turn_apply -- replaces there what the method made of components alone
 * by the mean, first order, of vectors that are carried to the target.
 *
 *   from  [2]  in     planes of components to the east and north; NaN = missing
 *   to    [2]  inout  those of the target
 */
void remap_turn_apply(const struct remap_turn *t, const struct cells from[2],
                      const struct room to[2]);

#endif
