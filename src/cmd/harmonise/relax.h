/* SPDX-License-Identifier: Apache-2.0 */
/* relax -- missing cells of a grid as Laplace's equation has them */
#ifndef TWIN_RELAX_H
#define TWIN_RELAX_H

#include "core/grid.h"

struct relax;

/*
 * relax_new -- for the planes of a grid.
 *
 *   place  [cells][3]  in  unit vectors of its centres; NAN: none
 *
 * Cells are linked to their neighbours along rows and columns, round the globe
 * where the grid goes round it, with weights of breadth by distance.  Free with
 * relax_free().
 *
 * Errors  EX_DATAERR  a grid without rows and columns
 */
MUST_CHECK int relax_new(struct relax **out, const struct grid *g,
                         double (*place)[3]);
void relax_free(struct relax *r);

/*
 * relax_near -- a valid cell near each that is not, through links.
 *
 *   valid  [cells]  in
 *   donor  [cells]  out  UINT32_MAX: it is valid, or no valid one reaches it
 */
void relax_near(struct relax *r, const unsigned char *valid, uint32_t *donor);

/*
 * relax_mask -- the cells that are to be filled from now on.
 *
 *   valid  [cells]  in  those that have a value
 *   donor  [cells]  in  those to be filled: not UINT32_MAX; what no valid cell
 *                       is linked to through others is left out
 */
void relax_mask(struct relax *r, const unsigned char *valid,
                const uint32_t *donor);

/*
 * relax_fill -- fills a plane that has such cells.
 *
 *   x  [cells]  in   values; those of donors are the guess to begin with
 *   y  [cells]  out  NaN where nothing was filled, x where it is valid
 *
 * Threads  parts at the same time; the same bits at any number
 */
void relax_fill(struct relax *r, const float *x, const uint32_t *donor,
                float *y);

#endif
