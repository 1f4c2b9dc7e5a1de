/* SPDX-License-Identifier: Apache-2.0 */
/* Axes along one dimension, and coordinates of one value. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_read.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/profile_part.h"

#define REFERENCE "forecast_reference_time"

static void read_bounds(struct reading *r, size_t var, struct axis *a);
static int read_scalar(struct reading *r, size_t var);

/* Takes away what says how values are stored. */
static void drop_storage(struct atts *a) {
    static const char *const known[] = {
        "bounds",       "climatology", "_FillValue",  "missing_value",
        "scale_factor", "add_offset",  "valid_min",   "valid_max",
        "valid_range",  "_Unsigned",   "actual_range"
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        atts_drop(a, known[k]);
}

struct atts cf_rest(const struct nc_var *v) {
    static const char *const known[] = { "standard_name",
                                         "long_name",
                                         "units",
                                         "axis",
                                         "calendar",
                                         "coordinates",
                                         "cell_methods",
                                         "grid_mapping",
                                         "twinpipe_time_reference",
                                         "twinpipe_time_unit",
                                         "twinpipe_sum" };
    struct atts a = atts_copy(&v->atts);

    drop_storage(&a);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        atts_drop(&a, known[k]);
    return a;
}

int cf_axis_read(struct reading *r, size_t dim, struct axis *a) {
    const size_t var = cf_coordinate(r->nc, dim);
    const struct nc_var *v;
    size_t n;

    *a = (struct axis){ .name = mem_text(r->nc->dim[dim].name),
                        .n = cf_dim(r->nc, dim) };
    if (var == NC_NONE)
        return EX_OK;
    v = &r->nc->var[var];
    a->standard_name = mem_text(cf_level_name(v));
    a->long_name = mem_text(atts_text(&v->atts, "long_name"));
    a->units = mem_text(atts_text(&v->atts, "units"));
    a->atts = cf_rest(v);
    const int status = cf_load(r, var, false, &a->value, &n);
    if (status != EX_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        if (isnan(a->value[i]))
            return err_set(EX_DATAERR, "%s: value %zu is missing", v->name,
                           i + 1);
    read_bounds(r, var, a);
    return EX_OK;
}

/* Do both lie about the value?  Longitudes may have their bounds a turn away.
 */
static bool hold(double value, double *bounds, bool round) {
    const double slack =
        1e-3 * fabs(bounds[1] - bounds[0]) + 1e-6 * fabs(value);

    for (int k = 0; round && k < 2; k++)
        if (fabs(bounds[k] - value) > 180)
            bounds[k] = value + remainder(bounds[k] - value, 360);
    return fmin(bounds[0], bounds[1]) <= value + slack &&
           fmax(bounds[0], bounds[1]) >= value - slack;
}

/* Bounds, if they are sane. */
static void read_bounds(struct reading *r, size_t var, struct axis *a) {
    const size_t bounds = cf_bounds_of(r->nc, var);
    const bool round = cf_role(&r->nc->var[var]) == ROLE_LON;
    size_t n;

    if (bounds == NC_NONE || a->n == 0)
        return;
    if (cf_load(r, bounds, false, &a->bounds, &n) != EX_OK || n != 2 * a->n) {
        warn("%s is not read; bounds are computed", r->nc->var[bounds].name);
        free(a->bounds);
        a->bounds = NULL;
        return;
    }
    for (size_t i = 0; i < a->n; i++) {
        double *b = a->bounds + 2 * i;
        if (hold(a->value[i], b, round) && (b[0] != b[1] || a->n == 1))
            continue;
        warn("%s: those of %s %g do not hold it; bounds are computed",
             r->nc->var[bounds].name, a->name, a->value[i]);
        free(a->bounds);
        a->bounds = NULL;
        return;
    }
}

/* Is it one value, and of what the fields have? */
static bool is_scalar(const struct reading *r, size_t var) {
    const struct nc_var *v = &r->nc->var[var];
    const size_t last = v->type == TYPE_CHAR && v->ndims > 0 ? 1 : 0;

    if (var == r->all.lat || var == r->all.lon || var == r->time_var)
        return false;
    for (size_t d = 0; d + last < v->ndims; d++)
        if (cf_dim(r->nc, v->dim[d]) != 1 || v->dim[d] == r->all.time ||
            v->dim[d] == r->all.patch)
            return false;
    return true;
}

/* Puts the name of a variable to the list that ends at *end, if it is a scalar.
 */
static int take_scalar(struct reading *r, size_t var, const char *list,
                       char **end) {
    int status;

    if (var == NC_NONE || !is_scalar(r, var))
        return EX_OK;
    if ((status = read_scalar(r, var)) != EX_OK)
        return status;
    *end = stpcpy(*end, *end > list ? " " : "");
    *end = stpcpy(*end, r->nc->var[var].name);
    return EX_OK;
}

/* The names of a field's scalars; those of its dimensions of one value too. */
static int field_scalars(struct reading *r, size_t k, char **names) {
    const struct nc *nc = r->nc;
    const struct nc_var *v = &nc->var[r->field[k]];
    const char *text = atts_text(&v->atts, "coordinates");
    size_t var, n = text ? strlen(text) + 2 : 1;
    char *end;
    int status = EX_OK;

    for (size_t d = 0; d < v->ndims; d++)
        n += strlen(nc->dim[v->dim[d]].name) + 1;
    end = *names = mem_array(n, 1);
    for (size_t d = 0; d < v->ndims; d++) {
        const size_t dim = v->dim[d];
        if (dim != r->all.y && dim != r->all.x && dim != r->all.time)
            TRY(take_scalar(r, cf_coordinate(nc, dim), *names, &end));
    }
    while ((var = cf_next_named(nc, &text)) != NC_NONE)
        TRY(take_scalar(r, var, *names, &end));
done:
    return status;
}

static int read_scalar(struct reading *r, size_t var) {
    const struct nc_var *v = &r->nc->var[var];
    struct dataset *ds = r->ds;
    const size_t bounds = cf_named(r->nc, v, "bounds", 0);
    struct scalar s = { .value = NAN, .bounds = { NAN, NAN } };
    double *value = NULL;
    size_t n;
    int status = EX_OK;

    if (r->scalar[var])
        return EX_OK;
    r->scalar[var] = true;
    if (v->type == TYPE_CHAR) {
        char **text;
        TRY(cf_texts(r, var, &text, &n));
        s.text = n > 0 ? text[0] : mem_text("");
        for (size_t i = 1; i < n; i++)
            free(text[i]);
        free(text);
    } else {
        TRY(cf_load(r, var, false, &value, &n));
        s.value = n > 0 ? *value : NAN;
    }
    if (bounds != NC_NONE && s.text == NULL) {
        free(value);
        TRY(cf_load(r, bounds, false, &value, &n));
        if (n == 2)
            memcpy(s.bounds, value, sizeof s.bounds);
    }
    s.name = mem_text(v->name);
    s.atts = atts_copy(&v->atts);
    drop_storage(&s.atts);
    if (cf_level_name(v) != NULL)
        atts_set_text(&s.atts, "standard_name", cf_level_name(v));
    ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *ds->scalar);
    ds->scalar[ds->nscalars++] = s;
done:
    free(value);
    return status;
}

static int read_axis(struct reading *r, size_t dim, struct axis **out) {
    if (dim == NC_NONE)
        return EX_OK;
    *out = mem_array(1, sizeof **out);
    return cf_axis_read(r, dim, *out);
}

static bool has_reference(const struct dataset *ds) {
    for (size_t k = 0; k < ds->nscalars; k++) {
        const char *name = atts_text(&ds->scalar[k].atts, "standard_name");
        if (name != NULL && strcmp(name, REFERENCE) == 0)
            return true;
    }
    return false;
}

/* The start of a forecast, which only the source profile knows: a scalar of all
 * fields. */
static int add_reference(struct reading *r) {
    const char *said = atts_text(&r->nc->atts, PROFILE_REFERENCE);
    struct dataset *ds = r->ds;
    char *text = mem_text(said), *gap = said ? strchr(text, '_') : NULL;
    struct scalar s = { .bounds = { NAN, NAN } };
    enum precision precision;
    struct date d;
    int64_t time;
    int status = EX_OK;

    if (said == NULL || has_reference(ds) || ds->time.name == NULL ||
        ds->time.units == NULL)
        goto done;
    if (gap != NULL)
        *gap = 'T';
    TRY(parse_date(text, &d, &precision));
    TRY(time_of(ds->time.unit.calendar, &d, &time));
    s.name = mem_text(REFERENCE);
    s.value = time_encode(&ds->time.unit, time);
    atts_set_text(&s.atts, "standard_name", REFERENCE);
    atts_set_text(&s.atts, "units", ds->time.units);
    atts_set_text(&s.atts, "calendar", calendar_name(ds->time.unit.calendar));
    ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *ds->scalar);
    ds->scalar[ds->nscalars++] = s;
    for (size_t k = 0; k < r->nfields; k++) {
        struct atts *a = &r->nc->var[r->field[k]].atts;
        atts_append(a, "coordinates", REFERENCE);
    }
done:
    free(text);
    return err_in(status, "start of the forecast");
}

int cf_axes(struct reading *r) {
    int status;

    TRY(read_axis(r, r->all.level, &r->ds->level));
    TRY(read_axis(r, r->all.member, &r->ds->member));
    for (size_t k = 0; k < r->nfields; k++) {
        struct nc_var *v = &r->nc->var[r->field[k]];
        char *names;
        status = field_scalars(r, k, &names);
        if (*names != 0)
            atts_set_text(&v->atts, "coordinates", names);
        else
            atts_drop(&v->atts, "coordinates");
        free(names);
        TRY(status);
    }
    status = add_reference(r);
done:
    return status;
}
