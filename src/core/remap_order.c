/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_order.h"

#include <stdlib.h>

#include "core/grid_healpix.h"
#include "core/grid_order.h"
#include "core/mem.h"
#include "kernel/healpix.h"

struct remap_order {
    const struct grid *src;
    struct grid *grid; /* or NULL: the source is in order */
    uint32_t *map;     /* [cells], or NULL */
    size_t nested;     /* nside, where the map is not made yet; or 0 */
};

/* Which cell of the source each one is. */
static uint32_t *map_of(const struct grid *src, const struct window *w) {
    const size_t n = grid_cells(src);
    uint32_t *all = mem_array(n, sizeof *all);
    uint32_t *map = mem_array(n, sizeof *map);

    for (size_t k = 0; k < n; k++)
        all[k] = (uint32_t)k;
    window_apply(w, src->nx, sizeof *all, all, map);
    free(all);
    return map;
}

/* All cells of HEALPix, nested: their order in rings needs no list of places,
 * nor of cells until weights are there. */
static uint32_t *map_of_nested(size_t nside) {
    const size_t n = 12 * nside * nside;
    uint32_t *map = mem_array(n, sizeof *map);

    healpix_rings(nside, map);
    return map;
}

struct remap_order *remap_order_new(const struct grid *src) {
    struct remap_order *o = mem_array(1, sizeof *o);
    struct window w;
    bool all;

    o->src = src;
    if (src->implied && grid_is_nested(src)) {
        o->nested = grid_nside(src);
        o->grid = grid_healpix_rings(src);
        return o;
    }
    grid_order(src, &w);
    all = window_is_all(src, &w);
    if (!all)
        o->map = map_of(src, &w);
    if (!all || (src->lat_bounds != NULL && (src->kind == GRID_UNSTRUCTURED ||
                                             src->kind == GRID_CURVILINEAR)))
        o->grid = grid_ordered(src, &w);
    window_free(&w);
    return o;
}

void remap_order_free(struct remap_order *o) {
    if (o == NULL)
        return;
    grid_free(o->grid);
    free(o->map);
    free(o);
}

const struct grid *remap_order_grid(const struct remap_order *o) {
    return o->grid != NULL ? o->grid : o->src;
}

void remap_order_back(struct remap_order *o, struct weights *w) {
    if (w == NULL)
        return;
    grid_free(o->grid);
    o->grid = NULL;
    if (o->nested > 0)
        o->map = map_of_nested(o->nested);
    o->nested = 0;
    if (o->map == NULL)
        return;
    w->nsrc = grid_cells(o->src);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < w->row[w->ndst]; k++)
        w->col[k] = o->map[w->col[k]];
}

uint32_t *remap_order_map(const struct remap_order *o) {
    if (o->nested > 0)
        return map_of_nested(o->nested);
    return mem_copy(o->map, grid_cells(o->src), sizeof *o->map);
}
