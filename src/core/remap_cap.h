/* SPDX-License-Identifier: Apache-2.0 */
/* remap_cap -- a cap of the sphere round the cells of a grid, by which others
 * are left out before they are looked at; private to remap */
#ifndef TWIN_REMAP_CAP_H
#define TWIN_REMAP_CAP_H

#include "core/remap_polygons.h"
#include "kernel/nearest.h"

struct cap {
    double centre[3], reach;          /* a chord; < 0: nothing, 2: all */
    double south, north, west, width; /* [degrees] of what it holds */
};

/* cap_of -- round all cells; cap_around, round all places of a tree with what
 * they reach. */
struct cap cap_of(const struct polygons *c);
struct cap cap_around(size_t n, const struct nearest *tree);

/* cap_meets -- may a cell share area with it? */
bool cap_meets(const struct cap *cap, const struct polygons *c, size_t cell);

#endif
