/* SPDX-License-Identifier: Apache-2.0 */
/* patchset -- rectangles of one size, cut out of a grid of rows and columns.
 *
 * A grid of them is GRID_UNSTRUCTURED: its cells are [n][ny][nx]. */
#ifndef TWIN_PATCHSET_H
#define TWIN_PATCHSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/dataset.h"

/* What is known of each patch, from 0. */
enum patch_number {
    PATCH_ROW, /* of patches */
    PATCH_COLUMN,
    PATCH_Y, /* row of the grid where it begins */
    PATCH_X,
    PATCH_NUMBERS
};

struct patchset {
    size_t n, ny, nx;
    int32_t *number[PATCH_NUMBERS]; /* [n] each */
    bool axes; /* each has a latitude for each row, a longitude for a column */
};

/* patchset_new -- n of them, all numbers 0.  Free with patchset_free(). */
struct patchset *patchset_new(size_t n, size_t ny, size_t nx);
struct patchset *patchset_copy(const struct patchset *p);
void patchset_free(struct patchset *p);

/*
 * patchset_grid -- the grid of patches of another.
 *
 *   p  in  where they lie in g; passes to the grid, also on failure
 *
 * Missing  places of what lies beyond g are NaN
 * Errors   as grid_lonlat()
 */
MUST_CHECK int patchset_grid(struct grid **out, const struct grid *g,
                             struct patchset *p);

/* patchset_cut -- planes of g [planes][ny][nx] as patches; what lies beyond is
 * missing. */
void patchset_cut(const struct patchset *p, const struct grid *g, size_t planes,
                  enum type type, const void *src, void *dst);

#endif
