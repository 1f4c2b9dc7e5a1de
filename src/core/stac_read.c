/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/geojson.h"
#include "core/href.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/place.h"

enum { DEEPEST = 64 };

/* One object on the way down a catalogue. */
struct level {
    struct json *tree;
    const struct json *link; /* the next to look at */
    char *file;
};

struct stac_read {
    char *path, *folder, *where;
    struct geojson_text *text; /* of a FILE; NULL: a walk */
    struct json *tree;         /* of the node, unless a level has it */
    struct level level[DEEPEST];
    size_t nlevels;
    size_t count; /* objects of the FILE */
    bool began, lenient;
    const char *fault;
    struct stac_node node;
};

/* The folder of a file; "." of standard input. */
static char *folder_of(const char *file) {
    return strcmp(file, "-") == 0 ? mem_text(".") : place_folder(file);
}

bool stac_is_folder(const char *path) {
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool stac_is_catalogue(const char *path) {
    char *file = path_join(path, "catalog.json");
    const bool is = access(file, F_OK) == 0;

    free(file);
    return is;
}

/* Does a file begin as JSON does? */
static bool is_json(const char *path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    char head[512];
    const ssize_t got = fd >= 0 ? pread(fd, head, sizeof head, 0) : 0;

    if (fd >= 0)
        close(fd);
    return got > 0 && json_begins(head, (size_t)got) == '{';
}

bool stac_is_file(const char *path) {
    struct stac_read *in = NULL;
    const struct stac_node *node = NULL;
    bool is = is_json(path);

    if (is && stac_read_open(&in, path) == EX_OK &&
        stac_next(in, &node) == EX_OK && node)
        is = json_get(node->tree, "stac_version") != NULL ||
             (json_get(node->tree, "geometry") == NULL &&
              json_get(node->tree, "geometries") == NULL &&
              json_get(node->tree, "coordinates") == NULL);
    stac_read_free(in);
    return is;
}

int stac_read_open(struct stac_read **out, const char *path) {
    const int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
                                          : open(path, O_RDONLY | O_CLOEXEC);
    struct stac_read *r;
    int status;

    *out = NULL;
    if (fd < 0)
        return err_os(errno, path);
    r = mem_array(1, sizeof *r);
    r->path = mem_text(path);
    r->folder = folder_of(path);
    status = geojson_text_open(&r->text, fd, path, NULL, 0);
    *out = r;
    return status;
}

int stac_walk_open(struct stac_read **out, const char *path) {
    struct stac_read *r = mem_array(1, sizeof *r);

    r->path = stac_is_folder(path) ? path_join(path, "catalog.json")
                                   : path_clean(path);
    r->folder = folder_of(r->path);
    *out = r;
    return EX_OK;
}

void stac_walk_lenient(struct stac_read *r) {
    r->lenient = true;
}

static void forget(struct stac_read *r) {
    json_free(r->tree);
    free(r->where);
    r->tree = NULL;
    r->where = NULL;
    if (r->text == NULL) {
        free((char *)(uintptr_t)r->node.folder);
        free((char *)(uintptr_t)r->node.file);
        r->node.folder = r->node.file = NULL;
    }
}

void stac_read_free(struct stac_read *r) {
    if (r == NULL)
        return;
    forget(r);
    for (size_t k = 0; k < r->nlevels; k++) {
        json_free(r->level[k].tree);
        free(r->level[k].file);
    }
    geojson_text_free(r->text);
    free(r->path);
    free(r->folder);
    free(r);
}

static int from_text(struct stac_read *r) {
    struct geojson_span span;
    const char *name;
    int status;

    TRY(geojson_text_next(r->text, &span));
    if (span.text == NULL)
        goto done;
    name = strcmp(r->path, "-") ? r->path : "standard input";
    r->where =
        r->count++ ? mem_format("%s:%zu", name, span.line) : mem_text(name);
    TRY(err_in(json_parse(&r->tree, span.text, span.n), r->where));
    r->node = (struct stac_node){ .file = r->path, .folder = r->folder };
done:
    return status;
}

/* A file of the catalogue, which passes here. */
static int enter(struct stac_read *r, char *file, const char *above) {
    int status = EX_OK;

    r->node = (struct stac_node){ .file = file,
                                  .folder = place_folder(file),
                                  .depth = r->nlevels,
                                  .above = above };
    r->where = mem_text(file);
    r->fault = "link-outside";
    if (!path_inside(file, r->folder))
        return err_set(EX_DATAERR, "%s: a link to %s, outside the catalogue",
                       above, file);
    r->fault = "child-cycle";
    for (size_t k = 0; k < r->nlevels; k++)
        if (strcmp(r->level[k].file, file) == 0)
            return err_set(EX_DATAERR, "%s: a link back to %s, above it", above,
                           file);
    r->fault = "link-missing";
    if (access(file, F_OK) != 0 && above)
        return err_set(EX_DATAERR, "%s: a link to %s, which is not there",
                       above, file);
    r->fault = "json";
    TRY(json_read(&r->tree, file));
    r->fault = NULL;
done:
    return status;
}

/* What the node links to is looked at next. */
static int deepen(struct stac_read *r) {
    struct level *l = &r->level[r->nlevels];

    if (stac_kind(r->tree) != STAC_COLLECTION &&
        stac_kind(r->tree) != STAC_CATALOG)
        return EX_OK;
    r->fault = "child-cycle";
    if (r->nlevels == DEEPEST)
        return err_set(EX_DATAERR, "%s: deeper than %d", r->node.file, DEEPEST);
    l->tree = json_copy(r->tree);
    l->link = json_first(json_get(l->tree, "links"));
    l->file = mem_text(r->node.file);
    r->nlevels++;
    r->fault = NULL;
    return EX_OK;
}

static int from_walk(struct stac_read *r) {
    int status = EX_OK;

    if (!r->began) {
        r->began = true;
        TRY(enter(r, mem_text(r->path), NULL));
        return deepen(r);
    }
    while (r->nlevels > 0 && r->tree == NULL) {
        struct level *l = &r->level[r->nlevels - 1];
        const struct json *link = l->link;
        const char *rel = stac_rel(link);
        char *folder, *file;
        if (link == NULL) {
            json_free(l->tree);
            free(l->file);
            r->nlevels--;
            continue;
        }
        l->link = json_next(link);
        if (strcmp(rel, "child") != 0 && strcmp(rel, "item") != 0)
            continue;
        folder = place_folder(l->file);
        file = href_path(stac_href(link), folder);
        free(folder);
        if (file == NULL)
            continue;
        TRY(enter(r, file, l->file));
        TRY(deepen(r));
    }
done:
    return status;
}

int stac_next(struct stac_read *r, const struct stac_node **node) {
    int status;

    *node = NULL;
    forget(r);
    r->fault = NULL;
    status = r->text ? from_text(r) : from_walk(r);
    if (status != EX_OK && r->lenient && r->fault) {
        r->node.fault = r->fault;
        r->node.where = r->where;
        *node = &r->node;
        return EX_OK;
    }
    if (status != EX_OK || r->tree == NULL)
        return status;
    r->node.tree = r->tree;
    r->node.where = r->where;
    r->node.kind = stac_kind(r->tree);
    *node = &r->node;
    return EX_OK;
}

struct json *stac_take(struct stac_read *r) {
    struct json *tree = r->tree;

    r->tree = r->node.tree = NULL;
    return tree;
}
