/* SPDX-License-Identifier: Apache-2.0 */
/* The Collections and the root of a catalogue, as text: links to Items are
 * many, and never a tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/filing.h"
#include "core/href.h"
#include "core/mem.h"
#include "core/place.h"
#include "core/stac.h"
#include "core/stac_layout.h"
#include "core/stac_shelf.h"

/* What stays of one that was there: all that is not derived, and what was
 * said of it. */
static void keep(struct json *now, const struct json *old) {
    static const char *const said[] = { "title", "description", "keywords",
                                        NULL };
    const struct json *m;

    for (size_t k = 0; said[k]; k++)
        if (json_get(old, said[k]) && (k < 2 || json_get(now, said[k]) == NULL))
            json_set(now, said[k], json_copy(json_get(old, said[k])));
    for (m = json_first(old); m; m = json_next(m)) {
        const struct json *there = json_get(now, json_name(m));
        if ((there == NULL || json_kind(there) == JSON_NULL) &&
            strcmp(json_name(m), "summaries") != 0 &&
            strcmp(json_name(m), "item_assets") != 0)
            json_set(now, json_name(m), json_copy(m));
    }
}

/* Extensions that templates or an older one name. */
static void add_extensions(struct json *now, const struct json *list) {
    struct json *all = json_get(now, "stac_extensions");
    const struct json *m, *x;

    if (json_kind(all) != JSON_LIST)
        all = json_set(now, "stac_extensions", json_new_list());
    for (m = json_first(list); m; m = json_next(m)) {
        for (x = json_first(all); x && !json_same(x, m); x = json_next(x))
            continue;
        if (x == NULL)
            json_add(all, json_copy(m));
    }
}

/* Links that are no structure stay as they are. */
static void foreign_links(struct json *links, const struct json *from) {
    static const char *const ours[] = { "root",  "parent",     "self", "item",
                                        "child", "collection", NULL };

    for (const struct json *m = json_first(from); m; m = json_next(m)) {
        size_t k = 0;
        const struct json *x = json_first(links);
        while (ours[k] && strcmp(ours[k], stac_rel(m)) != 0)
            k++;
        while (x && !json_same(x, m))
            x = json_next(x);
        if (ours[k] == NULL && x == NULL)
            json_add(links, json_copy(m));
    }
}

static void add_link(struct json *links, const char *rel, const char *folder,
                     const char *path) {
    char *href = href_to(folder, path);

    json_add(links, stac_link_new(rel, href, NULL));
    free(href);
}

static void add_self(const struct stac_tree *t, struct json *links,
                     const char *path) {
    char *encoded = href_encode(path, HREF_MARKS), *href;
    const size_t n = t->how.base_url ? strlen(t->how.base_url) : 0;

    if (t->how.base_url) {
        href =
            mem_format("%s%s%s", t->how.base_url,
                       n && t->how.base_url[n - 1] == '/' ? "" : "/", encoded);
        json_add(links, stac_link_new("self", href, NULL));
        free(href);
    }
    free(encoded);
}

/* The text of an object whose last member is `links`, in two halves: the links
 * to Items go between. */
struct halves {
    char *text;
    size_t n, room;
};

static int first_half(const struct json *object, struct halves *h) {
    static const char end[] = "\n  ]\n}\n";
    int status = json_print(object, JSON_INDENT | JSON_LINE, &h->text);

    if (status != EX_OK)
        return status;
    h->n = strlen(h->text);
    if (h->n < sizeof end || strcmp(h->text + h->n - sizeof end + 1, end) != 0)
        return err_set(EX_SOFTWARE, "links are not the last member");
    h->room = h->n;
    h->n -= sizeof end - 1;
    return EX_OK;
}

static void append(struct halves *h, const char *s) {
    const size_t n = strlen(s);

    if (h->n + n + 1 > h->room) {
        h->room = 2 * (h->n + n + 1);
        h->text = mem_grow(h->text, h->room, 1);
    }
    memcpy(h->text + h->n, s, n + 1);
    h->n += n;
}

static void append_items(struct halves *h, const struct stac_tree *t,
                         const char *folder, const size_t range[2]) {
    for (size_t k = range[0]; k < range[1]; k++) {
        char *href = href_to(folder, t->entry[k].path);
        append(h, ",\n    {\n      \"rel\": \"item\",\n      \"href\": \"");
        append(h, href); /* percent-encoded: nothing to escape */
        append(h, "\",\n      \"type\": \"application/geo+json\"\n    }");
        free(href);
    }
    append(h, "\n  ]\n}\n");
}

static int write_text(const struct stac_tree *t, const char *path,
                      const struct halves *h) {
    char *file = path_join(t->how.directory, path);
    const int status = file_put(file, h->text, h->n, true, NULL);

    free(file);
    return status;
}

/* As DestinE's model: what clients want most first, nothing else derived. */
static void destine_collection(struct json *c) {
    const char *title = json_text(json_get(c, "title"));

    json_free(json_take(c, "summaries"));
    json_free(json_take(c, "item_assets"));
    if (title && json_get(c, "dedl:short_description") == NULL)
        json_set_text(c, "dedl:short_description", title);
}

