/* SPDX-License-Identifier: Apache-2.0 */
/* Which dimension of a variable is which. */
#include <stdlib.h>
#include <string.h>

#include "core/cf_read.h"
#include "core/mem.h"

static void find_places(const struct reading *r, const struct nc_var *v,
                        struct shape *s);
static void find_plane(const struct reading *r, const struct nc_var *v,
                       struct shape *s);
static void find_rest(const struct reading *r, const struct nc_var *v,
                      struct shape *s);

static struct shape shape_of(const struct reading *r, const struct nc_var *v) {
    const struct nc *nc = r->nc;
    struct shape s = { .kind = GRID_NONE };

    s.time = s.member = s.level = s.patch = s.y = s.x = NC_NONE;
    s.lat = s.lon = NC_NONE;
    s.mapping = cf_named(nc, v, "grid_mapping", 0);
    for (size_t d = v->ndims; d-- > 0;)
        if (cf_roles_dim(r->roles, v->dim[d]) == ROLE_TIME)
            s.time = v->dim[d];
    find_places(r, v, &s);
    if (!cf_patches_shape(nc, v, &s))
        find_plane(r, v, &s);
    find_rest(r, v, &s);
    return s;
}

/* Where its dimensions are those of edges, the cells between them count. */
struct shape cf_shape(const struct reading *r, size_t var) {
    const struct nc *nc = r->nc;
    struct nc_var v = nc->var[var];
    struct shape s;

    v.dim = mem_array(v.ndims, sizeof *v.dim);
    for (size_t d = 0; d < v.ndims; d++)
        v.dim[d] = cf_plain_dim(nc, nc->var[var].dim[d]);
    s = shape_of(r, &v);
    free(v.dim);
    return s;
}

/* Could place p, but for a dimension of time, be that of variable v? */
static bool lies_on(const struct nc_var *p, const struct nc_var *v,
                    size_t time) {
    for (size_t d = 0; d < p->ndims; d++)
        if (p->dim[d] != time && !cf_has_dim(v, p->dim[d]))
            return false;
    return true;
}

static void take_place(const struct nc *nc, const struct nc_var *v, size_t var,
                       struct shape *s) {
    const enum role role = cf_role(&nc->var[var]);
    size_t *place = role == ROLE_LAT   ? &s->lat
                    : role == ROLE_LON ? &s->lon
                                       : NULL;

    if (place != NULL && *place == NC_NONE && nc->var[var].type != TYPE_CHAR &&
        lies_on(&nc->var[var], v, s->time))
        *place = var;
}

/* The variables of latitude and longitude: of the dimensions, those that
 * `coordinates` names, any in the file that fit. */
static void find_places(const struct reading *r, const struct nc_var *v,
                        struct shape *s) {
    const char *text = atts_text(&v->atts, "coordinates");
    const struct nc *nc = r->nc;
    size_t var;

    for (size_t d = 0; d < v->ndims; d++)
        if ((var = cf_coordinate(nc, v->dim[d])) != NC_NONE)
            take_place(nc, v, var, s);
    while ((var = cf_next_named(nc, &text)) != NC_NONE)
        take_place(nc, v, var, s);
    if (s->lat == NC_NONE)
        s->lat = cf_roles_place(r->roles, nc, v, ROLE_LAT);
    if (s->lon == NC_NONE)
        s->lon = cf_roles_place(r->roles, nc, v, ROLE_LON);
}

/* The dimensions of a place, but for time; NC_NONE: fewer. */
static size_t place_dims(const struct nc *nc, size_t var, size_t time,
                         size_t dim[2]) {
    size_t n = 0;

    dim[0] = dim[1] = NC_NONE;
    if (var == NC_NONE)
        return 0;
    for (size_t d = 0; d < nc->var[var].ndims; d++)
        if (nc->var[var].dim[d] != time && n < 2)
            dim[n++] = nc->var[var].dim[d];
        else if (nc->var[var].dim[d] != time)
            return 3;
    return n;
}

static const char *mapping_name(const struct nc *nc, const struct shape *s) {
    const char *name =
        s->mapping == NC_NONE
            ? NULL
            : atts_text(&nc->var[s->mapping].atts, "grid_mapping_name");

    return name ? name : "";
}

