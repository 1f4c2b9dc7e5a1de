/* SPDX-License-Identifier: Apache-2.0 */
/* maskarea -- which cells of a grid polygons say to keep */
#ifndef TWIN_MASKAREA_H
#define TWIN_MASKAREA_H

#include "core/grid.h"

/*
 * mask_area -- cells to keep by FILE[,touch|centre|share=F].
 *
 *   keep  in|out  [cells]  false outside; otherwise not touched
 *
 * Errors  EX_USAGE    a share that is not within 0 and 1
 *         EX_NOINPUT, EX_DATAERR  FILE; a grid whose cells have no edges along
 *                     longitude and latitude, but for centre
 */
MUST_CHECK int mask_area(const char *text, const struct grid *g, bool *keep);

#endif
