/* SPDX-License-Identifier: Apache-2.0 */
/* remap_tree -- the centres of a grid, and what lies around each; private to
 * remap */
#ifndef TWIN_REMAP_TREE_H
#define TWIN_REMAP_TREE_H

#include "core/remap_links.h"
#include "kernel/nearest.h"

struct tree {
    size_t ny, nx;
    bool round;           /* column nx - 1 lies beside column 0 */
    long fold;            /* beyond the last row lies that row turned round:
                             beside column i is column fold - i; or -1 */
    bool ring[2];         /* the first, the last row lies round a pole */
    bool point[2];        /* all of it lies in one place */
    double *p;            /* [ny][nx][3]  centres, unit vectors; or NaN */
    size_t n;             /* centres that are somewhere */
    struct nearest *node; /* [n] */
};

MUST_CHECK int tree_new(struct tree **out, const struct grid *g);
void tree_free(struct tree *t);

/* A walk over the quadrilaterals of centres round the nearest centre. */
struct tree_walk {
    uint32_t centre;
    uint32_t start; /* the same, or of many in its place that towards p */
    int next;
};

/* tree_start -- begins at the centre nearest to p; nowhere if p is further from
 * each centre than that is from the furthest of the eight round it. */
void tree_start(const struct tree *t, const double p[3], struct tree_walk *w);

/* tree_quad -- the next quadrilateral, by its first corner: the four that meet
 * at the nearest centre, then the twelve round them; false after the last. */
bool tree_quad(const struct tree *t, struct tree_walk *w, size_t *j, size_t *i);

/* tree_cap -- is the nearest centre in a row round a pole?  Its first cell. */
bool tree_cap(const struct tree *t, const struct tree_walk *w, size_t *from);

/* tree_corners -- the cells at the corners of a quadrilateral, in order. */
void tree_corners(const struct tree *t, size_t j, size_t i, size_t cell[4]);

/* tree_cell -- the same for cells: the nearest, then the eight round it. */
bool tree_cell(const struct tree *t, struct tree_walk *w, uint32_t *cell);

#endif
