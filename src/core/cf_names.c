/* SPDX-License-Identifier: Apache-2.0 */
/* What is what: CF's attributes first, then names and units that are in use. */
#include <string.h>
#include <strings.h>

#include "core/calendar.h"
#include "core/cf_read.h"

/* Names count only where no attribute speaks; NULL-ended. */
static const char *const time_names[] = { "time",       "t",     "timestep",
                                          "valid_time", "times", NULL };
static const char *const member_names[] = {
    "member", "ensemble", "ens", "number", "realization", "realisation", NULL
};
static const char *const level_names[] = {
    "lev",      "level",    "levels",     "plev",     "depth", "height",
    "zlev",     "altitude", "pressure",   "isobaric", "z",     "bottom_top",
    "deptht",   "depthu",   "depthv",     "depthw",   "layer", "pfull",
    "hybrid",   "sigma",    "soil_layer", "alt",      "elev",  "isobaricinhpa",
    "levelist", NULL
};
static const char *const lat_names[] = { "lat",  "latitude", "nav_lat",
                                         "xlat", "xlat_m",   "lats",
                                         "tlat", NULL };
static const char *const lon_names[] = { "lon",   "longitude", "nav_lon",
                                         "xlong", "xlon",      "xlong_m",
                                         "lons",  "tlong",     NULL };
static const char *const y_names[] = { "y",   "yc",    "rlat", "south_north",
                                       "nj",  "j",     "nlat", "northing",
                                       "row", "ygrid", NULL };
static const char *const x_names[] = { "x",   "xc",    "rlon", "west_east",
                                       "ni",  "i",     "nlon", "easting",
                                       "col", "xgrid", NULL };
static const char *const cell_names[] = {
    "cell", "cells", "ncells", "station",       "stations", "location",
    "site", "point", "values", "healpix_index", NULL
};

static const char *const lat_units[] = {
    "degrees_north", "degree_north",  "degree_n",     "degrees_n", "degreen",
    "degreesn",      "degrees_south", "degree_south", NULL
};
static const char *const pressure_units[] = { "pa",   "hpa",      "mb",
                                              "mbar", "millibar", "millibars",
                                              NULL };
static const char *const lon_units[] = {
    "degrees_east", "degree_east",  "degree_e",    "degrees_e", "degreee",
    "degreese",     "degrees_west", "degree_west", NULL
};

/* standard_name says all; NULL-ended. */
static const struct {
    const char *name;
    enum role role;
} standard[] = {
    { "time", ROLE_TIME },
    { "latitude", ROLE_LAT },
    { "longitude", ROLE_LON },
    { "grid_latitude", ROLE_Y },
    { "grid_longitude", ROLE_X },
    { "projection_y_coordinate", ROLE_Y },
    { "projection_x_coordinate", ROLE_X },
    { "projection_y_angular_coordinate", ROLE_Y },
    { "projection_x_angular_coordinate", ROLE_X },
    { "healpix_index", ROLE_CELL },
    { "realization", ROLE_MEMBER },
    { "air_pressure", ROLE_LEVEL },
    { "height", ROLE_LEVEL },
    { "altitude", ROLE_LEVEL },
    { "depth", ROLE_LEVEL },
    { "model_level_number", ROLE_LEVEL },
};

static bool is_one_of(const char *text, const char *const *names) {
    for (; text != NULL && *names != NULL; names++)
        if (strcasecmp(text, *names) == 0)
            return true;
    return false;
}

static enum role role_of_name(const char *name) {
    const struct {
        const char *const *names;
        enum role role;
    } all[] = {
        { lat_names, ROLE_LAT },     { lon_names, ROLE_LON },
        { time_names, ROLE_TIME },   { member_names, ROLE_MEMBER },
        { level_names, ROLE_LEVEL }, { y_names, ROLE_Y },
        { x_names, ROLE_X },         { cell_names, ROLE_CELL },
    };

    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (is_one_of(name, all[k].names))
            return all[k].role;
    return ROLE_NONE;
}

static enum role role_of_axis(const char *axis) {
    if (axis == NULL || *axis == 0 || axis[1] != 0)
        return ROLE_NONE;
    switch (*axis) {
    case 'T':
        return ROLE_TIME;
    case 'Z':
        return ROLE_LEVEL;
    case 'Y':
        return ROLE_Y;
    case 'X':
        return ROLE_X;
    case 'E':
        return ROLE_MEMBER;
    default:
        return ROLE_NONE;
    }
}

enum role cf_role(const struct nc_var *v) {
    const char *units = atts_text(&v->atts, "units");
    const char *name = atts_text(&v->atts, "standard_name");
    enum role role;

