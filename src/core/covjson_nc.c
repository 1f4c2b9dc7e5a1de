/* SPDX-License-Identifier: Apache-2.0 */
/* What has been read as coordinates and variables of CF. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/covjson_part.h"
#include "core/grib.h"
#include "core/mem.h"
#include "core/parse.h"

/* The longest unit in which times are whole [s]. */
struct clock {
    double length;
    char units[40];
};

static struct clock clock_of(const int64_t *ms, size_t n) {
    static const struct {
        const char *name;
        int64_t ms;
    } all[] = { { "days", MS_PER_DAY },
                { "hours", MS_PER_HOUR },
                { "seconds", 1000 },
                { "milliseconds", 1 } };
    struct clock c;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        while (ms[i] % all[k].ms != 0)
            k++;
    c.length = (double)all[k].ms;
    snprintf(c.units, sizeof c.units, "%s since 1970-01-01", all[k].name);
    return c;
}

/* A variable of doubles along a dimension (NC_NONE: a number alone), which
 * takes over its values. */
static struct atts *add(struct nc *nc, const char *name, size_t dim,
                        double *value) {
    const size_t var = nc_add_var(nc, name, TYPE_DOUBLE, dim != NC_NONE, &dim);

    nc->var[var].value = value;
    return &nc->var[var].atts;
}

static void set(struct atts *a, const char *standard_name, const char *units) {
    if (standard_name != NULL)
        atts_set_text(a, "standard_name", standard_name);
    if (units != NULL)
        atts_set_text(a, "units", units);
}

/* The first moment of the month after. */
static int64_t next_month(int64_t ms) {
    struct date d = time_date(CALENDAR_PROLEPTIC_GREGORIAN, ms);

    d = (struct date){ .year = d.year + d.month / 12,
                       .month = d.month % 12 + 1,
                       .day = 1 };
    if (time_of(CALENDAR_PROLEPTIC_GREGORIAN, &d, &ms) != EX_OK)
        return 0; /* it has one, as every month */
    return ms;
}

static void add_time(struct nc *nc, const struct cov_keys *k,
                     const struct json *first) {
    const char *stream = json_text(cov_mars(first, "stream"));
    const bool months = stream != NULL && strcmp(stream, "clmn") == 0;
    const size_t dim = nc_add_dim(nc, "time", k->nt);
    const struct clock c = clock_of(k->time, k->nt);
    double *value = mem_array(k->nt, sizeof *value), *bounds;
    struct atts *a;

    for (size_t i = 0; i < k->nt; i++)
        value[i] = (double)k->time[i] / c.length;
    a = add(nc, "time", dim, value);
    set(a, "time", c.units);
    atts_set_text(a, "calendar", "proleptic_gregorian");
    if (!months)
        return;
    atts_set_text(a, "bounds", "time_bnds");
    bounds = mem_array(2 * k->nt, sizeof *bounds);
    for (size_t i = 0; i < k->nt; i++) {
        bounds[2 * i] = (double)k->time[i] / c.length;
        bounds[2 * i + 1] = (double)next_month(k->time[i]) / c.length;
    }
    const size_t dims[2] = { dim, nc_add_dim(nc, "bnds", 2) };
    const size_t var = nc_add_var(nc, "time_bnds", TYPE_DOUBLE, 2, dims);
    nc->var[var].value = bounds;
}

static void add_places(struct nc *nc, const struct cov_keys *k, size_t *dim,
                       size_t *n) {
    const size_t first = *n;
    struct atts *a;

    if (k->grid) {
        dim[(*n)++] = nc_add_dim(nc, "lat", k->ny);
        dim[(*n)++] = nc_add_dim(nc, "lon", k->nx);
    } else {
        dim[(*n)++] = nc_add_dim(nc, "station", k->ncells);
    }
    a = add(nc, "lat", dim[first],
            mem_copy(k->lat, k->grid ? k->ny : k->ncells, sizeof *k->lat));
    set(a, "latitude", "degrees_north");
    a = add(nc, "lon", dim[*n - 1],
            mem_copy(k->lon, k->grid ? k->nx : k->ncells, sizeof *k->lon));
    set(a, "longitude", "degrees_east");
}

