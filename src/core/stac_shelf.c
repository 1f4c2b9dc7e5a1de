/* SPDX-License-Identifier: Apache-2.0 */
/* The end of stac_tree.h: everything to its place, the root last. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/filing.h"
#include "core/href.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/place.h"
#include "core/stac.h"
#include "core/stac_layout.h"
#include "core/stac_shelf.h"
#include "core/stac_tree_part.h"

static char *whole_path(const struct stac_tree *t, const char *path) {
    return path_join(t->how.directory, path);
}

/* Is one of its local assets gone? */
static bool asset_gone(const struct stac_tree *t, const struct json *item,
                       const char *file) {
    char *folder = stac_layout_is_destine(t->how.layout)
                       ? mem_text(t->how.directory)
                       : place_folder(file);
    const struct json *a = json_first(json_get(item, "assets"));
    bool gone = false;

    for (; a && !gone; a = json_next(a)) {
        const char *href = json_text(json_get(a, "href"));
        char *path = href ? href_path(href, folder) : NULL;
        gone = path && access(path, F_OK) != 0;
        free(path);
    }
    free(folder);
    return gone;
}

static void make_stale(struct stac_tree *t, const char *file) {
    t->stale = mem_grow(t->stale, t->nstale + 1, sizeof *t->stale);
    t->stale[t->nstale++] = mem_text(file);
}

/* An Item that was there: replaced, pruned, or kept. */
static int keep_item(struct stac_tree *t, size_t k, const char *file) {
    const size_t n = strlen(t->how.directory);
    const char *path = strcmp(t->how.directory, ".") ? file + n + 1 : file;
    struct json *item = NULL;
    const char *id;
    char *key = NULL;
    int status = EX_OK;

    if (!path_inside(file, t->how.directory))
        return err_set(EX_DATAERR, "a link to %s, outside the catalogue", file);
    if (text_set_has(&t->paths, path))
        return EX_OK;
    if (access(file, F_OK) != 0 && t->how.prune)
        return EX_OK;
    TRY(json_read(&item, file));
    id = json_text(json_get(item, "id"));
    if (stac_kind(item) != STAC_ITEM || id == NULL) {
        status = err_set(EX_DATAERR, "%s: not an Item", file);
        goto done;
    }
    key = tree_key(t->collection[k].id, id);
    if (text_set_has(&t->ids, key) ||
        (t->how.prune && asset_gone(t, item, file))) {
        make_stale(t, file);
        goto done;
    }
    TRY(err_in(stac_fold_add(t->collection[k].fold, item), file));
    if (strcmp(json_text(json_get(item, "stac_version")), t->version) > 0)
        memcpy(t->version, json_text(json_get(item, "stac_version")), 6);
    tree_entry_add(
        t, &(struct tree_entry){ .path = mem_text(path), .collection = k });
done:
    free(key);
    json_free(item);
    return status;
}

/* The Items that a Collection or the root had. */
static int keep_items(struct stac_tree *t, size_t k, const struct json *old,
                      const char *path) {
    char *file = whole_path(t, path), *folder = place_folder(file);
    const struct json *link = NULL;
    int status = EX_OK;

    while (status == EX_OK && (link = stac_link(old, "item", link)) != NULL) {
        char *item = href_path(stac_href(link), folder);
        if (item)
            status = keep_item(t, k, item);
        free(item);
    }
    free(folder);
    free(file);
    return status;
}

static int keep_all(struct stac_tree *t) {
    size_t root;
    int status = EX_OK;

    for (size_t k = 0; k < t->ncollections; k++)
        if (t->collection[k].old)
            TRY(keep_items(t, k, t->collection[k].old, t->collection[k].path));
    if (stac_link(t->old, "item", NULL)) {
        root = tree_collection_find(t, NULL);
        TRY(keep_items(t, root, t->old, "catalog.json"));
    }
done:
    return status;
}

static const struct tree_collection *sorting;

static int by_place(const void *a, const void *b) {
    const struct tree_entry *x = a, *y = b;
    const char *p = sorting[x->collection].id, *q = sorting[y->collection].id;
    const int order = strcmp(p ? p : "", q ? q : "");

    return order ? order : strcmp(x->path, y->path);
}

