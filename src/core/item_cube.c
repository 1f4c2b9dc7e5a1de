/* SPDX-License-Identifier: Apache-2.0 */
/* What the datacube extension says of a dataset. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/patchset.h"
#include "kernel/geom.h"

/* Values that are listed one by one, at most. */
enum { LISTED = 366 };

/* One length of all steps, or NAN. */
static double step_of(size_t n, const double *v) {
    const double step = n > 1 ? (v[n - 1] - v[0]) / (double)(n - 1) : NAN;

    for (size_t k = 0; k < n; k++)
        if (!(fabs(v[0] + (double)k * step - v[k]) <=
              fmax(1e-6 * fabs(step), 1e-7 * fabs(v[k]))))
            return NAN;
    return step;
}

/* Twelve digits: what a float or a computed edge has. */
static double tidy(double x) {
    char text[32];

    snprintf(text, sizeof text, "%.12g", x);
    return strtod(text, NULL);
}

static void set_extent(struct json *d, size_t n, const double *v) {
    double low = INFINITY, high = -INFINITY;

    for (size_t k = 0; k < n; k++) {
        low = fmin(low, v[k]);
        high = fmax(high, v[k]);
    }
    json_set(d, "extent", json_numbers(2, (double[]){ low, high }));
}

static void reference(struct json *d, const struct dataset *ds) {
    const struct grid *g = ds->grid;
    struct crs_id id;
    struct json *tree;

    if (g->kind == GRID_LATLON && g->crs == NULL) {
        json_set_number(d, "reference_system", 4326);
        return;
    }
    if (g->crs == NULL || crs_identify(g->crs, &id) != EX_OK)
        return;
    if (id.code && strncmp(id.code, "EPSG:", 5) == 0)
        json_set_number(d, "reference_system", atoi(id.code + 5));
    else if (id.projjson &&
             json_parse(&tree, id.projjson, strlen(id.projjson)) == EX_OK)
        json_set(d, "reference_system", tree);
    crs_id_free(&id);
}

/* x or y with values, or rows and columns that are only counted. */
static void horizontal(struct json *dims, const struct dataset *ds,
                       const struct axis *a, const char *which) {
    struct json *d = json_set(dims, a->name, json_new_object());
    double step;

    if (a->value == NULL) {
        json_set_text(d, "type", "index");
        json_set(d, "extent",
                 json_numbers(2, (double[]){ 0, (double)a->n - 1 }));
        return;
    }
    step = step_of(a->n, a->value);
    json_set_text(d, "type", "spatial");
    json_set_text(d, "axis", which);
    if (a->long_name)
        json_set_text(d, "description", a->long_name);
    set_extent(d, a->n, a->value);
    if (isfinite(step))
        json_set_number(d, "step", fabs(tidy(step)));
    if (a->units && *a->units)
        json_set_text(d, "unit", a->units);
    reference(d, ds);
}

static void values(struct json *d, size_t n, const double *v) {
    if (n <= LISTED)
        json_set(d, "values", json_numbers(n, v));
}

static void vertical(struct json *dims, const struct axis *a) {
    struct json *d = json_set(dims, a->name, json_new_object());
    const char *positive = atts_text(&a->atts, "positive");

    json_set_text(d, "type", "spatial");
    json_set_text(d, "axis", "z");
    if (a->long_name || positive) {
        char *text = mem_format("%s%s%s", a->long_name ? a->long_name : "",
                                a->long_name && positive ? ", " : "",
                                positive ? positive : "");
        json_set_text(d, "description", text);
        free(text);
    }
    set_extent(d, a->n, a->value);
    values(d, a->n, a->value);
    if (a->units && *a->units)
        json_set_text(d, "unit", a->units);
}

static void other(struct json *dims, const struct axis *a) {
    struct json *d = json_set(dims, a->name, json_new_object());

    json_set_text(d, "type", "realization");
    if (a->long_name)
        json_set_text(d, "description", a->long_name);
    set_extent(d, a->n, a->value);
    values(d, a->n, a->value);
}

/* "PT3H", "P1D", "P1M" of equal steps; NULL of others; the caller frees it. */
static char *period(enum calendar c, size_t n, const int64_t *t) {
    const struct date a = time_date(c, t[0]);
    int64_t ms = n > 1 ? t[1] - t[0] : 0, months = 0;

    for (size_t k = 1; k < n; k++) {
        const struct date b = time_date(c, t[k]);
        const struct date p = time_date(c, t[k - 1]);
        const int64_t m = (b.year - p.year) * 12 + b.month - p.month;
        struct date same = b;

        ms = t[k] - t[k - 1] == ms ? ms : 0;
        same.year = a.year;
        same.month = a.month;
        months = k == 1 ? m : m == months ? months : 0;
        if (memcmp(&same, &a, sizeof a) != 0)
            months = 0;
    }
    if (months > 0 && (ms == 0 || ms % MS_PER_DAY == 0) && ms != 7 * MS_PER_DAY)
        return months % 12 ? mem_format("P%lldM", (long long)months)
                           : mem_format("P%lldY", (long long)months / 12);
    if (ms <= 0 || ms % 1000)
        return NULL;
    if (ms % MS_PER_DAY == 0)
        return mem_format("P%lldD", (long long)(ms / MS_PER_DAY));
    if (ms % MS_PER_HOUR == 0)
        return mem_format("PT%lldH", (long long)(ms / MS_PER_HOUR));
    return ms % 60000 ? mem_format("PT%lldS", (long long)ms / 1000)
                      : mem_format("PT%lldM", (long long)ms / 60000);
}

