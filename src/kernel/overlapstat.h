/* SPDX-License-Identifier: Apache-2.0 */
/* overlapstat -- statistics of the source cells that a target cell overlaps */
#ifndef TWIN_OVERLAPSTAT_H
#define TWIN_OVERLAPSTAT_H

#include "kernel/cells.h"
#include "kernel/regrid.h"

enum overlapstat {
    OVERLAP_MODE, /* the value of the largest overlap; tie: the smallest */
    OVERLAP_MIN,
    OVERLAP_MAX,
    OVERLAP_MEDIAN, /* the smallest value whose cumulated overlap is half */
    OVERLAP_Q1,
    OVERLAP_Q3,
    OVERLAP_RMS, /* root of the mean square by overlap */
};

/* A value and its overlap. */
struct overlap {
    double value, weight;
};

/* overlapstat_longest -- the most links of a target cell. */
size_t overlapstat_longest(const struct weights *w);

/*
 * overlapstat_cell -- one target cell.
 *
 *   w          in   weight = overlap / area of the target, borrowed
 *   i          in   target cell, < w->ndst
 *   src        in   [w->nsrc] any unit; NaN = missing
 *   min_valid  in   least valid share of the target cell, 0..1 [1]
 *   scratch    [overlapstat_longest()]
 *
 * Missing  NaN sources are left out; NaN below min_valid, or with none
 * Exact    no value leaves the range of its sources (rms: of their moduli);
 *          overlaps are equal within 1e-9 of their sum
 */
double overlapstat_cell(const struct weights *w, size_t i, struct cells src,
                        enum overlapstat stat, double min_valid,
                        struct overlap *scratch);

#endif
