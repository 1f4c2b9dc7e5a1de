/* SPDX-License-Identifier: Apache-2.0 */
/* Bands, variables of a cube, and the grid, as JSON. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/grid_places.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "kernel/geom.h"

static void set_some(struct json *j, const char *name, const char *text) {
    if (text && *text)
        json_set_text(j, name, text);
}

/* A number of 32 bits as it is meant: 1e20, not 1.0000000200408773e20. */
static double meant(const struct band *b) {
    char text[32];
    int digits = 6;

    if (strcmp(b->data_type, "float32") != 0 ||
        b->nodata != (double)(float)b->nodata)
        return b->nodata;
    do
        snprintf(text, sizeof text, "%.*g", digits, b->nodata);
    while ((float)strtod(text, NULL) != (float)b->nodata && digits++ < 9);
    return strtod(text, NULL);
}

static void set_nodata(struct json *j, const struct band *b) {
    if (!b->has_nodata)
        return;
    if (isnan(b->nodata))
        json_set_text(j, "nodata", "nan");
    else if (isinf(b->nodata))
        json_set_text(j, "nodata", b->nodata > 0 ? "inf" : "-inf");
    else
        json_set_number(j, "nodata", meant(b));
}

static void set_statistics(struct json *j, const struct band *b, bool scaled) {
    const struct summary *m = b->summary;
    const double scale = scaled ? b->scale : 1, offset = scaled ? b->offset : 0;
    struct json *s;
    double low, high;

    if (m == NULL || m->cells == 0)
        return;
    low = (scale < 0 ? m->high : m->low) * scale + offset;
    high = (scale < 0 ? m->low : m->high) * scale + offset;
    s = json_set(j, "statistics", json_new_object());
    if (m->count > 0) {
        json_set_number(s, "minimum", low);
        json_set_number(s, "maximum", high);
        json_set_number(s, "mean", m->mean * scale + offset);
        json_set_number(s, "stddev", summary_spread(m) * fabs(scale));
    }
    json_set_number(s, "count", (double)m->count);
    json_set_number(s, "valid_percent",
                    100 * (double)m->count / (double)m->cells);
}

/* Classes have whole numbers as values. */
static void set_classes(struct json *j, const struct json *classes) {
    for (const struct json *c = json_first(classes); c; c = json_next(c)) {
        const double x = json_number(json_get(c, "value"));
        if (x != rint(x))
            return;
    }
    if (json_count(classes) > 0)
        json_set(j, "classification:classes", json_copy(classes));
}

static void set_histogram(struct json *j, const struct band *b,
                          const struct item_how *how) {
    struct json *h, *list;

    if (b->bucket == NULL)
        return;
    h = json_set(j, "raster:histogram", json_new_object());
    json_set_number(h, "count", (double)how->nbuckets);
    json_set_number(h, "min", how->buckets[0]);
    json_set_number(h, "max", how->buckets[1]);
    list = json_set(h, "buckets", json_new_list());
    for (size_t k = 0; k < how->nbuckets; k++)
        json_add_number(list, (double)b->bucket[k]);
}

struct json *item_bands(const struct subject *s, const struct item_how *how) {
    struct json *list = json_new_list();

    for (size_t k = 0; k < s->nbands; k++) {
        const struct band *b = &s->band[k];
        struct json *j = json_add(list, json_new_object());

        json_set_text(j, "name", b->name);
        set_some(j, "description", b->description);
        json_set_text(j, "data_type", b->data_type);
        set_nodata(j, b);
        set_some(j, "unit", b->unit);
        set_statistics(j, b, how->scaled);
        set_histogram(j, b, how);
        set_some(j, "raster:sampling", s->sampling);
        if (b->scale != 1)
            json_set_number(j, "raster:scale", b->scale);
        if (b->offset != 0)
            json_set_number(j, "raster:offset", b->offset);
        if (b->bits > 0)
            json_set_number(j, "raster:bits_per_sample", (double)b->bits);
        set_classes(j, b->classes);
    }
    return list;
}

/* The fields of a cube; a name that a dimension has is left out. */
static void set_variables(const struct subject *s, struct json *properties) {
    struct json *all = json_new_object();

    for (size_t k = 0; k < s->nbands; k++) {
        const struct band *b = &s->band[k];
        struct json *v;

        if (b->dims == NULL || json_get(s->cube, b->name))
            continue;
        v = json_set(all, b->name, json_new_object());
        json_set_text(v, "type", "data");
        json_set(v, "dimensions", json_copy(b->dims));
        set_some(v, "description", b->description);
        set_some(v, "unit", b->unit);
        set_nodata(v, b);
        json_set_text(v, "data_type", b->data_type);
        set_some(v, "cf:standard_name", b->standard_name);
        if (b->cell_methods && *b->cell_methods)
            json_add_text(json_set(v, "cf:cell_methods", json_new_list()),
                          b->cell_methods);
    }
    if (json_get(properties, "cube:dimensions") == NULL) {
        json_set(properties, "cube:dimensions", json_copy(s->cube));
        json_set(properties, "cube:variables", all);
        return;
    }
    json_merge(json_get(properties, "cube:dimensions"), s->cube);
    json_merge(json_get(properties, "cube:variables"), all);
    json_free(all);
}

