/* SPDX-License-Identifier: Apache-2.0 */
#include "core/assets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/href.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/source.h"
#include "core/stac_read.h"
#include "core/textset.h"

enum { HEAD = 4096, LIST = 200 };

struct assets {
    size_t n;
    char **file;          /* [n]  so far */
    struct text_set seen; /* paths of assets */
    char head[HEAD];      /* what is read of standard input */
};

static bool is_standard(const char *path) {
    return strcmp(path, "-") == 0;
}

/* Takes over the path. */
static void add(struct assets *a, char *path) {
    if ((a->n & (a->n - 1)) == 0)
        a->file = mem_grow(a->file, a->n ? 2 * a->n : 1, sizeof *a->file);
    a->file[a->n++] = path;
}

static bool is_blank(const char *bytes, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (bytes[k] == 0 || strchr(" \t\r\n\x1e", bytes[k]) == NULL)
            return false;
    return true;
}

/* The first bytes of a pipe, up to one that tells something. */
static int taste(struct assets *a, struct input *in) {
    while (in->nhead < HEAD && is_blank(a->head, in->nhead)) {
        const ssize_t got =
            fd_read(STDIN_FILENO, a->head + in->nhead, HEAD - in->nhead);
        if (got < 0)
            return err_os(errno, STANDARD_INPUT);
        if (got == 0)
            break;
        in->nhead += (size_t)got;
    }
    in->head = a->head;
    return EX_OK;
}

/* The first bytes of a regular file; a FIFO can be opened only once. */
static bool begins_json(const char *path) {
    char bytes[HEAD];
    struct stat st;
    ssize_t got;
    int fd;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false; /* the reader says what is wrong */
    got = pread(fd, bytes, HEAD, 0);
    close(fd);
    return got > 0 && head_is_json(bytes, (size_t)got);
}

/* Does it begin as JSON?  Of a pipe the first bytes are taken. */
static int look(struct assets *a, const char *path, struct input *in,
                bool *json) {
    char bytes[HEAD];
    struct stat st;
    ssize_t got;
    int status = EX_OK;

    *json = !is_standard(path) && begins_json(path);
    if (!is_standard(path) || fstat(STDIN_FILENO, &st) != 0)
        return EX_OK;
    if (S_ISREG(st.st_mode)) {
        got = pread(STDIN_FILENO, bytes, HEAD, 0);
        *json = got > 0 && head_is_json(bytes, (size_t)got);
    } else if (!isatty(STDIN_FILENO)) {
        status = in->nhead == 0 ? taste(a, in) : EX_OK;
        *json = head_is_json(a->head, in->nhead);
    }
    return status;
}

/* A pipe of JSON becomes a file, since only its end may tell what it is. */
static int settle_pipe(struct input *in) {
    const int fd = temporary_fd();
    int status = EX_OK;

    if (fd < 0)
        TRY(EX_CANTCREAT);
    TRY(write_all(fd, "temporary file", in->head, in->nhead));
    TRY(fd_copy(STDIN_FILENO, STANDARD_INPUT, fd, "temporary file"));
    in->head = NULL;
    in->nhead = 0;
    if (lseek(fd, 0, SEEK_SET) < 0 || dup2(fd, STDIN_FILENO) < 0)
        TRY(err_os(errno, STANDARD_INPUT));
done:
    if (fd >= 0)
        close(fd);
    return status;
}

/* Is the first object STAC? */
static bool is_stac(const char *path) {
    const struct stac_node *node = NULL;
    struct stac_read *r = NULL;
    bool is = false;

    if (stac_read_open(&r, path) == EX_OK && stac_next(r, &node) == EX_OK &&
        node != NULL)
        is = node->kind != STAC_OTHER ||
             json_kind(json_get(node->tree, "assets")) == JSON_OBJECT;
    stac_read_free(r);
    if (is_standard(path))
        lseek(STDIN_FILENO, 0, SEEK_SET);
    return is;
}

