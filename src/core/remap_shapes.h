/* SPDX-License-Identifier: Apache-2.0 */
/* remap_shapes -- cells of a source, and which lie beside which; private to
 * remap */
#ifndef TWIN_REMAP_SHAPES_H
#define TWIN_REMAP_SHAPES_H

#include "core/remap_links.h"
#include "kernel/healpix.h"

/* The cells of a source as gradients need them. */
struct shapes {
    size_t n;
    double *centre; /* [n][3] direction of the centroid; NaN: no cell */
    double *area;   /* [n] [sr] */
    double *corner; /* [n][4][2] of a quadrilateral round the cell, along the
                       frame of its centre (kernel/sphere.h) */
};

/* shapes_open -- of cells that are boxes, or else polygons (box NULL).
 * Errors  EX_DATAERR  no corners */
MUST_CHECK int shapes_open(struct shapes *s, const struct grid *g,
                           const struct healpix_box *box);
void shapes_free(struct shapes *s);

/* shapes_settle -- lets go of all but the corners. */
void shapes_settle(struct shapes *s);

/* shape_box -- the centroid of a box in its meridian, north of the equator
 * [radians], and its corners. */
double shape_box(const struct healpix_box *b, double corner[8]);

/*
 * remap_neighbours -- the cells beside each, as weights of 1; none where one
 * side has no neighbour, but for sides that a pole makes of no length.
 */
MUST_CHECK int remap_neighbours(struct weights **out, const struct grid *g);

#endif
