/* SPDX-License-Identifier: Apache-2.0 */
/* gridspec -- the grid that --grid asks for */
#ifndef TWIN_GRIDSPEC_H
#define TWIN_GRIDSPEC_H

#include "core/grid.h"

/*
 * gridspec_parse -- a grid exactly as asked; but for like: with bounds, and
 * both axes rising.
 *
 *   0.25, 0.5x0.25   round the earth, cells of that width (x height) in
 *                    degrees; the first edges at -180 and -90
 *   W,S,E,N,DX[,DY]  edges of the whole and size of its cells; W > E crosses
 *                    the date line
 *   r360x180         columns x rows round the earth, CDO's: the first centre at
 *                    longitude 0, the first edge at latitude -90
 *   F80              Gaussian, 80 rows between pole and equator and 320
 *                    columns, the first centre at longitude 0
 *   hp64[_nest|_ring]        HEALPix, nested unless ring is asked
 *   EPSG:n,W,S,E,N,DX[,DY]   edges and sizes in the unit of the projection; so
 *   PROJ4:TEXT,... WKT:TEXT,...  a geographic CRS has degrees
 *   like:FILE        the grid of a file that the reader reads, or of a text as
 *                    `cdo griddes` writes: lonlat, gaussian, curvilinear
 *
 * Exact    edge i is west + i * (east - west) / n; cells must fit to 0.01 of
 *          one, so that 0.0416667 stands for 1/24
 * Errors   EX_USAGE  anything else, naming what there is; those of the reader
 *          and of PROJ
 */
MUST_CHECK int gridspec_parse(const char *text, struct grid **out);

#endif