static bool has_role(const struct json *asset, const char *role) {
    for (const struct json *r = json_first(json_get(asset, "roles")); r;
         r = json_next(r))
        if (json_text(r) != NULL && strcmp(json_text(r), role) == 0)
            return true;
    return false;
}

static int add_asset(struct assets *a, const struct stac_node *node,
                     const struct json *asset) {
    const char *name = json_name(asset);
    const char *href = json_text(json_get(asset, "href"));
    char *path;

    if (href == NULL || *href == 0)
        return err_set(EX_DATAERR, "asset \"%s\" has no href", name);
    path = href_path(href, node->folder);
    if (path == NULL)
        return err_set(EX_DATAERR,
                       "asset \"%s\" is not here (%.200s): fetch it, and "
                       "name the file",
                       name, href);
    if (text_set_add(&a->seen, path))
        add(a, path);
    else
        free(path);
    return EX_OK;
}

static int no_data(const struct json *assets) {
    char names[LIST] = "";
    size_t n = 0;

    for (const struct json *a = json_first(assets); a; a = json_next(a)) {
        const char *name = json_name(a);
        if (n + strlen(name) + 8 < LIST)
            n += (size_t)snprintf(names + n, LIST - n, "%s%s", n ? ", " : "",
                                  name);
    }
    return err_set(EX_DATAERR, "no asset is data (it has %s)",
                   n > 0 ? names : "no assets");
}

static int add_item(struct assets *all, const struct stac_node *node) {
    const struct json *assets = json_get(node->tree, "assets");
    const struct json *only = json_get(assets, "data");
    bool found = false;
    int status = EX_OK;

    if (node->kind == STAC_COLLECTION || node->kind == STAC_CATALOG)
        return err_set(EX_DATAERR, "is %s (name its Items)",
                       stac_kind_name(node->kind));
    for (const struct json *a = json_first(assets); a; a = json_next(a))
        if (has_role(a, "data")) {
            found = true;
            TRY(add_asset(all, node, a));
        }
    if (!found && only != NULL)
        TRY(add_asset(all, node, only));
    else if (!found)
        TRY(no_data(assets));
done:
    return status;
}

/* All Items of a FILE; messages name the one. */
static int add_items(struct assets *a, const char *path) {
    const struct stac_node *node;
    struct stac_read *r;
    int status;

    TRY(stac_read_open(&r, path));
    while ((status = stac_next(r, &node)) == EX_OK && node != NULL) {
        const char *id = json_text(json_get(node->tree, "id"));
        if ((status = add_item(a, node)) == EX_OK)
            continue;
        char *where = id != NULL && node->kind == STAC_ITEM
                          ? mem_format("%s: Item \"%.100s\"", node->where, id)
                          : mem_text(node->where);
        status = err_in(status, where);
        free(where);
        break;
    }
done:
    stac_read_free(r);
    return status;
}

int assets_expand(struct assets **out, struct input *in) {
    static const char *const standard[] = { "-" };
    const size_t n = in->nfiles > 0 ? in->nfiles : 1;
    const char *const *from = in->nfiles > 0 ? in->file : standard;
    struct assets *a = *out = mem_array(1, sizeof *a);
    bool any = false, json;
    int status = EX_OK;

    for (size_t k = 0; k < n; k++) {
        TRY(look(a, from[k], in, &json));
        if (json && is_standard(from[k]) && in->nhead > 0)
            TRY(settle_pipe(in));
        if (json && is_stac(from[k])) {
            any = true;
            TRY(add_items(a, from[k]));
        } else {
            add(a, mem_text(from[k]));
        }
    }
    if (any) {
        in->nfiles = a->n;
        in->file = (const char *const *)a->file;
    }
done:
    return status;
}

void assets_free(struct assets *a) {
    if (a == NULL)
        return;
    for (size_t k = 0; k < a->n; k++)
        free(a->file[k]);
    free(a->file);
    free(a->seen.slot);
    free(a);
}
