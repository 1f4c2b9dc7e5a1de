/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_fold.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stac.h"
#include "core/stac_summary.h"
#include "kernel/arcs.h"

enum { MOST_ASSETS = 1000 };

struct stac_fold {
    size_t n;
    struct arcs arcs;
    int64_t from, to;
    bool open_from, open_to; /* a Collection without an end */
    struct summaries *summaries, *keywords;
    struct json *assets; /* by key, what all that have it agree on */
    struct json *common; /* id, license, providers, bands */
    char version[8];
};

struct stac_fold *stac_fold_new(void) {
    struct stac_fold *f = mem_array(1, sizeof *f);

    arcs_clear(&f->arcs);
    f->from = INT64_MAX;
    f->to = INT64_MIN;
    f->summaries = summaries_new();
    f->keywords = summaries_new();
    f->assets = json_new_object();
    return f;
}

void stac_fold_free(struct stac_fold *f) {
    if (f == NULL)
        return;
    summaries_free(f->summaries);
    summaries_free(f->keywords);
    json_free(f->assets);
    json_free(f->common);
    free(f);
}

size_t stac_fold_count(const struct stac_fold *f) {
    return f->n;
}

static int by_name(const void *a, const void *b) {
    return strcmp(json_name(*(struct json *const *)a),
                  json_name(*(struct json *const *)b));
}

/* A copy with its names sorted, for objects of few members. */
static struct json *sorted(const struct json *object, const char *first) {
    const size_t n = json_count(object);
    const struct json **m = mem_array(n, sizeof *m);
    struct json *out = json_new_object();
    size_t k = 0;

    for (const struct json *i = json_first(object); i; i = json_next(i))
        m[k++] = i;
    qsort(m, n, sizeof *m, by_name);
    if (first && json_get(object, first))
        json_set(out, first, json_copy(json_get(object, first)));
    for (k = 0; k < n; k++)
        if (first == NULL || strcmp(json_name(m[k]), first) != 0)
            json_set(out, json_name(m[k]), json_copy(m[k]));
    free(m);
    return out;
}

/* Bands without what belongs to one file: statistics, histograms. */
static struct json *bands_of(const struct json *bands) {
    struct json *out = json_new_list();

    for (const struct json *b = json_first(bands); b; b = json_next(b)) {
        struct json *one =
            json_kind(b) == JSON_OBJECT ? sorted(b, "name") : json_new_object();
        json_free(json_take(one, "statistics"));
        json_free(json_take(one, "raster:histogram"));
        json_add(out, one);
    }
    return out;
}

/* Of an asset what may hold of others as well. */
static struct json *asset_of(const struct json *asset) {
    static const char *const names[] = { "title", "description", "type",
                                         "roles", "data_type",   "nodata",
                                         "unit",  "gsd",         NULL };
    struct json *out = json_new_object();
    const struct json *bands = json_get(asset, "bands");

    for (size_t k = 0; names[k]; k++)
        if (json_get(asset, names[k]))
            json_set(out, names[k], json_copy(json_get(asset, names[k])));
    if (json_kind(bands) == JSON_LIST)
        json_set(out, "bands", bands_of(bands));
    return out;
}

static int add_assets(struct stac_fold *f, const struct json *assets) {
    if (json_kind(assets) != JSON_OBJECT)
        return EX_OK;
    for (const struct json *a = json_first(assets); a; a = json_next(a)) {
        struct json *there = json_get(f->assets, json_name(a));
        struct json *one = asset_of(a);
        if (there) {
            stac_common(there, one);
            json_free(one);
        } else {
            json_set(f->assets, json_name(a), one);
        }
    }
    return json_count(f->assets) > MOST_ASSETS
               ? err_set(EX_DATAERR, "more than %d keys of assets", MOST_ASSETS)
               : EX_OK;
}

/* The bands of an Item, when all of its assets that have some agree. */
static const struct json *item_bands(const struct json *item) {
    const struct json *found = json_get(json_get(item, "properties"), "bands");
    const struct json *a = json_first(json_get(item, "assets"));

    if (found)
        return found;
    for (; a; a = json_next(a)) {
        const struct json *bands = json_get(a, "bands");
        if (bands && found && !stac_bands_same(found, bands))
            return NULL;
        if (bands)
            found = bands;
    }
    return found;
}

