/* SPDX-License-Identifier: Apache-2.0 */
/* remap_links -- weights, built row by row; private to remap */
#ifndef TWIN_REMAP_LINKS_H
#define TWIN_REMAP_LINKS_H

#include <stddef.h>
#include <stdint.h>

#include "core/grid.h"
#include "kernel/regrid.h"

/* A source cell and its share of a target cell. */
struct link {
    uint32_t col;
    double weight;
};

/* The links of some rows, and what a search found meanwhile. */
struct links {
    size_t n, max;
    struct link *link; /* [max] */
    size_t nhits;
    uint32_t *hit; /* [nhits] */
};

/* No cell at all. */
#define LINKS_NONE UINT32_MAX

/* links_add -- appends a link; none to LINKS_NONE. */
void links_add(struct links *l, size_t col, double weight);

/* links_room -- room for n hits. */
void links_room(struct links *l, size_t n);

/*
 * weights_build -- weights from the links of each row.
 *
 *   fill  in  appends the links of row i, in any order; links to one cell are
 *             added up, those of less than 1e-13 dropped
 *
 * Threads  parallel over rows; fill must not change *self
 */
struct weights *weights_build(size_t ndst, size_t nsrc,
                              void (*fill)(const void *self, size_t i,
                                           struct links *row),
                              const void *self);
void weights_free(struct weights *w);

/* remap_overlap_x, remap_overlap_y -- overlaps of the cells of two axes of
 * longitude, or of latitude in its sine: n + 1 edges each.  y has the two
 * columns for the means of rows (kernel/regrid.h), without links. */
struct weights *remap_overlap_x(size_t nsrc, const double *src, size_t ndst,
                                const double *dst);
struct weights *remap_overlap_y(size_t nsrc, const double *src, size_t ndst,
                                const double *dst);

/* remap_overlap_line -- overlaps of the cells of two axes of a plane; with
 * `more` columns without links. */
struct weights *remap_overlap_line(size_t nsrc, const double *src, size_t ndst,
                                   const double *dst, size_t more);

/* remap_conservative -- overlap / target area, between any two grids of cells
 * with corners. */
MUST_CHECK int remap_conservative(struct weights **out, const struct grid *src,
                                  const struct grid *dst);

/* remap_edges -- edges of both axes of a grid with GRID_LATLON; those of a
 * source that goes round the earth join.  The caller frees both. */
MUST_CHECK int remap_edges(const struct grid *g, bool join, double **x,
                           double **y);

/* remap_linear_separable -- bilinear weights of rows and columns, both grids
 * with axes of latitude and longitude. */
MUST_CHECK int remap_linear_separable(struct weights **y, struct weights **x,
                                      const struct grid *src,
                                      const struct grid *dst);

/* remap_linear -- bilinear weights for the centres of any grid, from a source
 * with axes; remap_quads, from one with places in two dimensions. */
MUST_CHECK int remap_linear(struct weights **out, const struct grid *src,
                            const struct grid *dst);
MUST_CHECK int remap_quads(struct weights **out, const struct grid *src,
                           const struct grid *dst);

/* remap_nearest -- one link to the nearest centre. */
MUST_CHECK int remap_nearest(struct weights **out, const struct grid *src,
                             const struct grid *dst);

/*
 * remap_places -- centres of dst in the coordinates of the axes of src.
 *
 *   x, y  out  [cells of dst]; the caller frees both
 */
MUST_CHECK int remap_places(const struct grid *src, const struct grid *dst,
                            double **x, double **y);

/* remap_tell_places -- a warning where a projection puts cells elsewhere than
 * latitudes and longitudes that are given; once. */
void remap_tell_places(const struct grid *g);

/* remap_centres -- centres of a grid [degrees]; the caller frees both. */
MUST_CHECK int remap_centres(const struct grid *g, double **lon, double **lat);

#endif
