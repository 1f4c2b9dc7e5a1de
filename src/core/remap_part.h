/* SPDX-License-Identifier: Apache-2.0 */
/* remap_part -- what the files of remap share */
#ifndef TWIN_REMAP_PART_H
#define TWIN_REMAP_PART_H

#include "core/remap.h"
#include "core/remap_second.h"
#include "kernel/overlapstat.h"
#include "kernel/regrid.h"

struct remap {
    enum remap_method method;
    double min_frac;
    struct weights *w;     /* of cells, or */
    struct weights *y, *x; /* of rows and columns */
    double *scratch;       /* of regrid_separable() */
    bool axes;             /* both have them in the same degrees */
    bool plane;            /* both have them in the plane of one projection */
    char *about;
    struct remap *under;   /* of BICUBIC: what else, bilinear; or NULL */
    struct second *second; /* of CONSERVATIVE2, or NULL */
    bool unlimited;
    bool is_stat;                 /* kernel/overlapstat.h does it */
    enum overlap_stat stat;       /* of these */
    double *of_source;            /* [links] of SUM, or NULL */
    size_t most;                  /* links of a row */
    struct overlap_value *values; /* scratch */
};

/* remap_stat_open -- makes a remap with the weights of `conservative`, which
 * the method is made of, one of a statistic. */
MUST_CHECK int remap_stat_open(struct remap *r, const struct grid *src,
                               const struct grid *dst);

/* remap_multiply -- one matrix of cells, where there are two of axes. */
void remap_multiply(struct remap *r);

/* remap_stat_apply -- one plane of values of a kind. */
void remap_stat_apply(const struct remap *r, enum overlap_values kind,
                      const void *src, void *dst);

/* remap_cubic, remap_distance -- weights of these methods. */
MUST_CHECK int remap_cubic(struct weights **out, const struct grid *src,
                           const struct grid *dst);
MUST_CHECK int remap_distance(struct weights **out, const struct grid *src,
                              const struct grid *dst);

/* remap_begin -- a remap without weights; remap_end, when they are there. */
MUST_CHECK int remap_begin(struct remap **out, const struct grid *src,
                           const struct grid *dst, enum remap_method method,
                           double min_frac);
void remap_end(struct remap *r, const struct grid *src);

#endif
