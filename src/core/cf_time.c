/* SPDX-License-Identifier: Apache-2.0 */
/* The time axis: numbers since a date, numbers since a text, or texts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/cf_read.h"
#include "core/mem.h"
#include "core/parse.h"

/* What rows of text are counted in. */
#define TEXT_UNITS "hours since 1970-01-01 00:00:00"

static size_t find_numbers(const struct reading *r);
static size_t find_texts(const struct reading *r);
static int read_units(struct reading *r);
static int read_bounds_unit(struct reading *r);
static int read_numbers(struct reading *r);
static int read_texts(struct reading *r, size_t var);

/* Is the axis called as its variable?  Elsewhere as its dimension, but where
 * that is the start or the lead of forecasts. */
static bool is_named_by(const struct reading *r, size_t var) {
    return r->all.time == NC_NONE ||
           (var != NC_NONE && r->nc->var[var].ndims == 2);
}

int cf_time(struct reading *r) {
    struct time_axis *t = &r->ds->time;
    const size_t dim = r->all.time, var = find_numbers(r);
    const size_t texts = find_texts(r);

    r->time_var = r->time_bounds = NC_NONE;
    t->n = cf_dim(r->nc, dim);
    if (var == NC_NONE && dim == NC_NONE)
        return EX_OK;
    t->name = mem_text(is_named_by(r, var) ? r->nc->var[var].name
                                           : r->nc->dim[dim].name);
    if (var == NC_NONE && texts != NC_NONE)
        return read_texts(r, texts);
    if (var == NC_NONE)
        return err_set(EX_DATAERR,
                       "%s: no units of time (\"days since 1850-01-01\")",
                       t->name);
    r->time_var = var;
    r->time_bounds = cf_bounds_of(r->nc, var);
    t->has_bounds = r->time_bounds != NC_NONE;
    t->is_climatology =
        t->has_bounds &&
        cf_named(r->nc, &r->nc->var[var], "climatology", 0) == r->time_bounds;
    t->atts = cf_rest(&r->nc->var[var]);
    int status = err_in(read_units(r), r->nc->var[var].name);
    if (status == EX_OK && t->has_bounds)
        status = read_bounds_unit(r);
    return status == EX_OK ? read_numbers(r) : status;
}

static bool has_units(const struct nc_var *v) {
    const char *units = atts_text(&v->atts, "units");

    return v->type != TYPE_CHAR &&
           ((units != NULL && time_unit_is(units)) ||
            atts_find(&v->atts, "twinpipe_time_reference") != NULL);
}

/* Does a variable have a value for each step?  Other dimensions are of one. */
static bool is_along(const struct reading *r, const struct nc_var *v) {
    bool along = r->all.time == NC_NONE;

    for (size_t d = 0; d < v->ndims; d++) {
        along = along || v->dim[d] == r->all.time;
        if (v->dim[d] != r->all.time && cf_dim(r->nc, v->dim[d]) != 1)
            return false;
    }
    return along && v->ndims <= 2;
}

/* How good a variable is as the time of the steps; 0: it is none.  That of the
 * start of forecasts is not the time that they are for. */
static int merit(const struct reading *r, size_t var) {
    const struct nc_var *v = &r->nc->var[var];
    const char *name = atts_text(&v->atts, "standard_name");
    const bool start = name && strcmp(name, "forecast_reference_time") == 0;

    if (!has_units(v) || !is_along(r, v))
        return 0;
    if (v->ndims == 2)
        return name != NULL && strcmp(name, "time") == 0 ? 3 : 0;
    if (var == cf_coordinate(r->nc, r->all.time) && !start)
        return 4;
    if (name != NULL)
        return strcmp(name, "time") == 0 ? 3 : 1;
    return strcmp(v->name, "time") == 0 ? 3 : 2;
}

/* Of one value only what is called time, or what a field names. */
static size_t find_numbers(const struct reading *r) {
    const int least = r->all.time == NC_NONE ? 3 : 1;
    size_t best = NC_NONE;

    for (size_t k = 0; k < r->nc->nvars; k++)
        if (merit(r, k) >= least &&
            (best == NC_NONE || merit(r, k) > merit(r, best)))
            best = k;
    return best;
}

/* Rows of text along time, as WRF's Times. */
static size_t find_texts(const struct reading *r) {
    for (size_t k = 0; r->all.time != NC_NONE && k < r->nc->nvars; k++) {
        const struct nc_var *v = &r->nc->var[k];
        if (v->type == TYPE_CHAR && v->ndims == 2 && v->dim[0] == r->all.time &&
            cf_dim(r->nc, v->dim[1]) >= 10 &&
            strncasecmp(v->name, "time", 4) == 0)
            return k;
    }
    return NC_NONE;
}

/* "1996 01 05 00:00" is a date as well. */
static void join_date(char *text) {
    size_t day = strspn(text, "0123456789");

    for (int k = 0; k < 2 && text[day] == ' '; k++) {
        text[day] = '-';
        day += 1 + strspn(text + day + 1, "0123456789");
    }
}

/* What the numbers of a unit count; *plain is the unit that stands for it where
 * other programs do not know it, the caller's to free. */
static int find_counting(const struct reading *r, const char *units,
                         struct counting *how, char **plain) {
    const struct nc_var *v = &r->nc->var[r->time_var];

    *plain = time_unit_plain(units, &how->form);
    if (*plain == NULL && r->month_units &&
        (how->form.months = time_months(units)) > 0)
        how->form.is_plain = false;
    return time_unit_days(*plain ? *plain : units,
                          atts_text(&v->atts, "calendar"), how->form.months > 0,
                          &how->unit);
}

