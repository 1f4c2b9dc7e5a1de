/* SPDX-License-Identifier: Apache-2.0 */
/* Which variables are the fields. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/cf_read.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/quantity.h"

enum { LIST = 400 };

static void set_aside(struct reading *r);
static int take_wanted(struct reading *r, const struct source_in *in);
static int take_all(struct reading *r);
static int check_domain(struct reading *r);

int cf_select(struct reading *r, const struct source_in *in) {
    const size_t n = r->nc->nvars;
    int status;

    r->aside = mem_array(n, sizeof *r->aside);
    r->scalar = mem_array(n, sizeof *r->scalar);
    r->field = mem_array(n, sizeof *r->field);
    r->shape = mem_array(n, sizeof *r->shape);
    set_aside(r);
    status = in->nvariables > 0 ? take_wanted(r, in) : take_all(r);
    return status == EX_OK ? check_domain(r) : status;
}

static bool ends_in(const char *name, const char *end) {
    const size_t n = strlen(name), m = strlen(end);

    return n > m && strcmp(name + n - m, end) == 0;
}

/* What a variable says of itself: texts, coordinates, mappings, bounds. */
static bool is_aside(const struct nc *nc, size_t var) {
    const struct nc_var *v = &nc->var[var];
    const char *units = atts_text(&v->atts, "units");
    const enum role role = cf_role(v);

    if (v->type == TYPE_CHAR || v->type == TYPE_STRING)
        return true;
    /* a number alone is a field if it says what would be missing */
    if (v->ndims == 0 && atts_find(&v->atts, "_FillValue") == NULL)
        return true;
    if (v->ndims == 1 && strcmp(nc->dim[v->dim[0]].name, v->name) == 0)
        return true;
    if ((units != NULL && time_unit_is(units)) ||
        atts_find(&v->atts, "grid_mapping_name") != NULL ||
        atts_find(&v->atts, "cf_role") != NULL)
        return true;
    return role == ROLE_LAT || role == ROLE_LON || ends_in(v->name, "_bnds") ||
           ends_in(v->name, "_bounds") || ends_in(v->name, "_vertices");
}

static void set_aside(struct reading *r) {
    static const char *const names[] = { "bounds",
                                         "climatology",
                                         "coordinates",
                                         "grid_mapping",
                                         "node_coordinates",
                                         "face_coordinates",
                                         "edge_coordinates",
                                         "face_node_connectivity",
                                         "edge_node_connectivity",
                                         "formula_terms",
                                         "twinpipe_time_reference" };
    const struct nc *nc = r->nc;

    for (size_t k = 0; k < nc->nvars; k++) {
        if (is_aside(nc, k))
            r->aside[k] = true;
        for (size_t a = 0; a < sizeof names / sizeof *names; a++) {
            const char *text = atts_text(&nc->var[k].atts, names[a]);
            size_t var;
            while ((var = cf_next_named(nc, &text)) != NC_NONE)
                r->aside[var] = true;
        }
    }
}

static void take(struct reading *r, size_t var, struct shape shape) {
    r->field[r->nfields] = var;
    r->shape[r->nfields++] = shape;
}

/* Appends a name to a list for a message. */
static void list(char text[LIST], const char *name) {
    const size_t n = strlen(text);

    if (n + strlen(name) + 8 < LIST)
        snprintf(text + n, LIST - n, "%s%s", n ? ", " : "", name);
    else if (n + 6 < LIST && !ends_in(text, "..."))
        snprintf(text + n, LIST - n, ", ...");
}

/* What is there instead of it, where people take the one for the other. */
static int instead(const struct reading *r, const char *word) {
    const struct quantity_row *is, *asked;

    for (size_t k = 0; k < r->nc->nvars; k++) {
        const struct nc_var *v = &r->nc->var[k];
        if (r->aside[k])
            continue;
        is = quantity_mistaken(word, v->name,
                               atts_text(&v->atts, "standard_name"), &asked);
        if (is != NULL)
            return err_set(EX_DATAERR, "no \"%s\" (it has %s: %s%s%s)", word,
                           is->name, is->title, asked->hint ? "; " : "",
                           asked->hint ? asked->hint : "");
    }
    return EX_OK;
}

static int not_there(const struct reading *r, const char *word) {
    char has[LIST] = "";
    const int status = instead(r, word);

    if (status != EX_OK)
        return status;

    for (size_t k = 0; k < r->nc->nvars; k++)
        if (!r->aside[k])
            list(has, r->nc->var[k].name);
    return err_set(EX_DATAERR, "no variable \"%s\" (it has %s)", word,
                   *has ? has : "no fields");
}