static bool is_text(const struct json *j, const char *text) {
    return json_text(j) != NULL && strcmp(json_text(j), text) == 0;
}

/* Levels, unless they are the one surface; the name of a single one. */
static const char *add_levels(struct nc *nc, const struct cov_keys *k,
                              const struct json *first, size_t *dim,
                              size_t *n) {
    const bool pressure = is_text(cov_mars(first, "levtype"), "pl");
    const bool surface = is_text(cov_mars(first, "levtype"), "sfc");
    const char *name = pressure ? "plev" : "lev";
    double *value;
    size_t along = NC_NONE;
    struct atts *a;

    if (k->nz < 2 && (!k->has_level || surface))
        return NULL;
    value = mem_array(k->nz, sizeof *value);
    for (size_t i = 0; i < k->nz; i++)
        value[i] = k->z[i] * (pressure ? 100 : 1);
    if (k->nz > 1)
        along = dim[(*n)++] = nc_add_dim(nc, name, k->nz);
    a = add(nc, name, along, value);
    set(a, pressure ? "air_pressure" : NULL, pressure ? "Pa" : "1");
    atts_set_text(a, "axis", "Z");
    if (pressure)
        atts_set_text(a, "positive", "down");
    return k->nz > 1 ? NULL : name;
}

static void add_members(struct nc *nc, const struct cov_keys *k, size_t *dim,
                        size_t *n) {
    if (k->nm < 2)
        return;
    dim[(*n)++] = nc_add_dim(nc, "realization", k->nm);
    set(add(nc, "realization", dim[*n - 1],
            mem_copy(k->member, k->nm, sizeof *k->member)),
        "realization", "1");
}

/* The start of a forecast, where it is one and the same. */
static bool add_reference(struct nc *nc, const struct json *common) {
    const char *text = json_text(json_get(common, "Forecast date"));
    const struct json *type = json_get(common, "type");
    enum precision precision;
    struct date d;
    int64_t ms;
    double *value;

    if (text == NULL ||
        !(is_text(type, "fc") || is_text(type, "pf") || is_text(type, "cf")) ||
        parse_date(text, &d, &precision) != EX_OK ||
        time_of(CALENDAR_PROLEPTIC_GREGORIAN, &d, &ms) != EX_OK)
        return false;
    const struct clock c = clock_of(&ms, 1);
    value = mem_array(1, sizeof *value);
    *value = (double)ms / c.length;
    struct atts *a = add(nc, "forecast_reference_time", NC_NONE, value);
    set(a, "forecast_reference_time", c.units);
    atts_set_text(a, "calendar", "proleptic_gregorian");
    return true;
}

/* What mars:metadata says in all coverages; free with json_free(). */
static struct json *common_of(const struct json *tree,
                              const struct json *first) {
    struct json *common = json_copy(json_get(first, "mars:metadata"));
    const struct json *c = json_first(json_get(tree, "coverages"));

    if (json_kind(common) != JSON_OBJECT) {
        json_free(common);
        common = json_new_object();
    }
    for (; c != NULL; c = json_next(c))
        for (struct json *m = json_first(common), *next; m; m = next) {
            next = json_next(m);
            if (!json_same(m, cov_mars(c, json_name(m))))
                json_free(json_take(common, json_name(m)));
        }
    return common;
}

static void set_globals(struct nc *nc, const struct json *common) {
    for (const struct json *m = json_first(common); m; m = json_next(m)) {
        char *name = mem_format("GRIB_%s", json_name(m));
        const double x = json_number(m);
        nc_name_mend(name);
        for (char *c = name; *c; c++)
            *c = *c == ' ' ? '_' : *c;
        if (json_text(m) != NULL)
            atts_set_text(&nc->atts, name, json_text(m));
        else if (isfinite(x))
            atts_set_numbers(&nc->atts, name, TYPE_DOUBLE, 1, &x);
        free(name);
    }
}

/* A text, or the English of it, or any. */
static const char *in_words(const struct json *j) {
    const struct json *en = json_get(j, "en");

    if (json_text(j) != NULL)
        return json_text(j);
    return json_text(en != NULL ? en : json_first(j));
}

