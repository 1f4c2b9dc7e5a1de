/* SPDX-License-Identifier: Apache-2.0 */
/* remap_points -- fields from a grid to stations */
#ifndef TWIN_REMAP_POINTS_H
#define TWIN_REMAP_POINTS_H

#include "core/remap.h"

/* A station in no cell. */
#define NO_CELL UINT32_MAX

/*
 * remap_points -- remap_new() for stations, by REMAP_NEAREST, REMAP_BILINEAR
 * or, with km > 0, the mean.
 *
 *   km  in   0, or the mean over the valid cells whose centres are no further
 *            away along the sphere, by their areas; alike where a list of
 *            cells has no corners to make areas from.  The place need not lie
 *            in the grid
 *
 * The nearest centre is also found in lists of cells that are in no rows, such
 * as the faces of a mesh, for places in one of them.
 *
 * Errors  as remap_new()
 */
MUST_CHECK int remap_points(struct remap **out, const struct grid *src,
                            const struct grid *dst, enum remap_method method,
                            double km);

/* remap_points_held -- does a grid tell which cell holds a place?  A list
 * without bounds that is in no rows does not: REMAP_NEAREST finds nothing. */
bool remap_points_held(const struct grid *g);

/* remap_point_cells -- the cell that REMAP_NEAREST takes for each station, or
 * NO_CELL; cell [cells of dst] out. */
MUST_CHECK int remap_point_cells(const struct grid *src, const struct grid *dst,
                                 uint32_t *cell);

struct nearest;

/* Centres of a grid as a tree, without those that are nowhere, or further from
 * all stations than a chord of reach. */
struct centres_tree {
    size_t n;
    struct nearest *node; /* [n]  index: the cell */
    uint32_t *cell;       /* [n]  rising */
    double (*place)[3];   /* [n]  of that cell, a unit vector */
};

MUST_CHECK int centres_tree_new(struct centres_tree *t, const struct grid *g,
                                const struct grid *stations, double reach);
void centres_tree_free(struct centres_tree *t);

/* centres_tree_km -- how far a place is from the centre of a cell of the tree.
 */
double centres_tree_km(const struct centres_tree *t, uint32_t cell,
                       const double p[3]);

#endif
