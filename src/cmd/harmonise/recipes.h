/* SPDX-License-Identifier: Apache-2.0 */
/* recipes -- fields that can be derived, and what from */
#ifndef TWIN_RECIPES_H
#define TWIN_RECIPES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/gradient.h"

/* Most inputs of a recipe. */
enum { INGREDIENTS = 8 };

/* What is no field: these come from the domain. */
#define OF_LATITUDE  "@latitude"  /* [degrees] */
#define OF_LONGITUDE "@longitude" /* [degrees] */
#define OF_PRESSURE  "@pressure"  /* of the level [Pa] */

/* From values of inputs, in the units of the recipe, cell by cell. */
typedef void derive_cells(size_t n, const float *const *in, const double *p,
                          float *out);

/* From one or two inputs, plane by plane. */
typedef void derive_plane1(const struct plane *p, const float *a, float *out);
typedef void derive_plane2(const struct plane *p, const float *a,
                           const float *b, float *out);

/* One way to a field; several rows of one name are tried in their order. */
struct recipe {
    const char *name;  /* as --derive has it */
    const char *field; /* what it is called; NULL: as name */
    const char *standard_name, *units, *title;
    struct {
        const char *name, *units; /* of a quantity, another recipe, or @ */
    } in[INGREDIENTS];            /* the last has no name */
    derive_cells *cells;          /* one of these three is set */
    derive_plane1 *plane1;
    derive_plane2 *plane2;
    bool day, hour;  /* p[0] is the day of the year, p[1] the hour of it */
    double p[2];     /* and what follows it, or NAME=P,P */
    double per;      /* values are divided by it; 0: 1 */
    const char *why; /* shown by --list derived: the definition */
};

/* recipe_next -- the next row of a name after `r`, or the first for NULL; NULL
 * after the last. */
const struct recipe *recipe_next(const char *name, const struct recipe *r);

/* recipe_rows -- all of them, [n]. */
const struct recipe *recipe_rows(size_t *n);

#endif
