/* SPDX-License-Identifier: Apache-2.0 */
/* cf_read -- what the parts of cf_open() share */
#ifndef TWIN_CF_READ_H
#define TWIN_CF_READ_H

#include "core/cf.h"
#include "core/cf_decode.h"

/* What a dimension or a coordinate is of. */
enum role {
    ROLE_NONE,
    ROLE_TIME,
    ROLE_LEVEL,
    ROLE_MEMBER,
    ROLE_LAT, /* latitude, longitude: also 2-D */
    ROLE_LON,
    ROLE_Y, /* of a projection, a rotated pole, or without a meaning */
    ROLE_X,
    ROLE_CELL /* healpix_index, stations */
};

/* Where the dimensions of a variable go, as places in nc->dim; NC_NONE: it has
 * none.  Dimensions of one value that are no place are left out. */
struct shape {
    enum grid_kind kind;
    size_t time, member, level, patch, y, x;
    size_t lat, lon; /* variables of the places, or NC_NONE */
    size_t mapping;  /* variable of the grid mapping, or NC_NONE */
    const char *odd; /* a dimension that nothing explains, or NULL */
};

/* What numbers of time count. */
struct counting {
    struct time_unit unit;
    struct time_form form;
};

/* What is found out about a file. */
struct reading {
    struct ncfile *f;
    struct nc *nc;
    const char *path;
    bool wide;                      /* values of 64 bits are WIDE */
    bool month_units;               /* may times be in months? */
    const struct time_range *range; /* of the steps wanted, or NULL */
    size_t step;                    /* that cf_load() takes as the first */
    struct counting stamps, bounds; /* what numbers of time count */
    struct cf_roles *roles;         /* from when names are final */
    bool *aside;  /* [nvars]  not a field: coordinates, bounds, texts ... */
    bool *scalar; /* [nvars]  is in ds */
    size_t nfields;
    size_t *field;                /* [nfields]  variables that are fields */
    struct shape *shape;          /* [nfields] */
    struct shape all;             /* of the domain: the union of the shapes */
    size_t time_var, time_bounds; /* variables, or NC_NONE */
    struct dataset *ds;
};

/* cf_dim -- length of a dimension, 1 for NC_NONE; the count of records may be
 * STEPS_UNKNOWN. */
size_t cf_dim(const struct nc *nc, size_t dim);

/* cf_plain_dim -- the dimension of the cells, where one has their edges. */
size_t cf_plain_dim(const struct nc *nc, size_t dim);

/* cf_find_original -- the variable of a name, or that had it before the source
 * profile gave it another, or NC_NONE. */
size_t cf_find_original(const struct nc *nc, const char *name);

/* cf_has_dim -- does a variable vary along a dimension? */
bool cf_has_dim(const struct nc_var *v, size_t dim);

/* cf_coordinate -- the coordinate variable of a dimension, or NC_NONE. */
size_t cf_coordinate(const struct nc *nc, size_t dim);

/* cf_role -- what a variable is a coordinate of, by its attributes, then by its
 * name. */
enum role cf_role(const struct nc_var *v);

/* cf_level_name -- the standard_name of a coordinate; air_pressure of a level
 * that has none, in a unit of pressure. */
const char *cf_level_name(const struct nc_var *v);

/* cf_dim_role -- what a dimension is of: by its coordinate variable, by a
 * variable of time along it (timed), by its name. */
enum role cf_dim_role(const struct nc *nc, size_t dim, bool timed);

/* cf_roles_new -- the same of all dimensions, and all variables that are places
 * along some.  Free with cf_roles_free(). */
struct cf_roles *cf_roles_new(const struct nc *nc);
void cf_roles_free(struct cf_roles *s);
enum role cf_roles_dim(const struct cf_roles *s, size_t dim);

/* cf_roles_place -- the first variable of latitude or longitude whose
 * dimensions v has too, or NC_NONE. */
size_t cf_roles_place(const struct cf_roles *s, const struct nc *nc,
                      const struct nc_var *v, enum role role);

/* cf_word -- the next of the words of a text, in *word [n bytes, without a 0];
 * returns n, 0 after the last.  A colon after a word is not of it. */
size_t cf_word(const char **text, const char **word);

/* cf_next_named -- the next variable that a text names, or NC_NONE; *text goes
 * on behind it.  cf_named -- the k-th that an attribute names. */
size_t cf_next_named(const struct nc *nc, const char **text);
size_t cf_named(const struct nc *nc, const struct nc_var *v, const char *att,
                size_t k);

/* cf_shape -- how a variable lies. */
struct shape cf_shape(const struct reading *r, size_t var);

/* cf_numbers -- makes numbers of texts that say what values mean ("-9999" as a
 * missing_value), where they are numbers. */
void cf_numbers(struct nc *nc);

/* cf_select -- which variables are the fields: all on one grid, or those that
 * are wanted; sets field, shape and all. */
MUST_CHECK int cf_select(struct reading *r, const struct source_in *in);

/* cf_whole_vectors -- wants with a component along an axis of its grid the
 * other one, and the angles of the grid, where they are; not on axes of
 * latitude and longitude, which need not be turned. */
void cf_whole_vectors(const struct reading *r, bool *wanted);

/*
 * cf_load -- decoded values of a whole variable; the caller frees them with
 * free().
 *
 *   first  in   of a variable along time its first step alone
 */
MUST_CHECK int cf_load(struct reading *r, size_t var, bool first,
                       double **value, size_t *n);

/* cf_texts -- rows of characters as n texts; the caller frees each with free(),
 * and the list. */
MUST_CHECK int cf_texts(struct reading *r, size_t var, char ***text, size_t *n);

/* cf_rest -- a copy of attributes without those that say how values are stored,
 * and without those that axes and fields have members for. */
struct atts cf_rest(const struct nc_var *v);

/* cf_bounds_of -- the variable of the bounds of another, or NC_NONE; warns of
 * one that is not there. */
size_t cf_bounds_of(const struct nc *nc, size_t var);

/* cf_time, cf_axes, cf_read_grid -- the parts of the domain. */
MUST_CHECK int cf_time(struct reading *r);
MUST_CHECK int cf_axes(struct reading *r);
MUST_CHECK int cf_read_grid(struct reading *r);

/* cf_count -- makes n numbers of time, none of them missing, those of the axis.
 */
MUST_CHECK int cf_count(const struct counting *how,
                        const struct time_unit *axis, size_t n, double *value);

/* cf_count_bounds -- the same for n pairs, which come in order; what is missing
 * stays. */
MUST_CHECK int cf_count_bounds(const struct counting *how,
                               const struct time_unit *axis, size_t n,
                               double *bounds);

/* cf_patches_shape -- sets patch, y and x of a variable along patches of a
 * grid; false: it is of none. */
bool cf_patches_shape(const struct nc *nc, const struct nc_var *v,
                      struct shape *s);

/* cf_patches_read -- the grid of a field along patches. */
MUST_CHECK int cf_patches_read(struct reading *r, struct grid *g);

/* cf_mesh -- the corners of a field's cells that are faces of a UGRID mesh. */
MUST_CHECK int cf_mesh(struct reading *r, struct grid *g);

/* cf_axis_read -- an axis along a dimension, with values, bounds and the
 * attributes that nobody interprets. */
MUST_CHECK int cf_axis_read(struct reading *r, size_t dim, struct axis *a);

/* cf_source -- the source of a reading whose dataset is whole.  It takes r->f
 * and r->ds, also on failure, and reads the static fields. */
MUST_CHECK int cf_source(struct source **out, struct reading *r);

#endif
