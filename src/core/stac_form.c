/* SPDX-License-Identifier: Apache-2.0 */
/* The form of an object: its members, extensions and id. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stac_check_part.h"

/* A member that must be there, and its kind. */
struct need {
    const char *name;
    enum json_kind kind;
};

static const struct need of_item[] = {
    { "id", JSON_TEXT },           { "geometry", JSON_NONE },
    { "properties", JSON_OBJECT }, { "links", JSON_LIST },
    { "assets", JSON_OBJECT },     { NULL, JSON_NONE }
};
static const struct need of_collection[] = {
    { "id", JSON_TEXT },      { "description", JSON_TEXT },
    { "license", JSON_TEXT }, { "extent", JSON_OBJECT },
    { "links", JSON_LIST },   { NULL, JSON_NONE }
};
static const struct need of_catalog[] = { { "id", JSON_TEXT },
                                          { "description", JSON_TEXT },
                                          { "links", JSON_LIST },
                                          { NULL, JSON_NONE } };
static const struct need optional[] = {
    { "title", JSON_TEXT },       { "keywords", JSON_LIST },
    { "providers", JSON_LIST },   { "stac_extensions", JSON_LIST },
    { "summaries", JSON_OBJECT }, { "item_assets", JSON_OBJECT },
    { "collection", JSON_TEXT },  { NULL, JSON_NONE }
};
static const struct need of_asset[] = { { "href", JSON_TEXT },
                                        { NULL, JSON_NONE } };
static const struct need asset_optional[] = {
    { "type", JSON_TEXT },        { "title", JSON_TEXT },
    { "description", JSON_TEXT }, { "roles", JSON_LIST },
    { "file:size", JSON_NUMBER }, { NULL, JSON_NONE }
};
static const struct need of_link[] = { { "rel", JSON_TEXT },
                                       { "href", JSON_TEXT },
                                       { NULL, JSON_NONE } };

static void needed(struct stac_check *c, const struct json *object,
                   const struct need *need) {
    for (; need->name; need++) {
        if (json_get(object, need->name) == NULL)
            check_fault(c, "field-missing", "no %s", need->name);
        else if (need->kind != JSON_NONE)
            (void)check_kind(c, object, need->name, need->kind);
    }
}

static void allowed(struct stac_check *c, const struct json *object,
                    const struct need *need) {
    for (; need->name; need++)
        (void)check_kind(c, object, need->name, need->kind);
}

/* Extensions by the prefix of their fields. */
static const char *const prefixes[][2] = {
    { "proj:", "projection" },
    { "raster:", "raster" },
    { "file:", "file" },
    { "cube:", "datacube" },
    { "processing:", "processing" },
    { "sci:", "scientific" },
    { "eo:", "eo" },
    { "sar:", "sar" },
    { "sat:", "sat" },
    { "view:", "view" },
    { "table:", "table" },
    { "classification:", "classification" },
    { "forecast:", "forecast" },
    { "cf:", "cf" },
    { "zarr:", "zarr" },
    { "grid:", "grid" },
    { "storage:", "storage" },
    { "label:", "label" },
    { "pc:", "pointcloud" },
    { "mgrs:", "mgrs" },
};
enum { PREFIXES = sizeof prefixes / sizeof prefixes[0] };

static bool lists(const struct json *object, const char *extension) {
    const struct json *m = json_first(json_get(object, "stac_extensions"));
    char *part = mem_format(".io/%s/", extension);
    bool found = false;

    for (; m && !found; m = json_next(m))
        found = json_text(m) && strstr(json_text(m), part);
    free(part);
    return found;
}

/* Which prefixes names have, at any depth; summaries and item_assets are fields
 * of others. */
static void find_used(const struct json *j, bool used[PREFIXES]) {
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        const char *name = json_name(m);
        for (size_t k = 0; name && k < PREFIXES; k++)
            used[k] |=
                strncmp(name, prefixes[k][0], strlen(prefixes[k][0])) == 0;
        if (name == NULL || (strcmp(name, "summaries") != 0 &&
                             strcmp(name, "item_assets") != 0))
            find_used(m, used);
    }
}

static void extensions(struct stac_check *c) {
    bool used[PREFIXES] = { false };
    size_t mark;

    find_used(c->object, used);
    for (size_t k = 0; k < PREFIXES; k++)
        if (used[k] && !lists(c->object, prefixes[k][1]))
            check_fault(c, "extension-unlisted",
                        "%s fields, and stac_extensions has no %s",
                        prefixes[k][0], prefixes[k][1]);
    mark = check_enter(c, "stac_extensions");
    for (size_t k = 0; k < PREFIXES; k++)
        if (!used[k] && lists(c->object, prefixes[k][1]))
            check_fault(c, "extension-unused", "%s, and no %s field",
                        prefixes[k][1], prefixes[k][0]);
    check_leave(c, mark);
}

static void id(struct stac_check *c) {
    const char *text = json_text(json_get(c->object, "id"));
    const char *collection = json_text(json_get(c->object, "collection"));
    char *fine, *key;
    size_t mark;

    if (text == NULL)
        return;
    mark = check_enter(c, "id");
    fine = stac_id(text);
    if (strcmp(fine, text) != 0)
        check_fault(c, "id-chars", "\"%s\" (A-Za-z0-9._-, at most 200)", text);
    key = mem_format("%d\n%s\n%s", c->kind == STAC_ITEM,
                     collection ? collection : "", text);
    if (!text_set_add(&c->ids, key))
        check_fault(c, "duplicate-id", "\"%s\" stands twice", text);
    free(fine);
    free(key);
    check_leave(c, mark);
}

static void parts(struct stac_check *c) {
    const struct json *m = json_first(json_get(c->object, "assets"));
    size_t mark = check_enter(c, "assets"), one, k = 0;

    for (; m; m = json_next(m)) {
        one = check_enter(c, json_name(m));
        needed(c, m, of_asset);
        allowed(c, m, asset_optional);
        check_leave(c, one);
    }
    check_leave(c, mark);
    mark = check_enter(c, "links");
    for (m = json_first(json_get(c->object, "links")); m; m = json_next(m)) {
        one = check_enter_index(c, k++);
        needed(c, m, of_link);
        check_leave(c, one);
    }
    check_leave(c, mark);
}

static void extent(struct stac_check *c) {
    const struct json *e = json_get(c->object, "extent");
    const struct json *box = json_get(json_get(e, "spatial"), "bbox");
    const struct json *times = json_get(json_get(e, "temporal"), "interval");
    const size_t mark = check_enter(c, "extent");

    if (json_kind(e) == JSON_OBJECT && json_first(box) == NULL)
        check_fault(c, "field-missing", "no spatial.bbox");
    if (json_kind(e) == JSON_OBJECT && json_first(times) == NULL)
        check_fault(c, "field-missing", "no temporal.interval");
    check_leave(c, mark);
}

void check_form(struct stac_check *c) {
    const struct json *p = json_get(c->object, "properties");
    size_t mark;

    needed(c, c->object,
           c->kind == STAC_ITEM         ? of_item
           : c->kind == STAC_COLLECTION ? of_collection
                                        : of_catalog);
    allowed(c, c->object, optional);
    if (c->kind == STAC_ITEM && json_kind(p) == JSON_OBJECT &&
        json_get(p, "datetime") == NULL) {
        mark = check_enter(c, "properties");
        check_fault(c, "field-missing", "no datetime");
        check_leave(c, mark);
    }
    if (c->kind == STAC_COLLECTION)
        extent(c);
    parts(c);
    extensions(c);
    id(c);
}
