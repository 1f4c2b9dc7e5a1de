/* SPDX-License-Identifier: Apache-2.0 */
/* remap_polygons -- cells as convex polygons on the sphere; private to remap */
#ifndef TWIN_REMAP_POLYGONS_H
#define TWIN_REMAP_POLYGONS_H

#include "core/remap_links.h"

/* The cells of a grid; each is some pieces, of four corners that turn left (of
 * a triangle the last two are the same). */
struct polygons {
    size_t nx, n;      /* columns, cells */
    double *lon, *lat; /* [n][4] corners [degrees]; NULL: edges are used */
    double *ex, *ey;   /* edges of axes of longitude and latitude [degrees] */
    size_t cutx, cuty; /* pieces of a cell along its axes */
    size_t npieces;    /* of each cell */
};

/* polygons_open -- the cells of a grid.  Errors EX_DATAERR without corners. */
MUST_CHECK int polygons_open(struct polygons *out, const struct grid *g);
void polygons_free(struct polygons *c);

/* polygons_piece -- piece k of a cell; false where there is none. */
bool polygons_piece(const struct polygons *c, size_t cell, size_t k,
                    double p[12]);

#endif
