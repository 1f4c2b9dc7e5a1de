/* SPDX-License-Identifier: Apache-2.0 */
/* overlap -- which objects of two steps share cells, and how much area */
#ifndef TWIN_OVERLAP_H
#define TWIN_OVERLAP_H

#include <stddef.h>
#include <stdint.h>

struct overlap {
    int32_t now, before; /* numbers of the objects, from 1 */
    double area;         /* of the cells in both [km2] */
};

/* The objects of the later step by their cells, as label_cells() lists them. */
struct overlap_now {
    int32_t count;
    const size_t *start;  /* [count + 2] */
    const uint32_t *cell; /* [start[count + 1]] */
};

/* The earlier step. */
struct overlap_before {
    const int32_t *label; /* [n]  <= 0: no object */
    const double *area;   /* [n]  of the cells [km2] */
    double *shared;       /* [number of objects + 1]  scratch: all 0, and all 0
                             again afterwards */
};

/*
 * overlap_pairs -- all pairs of objects that share a cell.
 *
 *   pair  [room]  out  by rising now, then by the first shared cell
 *
 * Returns how many pairs there are, of which the first `room` are in pair.
 * Exact   areas are summed in the order of the cells
 */
size_t overlap_pairs(const struct overlap_now *now,
                     const struct overlap_before *before,
                     struct overlap *restrict pair, size_t room);

#endif
