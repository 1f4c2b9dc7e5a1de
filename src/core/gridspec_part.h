/* SPDX-License-Identifier: Apache-2.0 */
/* gridspec_part -- what the files of gridspec share */
#ifndef TWIN_GRIDSPEC_PART_H
#define TWIN_GRIDSPEC_PART_H

#include "core/grid.h"

/* An axis from one edge to the other. */
struct range {
    double from, to;
    size_t n;
};

/* gridspec_axis -- centres and bounds of the cells of a range. */
void gridspec_axis(struct axis *a, const struct range *r);

/* gridspec_count -- how many cells of a size fit into a range. */
MUST_CHECK int gridspec_count(struct range *r, double size, const char *unit);

/* gridspec_degrees -- the box v[0] .. v[3] of longitudes and latitudes with
 * cells of v[4], v[n - 1]. */
MUST_CHECK int gridspec_degrees(const double *v, size_t n, struct grid **out);

/* gridspec_is_projected -- EPSG:n,... PROJ4:text,... WKT:text,... */
bool gridspec_is_projected(const char *text);
MUST_CHECK int gridspec_projected(const char *text, struct grid **out);

/* gridspec_gaussian -- 4 n columns and 2 n rows, as high as the weights of the
 * quadrature; "n" is text. */
MUST_CHECK int gridspec_gaussian(const char *text, struct grid **out);

/* gridspec_like -- the grid of a file that the reader reads, or of a
 * description. */
MUST_CHECK int gridspec_like(const char *path, struct grid **out);

/*
 * griddes_open -- the grid of a text as `cdo griddes` writes it.
 *
 *   out  out  NULL where the file is no such text
 *
 * Errors  EX_NOINPUT  no such file; EX_DATAERR  a kind or key that is not
 *         known, numbers that do not fit
 */
MUST_CHECK int griddes_open(struct grid **out, const char *path);

#endif
