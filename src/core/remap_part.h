/* SPDX-License-Identifier: Apache-2.0 */
/* remap_part -- what the files of remap share */
#ifndef TWIN_REMAP_PART_H
#define TWIN_REMAP_PART_H

#include "core/remap.h"
#include "kernel/regrid.h"

struct remap {
    enum remap_method method;
    double min_frac;
    struct weights *w;     /* of cells, or */
    struct weights *y, *x; /* of rows and columns */
    double *scratch;       /* of regrid_separable() */
    char *about;
};

/* remap_begin -- a remap without weights; remap_end, when they are there. */
MUST_CHECK int remap_begin(struct remap **out, const struct grid *src,
                           const struct grid *dst, enum remap_method method,
                           double min_frac);
void remap_end(struct remap *r, const struct grid *src);

#endif
