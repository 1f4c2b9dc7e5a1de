/* SPDX-License-Identifier: Apache-2.0 */
/* Files and whole catalogues for stac_check.h. */
#define _DEFAULT_SOURCE /* d_type */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/href.h"
#include "core/mem.h"
#include "core/place.h"
#include "core/stac_check_part.h"
#include "core/stac_read.h"

enum { DEEPEST = 64 };

/* A Collection or Catalog whose Items are being looked at. */
struct above {
    char *file;
    struct json *tree;
    struct json *keys; /* of the assets that Items have */
};

struct lint {
    struct stac_check *c;
    struct above above[DEEPEST];
    size_t n;
    struct text_set seen; /* files */
    char *root;           /* catalog.json */
};

/* NaN where JSON has no such word. */
static bool names_nan(const char *text) {
    return strstr(text, "NaN") || strstr(text, "Infinity") ||
           strstr(text, "nan") || strstr(text, "inf");
}

/* The text at a place "line 3, byte 41" has a word for no number. */
static bool is_nan(const char *path) {
    FILE *f = fopen(path, "rb");
    char block[4096];
    bool in_text = false, found = false;
    size_t n, word = 0;
    char letters[12] = { 0 };

    while (f && !found && (n = fread(block, 1, sizeof block, f)) > 0)
        for (size_t k = 0; k < n && !found; k++) {
            const char b = block[k];
            if (b == '"')
                in_text = !in_text;
            if (in_text || strchr(" \t\r\n,]}:[", b)) {
                found = word > 2 && names_nan(letters);
                word = 0;
                memset(letters, 0, sizeof letters);
            } else if (word < sizeof letters - 1) {
                letters[word++] = b;
            }
        }
    if (f)
        fclose(f);
    return found;
}

static void damage(struct stac_check *c, const char *where, const char *path) {
    c->where = where;
    check_leave(c, 0);
    check_fault(c, is_nan(path) ? "nan-literal" : "json", "%s", err_text());
}

/* One file: a single object, or many. */
static int check_file(struct stac_check *c, const char *path) {
    const char *name = strcmp(path, "-") ? path : "standard input";
    struct stac_read *in = NULL;
    const struct stac_node *node;
    int status;

    c->root = NULL;
    TRY(stac_read_open(&in, path));
    while ((status = stac_next(in, &node)) == EX_OK && node)
        TRY(stac_check_object(c, node->tree, node->where, node->folder));
    if (status == EX_DATAERR) {
        damage(c, name, path);
        status = c->status;
    }
done:
    stac_read_free(in);
    return status;
}

static void leave(struct lint *l) {
    struct above *a = &l->above[--l->n];
    struct stac_check *c = l->c;
    const struct json *m = json_first(json_get(a->tree, "item_assets"));
    size_t mark;

    c->where = a->file;
    check_leave(c, 0);
    mark = check_enter(c, "item_assets");
    for (; m && json_first(a->keys); m = json_next(m))
        if (json_get(a->keys, json_name(m)) == NULL)
            check_fault(c, "item-assets", "%s, which no Item has",
                        json_name(m));
    check_leave(c, mark);
    json_free(a->keys);
    json_free(a->tree);
    free(a->file);
}

static bool holds_box(const struct json *collection, const double box[4]) {
    const struct json *all =
        json_get(json_get(json_get(collection, "extent"), "spatial"), "bbox");
    double b[4];
    bool fits;

    if (!stac_box_read(json_at(all, 0), b))
        return true;
    if (b[0] > b[2])
        fits = box[0] > box[2] ? box[0] >= b[0] - 1e-6 && box[2] <= b[2] + 1e-6
                               : box[0] >= b[0] - 1e-6 || box[2] <= b[2] + 1e-6;
    else
        fits = box[0] <= box[2] ? box[0] >= b[0] - 1e-6 && box[2] <= b[2] + 1e-6
                                : b[2] - b[0] >= 360;
    return fits && box[1] >= b[1] - 1e-6 && box[3] <= b[3] + 1e-6;
}

static bool holds_time(const struct json *collection, int64_t from,
                       int64_t to) {
    const struct json *t =
        json_at(json_get(json_get(json_get(collection, "extent"), "temporal"),
                         "interval"),
                0);
    int64_t first, last;

    if (stac_time(json_text(json_at(t, 0)), &first) && from < first)
        return false;
    return !(stac_time(json_text(json_at(t, 1)), &last) && to > last);
}

/* An Item against its Collection. */
static void covered(struct stac_check *c, const struct above *a,
                    const struct json *item) {
    const struct json *p = json_first(json_get(item, "properties"));
    const struct json *s = json_get(a->tree, "summaries");
    int64_t from, to;
    double box[4];
    size_t mark = check_enter(c, "bbox");

    if (stac_box(item, box) && !holds_box(a->tree, box))
        check_fault(c, "extent-covers-items",
                    "outside the extent of its Collection");
    check_leave(c, mark);
    mark = check_enter(c, "properties");
    if (stac_span(item, &from, &to) && !holds_time(a->tree, from, to))
        check_fault(c, "extent-covers-items",
                    "outside the times of its Collection");
    for (; p; p = json_next(p)) {
        const struct json *range = json_get(s, json_name(p));
        const double low = json_number(json_get(range, "minimum"));
        const double high = json_number(json_get(range, "maximum"));
        const size_t one = check_enter(c, json_name(p));
        if (json_number(p) < low || json_number(p) > high)
            check_fault(c, "summaries-range",
                        "%.9g, and its Collection says %.9g to %.9g",
                        json_number(p), low, high);
        check_leave(c, one);
    }
    check_leave(c, mark);
}