/* The unit of a parameter: a symbol, or one with its type (UCUM). */
static const char *symbol_of(const struct json *parameter) {
    const struct json *symbol = json_get(json_get(parameter, "unit"), "symbol");
    const char *text = json_text(symbol ? symbol : NULL);

    if (json_kind(symbol) == JSON_OBJECT)
        text = json_text(json_get(symbol, "value"));
    if (text != NULL && strcmp(text, "Cel") == 0)
        return "degC";
    if (text != NULL && strcmp(text, "(0 - 1)") == 0)
        return "1";
    return text;
}

/* The standard_name in the address of a vocabulary; the caller frees it. */
static char *standard_of(const struct json *parameter) {
    const char *id =
        json_text(json_get(json_get(parameter, "observedProperty"), "id"));
    const char *at = id ? strstr(id, "standard_name") : NULL;
    size_t n;

    if (at == NULL || (at = strchr(at, '/')) == NULL)
        return NULL;
    at += strspn(at, "/");
    n = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return n > 0 && at[n + (at[n] == '/')] == 0 ? mem_format("%.*s", (int)n, at)
                                                : NULL;
}

static void describe(struct atts *a, const char *key,
                     const struct json *parameter, struct grib_called *c) {
    const char *symbol = symbol_of(parameter);
    const char *label =
        in_words(json_get(json_get(parameter, "observedProperty"), "label"));
    char *standard = standard_of(parameter);
    const double id = (double)c->id;

    set(a, c->standard_name ? c->standard_name : standard,
        symbol ? symbol : c->units);
    if (label != NULL)
        atts_set_text(a, "long_name", label);
    if (c->id > 0) {
        atts_set_numbers(a, "GRIB_paramId", TYPE_INT, 1, &id);
        atts_set_text(a, "GRIB_shortName", key);
    }
    free(standard);
}

/* What all fields have: dimensions, and names of ECMWF's. */
struct along {
    size_t dim[5], n;
    bool mars;
};

/* A variable for a parameter, all missing. */
static size_t add_field(struct nc *nc, const struct cov_keys *k,
                        const struct json *parameter, const char *key,
                        const struct along *d) {
    const size_t all = k->nt * k->nm * k->nz * k->ncells;
    struct grib_called called = { 0 };
    float *value = mem_array(all, sizeof *value);
    char *name;
    size_t var;

    if (d->mars)
        (void)grib_called(key, symbol_of(parameter), &called);
    name = mem_text(called.name ? called.name : key);
    nc_name_mend(name);
    var = nc_add_var(nc, name, TYPE_FLOAT, d->n, d->dim);
    for (size_t i = 0; i < all; i++)
        value[i] = NAN;
    nc->var[var].value = value;
    describe(&nc->var[var].atts, key, parameter, &called);
    free(called.name);
    free(called.units);
    free(called.standard_name);
    free(name);
    return var;
}

void cov_nc(struct nc *nc, const struct cov_keys *k, const struct json *tree,
            const struct json *first, struct cov_fields *f) {
    const struct json *parameters = json_get(tree, "parameters");
    struct json *common = common_of(tree, first);
    struct along d = { .mars = json_get(first, "mars:metadata") != NULL };
    const char *level;
    bool reference;

    set_globals(nc, common);
    if (k->has_time) {
        add_time(nc, k, first);
        d.dim[d.n++] = 0;
    }
    add_members(nc, k, d.dim, &d.n);
    level = add_levels(nc, k, first, d.dim, &d.n);
    add_places(nc, k, d.dim, &d.n);
    reference = add_reference(nc, common);
    for (size_t i = 0; i < f->n; i++) {
        const struct json *own =
            json_get(json_get(first, "parameters"), f->name[i]);
        const struct json *p = json_get(parameters, f->name[i]);
        char *all =
            mem_format("lat lon%s%s%s", level ? " " : "", level ? level : "",
                       reference ? " forecast_reference_time" : "");
        f->var[i] = add_field(nc, k, p ? p : own, f->name[i], &d);
        atts_set_text(&nc->var[f->var[i]].atts, "coordinates", all);
        free(all);
    }
    json_free(common);
}
