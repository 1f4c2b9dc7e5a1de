/* SPDX-License-Identifier: Apache-2.0 */
/* remap_pole -- vectors between the last row of a grid and the pole */
#ifndef TWIN_REMAP_POLE_H
#define TWIN_REMAP_POLE_H

#include "core/grid.h"
#include "kernel/cells.h"

/* Which cells of a target are beyond the last rows of a source. */
struct remap_pole;

/*
 * remap_pole_new -- finds them, where bilinear makes the pole of a row.
 *
 *   out  out  NULL: there are none.  Free with remap_pole_free().
 *
 * Errors  EX_DATAERR, EX_UNAVAILABLE  as remap_new()
 */
MUST_CHECK int remap_pole_new(struct remap_pole **out, const struct grid *src,
                              const struct grid *dst);
void remap_pole_free(struct remap_pole *p);

/*
 * remap_pole_apply -- replaces there what bilinear made of components alone.
 *
 *   from  [2]     in     planes of components to the east and north; NaN =
 *                        missing
 *   to    [2]     inout  those of the target
 *   min_frac      in     least valid share of the weight
 *
 * The pole has one vector, the mean of those of the row beside it, each turned
 * into one frame; a target takes its components at its own longitude.
 */
void remap_pole_apply(const struct remap_pole *p, const struct cells from[2],
                      const struct room to[2], double min_frac);

#endif