/* What all must say alike. */
static void add_common(struct stac_fold *f, const struct json *from,
                       const char *id, const struct json *bands) {
    static const char *const names[] = { "license", "providers", NULL };
    struct json *one = json_new_object();

    if (id)
        json_set_text(one, "id", id);
    for (size_t k = 0; names[k]; k++)
        if (json_get(from, names[k]))
            json_set(one, names[k], json_copy(json_get(from, names[k])));
    if (json_kind(bands) == JSON_LIST)
        json_set(one, "bands", bands_of(bands));
    if (f->common == NULL) {
        f->common = one;
        return;
    }
    stac_common(f->common, one);
    json_free(one);
}

static void add_time(struct stac_fold *f, int64_t from, int64_t to) {
    f->from = from < f->from ? from : f->from;
    f->to = to > f->to ? to : f->to;
}

static int add_item(struct stac_fold *f, const struct json *item) {
    const struct json *p = json_get(item, "properties");
    int64_t from, to;
    double box[4];
    int status;

    if (!stac_span(item, &from, &to))
        return err_set(EX_DATAERR, "properties: no time (datetime, or "
                                   "start_datetime and end_datetime)");
    add_time(f, from, to);
    if (stac_box(item, box))
        arcs_add(&f->arcs, box);
    TRY(summaries_item(f->summaries, p));
    TRY(summaries_words(f->keywords, "keywords", json_get(p, "keywords")));
    TRY(add_assets(f, json_get(item, "assets")));
    add_common(f, p, json_text(json_get(item, "collection")), item_bands(item));
done:
    return status;
}

/* Of several boxes the first is that of the others. */
static void add_boxes(struct stac_fold *f, const struct json *boxes) {
    const struct json *b = json_first(boxes);
    double box[4];

    if (b && json_next(b))
        b = json_next(b);
    for (; b; b = json_next(b))
        if (stac_box_read(b, box))
            arcs_add(&f->arcs, box);
}

static int add_interval(struct stac_fold *f, const struct json *interval) {
    const struct json *first = json_at(interval, 0);
    const struct json *last = json_at(interval, 1);
    int64_t ms;

    if (json_kind(interval) != JSON_LIST || json_count(interval) != 2)
        return err_set(EX_DATAERR, "extent: no temporal interval");
    if (json_kind(first) == JSON_NULL)
        f->open_from = true;
    else if (stac_time(json_text(first), &ms))
        f->from = ms < f->from ? ms : f->from;
    if (json_kind(last) == JSON_NULL)
        f->open_to = true;
    else if (stac_time(json_text(last), &ms))
        f->to = ms > f->to ? ms : f->to;
    return EX_OK;
}

static int add_collection(struct stac_fold *f, const struct json *c) {
    const struct json *extent = json_get(c, "extent");
    const struct json *s = json_get(c, "summaries");
    int status;

    add_boxes(f, json_get(json_get(extent, "spatial"), "bbox"));
    TRY(add_interval(
        f, json_at(json_get(json_get(extent, "temporal"), "interval"), 0)));
    TRY(summaries_merge(f->summaries, s));
    TRY(summaries_words(f->keywords, "keywords", json_get(c, "keywords")));
    TRY(add_assets(f, json_get(c, "item_assets")));
    add_common(f, c, json_text(json_get(c, "id")), json_get(s, "bands"));
done:
    return status;
}

int stac_fold_add(struct stac_fold *f, const struct json *object) {
    const enum stac_kind kind = stac_kind(object);
    const char *version = json_text(json_get(object, "stac_version"));
    int status;

    if (kind != STAC_ITEM && kind != STAC_COLLECTION)
        return err_set(EX_DATAERR,
                       "%s (a Collection is folded from Items or Collections)",
                       stac_kind_name(kind));
    if (version == NULL ||
        (strcmp(version, "1.0.0") != 0 && strcmp(version, "1.1.0") != 0))
        return err_set(EX_DATAERR,
                       "stac_version \"%s\" (there are 1.1.0 and "
                       "1.0.0)",
                       version ? version : "");
    if (strcmp(version, f->version) > 0)
        memcpy(f->version, version, 6);
    status =
        kind == STAC_ITEM ? add_item(f, object) : add_collection(f, object);
    if (status == EX_OK)
        f->n++;
    return status;
}

