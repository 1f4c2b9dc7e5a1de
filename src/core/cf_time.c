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
static int read_numbers(struct reading *r);
static int read_texts(struct reading *r, size_t var);

int cf_time(struct reading *r) {
    struct time_axis *t = &r->ds->time;
    const size_t dim = r->all.time, var = find_numbers(r);
    const size_t texts = find_texts(r);

    r->time_var = r->time_bounds = NC_NONE;
    t->n = cf_dim(r->nc, dim);
    if (var == NC_NONE && dim == NC_NONE)
        return EX_OK;
    t->name =
        mem_text(dim == NC_NONE ? r->nc->var[var].name : r->nc->dim[dim].name);
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
    const int status = read_units(r);
    if (status != EX_OK)
        return err_in(status, r->nc->var[var].name);
    return read_numbers(r);
}

static bool has_units(const struct nc_var *v) {
    const char *units = atts_text(&v->atts, "units");

    return v->type != TYPE_CHAR &&
           ((units != NULL && time_unit_is(units)) ||
            atts_find(&v->atts, "twinpipe_time_reference") != NULL);
}

/* How good a variable is as the time of the steps; 0: it is none. */
static int merit(const struct reading *r, size_t var) {
    const struct nc_var *v = &r->nc->var[var];
    const char *name = atts_text(&v->atts, "standard_name");

    if (!has_units(v))
        return 0;
    if (r->all.time == NC_NONE
            ? v->ndims > 1 || (v->ndims == 1 && cf_dim(r->nc, v->dim[0]) != 1)
            : v->ndims != 1 || v->dim[0] != r->all.time)
        return 0;
    if (var == cf_coordinate(r->nc, r->all.time))
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
    if ((plain = time_unit_plain(t->units, &r->form)) != NULL) {
        free(t->units);
        t->units = plain;
    } else if (r->month_units && (r->form.months = time_months(t->units)) > 0) {
        r->form.is_plain = false;
    }
    status = time_unit_days(t->units, atts_text(&v->atts, "calendar"),
                            r->form.months > 0, &t->unit);
    if (status == EX_OK &&
        (r->form.months > 0 || !time_unit_is_spelled(t->units))) {
        free(t->units);
        t->units = time_unit_text(&t->unit);
    }
    return status;
}

/* Counts of months, dates and the like become counts of the unit. */
static int count(const struct reading *r, size_t n, double *value) {
    const struct nc_var *v = &r->nc->var[r->time_var];
    int status = EX_OK;

    for (size_t k = 0; !r->form.is_plain && k < n && status == EX_OK; k++)
        status = time_plain(&r->ds->time.unit, &r->form, &value[k]);
    return err_in(status, v->name);
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
    if ((status = count(r, n, t->value)) != EX_OK)
        return status;
    if (r->time_bounds == NC_NONE ||
        (r->f->sequential && nc_is_record(nc, &nc->var[r->time_bounds])))
        return EX_OK;
    if ((status = cf_load(r, r->time_bounds, false, &t->bounds, &n)) != EX_OK)
        return status;
    if (n == 2 * t->n)
        return count(r, n, t->bounds);
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