/* The last dimension of a role, with its coordinate variable or without. */
static size_t dim_of(const struct reading *r, const struct nc_var *v,
                     enum role role, bool coordinate) {
    for (size_t d = v->ndims; d-- > 0;)
        if (cf_roles_dim(r->roles, v->dim[d]) == role &&
            (!coordinate || cf_coordinate(r->nc, v->dim[d]) != NC_NONE))
            return v->dim[d];
    return NC_NONE;
}

static bool is_rotated(const struct nc *nc, const struct shape *s) {
    const size_t y = cf_coordinate(nc, s->y);
    const char *name =
        y == NC_NONE ? NULL : atts_text(&nc->var[y].atts, "standard_name");

    if (s->mapping != NC_NONE &&
        atts_find(&nc->var[s->mapping].atts, "grid_north_pole_latitude"))
        return true;
    return name != NULL && strcmp(name, "grid_latitude") == 0;
}

/* Axes of y and x: of a projection, unless nothing but 2-D places tells where
 * they are. */
static void plane_of_axes(const struct nc *nc, struct shape *s, bool places) {
    const bool mapped = s->mapping != NC_NONE &&
                        strcmp(mapping_name(nc, s), "latitude_longitude") != 0;

    if (is_rotated(nc, s))
        s->kind = GRID_ROTATED;
    else
        s->kind = places && !mapped ? GRID_CURVILINEAR : GRID_PROJECTED;
    if (!places)
        s->lat = s->lon = NC_NONE;
}

static bool is_scalar(const struct nc *nc, size_t var) {
    return var != NC_NONE && nc->var[var].ndims == 0;
}

static void find_plane(const struct reading *r, const struct nc_var *v,
                       struct shape *s) {
    const struct nc *nc = r->nc;
    size_t lat[2], lon[2];
    const size_t nlat = place_dims(nc, s->lat, s->time, lat);
    const size_t nlon = place_dims(nc, s->lon, s->time, lon);
    const bool both = nlat == nlon && lat[0] == lon[0];
    const bool curved = both && nlat == 2 && lat[1] == lon[1];

    s->y = dim_of(r, v, ROLE_Y, true);
    s->x = dim_of(r, v, ROLE_X, true);
    if (nlat == 1 && nlon == 1 && !both) {
        s->kind = GRID_LATLON;
        s->y = lat[0];
        s->x = lon[0];
    } else if (s->y != NC_NONE && s->x != NC_NONE) {
        plane_of_axes(nc, s, curved);
    } else if (curved) {
        s->kind = GRID_CURVILINEAR;
        s->y = lat[0];
        s->x = lat[1];
    } else if (both && nlat == 1) {
        s->kind = GRID_UNSTRUCTURED;
        s->y = NC_NONE;
        s->x = lat[0];
    } else if ((s->x = dim_of(r, v, ROLE_CELL, false)) != NC_NONE) {
        s->kind = GRID_UNSTRUCTURED;
        s->y = NC_NONE;
    } else {
        s->y = dim_of(r, v, ROLE_Y, false);
        s->x = dim_of(r, v, ROLE_X, false);
        if (s->y != NC_NONE && s->x != NC_NONE)
            plane_of_axes(nc, s, false);
        else if (is_scalar(nc, s->lat) && is_scalar(nc, s->lon))
            s->kind = GRID_UNSTRUCTURED; /* one station */
        if (s->kind != GRID_PROJECTED && s->kind != GRID_ROTATED)
            s->y = s->x = NC_NONE;
    }
    if (s->kind == GRID_NONE || (s->kind == GRID_UNSTRUCTURED && !both))
        s->lat = s->lon = NC_NONE;
}

/* Levels and members; what has one value is left out. */
static void find_rest(const struct reading *r, const struct nc_var *v,
                      struct shape *s) {
    const struct nc *nc = r->nc;

    for (size_t d = 0; d < v->ndims; d++) {
        const size_t dim = v->dim[d];
        const enum role role = cf_roles_dim(r->roles, dim);
        if (dim == s->patch || dim == s->y || dim == s->x || dim == s->time ||
            cf_dim(nc, dim) == 1 || nc->dim[dim].versions)
            continue;
        if (role == ROLE_LEVEL && s->level == NC_NONE)
            s->level = dim;
        else if (role == ROLE_MEMBER && s->member == NC_NONE)
            s->member = dim;
        else
            s->odd = nc->dim[dim].name;
    }
}
