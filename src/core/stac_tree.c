/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/filing.h"
#include "core/href.h"
#include "core/item_edit.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/place.h"
#include "core/stac.h"
#include "core/stac_layout.h"
#include "core/stac_tree_part.h"

char *tree_key(const char *collection, const char *id) {
    return mem_format("%s\n%s", collection ? collection : "", id);
}

size_t tree_collection_find(struct stac_tree *t, const char *id) {
    struct tree_collection *c;

    for (size_t k = 0; k < t->ncollections; k++) {
        const char *there = t->collection[k].id;
        if (id && there ? strcmp(id, there) == 0 : id == there)
            return k;
    }
    t->collection = mem_grow(t->collection, t->ncollections + 1, sizeof *c);
    c = &t->collection[t->ncollections];
    *c = (struct tree_collection){ .id = mem_text(id) };
    c->path = id ? stac_layout_collection(t->how.layout, id) : NULL;
    c->clash = c->path && !text_set_add(&t->paths, c->path);
    c->fold = stac_fold_new();
    return t->ncollections++;
}

void tree_entry_add(struct stac_tree *t, const struct tree_entry *e) {
    if (t->nentries == t->entry_room) {
        t->entry_room = 2 * t->entry_room + 64;
        t->entry = mem_grow(t->entry, t->entry_room, sizeof *t->entry);
    }
    t->entry[t->nentries++] = *e;
}

/* The Collections of a catalogue that was there. */
static int open_old(struct stac_tree *t) {
    const struct json *link = NULL;
    struct json *tree;
    int status = EX_OK;

    while ((link = stac_link(t->old, "child", link)) != NULL) {
        char *path = href_path(stac_href(link), t->how.directory);
        const size_t n = strlen(t->how.directory);
        size_t k;
        if (path == NULL)
            continue;
        status = path_inside(path, t->how.directory)
                     ? json_read(&tree, path)
                     : err_set(EX_DATAERR, "a link to %s, outside", path);
        if (status == EX_OK && stac_kind(tree) != STAC_COLLECTION) {
            json_free(tree);
            status = err_set(EX_DATAERR,
                             "%s: not a Collection (--update knows catalogues "
                             "of Collections)",
                             path);
        }
        if (status == EX_OK) {
            k = tree_collection_find(t, json_text(json_get(tree, "id")));
            json_free(t->collection[k].old);
            t->collection[k].old = tree;
            free(t->collection[k].path);
            t->collection[k].path =
                mem_text(strcmp(t->how.directory, ".") ? path + n + 1 : path);
            text_set_add(&t->paths, t->collection[k].path);
        }
        free(path);
        if (status != EX_OK)
            break;
    }
    return status;
}

static int look_at_old(struct stac_tree *t) {
    char *root = path_join(t->how.directory, "catalog.json");
    int status = EX_OK;

    if (access(root, F_OK) != 0)
        goto done;
    if (!t->how.update) {
        status =
            err_set(EX_CANTCREAT,
                    "%s: there is one already (--update adds to it)", root);
        goto done;
    }
    TRY(json_read(&t->old, root));
    if (stac_kind(t->old) != STAC_CATALOG)
        status = err_set(EX_DATAERR, "%s: not a Catalog", root);
    else
        status = open_old(t);
done:
    free(root);
    return status;
}

int stac_tree_open(struct stac_tree **out, const struct stac_tree_how *how) {
    struct stac_tree *t = mem_array(1, sizeof *t);
    int status;

    *out = t;
    t->how = *how;
    t->how.directory = path_clean(how->directory);
    t->lock = t->spool = -1;
    TRY(stac_layout_check(how->layout));
    for (size_t k = 0; k < how->nprefixes; k++)
        if (strchr(how->prefix[k], '=') == NULL)
            return err_set(EX_USAGE, "--href-prefix %s: not DIR=URL",
                           how->prefix[k]);
    if (stac_layout_is_destine(how->layout) && how->assets == ASSETS_KEEP)
        return err_set(EX_USAGE, "--layout destine places its assets (--assets "
                                 "copy, link or move)");
    text_set_add(&t->paths, "catalog.json");
    TRY(folder_make(t->how.directory));
    TRY(folder_lock(t->how.directory, &t->lock));
    TRY(look_at_old(t));
    t->spool = temporary_fd();
    status = t->spool < 0 ? EX_CANTCREAT : EX_OK;
done:
    return status;
}

