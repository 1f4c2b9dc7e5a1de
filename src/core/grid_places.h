/* SPDX-License-Identifier: Apache-2.0 */
/* grid_places -- from the axes of a grid to longitude and latitude */
#ifndef TWIN_GRID_PLACES_H
#define TWIN_GRID_PLACES_H

#include "core/grid.h"

/*
 * grid_to_lonlat -- turns coordinates on the axes of a grid into places.
 *
 *   x, y  [n]  inout  on the axes [their units]; longitude, latitude [degrees]
 *
 * Errors  EX_DATAERR      a rotated grid without its pole, or a projection that
 *                         nothing tells
 *         EX_UNAVAILABLE  PROJ is needed and is not there
 */
MUST_CHECK int grid_to_lonlat(const struct grid *g, size_t n, double *x,
                              double *y);

/*
 * grid_set_crs -- the CRS of the axes, its mapping, and their unit in UDUNITS'
 * words where they are lengths.
 *
 * Errors  as crs_open()
 */
MUST_CHECK int grid_set_crs(struct grid *g, const char *text);

#endif