/* Days that do not exist in the real calendar stay exact in numbers. */
static void exact(struct json *dims, const struct time_axis *t, size_t n,
                  const int64_t *label) {
    char *name = mem_format("%s_cf", t->name);
    struct json *d = json_set(dims, name, json_new_object());
    double low = INFINITY, high = -INFINITY;

    for (size_t k = 0; k < n; k++) {
        const double v = time_encode(&t->unit, label[k]);
        low = fmin(low, v);
        high = fmax(high, v);
    }
    free(name);
    json_set_text(d, "type", "time");
    json_set(d, "extent", json_numbers(2, (double[]){ low, high }));
    json_set_text(d, "unit", t->units);
    json_set_text(d, "reference_system", calendar_name(t->unit.calendar));
}

static void temporal(struct json *dims, const struct time_axis *t, size_t n,
                     const int64_t *label) {
    const enum calendar c = t->unit.calendar;
    struct json *d = json_new_object(), *list = json_new_list();
    int64_t low = INT64_MAX, high = INT64_MIN;
    char *step = n > 0 ? period(c, n, label) : NULL;
    char a[TIME_TEXT], b[TIME_TEXT];

    for (size_t k = 0; k < n; k++) {
        low = label[k] < low ? label[k] : low;
        high = label[k] > high ? label[k] : high;
    }
    if (n == 0 || c == CALENDAR_NONE || item_instant(c, low, a) != EX_OK ||
        item_instant(c, high, b) != EX_OK) {
        json_free(d);
        json_free(list);
        free(step);
        return;
    }
    json_set_text(d, "type", "temporal");
    json_add_text(json_set(d, "extent", json_new_list()), a);
    json_add_text(json_get(d, "extent"), b);
    json_set_text(d, "step", step);
    for (size_t k = 0; step == NULL && n <= LISTED && k < n; k++)
        if (item_instant(c, label[k], a) == EX_OK)
            json_add_text(list, a);
    if (json_count(list) > 0)
        json_set(d, "values", list);
    else
        json_free(list);
    json_set(dims, t->name, d);
    if (c == CALENDAR_360_DAY)
        exact(dims, t, n, label);
    free(step);
}

/* Patches with a place, rows and columns of each that are counted. */
static void patches(struct json *dims, const struct subject *s,
                    const struct patchset *p) {
    const struct axis axis[] = { { .name = "patch", .n = p->n },
                                 { .name = "y", .n = p->ny },
                                 { .name = "x", .n = p->nx } };
    struct json *d;

    for (int k = 0; k < 3; k++)
        horizontal(dims, NULL, &axis[k], NULL);
    if (!s->footprint.known)
        return;
    d = json_set(dims, "patch", json_new_object());
    json_set_text(d, "type", "geometry");
    json_set(d, "bbox", json_numbers(4, s->footprint.box));
}

static void stations(struct json *dims, const struct subject *s,
                     const struct grid *g) {
    struct json *d, *list = json_new_list();

    if (!s->footprint.known) {
        json_free(list);
        horizontal(dims, NULL, &g->x, "x");
        return;
    }
    d = json_set(dims, g->x.name, json_new_object());
    json_set_text(d, "type", "geometry");
    json_set(d, "bbox", json_numbers(4, s->footprint.box));
    for (size_t k = 0; g->station && g->nx <= LISTED && k < g->nx; k++)
        json_add_text(list, g->station[k] ? g->station[k] : "");
    if (json_count(list) > 0)
        json_set(d, "values", list);
    else
        json_free(list);
}

/* The names of a field's dimensions, slowest first. */
static struct json *names(const struct json *dims, const struct dataset *ds,
                          const struct field *f, bool timed) {
    const struct grid *g = ds->grid;
    const bool cut = g->patches != NULL, rows = g->kind != GRID_UNSTRUCTURED;
    struct json *list = json_new_list();
    const char *const all[] = {
        timed ? ds->time.name : NULL,
        f->has_member && ds->member ? ds->member->name : NULL,
        f->has_level && ds->level ? ds->level->name : NULL,
        cut ? "patch" : NULL,
        cut    ? "y"
        : rows ? g->y.name
               : NULL,
        cut ? "x" : g->x.name,
    };

    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (all[k] && json_get(dims, all[k]))
            json_add_text(list, all[k]);
    return list;
}

void item_cube(struct subject *s, const struct dataset *ds, size_t nsteps,
               const int64_t *label) {
    const struct grid *g = ds->grid;
    struct json *dims = json_new_object();

    if (ds->time.name)
        temporal(dims, &ds->time, nsteps, label);
    if (ds->member)
        other(dims, ds->member);
    if (ds->level)
        vertical(dims, ds->level);
    if (g->patches != NULL) {
        patches(dims, s, g->patches);
    } else if (g->kind == GRID_UNSTRUCTURED) {
        stations(dims, s, g);
    } else if (g->kind != GRID_NONE) {
        horizontal(dims, ds, &g->y, "y");
        horizontal(dims, ds, &g->x, "x");
    }
    s->cube = dims;
    for (size_t k = 0; k < ds->nfields; k++)
        s->band[k].dims = names(dims, ds, &ds->field[k], true);
    for (size_t k = 0; k < ds->nstatics; k++)
        s->band[ds->nfields + k].dims = names(dims, ds, &ds->statics[k], false);
}