void stac_tree_free(struct stac_tree *t) {
    if (t == NULL)
        return;
    for (size_t k = 0; k < t->ncollections; k++) {
        free(t->collection[k].id);
        free(t->collection[k].path);
        json_free(t->collection[k].old);
        stac_fold_free(t->collection[k].fold);
    }
    for (size_t k = 0; k < t->nentries; k++)
        free(t->entry[k].path);
    for (size_t k = 0; k < t->nmoves; k++) {
        free(t->move[k].from);
        free(t->move[k].to);
    }
    for (size_t k = 0; k < t->nstale; k++)
        free(t->stale[k]);
    free(t->collection);
    free(t->entry);
    free(t->move);
    free(t->stale);
    free(t->ids.slot);
    free(t->paths.slot);
    free(t->files.slot);
    json_free(t->old);
    if (t->spool >= 0)
        close(t->spool);
    folder_unlock(t->lock);
    free((char *)(uintptr_t)t->how.directory);
    free(t);
}

/* "x" again: refused, or "x-2", "x-3" ... */
static int new_id(struct stac_tree *t, struct json *item,
                  const char *collection) {
    const char *id = json_text(json_get(item, "id"));
    char *key = tree_key(collection, id), *next;
    int status = EX_OK;

    if (text_set_add(&t->ids, key))
        goto done;
    if (!t->how.suffix) {
        status =
            err_set(EX_DATAERR,
                    "two Items \"%s\"%s%s (--on-duplicate suffix tells "
                    "them apart)",
                    id, collection ? " in " : "", collection ? collection : "");
        goto done;
    }
    for (size_t k = 2;; k++) {
        next = mem_format("%s-%zu", id, k);
        free(key);
        key = tree_key(collection, next);
        if (text_set_add(&t->ids, key))
            break;
        free(next);
    }
    json_set_text(item, "id", next);
    free(next);
done:
    free(key);
    return status;
}

/* The title that templates give a Collection, or that it had. */
static const char *title_of(const struct stac_tree *t, size_t collection) {
    const char *title = NULL;

    for (size_t k = 0; k < t->how.npatches; k++)
        if (json_text(json_get(t->how.patch[k], "title")))
            title = json_text(json_get(t->how.patch[k], "title"));
    if (title == NULL)
        title = json_text(json_get(t->collection[collection].old, "title"));
    return title;
}

static void link_to(struct json *item, const char *rel, const char *base,
                    const char *path) {
    char *href = href_to(*base ? base : ".", path);
    struct json *links = json_get(item, "links");

    json_add(links, stac_link_new(rel, href, NULL));
    free(href);
}

static void self_link(const struct stac_tree *t, struct json *item,
                      const char *path) {
    char *href, *encoded = href_encode(path, HREF_MARKS);
    const char *base = t->how.base_url;
    const size_t n = strlen(base);

    href =
        mem_format("%s%s%s", base, n && base[n - 1] == '/' ? "" : "/", encoded);
    json_add(json_get(item, "links"), stac_link_new("self", href, NULL));
    free(href);
    free(encoded);
}

/* The links that DestinE's service has, where its address is known. */
static void destine_links(const struct stac_tree *t, struct json *item,
                          size_t k) {
    const char *title = title_of(t, k), *id = json_text(json_get(item, "id"));
    const char *base = t->how.base_url, *collection = t->collection[k].id;
    const size_t n = strlen(base);
    char *up = mem_format("%.*s/collections/%s",
                          (int)(n && base[n - 1] == '/' ? n - 1 : n), base,
                          collection);
    char *href = mem_format("%s/items/%s", up, id);

    json_add(json_get(item, "links"), stac_link_new("collection", up, title));
    json_add(json_get(item, "links"), stac_link_new("self", href, NULL));
    free(up);
    free(href);
}

