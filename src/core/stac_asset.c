/* SPDX-License-Identifier: Apache-2.0 */
/* The assets of stac_tree.h: where they are, where they go. */
#include <stdlib.h>
#include <string.h>

#include "core/filing.h"
#include "core/href.h"
#include "core/mem.h"
#include "core/stac.h"
#include "core/stac_tree_part.h"

/* URL/REST of a file below the DIR of a --href-prefix; or NULL. */
static char *prefixed(const struct stac_tree *t, const char *path) {
    char *url = NULL;

    for (size_t k = 0; k < t->how.nprefixes && url == NULL; k++) {
        const char *p = t->how.prefix[k], *equals = strchr(p, '=');
        char *folder = mem_format("%.*s", (int)(equals - p), p), *rest;
        if (path_inside(path, folder)) {
            rest = href_to(folder, path);
            url = mem_format("%s%s%s", equals + 1,
                             equals[strlen(equals) - 1] == '/' ? "" : "/",
                             rest + 2 * (strncmp(rest, "./", 2) == 0));
            free(rest);
        }
        free(folder);
    }
    return url;
}

/* What data name is copied only from beside them, or from here. */
static int check_source(const char *path, const char *folder) {
    if (!path_inside(path, folder) && !path_inside(path, "."))
        return err_set(EX_DATAERR,
                       "asset %s: neither beside its Item nor under the "
                       "working folder (go there, or --assets keep)",
                       path);
    if (!file_is(path))
        return err_set(EX_NOINPUT, "asset %s: no such file", path);
    return EX_OK;
}

static bool is_ours(const char *name) {
    return strcmp(name, "catalog.json") == 0 ||
           strcmp(name, "collection.json") == 0;
}

/* The asset's new place, below the root. */
static int place(struct stac_tree *t, const char *from, const char *folder,
                 const char *beside, char **to) {
    const char *slash = strrchr(from, '/'), *name = slash ? slash + 1 : from;
    struct tree_move *m;
    char *target;
    int status;

    *to = NULL;
    TRY(check_source(from, folder));
    *to = path_join(beside, name);
    target = path_join(t->how.directory, *to);
    if (is_ours(name)) {
        status =
            err_set(EX_DATAERR, "asset %s: its name is the catalogue's", from);
        goto full;
    }
    for (size_t k = t->nmoves; k-- > 0 && t->nmoves - k < 64;)
        if (strcmp(t->move[k].to, target) == 0 &&
            strcmp(t->move[k].from, from) == 0)
            goto full;
    if (!text_set_add(&t->files, target)) {
        status = err_set(EX_DATAERR,
                         "asset %s: another one is placed at %s (--layout "
                         "items keeps them apart)",
                         from, target);
        goto full;
    }
    if (t->nmoves == t->move_room) {
        t->move_room = 2 * t->move_room + 64;
        t->move = mem_grow(t->move, t->move_room, sizeof *t->move);
    }
    m = &t->move[t->nmoves++];
    m->from = mem_text(from);
    m->to = target;
    target = NULL;
full:
    free(target);
done:
    return status;
}

/* A local file: its new reference. */
static int refer(struct stac_tree *t, const char *path, const char *folder,
                 const char *const at[2], char **href) {
    char *to = NULL, *whole, *base;
    int status = EX_OK;

    if ((*href = prefixed(t, path)) != NULL)
        return EX_OK;
    if (t->how.assets == ASSETS_KEEP)
        whole = mem_text(path);
    else {
        TRY(place(t, path, folder, at[1], &to));
        whole = path_join(t->how.directory, to);
    }
    base = path_join(t->how.directory, at[0]);
    *href = href_to(base, whole);
    if (*at[0] == 0 && strncmp(*href, "./", 2) == 0)
        memmove(*href, *href + 2, strlen(*href) - 1);
    free(base);
    free(whole);
done:
    free(to);
    return status;
}

int tree_assets(struct stac_tree *t, struct json *item, const char *folder,
                const char *base, const char *beside) {
    const char *const at[2] = { base, beside };
    struct json *a = json_first(json_get(item, "assets"));
    int status = EX_OK;

    for (; a; a = json_next(a)) {
        const char *old = json_text(json_get(a, "href"));
        char *path, *href = NULL;
        if (old == NULL)
            return err_set(EX_DATAERR, "asset %s: no href", json_name(a));
        path = href_path(old, folder);
        if (path == NULL)
            continue;
        status = refer(t, path, folder, at, &href);
        free(path);
        if (status != EX_OK)
            goto done;
        json_set_text(a, "href", href);
        free(href);
    }
done:
    return status;
}

void tree_link_hrefs(const struct stac_tree *t, struct json *item,
                     const char *folder, const char *base) {
    char *from = path_join(t->how.directory, base);
    struct json *m = json_first(json_get(item, "links"));

    for (; m; m = json_next(m)) {
        char *path = *stac_href(m) ? href_path(stac_href(m), folder) : NULL;
        char *href = path ? href_to(from, path) : NULL;
        if (href)
            json_set_text(m, "href", href);
        free(href);
        free(path);
    }
    free(from);
}
