/* SPDX-License-Identifier: Apache-2.0 */
/* remap_polygons -- cells as convex polygons on the sphere; private to remap */
#ifndef TWIN_REMAP_POLYGONS_H
#define TWIN_REMAP_POLYGONS_H

#include "core/remap_links.h"
#include "kernel/healpix.h"

/* The cells of a grid; each is some pieces, of four corners that turn left (of
 * a triangle the last two are the same). */
struct polygons {
    size_t nx, n;      /* columns, cells */
    size_t nv;         /* corners of a cell: 4, or more of faces of a mesh */
    double *lon, *lat; /* [n][nv] corners [degrees]; NULL: boxes are used */
    struct healpix_box *box; /* [n] of a reduced grid; NULL: edges are used */
    double *ex, *ey;   /* edges of axes of longitude and latitude [degrees] */
    size_t cutx, cuty; /* pieces of a cell along its axes, at most */
    double longest;    /* of a piece along a parallel [degrees] */
    size_t npieces;    /* of a cell, at most */
};

/* polygons_open -- the cells of a grid.  Errors EX_DATAERR without corners. */
MUST_CHECK int polygons_open(struct polygons *out, const struct grid *g);
void polygons_free(struct polygons *c);

/* polygons_count -- how many pieces a cell has, at most. */
size_t polygons_count(const struct polygons *c, size_t cell);

/* polygons_piece -- piece k of a cell; false where there is none. */
bool polygons_piece(const struct polygons *c, size_t cell, size_t k,
                    double p[12]);

#endif
