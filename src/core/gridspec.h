/* SPDX-License-Identifier: Apache-2.0 */
/* gridspec -- the grid that --grid asks for */
#ifndef TWIN_GRIDSPEC_H
#define TWIN_GRIDSPEC_H

#include "core/grid.h"

/*
 * gridspec_parse -- a grid of latitude and longitude with bounds, exactly as
 * asked, both axes rising.
 *
 *   0.25, 0.5x0.25   round the earth, cells of that width (x height) in
 *                    degrees; the first edges at -180 and -90
 *   W,S,E,N,DX[,DY]  edges of the whole and size of its cells; W > E crosses
 *                    the date line
 *   r360x180         columns x rows round the earth, CDO's: the first centre at
 *                    longitude 0, the first edge at latitude -90
 *
 * Exact    edge i is west + i * (east - west) / n; cells must fit to 0.01 of
 *          one, so that 0.0416667 stands for 1/24
 * Errors   EX_USAGE  anything else, naming what there is
 */
MUST_CHECK int gridspec_parse(const char *text, struct grid **out);

#endif
