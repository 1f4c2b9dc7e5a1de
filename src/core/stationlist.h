/* SPDX-License-Identifier: Apache-2.0 */
/* stationlist -- where stations are, from a table without times */
#ifndef TWIN_STATIONLIST_H
#define TWIN_STATIONLIST_H

#include "core/grid.h"

/*
 * stationlist_read -- the places of a CSV: columns station (id), lon
 * (longitude), lat (latitude) and maybe elev (elevation, alt, altitude [m]), by
 * their headings; others are left aside.
 *
 *   grid  out  GRID_UNSTRUCTURED with ids, in the order of the rows; the caller
 *              frees it
 *   elev  out  [rows] [m], NaN where there is none; NULL without the column;
 *              the caller frees it with free()
 *
 * Errors  EX_NOINPUT, EX_NOPERM; EX_DATAERR  no such columns, no rows, a place
 *         that is none, two rows of one station
 */
MUST_CHECK int stationlist_read(struct grid **grid, double **elev,
                                const char *path);

#endif