/* Does a variable fit a word in one of the ways to say which is meant? */
typedef bool fits(const struct nc_var *v, const char *word);

static bool is_called(const struct nc_var *v, const char *word) {
    return strcmp(v->name, word) == 0;
}

static bool has_text(const struct nc_var *v, const char *att,
                     const char *word) {
    const char *text = atts_text(&v->atts, att);

    return text != NULL && strcmp(text, word) == 0;
}

static bool was_called(const struct nc_var *v, const char *word) {
    return atts_says(&v->atts, ORIGINAL_NAME, word);
}

static bool is_standard(const struct nc_var *v, const char *word) {
    return has_text(v, "standard_name", word);
}

static bool is_quantity(const struct nc_var *v, const char *word) {
    const char *standard_name = atts_text(&v->atts, "standard_name");

    return quantity_is(word, v->name, standard_name) ||
           quantity_may_be(word, v->name, standard_name);
}

static bool is_short(const struct nc_var *v, const char *word) {
    return has_text(v, "GRIB_shortName", word);
}

static bool is_param(const struct nc_var *v, const char *word) {
    int64_t id;

    return *word >= '0' && *word <= '9' && parse_int(word, &id) == EX_OK &&
           atts_number(&v->atts, "GRIB_paramId") == (double)id;
}

/* The field that a word means: by its name, the one that it had before the
 * source profile gave it another, its standard_name, its quantity, the names
 * of GRIB.  The first way that finds any counts, and must find one. */
static int look_up(const struct reading *r, const char *word, size_t *var) {
    static fits *const ways[] = { is_called,   was_called, is_standard,
                                  is_quantity, is_short,   is_param };
    const struct nc *nc = r->nc;
    char both[LIST] = "";
    size_t n = 0;

    *var = NC_NONE;
    for (size_t w = 0; w < sizeof ways / sizeof *ways && n == 0; w++)
        for (size_t k = 0; k < nc->nvars; k++) {
            const bool taken =
                w == 0 ? nc->var[k].type != TYPE_CHAR : !r->aside[k];
            if (!taken || !ways[w](&nc->var[k], word))
                continue;
            *var = k;
            list(both, nc->var[k].name);
            n++;
        }
    return n > 1 ? err_set(EX_DATAERR, "\"%s\" may be %s", word, both) : EX_OK;
}

/* What a variable lacks whose dimension is odd: the other half of a place, or
 * nothing. */
static const char *half(const struct reading *r, const char *odd) {
    const size_t d = nc_find_dim(r->nc, odd);
    const enum role role = d == NC_NONE ? ROLE_NONE : cf_roles_dim(r->roles, d);

    return role == ROLE_LAT   ? "longitude"
           : role == ROLE_LON ? "latitude"
                              : NULL;
}

static int is_odd(const struct reading *r, const char *name, const char *odd) {
    const char *other = half(r, odd);

    return other != NULL
               ? err_set(EX_DATAERR,
                         "%s: dimension \"%s\" without %s is no grid (a mean "
                         "over %ss needs an axis of one, with bounds)",
                         name, odd, other, other)
               : err_set(EX_DATAERR,
                         "%s: dimension \"%s\" is none of time, member, level "
                         "and place",
                         name, odd);
}

/* In the order of the file. */
static int take_wanted(struct reading *r, const struct source_in *in) {
    const struct nc *nc = r->nc;
    bool *wanted = mem_array(nc->nvars, sizeof *wanted);
    int status = EX_OK;
    size_t var, found = 0;

    for (size_t k = 0; k < in->nvariables; k++) {
        TRY(look_up(r, in->variable[k], &var));
        if (var != NC_NONE)
            wanted[var] = true;
        else if (k + in->noptional < in->nvariables)
            TRY(not_there(r, in->variable[k]));
        found += var != NC_NONE;
    }
    if (found == 0)
        TRY(not_there(r, in->variable[0]));
    if (in->whole_vectors)
        cf_whole_vectors(r, wanted);
    for (var = 0; var < nc->nvars; var++) {
        const struct shape s = wanted[var] ? cf_shape(r, var) : r->all;
        if (!wanted[var])
            continue;
        if (s.odd != NULL)
            TRY(is_odd(r, nc->var[var].name, s.odd));
        take(r, var, s);
    }
done:
    free(wanted);
    return status;
}

/* Does it belong to the fields by what it has: a place (2), time (1), neither,
 * but a number (0)? */
static bool is_of(const struct nc_var *v, const struct shape *s, int has) {
    if (has == 2 || s->kind != GRID_NONE)
        return has == 2 && s->kind != GRID_NONE;
    if (has == 1 || s->time != NC_NONE)
        return has == 1 && s->time != NC_NONE;
    return v->ndims == 0;
}