static struct json *extent_of(const struct stac_fold *f) {
    struct json *extent = json_new_object(), *list;
    double box[ARCS_MOST + 1][4];
    const size_t n = arcs_boxes(&f->arcs, box);
    char *text;

    if (n > 0) {
        list = json_set(json_set(extent, "spatial", json_new_object()), "bbox",
                        json_new_list());
        for (size_t k = 0; k < n; k++)
            json_add(list, json_numbers(4, box[k]));
    }
    list = json_set(json_set(extent, "temporal", json_new_object()), "interval",
                    json_new_list());
    list = json_add(list, json_new_list());
    text =
        f->open_from || f->from == INT64_MAX ? NULL : stac_time_text(f->from);
    json_add_text(list, text);
    free(text);
    text = f->open_to || f->to == INT64_MIN ? NULL : stac_time_text(f->to);
    json_add_text(list, text);
    free(text);
    return extent;
}

/* By key; the schema wants two members, so where less is agreed on the key is
 * its own title and description. */
static struct json *assets_of(const struct stac_fold *f) {
    struct json *all = sorted(f->assets, NULL), *out = json_new_object();

    for (struct json *m = json_first(all); m; m = json_next(m)) {
        if (json_count(m) < 2)
            json_set_text(m, "title", json_name(m));
        if (json_count(m) < 2)
            json_set_text(m, "description", json_name(m));
        json_set(out, json_name(m), asset_of(m));
    }
    json_free(all);
    return out;
}

/* An object that has members becomes one of j, another goes. */
static void set_filled(struct json *j, const char *name, struct json *child) {
    if (json_first(child))
        json_set(j, name, child);
    else
        json_free(child);
}

static void set_copy(struct json *j, const struct json *from,
                     const char *name) {
    if (json_get(from, name))
        json_set(j, name, json_copy(json_get(from, name)));
}

int stac_fold_collection(const struct stac_fold *f, const char *id,
                         struct json **out) {
    const bool old = strcmp(f->version, "1.0.0") == 0;
    struct json *j, *summaries, *words;

    *out = NULL;
    if (id == NULL)
        id = json_text(json_get(f->common, "id"));
    if (f->n == 0)
        return err_set(EX_DATAERR, "no Items: no Collection");
    if (id == NULL)
        return err_set(EX_DATAERR, "the Items name no Collection, or several "
                                   "(--collection says which)");
    j = *out = json_new_object();
    json_set_text(j, "type", "Collection");
    json_set_text(j, "stac_version", f->version);
    json_set(j, "stac_extensions", json_new_list());
    json_set_text(j, "id", id);
    json_set_text(j, "description", id);
    words = summaries_json(f->keywords);
    if (json_kind(json_get(words, "keywords")) == JSON_LIST)
        set_copy(j, words, "keywords");
    json_free(words);
    json_set_text(j, "license", json_text(json_get(f->common, "license")));
    set_copy(j, f->common, "providers");
    json_set(j, "extent", extent_of(f));
    summaries = summaries_json(f->summaries);
    set_copy(summaries, f->common, "bands");
    set_filled(j, "summaries", summaries);
    set_filled(j, "item_assets", assets_of(f));
    if (old && json_get(j, "item_assets"))
        json_add_text(json_get(j, "stac_extensions"),
                      "https://stac-extensions.github.io/item-assets/v1.0.0/"
                      "schema.json");
    json_set(j, "links", json_new_list());
    return EX_OK;
}

int stac_collection_finish(struct json *c) {
    const char *version = json_text(json_get(c, "stac_version"));
    const struct json *extent = json_get(c, "extent");
    const char *id = json_text(json_get(c, "id"));

    if (json_get(json_get(extent, "spatial"), "bbox") == NULL)
        return err_set(EX_DATAERR,
                       "Collection %s: no Item has a place (give it with --set "
                       "extent.spatial.bbox=[[W,S,E,N]])",
                       id);
    if (json_text(json_get(c, "license")) == NULL) {
        warn("Collection %s: no license known, \"other\" is written "
             "(--license says it)",
             id);
        json_set_text(c, "license",
                      version && strcmp(version, "1.0.0") == 0 ? "proprietary"
                                                               : "other");
    }
    if (json_kind(json_get(c, "links")) != JSON_LIST)
        json_set(c, "links", json_new_list());
    else
        json_set(c, "links", json_take(c, "links")); /* becomes the last */
    return EX_OK;
}
