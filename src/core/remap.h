/* SPDX-License-Identifier: Apache-2.0 */
/* remap -- fields from one grid to another */
#ifndef TWIN_REMAP_H
#define TWIN_REMAP_H

#include <stdint.h>

#include "core/grid.h"

enum remap_method {
    REMAP_NEAREST,
    REMAP_BILINEAR,
    REMAP_CONSERVATIVE,
    REMAP_BICUBIC,
    REMAP_DISTANCE,
    REMAP_CONSERVATIVE2,
    REMAP_MODE, /* from here on statistics of the cells below */
    REMAP_MIN,
    REMAP_MAX,
    REMAP_MEDIAN,
    REMAP_Q1,
    REMAP_Q3,
    REMAP_SUM,
    REMAP_RMS,
    REMAP_SHARE,              /* conservative, over the whole target cell */
    REMAP_CONSERVATIVE2_SHARE /* conservative2, over the whole target cell */
};

/* remap_method_parse -- a method by its name or alias: nearest (near),
 * bilinear, conservative (average, mean).  Errors EX_USAGE, listing them. */
MUST_CHECK int remap_method_parse(const char *name, enum remap_method *method);

/* remap_method_name -- the name of a method; NULL after the last. */
const char *remap_method_name(enum remap_method method);

/* remap_method_about -- in a few words, for lists; NULL: no method of a user.
 */
const char *remap_method_about(enum remap_method method);

/* remap_cell_methods -- what it adds to cell_methods, "area: mean"; NULL for
 * the methods that take values at points. */
const char *remap_cell_methods(enum remap_method method);

/* remap_min_frac -- the usual least share of a target cell that must be valid,
 * 0..1. */
double remap_min_frac(enum remap_method method);

struct remap;

/*
 * remap_new -- makes what takes a field from grid src to grid dst.
 *
 *   src, dst  in  borrowed for the call
 *   min_frac  in  least valid share of the weight of a cell, 0..1 [1]; NAN: 1,
 *                 for conservative 1e-4, which drops the slivers that rounded
 *                 coordinates make
 *
 * nearest       the source cell whose centre is nearest on the sphere; of those
 *               within 1e-12 of the radius the first in the order of
 *               core/grid_order.h, in which sums run too
 *               On HEALPix the cell that holds the place
 * bilinear      in index space; on curvilinear grids within quadrilaterals of
 *               centres, by the inverse bilinear map of kernel/bilinear.h.
 *               Round the earth there is no seam.  Beyond the last row, where
 *               no other row would fit in before the pole, the pole is the mean
 *               of that row.  Where axes and mapping lie elsewhere than
 *               2-D places that are given, these count
 * lists         HEALPix (all cells) and reduced Gaussian grids: bilinear is
 *               linear in each of two rows, then in latitude; conservative
 *               is exact in the plane of HEALPix, and by boxes as high as the
 *               weights of Gauss.  HEALPix can be the target too.  Other lists
 *               need bounds of their cells; nearest is that of the centres,
 *               where a cell holds the place, bilinear see remap_mesh.h
 * conservative  first order: the mean over the valid cells by area of overlap.
 *               Between grids of latitude and longitude by dlon * d(sin lat),
 *               otherwise by polygons of great circles, in which the cells of
 *               latitude-longitude grids are cut into pieces of 0.25 degrees
 * conservative2  second order: in each source cell a plane through its mean,
 *               its gradient by least squares over the neighbours, none where
 *               one of these is missing or not there, and limited so that no
 *               value leaves their range; see remap_second.h
 * bicubic       by the 4 x 4 centres around, in index space, of a source with
 *               axes: Keys (1981), IEEE Trans. ASSP 29, 1153-1160,
 *               doi:10.1109/TASSP.1981.1163711, a = -0.5; bilinear where one of
 *               them is missing or not there
 * distance      the four nearest centres by 1 / distance, where nearest has one
 * mode ... rms  over the valid cells that conservative takes: the class of the
 *               largest overlap (of equal ones the least), least, most,
 *               quantiles (the least value up to which that share of the
 *               overlap lies), the sum of the parts of source cells, the root
 *               of the mean square
 *
 * Errors  EX_USAGE        min_frac is no share
 *         EX_DATAERR      a grid that the method cannot do, or without what it
 *                         takes (corners, centres)
 *         EX_UNAVAILABLE  PROJ is needed (a projected source) and is not there
 */
MUST_CHECK int remap_new(struct remap **out, const struct grid *src,
                         const struct grid *dst, enum remap_method method,
                         double min_frac);
void remap_free(struct remap *r);

/*
 * remap_apply -- one plane of cells.
 *
 *   src  [cells of src]  in   any unit; NaN = missing
 *   dst  [cells of dst]  out  the same unit; must not overlap src
 *
 * Missing  a cell outside the source, or with less than min_frac of valid
 *          weight
 * Exact    as kernel/regrid.h: constants, ranges, and totals of conservative
 * Threads  parallel within; one call at a time for each remap
 */
void remap_apply(const struct remap *r, const float *src, float *dst);

/* remap_unlimited -- conservative2 takes gradients as they are. */
void remap_unlimited(struct remap *r);

/* remap_apply_wide -- the same of values of 64 bits. */
void remap_apply_wide(const struct remap *r, const double *src, double *dst);

/* remap_labels -- the same for labels; the method must be REMAP_NEAREST or
 * REMAP_MODE.
 * Missing is LABEL_MISSING. */
void remap_labels(const struct remap *r, const int32_t *src, int32_t *dst);

/* remap_about -- one line for the attribute `twinpipe_regrid`, "conservative
 * from lat-lon 64 x 128, min-frac 0.0001"; valid until remap_free(). */
const char *remap_about(const struct remap *r);

#endif