/* The units, or those that a profile makes of a text and a unit. */
static int read_units(struct reading *r) {
    const struct nc *nc = r->nc;
    const struct nc_var *v = &nc->var[r->time_var];
    struct time_axis *t = &r->ds->time;
    const char *unit = atts_text(&v->atts, "twinpipe_time_unit");
    const size_t from = cf_named(nc, v, "twinpipe_time_reference", 0);
    char **text, *plain;
    size_t n;
    int status;

    if (from == NC_NONE || nc->var[from].type != TYPE_CHAR) {
        t->units = mem_text(atts_text(&v->atts, "units"));
    } else {
        if ((status = cf_texts(r, from, &text, &n)) != EX_OK)
            return status;
        if (n > 0)
            join_date(text[0]);
        t->units = mem_format("%s since %s", unit ? unit : "hours",
                              n > 0 ? text[0] : "");
        for (size_t k = 0; k < n; k++)
            free(text[k]);
        free(text);
    }
    status = find_counting(r, t->units, &r->stamps, &plain);
    if (plain != NULL) {
        free(t->units);
        t->units = plain;
    }
    t->unit = r->stamps.unit;
    if (status == EX_OK &&
        (r->stamps.form.months > 0 || !time_unit_is_spelled(t->units))) {
        free(t->units);
        t->units = time_unit_text(&t->unit);
    }
    return status;
}

/* Those of bounds, which CF does not mean to have another. */
static int read_bounds_unit(struct reading *r) {
    const struct nc_var *v = &r->nc->var[r->time_bounds];
    const char *units = atts_text(&v->atts, "units");
    char *plain = NULL;
    int status;

    r->bounds = r->stamps;
    if (units == NULL || !time_unit_is(units))
        return EX_OK;
    status = find_counting(r, units, &r->bounds, &plain);
    free(plain);
    return err_in(status, v->name);
}

static bool is_same(const struct time_unit *a, const struct time_unit *b) {
    return a->calendar == b->calendar && a->ms == b->ms && a->epoch == b->epoch;
}

int cf_count(const struct counting *how, const struct time_unit *axis, size_t n,
             double *value) {
    const bool other = !is_same(&how->unit, axis);
    int status = EX_OK;

    for (size_t k = 0; k < n; k++) {
        int64_t time;
        if (!how->form.is_plain)
            TRY(time_plain(&how->unit, &how->form, &value[k]));
        if (!other)
            continue;
        TRY(time_decode(&how->unit, value[k], &time));
        value[k] = time_encode(axis, time);
    }
done:
    return status;
}

int cf_count_bounds(const struct counting *how, const struct time_unit *axis,
                    size_t n, double *bounds) {
    int status = EX_OK;

    for (size_t k = 0; k < 2 * n; k++)
        if (!isnan(bounds[k]))
            TRY(cf_count(how, axis, 1, &bounds[k]));
    for (double *b = bounds; b < bounds + 2 * n; b += 2) {
        const double begin = b[0];
        if (begin > b[1]) {
            b[0] = b[1];
            b[1] = begin;
        }
    }
done:
    return status;
}

/* The values, where they are there before the steps. */
static int read_numbers(struct reading *r) {
    struct time_axis *t = &r->ds->time;
    const struct nc *nc = r->nc;
    const struct nc_var *v = &nc->var[r->time_var];
    size_t n;
    int status;

    if (r->f->sequential && nc_is_record(nc, v))
        return EX_OK;
    if ((status = cf_load(r, r->time_var, false, &t->value, &n)) != EX_OK)
        return status;
    for (size_t k = 0; k < n; k++)
        if (isnan(t->value[k]))
            return err_set(EX_DATAERR, "%s: value %zu is missing", v->name,
                           k + 1);
    if ((status = cf_count(&r->stamps, &t->unit, n, t->value)) != EX_OK)
        return err_in(status, v->name);
    if (r->time_bounds == NC_NONE ||
        (r->f->sequential && nc_is_record(nc, &nc->var[r->time_bounds])))
        return EX_OK;
    if ((status = cf_load(r, r->time_bounds, false, &t->bounds, &n)) != EX_OK)
        return status;
    if (n == 2 * t->n)
        return err_in(cf_count_bounds(&r->bounds, &t->unit, t->n, t->bounds),
                      nc->var[r->time_bounds].name);
    return err_set(EX_DATAERR, "%s: %zu bounds for %zu steps",
                   nc->var[r->time_bounds].name, n, t->n);
}

/* 2005-08-28_12:00:00 */
static int read_texts(struct reading *r, size_t var) {
    struct time_axis *t = &r->ds->time;
    char **text = NULL;
    size_t n = 0;
    int status;

    t->units = mem_text(TEXT_UNITS);
    TRY(time_unit_parse(t->units, "proleptic_gregorian", &t->unit));
    TRY(cf_texts(r, var, &text, &n));
    t->value = mem_array(n, sizeof *t->value);
    for (size_t k = 0; k < n; k++) {
        char *gap = strchr(text[k], '_');
        enum precision precision;
        struct date d;
        int64_t time;
        if (gap != NULL)
            *gap = 'T';
        if (parse_date(text[k], &d, &precision) != EX_OK) {
            status = EX_DATAERR; /* not what someone typed */
            goto done;
        }
        TRY(time_of(t->unit.calendar, &d, &time));
        t->value[k] = time_encode(&t->unit, time);
    }
done:
    for (size_t k = 0; k < n; k++)
        free(text[k]);
    free(text);
    return err_in(status, r->nc->var[var].name);
}
