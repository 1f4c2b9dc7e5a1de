/* SPDX-License-Identifier: Apache-2.0 */
/* grid_direction -- which way the x axis of a grid points in each cell */
#ifndef TWIN_GRID_DIRECTION_H
#define TWIN_GRID_DIRECTION_H

#include "core/grid.h"

/* The standard_name of a field that tells it, as an angle. */
#define DIRECTION_NAME "angle_of_rotation_from_east_to_x"

/* Cosine and sine of the angle from east to the x axis, anticlockwise. */
struct direction {
    double *cosine, *sine; /* [cells]; NaN: not known.  NULL: x is east */
};

/*
 * grid_direction -- the local direction of increasing x.
 *
 * Axes of latitude and longitude, and rows of a reduced Gaussian grid: east.  A
 * rotated pole: by spherical trigonometry.  A projection, also one that only
 * the mapping of 2-D places tells: from 10 m on one side to 10 m on the other,
 * on its ellipsoid.  Other 2-D places: from the cell before to the one after,
 * on a sphere; at the border from or to the cell itself.
 *
 * Exact    to 1e-9, but 2-D places without a mapping, which are as good as the
 *          cells are small and their places written
 * Errors   EX_DATAERR      no places, a list of cells without an x axis, or a
 *                          projection that is not known
 *          EX_UNAVAILABLE  PROJ is needed and is not there
 */
MUST_CHECK int grid_direction(const struct grid *g, struct direction *d);
void direction_free(struct direction *d);

#endif
