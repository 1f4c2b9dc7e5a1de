/* SPDX-License-Identifier: Apache-2.0 */
/* remap_second -- second-order conservative weights; private to remap */
#ifndef TWIN_REMAP_SECOND_H
#define TWIN_REMAP_SECOND_H

#include "core/remap_links.h"
#include "kernel/second.h"

/* First-order weights: of cells, or else of rows and columns. */
struct remap_weights {
    const struct weights *cells, *y, *x;
};

/* What makes a remap of them one of second order. */
struct second;

/*
 * remap_second_open -- for weights, which are borrowed until
 * remap_second_free().
 *
 * Errors  EX_DATAERR  no corners of the source
 */
MUST_CHECK int remap_second_open(struct second **out, const struct grid *src,
                                 const struct grid *dst,
                                 const struct remap_weights *w);
void remap_second_free(struct second *s);

/* remap_second_apply -- one plane. */
void remap_second_apply(const struct second *s, struct cells src,
                        struct room dst, const struct second_how *how);

/* remap_second_order -- the weights are of the source's cells in another order:
 * cell k is the source's map[k], which free() will free; NULL: they are not. */
void remap_second_order(struct second *s, uint32_t *map);

/* remap_second_cell -- the source's own cell that is cell k of the weights. */
uint32_t remap_second_cell(const struct second *s, uint32_t k);

/* remap_second_unlimited -- gradients as they are. */
void remap_second_unlimited(struct second *s);

#endif