static void structure(const struct stac_tree *t, struct json *item, size_t k,
                      const char *path) {
    const struct tree_collection *c = &t->collection[k];
    const char *above = c->id ? c->path : "catalog.json";
    char *base = place_folder(path);

    if (stac_layout_is_destine(t->how.layout) && t->how.base_url) {
        destine_links(t, item, k);
    } else {
        link_to(item, "root", base, "catalog.json");
        link_to(item, "parent", base, above);
        if (c->id) {
            link_to(item, "collection", base, above);
            if (title_of(t, k)) {
                struct json *links = json_get(item, "links");
                json_set_text(json_at(links, json_count(links) - 1), "title",
                              title_of(t, k));
            }
        }
        if (t->how.base_url)
            self_link(t, item, path);
    }
    free(base);
}

static void drop_structure(struct json *item) {
    static const char *const rels[] = { "root", "parent", "collection",
                                        "self", "item",   "child" };

    for (size_t k = 0; k < sizeof rels / sizeof rels[0]; k++)
        stac_links_drop(item, rels[k]);
    if (json_kind(json_get(item, "links")) != JSON_LIST)
        json_set(item, "links", json_new_list());
}

/* Ids and hrefs as the layout wants them; the path below the root. */
static int settle(struct stac_tree *t, struct json *item, const char *folder,
                  const char *collection, char **path) {
    const bool destine = stac_layout_is_destine(t->how.layout);
    char *beside = NULL;
    int status;

    *path = NULL;
    if (destine && collection == NULL)
        return err_set(EX_DATAERR, "no Collection, which --layout destine asks "
                                   "for (--collection)");
    if (destine)
        TRY(stac_layout_destine(item, collection, &beside));
    TRY(new_id(t, item, collection));
    TRY(stac_layout_item(t->how.layout, item, collection, path));
    if (beside == NULL)
        beside = place_folder(*path);
    if (!text_set_add(&t->paths, *path)) {
        status = err_set(EX_DATAERR, "Item \"%s\": its place %s is taken",
                         json_text(json_get(item, "id")), *path);
        goto done;
    }
    drop_structure(item);
    if (destine) {
        tree_link_hrefs(t, item, folder, "metadata/items");
        TRY(tree_assets(t, item, folder, "", beside));
    } else {
        char *base = place_folder(*path);
        tree_link_hrefs(t, item, folder, base);
        status = tree_assets(t, item, folder, base, beside);
        free(base);
    }
done:
    free(beside);
    return status;
}

static int spool_item(struct stac_tree *t, const struct json *item,
                      struct tree_entry *e) {
    char *text = NULL;
    int status;

    TRY(json_print(item, JSON_INDENT | JSON_LINE, &text));
    e->n = strlen(text);
    e->at = t->spooled;
    t->spooled += (off_t)e->n;
    status = write_all(t->spool, "a temporary file", text, e->n);
done:
    free(text);
    return status;
}

static int put(struct stac_tree *t, struct json *item, const char *folder) {
    const char *collection = t->how.collection;
    struct tree_entry e = { 0 };
    int status;

    if (collection == NULL)
        collection = json_text(json_get(item, "collection"));
    else
        json_set_text(item, "collection", collection);
    if (stac_layout_is_destine(t->how.layout))
        TRY(item_old(item));
    e.collection = tree_collection_find(t, collection);
    if (t->collection[e.collection].clash)
        return err_set(EX_DATAERR, "Collection \"%s\": its place %s is taken",
                       collection, t->collection[e.collection].path);
    TRY(settle(t, item, folder, collection, &e.path));
    structure(t, item, e.collection, e.path);
    TRY(stac_fold_add(t->collection[e.collection].fold, item));
    TRY(spool_item(t, item, &e));
    tree_entry_add(t, &e);
    e.path = NULL;
    if (strcmp(json_text(json_get(item, "stac_version")), t->version) > 0)
        memcpy(t->version, json_text(json_get(item, "stac_version")), 6);
done:
    free(e.path);
    return status;
}

int stac_tree_put(struct stac_tree *t, struct json *item, const char *folder) {
    const char *id = json_text(json_get(item, "id"));
    int status;

    if (stac_kind(item) != STAC_ITEM || id == NULL || *id == 0 ||
        json_text(json_get(item, "stac_version")) == NULL ||
        json_kind(json_get(item, "properties")) != JSON_OBJECT)
        status = err_set(EX_DATAERR, "not an Item (a catalogue is made of "
                                     "Items)");
    else
        status = put(t, item, folder);
    json_free(item);
    return status;
}