/* All members but links. */
static int describe(const struct stac_tree *t, size_t k, struct json **out) {
    const struct tree_collection *c = &t->collection[k];
    struct json *extensions, *links, *old;
    int status;

    TRY(stac_fold_collection(c->fold, c->id, out));
    if (stac_layout_is_destine(t->how.layout)) /* it will have no item_assets */
        json_set(*out, "stac_extensions", json_new_list());
    links = json_get(*out, "links");
    extensions = json_copy(json_get(*out, "stac_extensions"));
    old = c->old ? json_copy(c->old) : json_new_object();
    foreign_links(links, json_get(old, "links"));
    add_extensions(*out, json_get(old, "stac_extensions"));
    keep(*out, old);
    json_free(old);
    for (size_t i = 0; i < t->how.npatches; i++)
        json_merge(*out, t->how.patch[i]);
    if (!stac_layout_is_destine(t->how.layout))
        add_extensions(*out, extensions);
    json_free(extensions);
    json_set_text(*out, "type", "Collection");
    json_set_text(*out, "id", c->id);
    json_set_text(*out, "stac_version",
                  stac_layout_is_destine(t->how.layout) ? "1.0.0" : t->version);
    if (stac_layout_is_destine(t->how.layout)) {
        destine_collection(*out);
    }
    status = stac_collection_finish(*out);
done:
    return status;
}

int shelf_collection(const struct stac_tree *t, size_t k, size_t first,
                     size_t last) {
    const struct tree_collection *c = &t->collection[k];
    char *folder = place_folder(c->path);
    struct json *j = NULL, *links, *more;
    struct halves h = { 0 };
    int status;

    TRY(describe(t, k, &j));
    more = json_take(j, "links");
    links = json_set(j, "links", json_new_list());
    add_link(links, "root", folder, "catalog.json");
    add_link(links, "parent", folder, "catalog.json");
    add_self(t, links, c->path);
    foreign_links(links, more);
    json_free(more);
    TRY(first_half(j, &h));
    append_items(&h, t, folder, (size_t[2]){ first, last });
    status = write_text(t, c->path, &h);
done:
    free(h.text);
    free(folder);
    json_free(j);
    return status;
}

static int by_id(const void *a, const void *b) {
    const struct tree_collection *const *x = a, *const *y = b;

    return strcmp((*x)->id, (*y)->id);
}

/* Collections that have Items, by id. */
static size_t living(const struct stac_tree *t,
                     const struct tree_collection **out) {
    size_t n = 0;

    for (size_t k = 0; k < t->ncollections; k++)
        if (t->collection[k].id && stac_fold_count(t->collection[k].fold) > 0)
            out[n++] = &t->collection[k];
    qsort(out, n, sizeof out[0], by_id);
    return n;
}

/* The root's own words, unless somebody changed them. */
static struct json *root_of(const struct stac_tree *t,
                            const struct tree_collection *only) {
    struct json *j = json_new_object();
    char *id = only ? mem_format("%s-catalog", only->id) : mem_text("catalog");
    const char *title = json_text(json_get(only ? only->old : NULL, "title"));

    for (size_t k = 0; only && k < t->how.npatches; k++)
        if (json_text(json_get(t->how.patch[k], "title")))
            title = json_text(json_get(t->how.patch[k], "title"));
    json_set_text(j, "type", "Catalog");
    json_set_text(j, "stac_version",
                  stac_layout_is_destine(t->how.layout) ? "1.0.0" : t->version);
    json_set_text(j, "id", id);
    if (title)
        json_set_text(j, "title", title);
    json_set_text(j, "description", title ? title : id);
    free(id);
    for (const struct json *m = json_first(t->old); m; m = json_next(m))
        if (strcmp(json_name(m), "stac_version") != 0)
            json_set(j, json_name(m), json_copy(m));
    json_free(json_take(j, "links"));
    return j;
}

int shelf_root(const struct stac_tree *t) {
    const struct tree_collection **c = mem_array(t->ncollections, sizeof *c);
    const size_t n = living(t, c);
    struct json *j = root_of(t, n == 1 ? c[0] : NULL), *links;
    size_t range[2] = { 0, 0 };
    struct halves h = { 0 };
    int status;

    links = json_set(j, "links", json_new_list());
    add_link(links, "root", ".", "catalog.json");
    add_self(t, links, "catalog.json");
    foreign_links(links, json_get(t->old, "links"));
    for (size_t k = 0; k < n; k++)
        add_link(links, "child", ".", c[k]->path);
    while (range[1] < t->nentries &&
           t->collection[t->entry[range[1]].collection].id == NULL)
        range[1]++;
    TRY(first_half(j, &h));
    append_items(&h, t, ".", range);
    status = write_text(t, "catalog.json", &h);
done:
    free(h.text);
    free(c);
    json_free(j);
    return status;
}
