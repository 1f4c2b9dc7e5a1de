/* SPDX-License-Identifier: Apache-2.0 */
/* remap_stat -- statistics over overlapped cells; private to remap */
#ifndef TWIN_REMAP_STAT_H
#define TWIN_REMAP_STAT_H

#include "core/remap_part.h"
#include "kernel/cells.h"

/* remap_is_stat -- is the method one of kernel/overlapstat.h? */
bool remap_is_stat(enum remap_method method);

/* remap_product -- y times x as weights of cells, nx source columns. */
struct weights *remap_product(const struct weights *y, const struct weights *x,
                              size_t ny);

/* remap_stat -- one plane; one of f, d and labels is where it goes.
 *
 * Threads  parallel over target cells, the same bits at any number */
void remap_stat(const struct remap *r, struct cells src, float *f, double *d,
                int32_t *labels);

/* remap_stat_labels -- the same of labels. */
void remap_stat_labels(const struct remap *r, const int32_t *src, int32_t *dst);

#endif
