/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "core/href.h"
#include "core/json.h"
#include "core/mem.h"

/* Degrees to seven decimals: a centimetre. */
static const double decimals = 1e7;

struct sheet {
    struct part *part;
    bool geojson;
    size_t rows;
};

int sheet_open(struct sheet **out, const char *option, const char *path) {
    struct sheet *t = mem_array(1, sizeof *t);
    int status;

    *out = NULL;
    t->geojson = path_ends(path, ".geojson");
    if (!t->geojson && !path_ends(path, ".csv"))
        TRY(err_set(EX_USAGE, "%s %s: no form of tables (.csv or .geojson)",
                    option, path));
    TRY(part_open(&t->part, path));
    *out = t;
    t = NULL; /* the caller's from here on */
done:
    sheet_free(t);
    return status;
}

void sheet_free(struct sheet *t) {
    if (t == NULL)
        return;
    part_free(t->part);
    free(t);
}

bool sheet_is_geojson(const struct sheet *t) {
    return t->geojson;
}

/* A field of CSV, quoted where it has to be. */
static int put_field(struct sheet *t, const char *text) {
    int status = EX_OK;

    if (strpbrk(text, ",\"\r\n") == NULL)
        return part_print(t->part, "%s", text);
    TRY(part_print(t->part, "\""));
    for (; *text; text++)
        TRY(part_print(t->part, *text == '"' ? "\"\"" : "%c", *text));
    TRY(part_print(t->part, "\""));
done:
    return status;
}

static int put_property(struct sheet *t, const struct property *p) {
    switch (p->type) {
    case PROPERTY_NULL:
        return EX_OK;
    case PROPERTY_BOOL:
        return part_print(t->part, "%d", p->value.yes);
    case PROPERTY_INTEGER:
        return part_print(t->part, "%lld", (long long)p->value.integer);
    case PROPERTY_REAL:
        return part_print(t->part, "%.9g", p->value.real);
    case PROPERTY_TEXT:
    case PROPERTY_JSON:
        return put_field(t, p->value.text);
    }
    return EX_OK;
}

int sheet_head(struct sheet *t, size_t n, const char *const *name) {
    int status = EX_OK;

    if (t->geojson)
        return part_print(t->part,
                          "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t k = 0; k < n; k++) {
        TRY(part_print(t->part, k > 0 ? "," : ""));
        TRY(put_field(t, name[k]));
    }
    TRY(part_print(t->part, "\n"));
done:
    return status;
}

static struct json *position(const struct geometry *g, size_t k) {
    const double xy[] = { round(g->xy[2 * k] * decimals) / decimals,
                          round(g->xy[2 * k + 1] * decimals) / decimals };

    return json_numbers(2, xy);
}

static struct json *line(const struct geometry *g, size_t r) {
    struct json *list = json_new_list();

    for (size_t k = g->ring[r]; k < g->ring[r + 1]; k++)
        json_add(list, position(g, k));
    return list;
}

/* Rings from one to the next. */
static struct json *lines(const struct geometry *g, size_t from, size_t to) {
    struct json *list = json_new_list();

    for (size_t r = from; r < to; r++)
        json_add(list, line(g, r));
    return list;
}

static struct json *coordinates(const struct geometry *g) {
    struct json *list;

    switch (g->type) {
    case GEOMETRY_POINT:
        return position(g, 0);
    case GEOMETRY_LINESTRING:
        return line(g, 0);
    case GEOMETRY_MULTIPOLYGON:
        list = json_new_list();
        for (size_t p = 0; p < g->nparts; p++)
            json_add(list, lines(g, g->part[p], g->part[p + 1]));
        return list;
    default: /* lines of many, rings of a polygon */
        return lines(g, 0, g->nrings);
    }
}

static struct json *geometry(const struct geometry *g) {
    struct json *j;

    if (g->type == GEOMETRY_NONE || g->npoints == 0)
        return json_new_null();
    j = json_new_object();
    json_set_text(j, "type", geometry_name(g->type));
    json_set(j, "coordinates", coordinates(g));
    return j;
}

static int set_property(struct json *j, const struct property *p) {
    struct json *list;
    int status;

    switch (p->type) {
    case PROPERTY_NULL:
        json_set(j, p->name, json_new_null());
        break;
    case PROPERTY_BOOL:
        json_set_bool(j, p->name, p->value.yes);
        break;
    case PROPERTY_INTEGER:
        json_set_number(j, p->name, (double)p->value.integer);
        break;
    case PROPERTY_REAL:
        json_set_number(j, p->name, p->value.real);
        break;
    case PROPERTY_TEXT:
        json_set_text(j, p->name, p->value.text);
        break;
    case PROPERTY_JSON:
        status = json_parse(&list, p->value.text, strlen(p->value.text));
        if (status != EX_OK)
            return status;
        json_set(j, p->name, list);
        break;
    }
    return EX_OK;
}

static int put_feature(struct sheet *t, const struct feature *f) {
    struct json *j = json_new_object(), *properties;
    char *text = NULL;
    int status = EX_OK;

    json_set_text(j, "type", "Feature");
    if (f->id != NULL)
        json_set_text(j, "id", f->id);
    properties = json_set(j, "properties", json_new_object());
    for (size_t k = 0; k < f->nproperties; k++)
        TRY(set_property(properties, f->property + k));
    json_set(j, "geometry", geometry(&f->geometry));
    TRY(json_print(j, 0, &text));
    TRY(part_print(t->part, "%s\n", t->rows > 0 ? "," : ""));
    TRY(part_write(t->part, text, strlen(text)));
done:
    free(text);
    json_free(j);
    return status;
}

int sheet_row(struct sheet *t, const struct feature *f) {
    int status = EX_OK;

    if (t->geojson)
        TRY(put_feature(t, f));
    else {
        for (size_t k = 0; k < f->nproperties; k++) {
            TRY(part_print(t->part, k > 0 ? "," : ""));
            TRY(put_property(t, f->property + k));
        }
        TRY(part_print(t->part, "\n"));
    }
    t->rows++;
done:
    return status;
}

int sheet_commit(struct sheet *t, const struct json *about) {
    char *text = NULL;
    int status;

    if (t->geojson) {
        TRY(json_print(about, 0, &text));
        TRY(part_print(t->part, "%s],\"twinpipe\":", t->rows > 0 ? "\n" : ""));
        TRY(part_write(t->part, text, strlen(text)));
        TRY(part_print(t->part, "}\n"));
    }
    TRY(part_commit(t->part));
done:
    free(text);
    return status;
}

void row_text(struct feature *f, const char *name, const char *text) {
    struct property *p = feature_add(f, name);

    if (text == NULL || *text == 0)
        return;
    p->type = PROPERTY_TEXT;
    p->value.text = mem_text(text);
}

void row_number(struct feature *f, const char *name, double x) {
    struct property *p = feature_add(f, name);
    char text[32];

    if (!isfinite(x))
        return;
    snprintf(text, sizeof text, "%.9g", x);
    p->type = PROPERTY_REAL;
    p->value.real = strtod(text, NULL);
}

void row_count(struct feature *f, const char *name, size_t n) {
    struct property *p = feature_add(f, name);

    p->type = PROPERTY_INTEGER;
    p->value.integer = (int64_t)n;
}

void row_time(struct feature *f, const char *name, const struct time_axis *axis,
              int64_t time) {
    char text[TIME_TEXT];

    row_text(f, name,
             axis->name ? time_text(axis->unit.calendar, time, text) : NULL);
}
