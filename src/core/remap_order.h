/* SPDX-License-Identifier: Apache-2.0 */
/* remap_order -- a source whose cells have been put in order, so that the same
 * places in any order give the same bits; private to remap */
#ifndef TWIN_REMAP_ORDER_H
#define TWIN_REMAP_ORDER_H

#include "core/remap_links.h"

struct remap_order;

/* remap_order_new -- the order of a source, which is borrowed until
 * remap_order_free(). */
struct remap_order *remap_order_new(const struct grid *src);
void remap_order_free(struct remap_order *o);

/* remap_order_grid -- the source in that order; valid as long as both. */
const struct grid *remap_order_grid(const struct remap_order *o);

/* remap_order_back -- lets weights that were made for that grid look at the
 * source's own cells; links stay in their order, and the grid is let go of.
 * NULL: none.
 */
void remap_order_back(struct remap_order *o, struct weights *w);

/* remap_order_map -- the source's own cells of all cells of that grid, which
 * the caller frees with free(); NULL: they are the same. */
uint32_t *remap_order_map(const struct remap_order *o);

#endif
