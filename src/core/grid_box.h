/* SPDX-License-Identifier: Apache-2.0 */
/* grid_box -- which cells belong to a box, by more than their centres */
#ifndef TWIN_GRID_BOX_H
#define TWIN_GRID_BOX_H

#include "core/grid.h"

enum box_rule {
    BOX_CENTRE, /* the centre is inside */
    BOX_TOUCH,  /* cell and box share area */
    BOX_INSIDE  /* all of the cell is inside */
};

/* A box, and what it takes to belong to it. */
struct box {
    struct bbox edge; /* degrees, or in the unit of the CRS */
    const char *crs;  /* NULL: longitude and latitude */
    enum box_rule rule;
};

/* box_parse -- "W,S,E,N" or "W,S,E,N@CRS"; b->crs points into text.  Errors
 * EX_USAGE. */
MUST_CHECK int box_parse(const char *text, struct box *b);

/*
 * box_cells -- marks the cells that belong to a box.
 *
 *   in    [cells]  out
 *   x, y  [cells]  out  centres in the coordinates of the box
 *
 * Sides of cells are straight in the coordinates of the box.
 *
 * Missing  a cell without a place, or whose place the CRS does not have, does
 *          not belong
 * Errors   EX_DATAERR      no corners (touch, inside), no places
 *          EX_UNAVAILABLE  PROJ is needed and is not there
 */
MUST_CHECK int box_cells(const struct grid *g, const struct box *b, bool *in,
                         double *x, double *y);

/* grid_window_box -- grid_window() by such a box; axes keep the least rectangle
 * of rows and columns that has every cell which belongs to it. */
MUST_CHECK int grid_window_box(const struct grid *g, double west,
                               const struct box *box, struct window *w);

#endif