/* The outer edge on the map. */
static void map_box(const struct subject *s, double box[4]) {
    const double nx = (double)s->nx, ny = (double)s->ny, *t = s->t;

    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (int k = 0; k < 4; k++) {
        const double u = k & 1 ? nx : 0, v = k & 2 ? ny : 0;
        const double x = t[0] + t[1] * u + t[2] * v;
        const double y = t[3] + t[4] * u + t[5] * v;
        box[0] = fmin(box[0], x);
        box[1] = fmin(box[1], y);
        box[2] = fmax(box[2], x);
        box[3] = fmax(box[3], y);
    }
}

static void set_rotated(const struct subject *s, struct json *asset) {
    static const double corner[5][2] = {
        { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 0 }, { 0, 0 }
    };
    struct json *g = json_new_object(), *ring = json_new_list();
    const double *t = s->t;

    for (int k = 0; k < 5; k++) {
        const double u = corner[k][0] * (double)s->nx;
        const double v = corner[k][1] * (double)s->ny;
        json_add(ring,
                 json_numbers(2, (double[]){ t[0] + t[1] * u + t[2] * v,
                                             t[3] + t[4] * u + t[5] * v }));
    }
    json_set_text(g, "type", "Polygon");
    json_add(json_set(g, "coordinates", json_new_list()), ring);
    json_set(asset, "proj:geometry", g);
}

static int set_crs(const struct subject *s, struct json *properties,
                   struct json *asset) {
    struct json *tree = NULL;
    struct crs_id id;
    int status;

    if (s->is_wgs84) {
        json_set_text(properties, "proj:code", "EPSG:4326");
        json_set_text(asset, "proj:code", "EPSG:4326");
        return EX_OK;
    }
    if (s->crs == NULL)
        return EX_OK;
    TRY(crs_identify(s->crs, &id));
    json_set_text(properties, "proj:code", id.code);
    json_set_text(asset, "proj:code", id.code);
    if (id.code == NULL && id.wkt2)
        json_set_text(asset, "proj:wkt2", id.wkt2);
    if (id.code == NULL && id.projjson &&
        json_parse(&tree, id.projjson, strlen(id.projjson)) == EX_OK)
        json_set(asset, "proj:projjson", tree);
    crs_id_free(&id);
done:
    return status;
}

/* Centre on the map, as a place. */
static void set_centre(const struct subject *s, struct json *asset) {
    const double u = (double)s->nx / 2, v = (double)s->ny / 2, *t = s->t;
    double x = t[0] + t[1] * u + t[2] * v, y = t[3] + t[4] * u + t[5] * v;
    struct json *c;

    if (s->crs != NULL && crs_lonlat(s->crs, 1, &x, &y) != EX_OK)
        return;
    if (!isfinite(x) || !isfinite(y) || fabs(y) > 90)
        return;
    c = json_set(asset, "proj:centroid", json_new_object());
    json_set_number(c, "lat", round(y * 1e7) / 1e7);
    json_set_number(c, "lon", round(geom_lon(x) * 1e7) / 1e7);
}

int item_proj(const struct subject *s, struct json *properties,
              struct json *asset) {
    const double *t = s->t;
    double box[4];
    int status;

    if (s->cube)
        set_variables(s, properties);
    TRY(set_crs(s, properties, asset));
    if (s->nx == 0)
        goto done;
    json_set(asset, "proj:shape",
             json_numbers(2, (double[]){ (double)s->ny, (double)s->nx }));
    if (!s->is_affine || (t[1] == 0 && t[2] == 0))
        goto done;
    json_set(asset, "proj:transform",
             json_numbers(
                 9, (double[]){ t[1], t[2], t[0], t[4], t[5], t[3], 0, 0, 1 }));
    map_box(s, box);
    json_set(asset, "proj:bbox", json_numbers(4, box));
    if (t[2] != 0 || t[4] != 0)
        set_rotated(s, asset);
    if (s->crs != NULL || s->is_wgs84)
        set_centre(s, asset);
done:
    return status;
}
