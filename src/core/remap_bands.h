/* SPDX-License-Identifier: Apache-2.0 */
/* remap_bands -- a plane that is regridded as its values come, so that no more
 * of it is held than a band of rows */
#ifndef TWIN_REMAP_BANDS_H
#define TWIN_REMAP_BANDS_H

#include "core/pull.h"
#include "core/remap.h"

struct remap_bands;

/*
 * remap_bands_new -- bands of target rows with the source rows they are made
 * from, about 16 MiB each; one of all rows where the remap is not of rows and
 * columns.
 *
 *   r       in  borrowed until remap_bands_free()
 *   ny, nx  in  of the source
 */
struct remap_bands *remap_bands_new(const struct remap *r, size_t ny,
                                    size_t nx);
void remap_bands_free(struct remap_bands *b);

/*
 * remap_bands_apply -- remap_apply() of values of field k from the at-th on, to
 * the bit.  Only rows that are needed are asked for.
 *
 * Errors   those of the pull
 * Threads  as remap_apply()
 */
MUST_CHECK int remap_bands_apply(struct remap_bands *b, const struct pull *p,
                                 size_t k, size_t at, float *dst);

#endif
