/* SPDX-License-Identifier: Apache-2.0 */
#include "core/geojson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static int point(const struct json *j, struct geometry *g) {
    const struct json *x = json_first(j), *y = x ? json_next(x) : NULL;
    const struct json *z = y ? json_next(y) : NULL;
    const double lon = json_number(x), lat = json_number(y);

    if (json_kind(j) != JSON_LIST || isnan(lon) || isnan(lat))
        return err_set(EX_DATAERR, "a position is not [longitude, latitude]");
    geometry_add_point(g, lon, lat, json_number(z));
    return EX_OK;
}

/* least: the fewest points there may be. */
static int line(const struct json *j, struct geometry *g, size_t least) {
    const size_t n = json_count(j);
    int status = EX_OK;

    if (json_kind(j) != JSON_LIST)
        return err_set(EX_DATAERR, "coordinates are no list of positions");
    if (n < least && n > 0)
        return err_set(EX_DATAERR, "%s with %zu point%s",
                       geometry_name(g->type), n, n == 1 ? "" : "s");
    for (const struct json *p = json_first(j); p; p = json_next(p))
        TRY(point(p, g));
    if (n > 0)
        geometry_end_ring(g);
done:
    return status;
}

static int polygon(const struct json *j, struct geometry *g) {
    int status = EX_OK;

    if (json_kind(j) != JSON_LIST)
        return err_set(EX_DATAERR, "coordinates are no list of rings");
    for (const struct json *r = json_first(j); r; r = json_next(r)) {
        const size_t from = g->npoints;
        TRY(line(r, g, 4));
        if (g->npoints > from &&
            memcmp(g->xy + 2 * from, g->xy + 2 * (g->npoints - 1),
                   2 * sizeof(double)) != 0) {
            status = err_set(EX_DATAERR, "a ring is not closed");
            goto done;
        }
    }
    if (json_count(j) > 0)
        geometry_end_part(g);
done:
    return status;
}

static int members(const struct json *j, struct geometry *g) {
    int status = EX_OK;

    for (const struct json *m = json_first(j); m; m = json_next(m))
        TRY(geojson_geometry(m, geometry_add_member(g)));
done:
    return status;
}

static int lines(const struct json *j, struct geometry *g) {
    int status = EX_OK;

    for (const struct json *l = json_first(j); l; l = json_next(l)) {
        TRY(line(l, g, 2));
        geometry_end_part(g);
    }
done:
    return status;
}

static int polygons(const struct json *j, struct geometry *g) {
    int status = EX_OK;

    for (const struct json *p = json_first(j); p; p = json_next(p))
        TRY(polygon(p, g));
done:
    return status;
}

static int coordinates(const struct json *j, struct geometry *g) {
    int status;

    switch (g->type) {
    case GEOMETRY_POINT:
        if (json_kind(j) == JSON_LIST && json_count(j) == 0)
            return EX_OK; /* an empty one */
        status = point(j, g);
        if (status == EX_OK)
            geometry_end_ring(g);
        return status;
    case GEOMETRY_LINESTRING:
        status = line(j, g, 2);
        if (status == EX_OK && g->npoints > 0)
            geometry_end_part(g);
        return status;
    case GEOMETRY_MULTIPOINT:
        return line(j, g, 1);
    case GEOMETRY_POLYGON:
        return polygon(j, g);
    case GEOMETRY_MULTILINESTRING:
        return lines(j, g);
    default:
        return polygons(j, g);
    }
}

int geojson_geometry(const struct json *j, struct geometry *out) {
    static const enum geometry_type types[] = {
        GEOMETRY_POINT,      GEOMETRY_LINESTRING,      GEOMETRY_POLYGON,
        GEOMETRY_MULTIPOINT, GEOMETRY_MULTILINESTRING, GEOMETRY_MULTIPOLYGON,
        GEOMETRY_COLLECTION,
    };
    const char *name = json_text(json_get(j, "type"));
    int status = EX_OK;

    memset(out, 0, sizeof *out);
    if (j == NULL || json_kind(j) == JSON_NULL)
        return EX_OK;
    if (name == NULL)
        return err_set(EX_DATAERR, "a geometry without a type");
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        if (strcmp(name, geometry_name(types[k])) == 0)
            out->type = types[k];
    if (out->type == GEOMETRY_NONE)
        return err_set(EX_DATAERR, "%.40s is no geometry of GeoJSON", name);
    if (out->type == GEOMETRY_COLLECTION)
        status = members(json_get(j, "geometries"), out);
    else
        status = coordinates(json_get(j, "coordinates"), out);
    if (status == EX_OK)
        geometry_wind(out);
    else
        geometry_free(out);
    return status;
}