static void item_keys(struct stac_check *c, const struct above *a,
                      const struct json *item) {
    const struct json *m = json_first(json_get(item, "assets"));
    const struct json *known = json_get(a->tree, "item_assets");
    const size_t mark = check_enter(c, "assets");

    for (; m; m = json_next(m)) {
        if (json_name(m) == NULL || json_get(a->keys, json_name(m)))
            continue;
        json_set_bool(a->keys, json_name(m), true);
        if (known && json_get(known, json_name(m)) == NULL) {
            const size_t one = check_enter(c, json_name(m));
            check_fault(c, "item-assets",
                        "item_assets of its Collection has no such key");
            check_leave(c, one);
        }
    }
    check_leave(c, mark);
}

/* Where root and parent lead, if they are there; what must have them. */
static void structure(struct lint *l, const struct stac_node *node) {
    const struct json *link = stac_link(node->tree, "root", NULL);
    struct stac_check *c = l->c;
    const size_t mark = check_enter(c, "links");
    char *path = link ? href_path(stac_href(link), node->folder) : NULL;

    if (path && strcmp(path, l->root) != 0)
        check_fault(c, "root-parent", "root leads to %s, not to %s", path,
                    l->root);
    free(path);
    link = stac_link(node->tree, "parent", NULL);
    path = link ? href_path(stac_href(link), node->folder) : NULL;
    if (path && node->above && strcmp(path, node->above) != 0)
        check_fault(c, "root-parent", "parent leads to %s, not to %s", path,
                    node->above);
    free(path);
    check_leave(c, mark);
}

static int visit(struct lint *l, const struct stac_node *node) {
    const bool again = !text_set_add(&l->seen, node->file);
    struct above *a;
    int status = EX_OK;

    if (again)
        return EX_OK;
    TRY(stac_check_object(l->c, node->tree, node->where, node->folder));
    check_leave(l->c, 0);
    structure(l, node);
    while (l->n > node->depth)
        leave(l);
    l->c->where = node->where;
    check_leave(l->c, 0);
    a = l->n > 0 ? &l->above[l->n - 1] : NULL;
    if (node->kind == STAC_ITEM && a && stac_kind(a->tree) == STAC_COLLECTION) {
        covered(l->c, a, node->tree);
        item_keys(l->c, a, node->tree);
    }
    if (node->kind != STAC_ITEM && l->n < DEEPEST)
        l->above[l->n++] =
            (struct above){ mem_text(node->file), json_copy(node->tree),
                            json_new_object() };
    status = l->c->status;
done:
    return status;
}

static void orphan(struct lint *l, const char *file) {
    struct json *tree;

    if (text_set_has(&l->seen, file) || json_read(&tree, file) != EX_OK)
        return;
    if (stac_kind(tree) == STAC_ITEM) {
        l->c->where = file;
        check_leave(l->c, 0);
        check_fault(l->c, "orphan-item", "no link of the catalogue leads here");
    }
    json_free(tree);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Items that lie there and nobody links to. */
static void orphans(struct lint *l, const char *folder, size_t depth) {
    struct dirent **entry = NULL;
    const int n = scandir(folder, &entry, NULL, by_name);

    for (int k = 0; k < n; k++) {
        const char *name = entry[k]->d_name;
        const size_t length = strlen(name);
        char *path = path_join(folder, name);
        if (*name != '.' && entry[k]->d_type == DT_DIR && depth < DEEPEST)
            orphans(l, path, depth + 1);
        else if (*name != '.' && length > 5 &&
                 strcmp(name + length - 5, ".json") == 0 &&
                 entry[k]->d_type == DT_REG)
            orphan(l, path);
        free(path);
        free(entry[k]);
    }
    free(entry);
}

static int walk(struct lint *l, struct stac_read *in) {
    const struct stac_node *node;
    int status;

    while ((status = stac_next(in, &node)) == EX_OK && node) {
        if (node->tree) {
            if (node->depth == 0 && node->kind != STAC_CATALOG) {
                l->c->where = node->where;
                check_leave(l->c, 0);
                check_fault(l->c, "catalog-root", "the root is %s (a Catalog)",
                            stac_kind_name(node->kind));
            }
            TRY(visit(l, node));
            continue;
        }
        text_set_add(&l->seen, node->file);
        check_leave(l->c, 0);
        l->c->where = node->above && strcmp(node->fault, "json") != 0
                          ? node->above
                          : node->where;
        check_fault(l->c,
                    strcmp(node->fault, "json") == 0 && is_nan(node->file)
                        ? "nan-literal"
                        : node->fault,
                    "%s", err_text());
    }
done:
    return status;
}

static int check_tree(struct stac_check *c, const char *path) {
    const bool folder = stac_is_folder(path);
    struct lint l = { .c = c };
    struct stac_read *in = NULL;
    char *top;
    int status;

    l.root = folder ? path_join(path, "catalog.json") : path_clean(path);
    top = place_folder(l.root);
    c->root = top;
    if (access(l.root, R_OK) != 0) {
        status = err_set(EX_NOINPUT, "%s: no catalog.json in it", path);
        goto done;
    }
    TRY(stac_walk_open(&in, l.root));
    stac_walk_lenient(in);
    TRY(walk(&l, in));
    while (l.n > 0)
        leave(&l);
    orphans(&l, top, 0);
    status = c->status;
done:
    while (l.n > 0)
        leave(&l);
    stac_read_free(in);
    c->root = NULL;
    free(l.seen.slot);
    free(l.root);
    free(top);
    return status;
}

int stac_check_path(struct stac_check *c, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    if (stac_is_folder(path) || strcmp(name, "catalog.json") == 0)
        return check_tree(c, path);
    return check_file(c, path);
}
