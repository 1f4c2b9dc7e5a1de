/* SPDX-License-Identifier: Apache-2.0 */
/* mapping -- projections under the names of CF, PROJ and EPSG; what crs.c and
 * crs_cf.c share */
#ifndef TWIN_MAPPING_H
#define TWIN_MAPPING_H

#include "core/plug/proj.h"

/* One number of a projection under its three names.  A parameter of EPSG's that
 * CF has no attribute for must change nothing: a scale is 1, all else 0. */
struct term {
    const char *cf, *proj, *epsg; /* attribute, keyword, parameter */
};

/* A projection under its three names.  Of rows with one CF name the first has
 * all attributes that CF allows; the others are further methods of EPSG. */
struct mapping {
    const char *cf, *proj, *epsg;
    const char *needs; /* keywords that must be there */
    struct term term[8];
};

/* mapping_find -- the first row of a grid_mapping_name, or NULL. */
const struct mapping *mapping_find(const char *cf);

/* mapping_next -- the row of EPSG's method after `after` (NULL: the first), or
 * NULL. */
const struct mapping *mapping_next(const struct mapping *after,
                                   const char *method);

/* crs_parts -- what a CRS is made of; errors as crs_open().  Free with
 * crs_parts_free(). */
MUST_CHECK int crs_parts(const char *text, struct proj_parts *out);
void crs_parts_free(struct proj_parts *parts);

#endif