    for (size_t k = 0; name && k < sizeof standard / sizeof *standard; k++)
        if (strcmp(name, standard[k].name) == 0)
            return standard[k].role;
    if (units != NULL && time_unit_is(units))
        return ROLE_TIME;
    if (atts_find(&v->atts, "twinpipe_time_reference") != NULL)
        return ROLE_TIME;
    if (is_one_of(units, lat_units))
        return ROLE_LAT;
    if (is_one_of(units, lon_units))
        return ROLE_LON;
    if (name != NULL)
        return role_of_axis(atts_text(&v->atts, "axis"));
    role = role_of_name(v->name);
    /* Degrees say no more than nothing does; metres are of another thing. */
    if ((role == ROLE_LAT || role == ROLE_LON) && units != NULL &&
        *units != 0 && strncasecmp(units, "deg", 3) != 0 &&
        strncasecmp(units, "rad", 3) != 0)
        role = ROLE_NONE;
    if (role != ROLE_LAT && role != ROLE_LON &&
        atts_text(&v->atts, "axis") != NULL)
        role = role_of_axis(atts_text(&v->atts, "axis"));
    if (role == ROLE_NONE && (atts_text(&v->atts, "positive") != NULL ||
                              is_one_of(units, pressure_units)))
        role = ROLE_LEVEL;
    return role;
}

size_t cf_dim(const struct nc *nc, size_t dim) {
    if (dim == NC_NONE)
        return 1;
    return dim == nc->record ? nc->nrecords : nc->dim[dim].n;
}

size_t cf_plain_dim(const struct nc *nc, size_t dim) {
    return dim != NC_NONE && nc->dim[dim].edges_of > 0
               ? nc->dim[dim].edges_of - 1
               : dim;
}

size_t cf_find_original(const struct nc *nc, const char *name) {
    const size_t var = nc_find_var(nc, name), n = strlen(name);

    for (size_t k = 0; var == NC_NONE && k < nc->nvars; k++) {
        const char *before = atts_text(&nc->var[k].atts, ORIGINAL_NAME);
        if (before != NULL && strncmp(before, name, n) == 0 &&
            (before[n] == 0 || before[n] == '+'))
            return k;
    }
    return var;
}

bool cf_has_dim(const struct nc_var *v, size_t dim) {
    for (size_t d = 0; d < v->ndims; d++)
        if (v->dim[d] == dim)
            return true;
    return false;
}

size_t cf_coordinate(const struct nc *nc, size_t dim) {
    const size_t var =
        dim == NC_NONE ? NC_NONE : nc_find_var(nc, nc->dim[dim].name);

    if (var == NC_NONE || nc->var[var].ndims != 1 ||
        nc->var[var].dim[0] != dim || nc->var[var].type == TYPE_CHAR)
        return NC_NONE;
    return var;
}

const char *cf_level_name(const struct nc_var *v) {
    const char *units = atts_text(&v->atts, "units");
    const char *name = atts_text(&v->atts, "standard_name");

    if (name != NULL || !is_one_of(units, pressure_units) ||
        cf_role(v) != ROLE_LEVEL)
        return name;
    return "air_pressure";
}

enum role cf_dim_role(const struct nc *nc, size_t dim, bool timed) {
    const size_t var = cf_coordinate(nc, dim);
    enum role role = var == NC_NONE ? ROLE_NONE : cf_role(&nc->var[var]);

    if (role != ROLE_NONE)
        return role;
    if (timed)
        return ROLE_TIME;
    role = role_of_name(nc->dim[dim].name);
    if (dim == nc->record && role != ROLE_LEVEL && role != ROLE_MEMBER &&
        role != ROLE_CELL)
        return ROLE_TIME;
    return role;
}

size_t cf_word(const char **text, const char **word) {
    const char *s = *text;
    size_t n = 0;

    s += strspn(s, " \t\n");
    while (s[n] != 0 && strchr(" \t\n:", s[n]) == NULL)
        n++;
    *word = s;
    *text = s + n + (s[n] == ':');
    return n;
}

size_t cf_next_named(const struct nc *nc, const char **text) {
    const char *word;
    size_t var = NC_NONE;

    for (size_t n; *text != NULL && var == NC_NONE;) {
        if ((n = cf_word(text, &word)) == 0)
            break;
        var = nc_find_word(nc, word, n);
    }
    return var;
}

size_t cf_named(const struct nc *nc, const struct nc_var *v, const char *att,
                size_t k) {
    const char *text = atts_text(&v->atts, att);
    size_t var = cf_next_named(nc, &text);

    while (var != NC_NONE && k-- > 0)
        var = cf_next_named(nc, &text);
    return var;
}
