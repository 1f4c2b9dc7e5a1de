/* SPDX-License-Identifier: Apache-2.0 */
/* cellorder -- the cells of a grid as those who look for events need them */
#ifndef TWIN_CELLORDER_H
#define TWIN_CELLORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/grid.h"

/*
 * Canonical order is from south to north, then from -180 to 180, whatever the
 * grid's own: what is counted or summed in it does not depend on how the grid
 * is turned or where it begins.  On a grid of latitude and longitude that goes
 * by rows, elsewhere by the centres.
 */
struct cell_order {
    const struct grid *grid; /* borrowed */
    size_t ny, nx, n;
    bool periodic;     /* column nx - 1 lies beside column 0 */
    double *lon, *lat; /* [n]  centres [degrees], -180 <= lon < 180 */
    double *area;      /* [n]  [km2] */
    uint32_t *order;   /* [n]  cells in canonical order */
};

/*
 * cell_order_new -- the cells of a grid, borrowed until cell_order_free().
 *
 * Errors  EX_DATAERR  no grid of rows and columns, or none with places
 */
MUST_CHECK int cell_order_new(struct cell_order **out, const struct grid *g);
void cell_order_free(struct cell_order *c);

#endif