/* From here on: trees from features. */

static double rounded(double x, int precision) {
    const double unit = pow(10, precision);

    return precision < 0 ? x : round(x * unit) / unit + 0.0; /* never -0 */
}

static struct json *position(const struct geometry *g, size_t i,
                             int precision) {
    const bool has_z = g->z != NULL && !isnan(g->z[i]);
    const double p[3] = { rounded(g->xy[2 * i], precision),
                          rounded(g->xy[2 * i + 1], precision),
                          has_z ? g->z[i] : 0 };

    return json_numbers(has_z ? 3 : 2, p);
}

static struct json *ring(const struct geometry *g, size_t r, int precision) {
    struct json *j = json_new_list();

    for (size_t i = g->ring[r]; i < g->ring[r + 1]; i++)
        json_add(j, position(g, i, precision));
    return j;
}

static struct json *part(const struct geometry *g, size_t p, int precision) {
    struct json *j = json_new_list();

    for (size_t r = g->part[p]; r < g->part[p + 1]; r++)
        json_add(j, ring(g, r, precision));
    return j;
}

static struct json *all_coordinates(const struct geometry *g, int precision) {
    struct json *j;

    if (g->npoints == 0)
        return json_new_list();
    if (g->type == GEOMETRY_POINT)
        return position(g, 0, precision);
    if (g->type == GEOMETRY_LINESTRING || g->type == GEOMETRY_MULTIPOINT)
        return ring(g, 0, precision);
    if (g->type == GEOMETRY_POLYGON)
        return part(g, 0, precision);
    j = json_new_list();
    if (g->type == GEOMETRY_MULTILINESTRING)
        for (size_t r = 0; r < g->nrings; r++)
            json_add(j, ring(g, r, precision));
    else
        for (size_t p = 0; p < g->nparts; p++)
            json_add(j, part(g, p, precision));
    return j;
}

static struct json *geometry(const struct geometry *g, int precision) {
    struct json *j, *list;

    if (g->type == GEOMETRY_NONE)
        return json_new_null();
    j = json_new_object();
    json_set_text(j, "type", geometry_name(g->type));
    if (g->type != GEOMETRY_COLLECTION) {
        json_set(j, "coordinates", all_coordinates(g, precision));
        return j;
    }
    list = json_set(j, "geometries", json_new_list());
    for (size_t m = 0; m < g->nmembers; m++)
        json_add(list, geometry(&g->member[m], precision));
    return j;
}

static struct json *value(const struct property *p) {
    struct json *j = NULL;

    switch (p->type) {
    case PROPERTY_BOOL:
        return json_new_bool(p->value.yes);
    case PROPERTY_INTEGER:
        return json_new_number((double)p->value.integer);
    case PROPERTY_REAL:
        return json_new_number(p->value.real);
    case PROPERTY_JSON:
        if (json_parse(&j, p->value.text, strlen(p->value.text)) == EX_OK)
            return j;
        return json_new_text(p->value.text);
    case PROPERTY_TEXT:
        return json_new_text(p->value.text);
    default:
        return json_new_null();
    }
}

struct json *geojson_feature(const struct feature *f, int precision) {
    struct json *j = json_new_object(), *properties;

    json_set_text(j, "type", "Feature");
    if (f->id != NULL)
        json_set_text(j, "id", f->id);
    properties = json_new_object();
    for (size_t k = 0; k < f->nproperties; k++)
        json_set(properties, f->property[k].name, value(&f->property[k]));
    json_set(j, "properties", properties);
    json_set(j, "geometry", geometry(&f->geometry, precision));
    return j;
}
