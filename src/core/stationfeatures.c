/* SPDX-License-Identifier: Apache-2.0 */
/* Stations from the points of a GeoJSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/geojson.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/stationlist_part.h"

static const char *const names[] = { "station", "id", "name", NULL };
static const char *const heights[] = { "elev", "elevation", "alt", "altitude",
                                       NULL };

/* A text, or a number as it would be written; NULL for all else.  The caller
 * frees it. */
static char *text_of(const struct json *j) {
    char *text = NULL;

    if (json_text(j) != NULL)
        return mem_text(json_text(j));
    if (json_kind(j) == JSON_NUMBER && json_print(j, 0, &text) == EX_OK)
        return text;
    return NULL;
}

/* The station of a feature: a property, or its id. */
static char *name_of(const struct json *feature) {
    const struct json *p = json_get(feature, "properties");
    char *name = NULL;

    for (size_t k = 0; names[k] != NULL && name == NULL; k++)
        name = text_of(json_get(p, names[k]));
    if (name == NULL)
        name = text_of(json_get(feature, "id"));
    if (name != NULL && *name == 0) {
        free(name);
        name = NULL;
    }
    return name;
}

/* A property that is a number, or a text of one; else the third coordinate. */
static int height_of(const struct json *feature, const struct geometry *g,
                     double *z) {
    const struct json *p = json_get(feature, "properties");

    *z = g->z != NULL ? g->z[0] : NAN;
    for (size_t k = 0; heights[k] != NULL; k++) {
        const struct json *h = json_get(p, heights[k]);
        if (json_kind(h) == JSON_NONE || json_kind(h) == JSON_NULL)
            continue;
        *z = json_number(h);
        if (json_text(h) != NULL && parse_double(json_text(h), z) == EX_OK)
            return EX_OK;
        if (isnan(*z))
            return err_set(EX_DATAERR, "%s is no number", heights[k]);
        return EX_OK;
    }
    return EX_OK;
}

static int take(struct station_list *l, const struct json *tree,
                const char *where) {
    const char *type = json_text(json_get(tree, "type"));
    struct geometry g = { 0 };
    char *name = name_of(tree);
    double z;
    int status;

    if (type == NULL || strcmp(type, "Feature") != 0)
        TRY(err_set(EX_DATAERR, "%s: is no Feature, which has a station",
                    where));
    if (name == NULL)
        TRY(err_set(EX_DATAERR,
                    "%s: no station (a property station, id or name, or the "
                    "feature's id)",
                    where));
    TRY(err_in(geojson_geometry(json_get(tree, "geometry"), &g), where));
    if (g.type != GEOMETRY_POINT || g.npoints != 1)
        TRY(err_set(EX_DATAERR, "%s: %s is %s%s, no point", where, name,
                    g.type == GEOMETRY_POINT ? "an empty " : "a ",
                    g.type == GEOMETRY_NONE ? "feature without a place"
                                            : geometry_name(g.type)));
    TRY(err_in(height_of(tree, &g, &z), where));
    l->has_elev |= !isnan(z);
    TRY(station_list_add(l, name, (const double[3]){ g.xy[0], g.xy[1], z },
                         where));
done:
    geometry_free(&g);
    free(name);
    return status;
}

int station_list_features(struct station_list *l, int fd, const void *head,
                          size_t nhead) {
    struct geojson_text *t = NULL;
    struct geojson_span span;
    struct json *tree = NULL;
    char *where = NULL;
    int status;

    TRY(geojson_text_open(&t, fd, l->path, head, nhead));
    while ((status = geojson_text_next(t, &span)) == EX_OK && span.text) {
        where = mem_format("%s:%zu", l->path, span.line);
        TRY(err_in(json_parse(&tree, span.text, span.n), where));
        TRY(take(l, tree, where));
        json_free(tree);
        free(where);
        tree = NULL;
        where = NULL;
    }
    if (status == EX_OK && l->n == 0)
        status = err_set(EX_DATAERR, "%s: has no feature", l->path);
done:
    json_free(tree);
    free(where);
    geojson_text_free(t);
    return status;
}
