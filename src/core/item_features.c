/* SPDX-License-Identifier: Apache-2.0 */
/* Features, of events or any others: their hull, their times, their columns. */
#include <stdlib.h>
#include <string.h>

#include "core/features.h"
#include "core/geojson.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/vertices.h"

enum { MOST_COLUMNS = 1000 };

/* What is known of the features so far. */
struct gathered {
    size_t count;
    struct vertices vertices;
    struct json *columns; /* {name: type} */
    bool has_time, has_geometry;
    int64_t start, end;
};

/* A time of a property: RFC 3339, or a date of any precision, as UTC. */
static bool instant(const struct json *properties, const char *name,
                    int64_t *ms) {
    const char *text = json_text(json_get(properties, name));
    struct date d;
    enum precision p;

    return text && *text && parse_date(text, &d, &p) == EX_OK &&
           p != PRECISION_OPEN &&
           time_of(CALENDAR_PROLEPTIC_GREGORIAN, &d, ms) == EX_OK;
}

static void add_time(struct gathered *g, const struct json *properties) {
    static const char *const names[] = { "start", "datetime", "time", "date" };
    int64_t from, to;
    size_t k = 0;

    while (k < 4 && !instant(properties, names[k], &from))
        k++;
    if (k == 4)
        return;
    if (!instant(properties, "end", &to) || to < from)
        to = from;
    g->start = !g->has_time || from < g->start ? from : g->start;
    g->end = !g->has_time || to > g->end ? to : g->end;
    g->has_time = true;
}

static const char *type_of(const struct json *value) {
    switch (json_kind(value)) {
    case JSON_NUMBER:
        return "number";
    case JSON_TEXT:
        return "string";
    case JSON_BOOL:
        return "boolean";
    case JSON_OBJECT:
    case JSON_LIST:
        return "object";
    default:
        return NULL;
    }
}

/* The type of the first value that is not null. */
static int add_columns(struct gathered *g, const struct json *properties) {
    for (const struct json *m = json_first(properties); m; m = json_next(m)) {
        const struct json *there = json_get(g->columns, json_name(m));
        if (json_text(there) == NULL && (there == NULL || type_of(m)))
            json_set_text(g->columns, json_name(m), type_of(m));
    }
    return json_count(g->columns) > MOST_COLUMNS
               ? err_set(EX_DATAERR, "more than %d properties", MOST_COLUMNS)
               : EX_OK;
}

static int gather(struct gathered *g, const struct look *in) {
    const struct features_in what = { .nfiles = 1,
                                      .file = &in->path,
                                      .source_crs = in->how->source_crs };
    struct features *f = features_open(&what);
    const struct item *feature;
    struct geometry geometry = { 0 };
    int status;

    while ((status = features_next(f, &feature)) == EX_OK && feature) {
        const struct json *p = json_get(feature->tree, "properties");
        TRY(err_in(
            geojson_geometry(json_get(feature->tree, "geometry"), &geometry),
            feature->where));
        vertices_geometry(&g->vertices, &geometry);
        g->has_geometry |= geometry.type != GEOMETRY_NONE;
        geometry_free(&geometry);
        geometry = (struct geometry){ 0 };
        add_time(g, p);
        TRY(add_columns(g, p));
        g->count++;
    }
done:
    geometry_free(&geometry);
    features_free(f);
    return status;
}

/* The table extension; a primary geometry is a column too. */
static struct json *table_of(const struct gathered *g) {
    struct json *more = json_new_object(), *list, *one;

    list = json_set(more, "table:columns", json_new_list());
    for (const struct json *m = json_first(g->columns); m; m = json_next(m)) {
        one = json_add(list, json_new_object());
        json_set_text(one, "name", json_name(m));
        if (json_text(m))
            json_set_text(one, "type", json_text(m));
    }
    if (g->has_geometry) {
        one = json_add(list, json_new_object());
        json_set_text(one, "name", "geometry");
        json_set_text(one, "type", "geometry");
        json_set_text(more, "table:primary_geometry", "geometry");
    }
    json_set_number(more, "table:row_count", (double)g->count);
    return more;
}

int look_features(struct subject *s, const struct look *in) {
    const struct media *media = media_find(in->path);
    struct gathered g = { .columns = json_new_object() };
    int status;

    TRY(gather(&g, in));
    if (g.vertices.n > 0)
        footprint_points(&s->footprint, g.vertices.n, g.vertices.lon,
                         g.vertices.lat, g.vertices.width);
    if (g.has_time)
        s->when = (struct when){ .known = true,
                                 .calendar = CALENDAR_PROLEPTIC_GREGORIAN,
                                 .start = g.start,
                                 .end = g.end,
                                 .from = "features" };
    s->media =
        media && media->is_features ? media->media : "application/geo+json";
    s->more = table_of(&g);
    s->is_events = json_get(g.columns, "id") && json_get(g.columns, "start") &&
                   json_get(g.columns, "end");
done:
    json_free(g.columns);
    vertices_free(&g.vertices);
    return status;
}