static int write_items(struct stac_tree *t) {
    char *text = NULL, *path;
    size_t room = 0, written = 0;
    bool changed;
    int status = EX_OK;

    for (size_t k = 0; k < t->nentries; k++) {
        const struct tree_entry *e = &t->entry[k];
        if (e->n == 0)
            continue;
        if (e->n > room)
            text = mem_grow(text, room = 2 * e->n, 1);
        if (pread(t->spool, text, e->n, e->at) != (ssize_t)e->n) {
            status = err_set(EX_IOERR, "a temporary file cannot be read");
            break;
        }
        path = whole_path(t, e->path);
        status = file_put(path, text, e->n, false, &changed);
        free(path);
        if (status != EX_OK)
            break;
        written += changed;
    }
    free(text);
    return status == EX_OK && written > 0
               ? folder_sync(t->lock, t->how.directory)
               : status;
}

static int place_assets(struct stac_tree *t) {
    static const enum placing how[] = { PLACE_COPY, PLACE_COPY, PLACE_LINK,
                                        PLACE_EITHER };
    bool changed;
    int status = EX_OK;

    for (size_t k = 0; k < t->nmoves; k++)
        TRY(file_place(t->move[k].from, t->move[k].to, how[t->how.assets],
                       &changed));
done:
    return status;
}

/* A moved asset's old name goes last, when everything is there. */
static void leave(struct stac_tree *t) {
    for (size_t k = 0; k < t->nstale; k++)
        file_remove(t->stale[k], t->how.directory);
    for (size_t k = 0; t->how.assets == ASSETS_MOVE && k < t->nmoves; k++) {
        char *from = path_clean(t->move[k].from);
        if (strcmp(from, t->move[k].to) != 0)
            unlink(from);
        free(from);
    }
}

static int line_for(struct part *part, const struct stac_tree *t,
                    const char *path) {
    char *file = whole_path(t, path), *line;
    int status = file_line(file, &line);

    if (status == EX_OK)
        status = part_print(part, "%s %s\n", line, path);
    free(line);
    free(file);
    return status;
}

static int write_manifest(const struct stac_tree *t) {
    const size_t n = strlen(t->how.directory) + 1;
    struct part *part = NULL;
    int status;

    if (t->how.manifest == NULL)
        return EX_OK;
    TRY(part_open(&part, t->how.manifest));
    TRY(line_for(part, t, "catalog.json"));
    for (size_t k = 0; k < t->ncollections; k++)
        if (t->collection[k].id && stac_fold_count(t->collection[k].fold) > 0)
            TRY(line_for(part, t, t->collection[k].path));
    for (size_t k = 0; k < t->nentries; k++)
        TRY(line_for(part, t, t->entry[k].path));
    for (size_t k = 0; k < t->nmoves; k++)
        TRY(line_for(part, t,
                     strcmp(t->how.directory, ".") ? t->move[k].to + n
                                                   : t->move[k].to));
    status = part_commit(part);
done:
    part_free(part);
    return status;
}

static int write_collections(struct stac_tree *t) {
    size_t first = 0, last;
    int status = EX_OK;

    for (size_t k = 0; k < t->ncollections; k++) {
        const struct tree_collection *c = &t->collection[k];
        char *path;
        if (c->id == NULL)
            continue;
        path = whole_path(t, c->path);
        if (stac_fold_count(c->fold) == 0) {
            make_stale(t, path);
            free(path);
            continue;
        }
        free(path);
        for (first = 0; t->entry[first].collection != k; first++)
            continue;
        for (last = first; last < t->nentries; last++)
            if (t->entry[last].collection != k)
                break;
        TRY(shelf_collection(t, k, first, last));
    }
done:
    return status;
}

int stac_tree_commit(struct stac_tree *t) {
    int status = EX_OK;

    if (t->how.update)
        TRY(keep_all(t));
    if (t->nentries == 0)
        return err_set(EX_DATAERR, "%s: no Items: no catalogue",
                       t->how.directory);
    if (stac_layout_is_destine(t->how.layout) && t->ncollections > 1)
        return err_set(EX_DATAERR, "--layout destine takes one Collection");
    sorting = t->collection;
    qsort(t->entry, t->nentries, sizeof *t->entry, by_place);
    TRY(place_assets(t));
    TRY(write_items(t));
    TRY(write_collections(t));
    TRY(shelf_root(t));
    leave(t);
    status = write_manifest(t);
done:
    return status;
}