/* All that has a place; without any, all that has time; without that, single
 * numbers. */
static int take_all(struct reading *r) {
    const struct nc *nc = r->nc;
    char odd[LIST] = "";
    size_t first = NC_NONE;

    for (int has = 2; has >= 0 && r->nfields == 0; has--)
        for (size_t k = 0; k < nc->nvars; k++) {
            const struct shape s = r->aside[k] ? r->all : cf_shape(r, k);
            if (r->aside[k] || !is_of(&nc->var[k], &s, has))
                continue;
            if (s.odd == NULL)
                take(r, k, s);
            else
                list(odd, nc->var[first = k].name);
        }
    if (r->nfields > 0 && *odd && r->shape[0].kind != GRID_NONE)
        warn("%s: %s: left out, for other dimensions than time, member, level "
             "and place",
             r->path, odd);
    if (r->nfields > 0)
        return EX_OK;
    if (first != NC_NONE && half(r, cf_shape(r, first).odd) != NULL)
        return is_odd(r, nc->var[first].name, cf_shape(r, first).odd);
    return *odd ? err_set(EX_DATAERR,
                          "no field on a grid or along time (%s "
                          "have other dimensions)",
                          odd)
                : err_set(EX_DATAERR, "no field on a grid or along time");
}

/* What one field has and another may lack. */
static void join(size_t *all, size_t one, bool *differ) {
    if (*all == NC_NONE)
        *all = one;
    else if (one != NC_NONE && one != *all)
        *differ = true;
}

/* "tas (412 x 424), ua (412 x 425)": the first field on each grid. */
static int several(const struct reading *r, const char *what) {
    char text[LIST] = "", one[LIST];

    for (size_t k = 0; k < r->nfields; k++) {
        const struct nc_var *v = &r->nc->var[r->field[k]];
        size_t n = (size_t)snprintf(one, sizeof one, "%.60s (", v->name);
        for (size_t d = 0; d < v->ndims && n < LIST - 60; d++)
            n += (size_t)snprintf(one + n, sizeof one - n, "%s%.40s",
                                  d ? ", " : "", r->nc->dim[v->dim[d]].name);
        snprintf(one + n, sizeof one - n, ")");
        list(text, one);
    }
    return err_set(EX_DATAERR,
                   "fields on several %s: %s; choose by --variable, or "
                   "FILE:VAR of a mask",
                   what, text);
}

/* Times of each cell of a plane: places that move, not a grid. */
static int check_tracks(const struct reading *r) {
    const struct nc *nc = r->nc;

    for (size_t k = 0; k < nc->nvars; k++) {
        const struct nc_var *v = &nc->var[k];
        const char *units = atts_text(&v->atts, "units");
        if (r->all.kind == GRID_CURVILINEAR && units != NULL &&
            time_unit_is(units) && cf_has_dim(v, r->all.y) &&
            cf_has_dim(v, r->all.x))
            return err_set(EX_DATAERR,
                           "tracks with a time for each place (%s) are no grid",
                           v->name);
    }
    return EX_OK;
}

/* A place that moves along time, and is lost: of a ship, a buoy. */
static void tell_moving(const struct reading *r) {
    const struct nc *nc = r->nc;

    for (size_t k = 0; k < nc->nvars; k++) {
        const struct nc_var *v = &nc->var[k];
        if (r->all.kind == GRID_NONE && r->all.time != NC_NONE &&
            v->ndims == 1 && v->dim[0] == r->all.time &&
            cf_dim(nc, v->dim[0]) > 1 && cf_role(v) == ROLE_LAT) {
            warn("%s: %s varies along time: places that move are not kept",
                 r->path, v->name);
            return;
        }
    }
}

static int check_domain(struct reading *r) {
    bool times = false, levels = false, members = false;

    r->all = r->shape[0];
    for (size_t k = 1; k < r->nfields; k++) {
        const struct shape *s = &r->shape[k];
        if (s->kind != r->all.kind || s->patch != r->all.patch ||
            s->y != r->all.y || s->x != r->all.x)
            return several(r, "grids");
        join(&r->all.time, s->time, &times);
        join(&r->all.level, s->level, &levels);
        join(&r->all.member, s->member, &members);
        join(&r->all.mapping, s->mapping, &(bool){ false });
    }
    tell_moving(r);
    if (times)
        return several(r, "time axes");
    if (levels)
        return several(r, "level axes");
    return members ? several(r, "member axes") : check_tracks(r);
}
