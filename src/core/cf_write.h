/* SPDX-License-Identifier: Apache-2.0 */
/* cf_write -- what the two halves of cf_header() share */
#ifndef TWIN_CF_WRITE_H
#define TWIN_CF_WRITE_H

#include "core/cf.h"

/* A header while it is made. */
struct header {
    struct nc *nc;
    const struct dataset *ds;
    size_t time, bnds, member, level; /* dimensions, or NC_NONE */
    size_t nspace, space[3];          /* dimensions of a plane */
    struct name_index scalars;        /* of ds */
    char *places;  /* names of auxiliary coordinates, or NULL */
    char *mapping; /* name of the grid mapping variable, or NULL */
};

/* cf_add_dim, cf_add_var -- as nc_add_dim() and nc_add_var(), with a name that
 * no other has: x, x_2, x_3 ...; a variable that is called as a dimension is
 * one along it alone. */
size_t cf_add_dim(struct nc *nc, const char *name, size_t n);
struct nc_var *cf_add_var(struct nc *nc, const char *name, enum nc_type type,
                          size_t ndims, const size_t *dim);

/* cf_text -- sets a text attribute unless it is NULL. */
void cf_text(struct atts *a, const char *name, const char *text);

/* cf_merge -- appends what is in b and not in a. */
void cf_merge(struct atts *a, const struct atts *b);

/* cf_axis -- the coordinate variable of a dimension, with bounds. */
void cf_axis(struct header *h, const struct axis *a, size_t dim,
             const char *letter);

/* cf_coordinate_add -- one more auxiliary coordinate of all cells. */
void cf_coordinate_add(struct header *h, const char *name);

/* cf_patches_write -- the grid where it is one of patches. */
void cf_patches_write(struct header *h);

/* cf_grid -- dimensions and coordinates of the grid, its mapping. */
void cf_grid(struct header *h);

#endif
