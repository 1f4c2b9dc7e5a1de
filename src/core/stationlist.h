/* SPDX-License-Identifier: Apache-2.0 */
/* stationlist -- where stations are, from a table without times */
#ifndef TWIN_STATIONLIST_H
#define TWIN_STATIONLIST_H

#include "core/grid.h"

/*
 * stationlist_read -- the places of a CSV: columns station (id, name), lon
 * (longitude), lat (latitude) and maybe elev (elevation, alt, altitude [m]), by
 * their headings; others are left aside.  Or of a GeoJSON: its features, each a
 * point, with a property station, id or name, or an id of their own; maybe a
 * property elev ..., or a third coordinate.
 *
 *   grid  out  GRID_UNSTRUCTURED with ids, in the order of the file; the caller
 *              frees it
 *   elev  out  [stations] [m], NaN where there is none; NULL where there are
 *              none at all; the caller frees it with free()
 *
 * Errors  EX_NOINPUT, EX_NOPERM; EX_DATAERR  no such columns, no rows, a
 *         feature that is no point, a place that is none, one station twice
 */
MUST_CHECK int stationlist_read(struct grid **grid, double **elev,
                                const char *path);

#endif
