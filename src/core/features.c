/* SPDX-License-Identifier: Apache-2.0 */
#include "core/features.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/geojson.h"
#include "core/href.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/vector.h"

enum { HEAD = 512, BUFFER = 1 << 16 };

struct features {
    struct features_in in;
    size_t next; /* FILE to open */
    const char *path;
    struct geojson_text *text;
    struct vector *vector;
    size_t count; /* of this FILE */
    struct item item;
    struct json *tree;
    char *own; /* text made here */
    char *where;
};

struct features *features_open(const struct features_in *in) {
    struct features *f = mem_array(1, sizeof *f);

    f->in = *in;
    return f;
}

bool features_is_input(const struct features *f) {
    for (size_t k = 0; k < f->in.nfiles; k++)
        if (strcmp(f->in.file[k], "-") == 0)
            return true;
    return f->in.nfiles == 0;
}

/* Forgets the feature before. */
static void clear(struct features *f) {
    json_free(f->tree);
    free(f->own);
    free(f->where);
    f->tree = NULL;
    f->own = f->where = NULL;
}

void features_free(struct features *f) {
    if (f == NULL)
        return;
    clear(f);
    geojson_text_free(f->text);
    vector_free(f->vector);
    free(f);
}

static int read_head(int fd, const char *path, char *head, size_t *n) {
    const ssize_t got = fd_fill(fd, head, HEAD);

    if (got < 0)
        return err_os(errno, path);
    *n = (size_t)got;
    return EX_OK;
}

static bool is_text(const char *head, size_t n) {
    const int first = json_begins(head, n);

    return first < 0 || first == '{';
}

static int open_file(struct features *f, const char *path) {
    const bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    char head[HEAD];
    size_t n = 0;
    int status;

    f->path = is_input ? "standard input" : path;
    f->count = 0;
    if (fd < 0)
        return err_os(errno, path);
    status = read_head(fd, f->path, head, &n);
    if (status == EX_OK && n == 0 && !is_input)
        status = err_set(EX_DATAERR, "%s: empty", path);
    if (status == EX_OK && is_text(head, n))
        return geojson_text_open(&f->text, fd, path, head, n);
    if (status == EX_OK)
        status = vector_open(
            &f->vector, &(struct vector_in){ .path = path,
                                             .fd = fd,
                                             .head = head,
                                             .nhead = n,
                                             .layer = f->in.layer,
                                             .source_crs = f->in.source_crs });
    if (!is_input)
        close(fd);
    return status;
}

/* A geometry that stands alone is a feature without properties. */
static void wrap(struct features *f) {
    const char *type = json_text(json_get(f->tree, "type"));
    struct json *feature;

    if (type == NULL || strcmp(type, "Feature") == 0)
        return;
    feature = json_new_object();
    json_set_text(feature, "type", "Feature");
    json_set(feature, "properties", json_new_object());
    json_set(feature, "geometry", f->tree);
    f->tree = feature;
}

static int from_text(struct features *f) {
    struct geojson_span span;
    const struct json *tree;
    int status;

    TRY(geojson_text_next(f->text, &span));
    f->item.text = span.text;
    f->item.n = span.n;
    if (span.text == NULL)
        goto done;
    f->where = mem_format("%s:%zu", f->path, span.line);
    status = json_parse(&f->tree, span.text, span.n);
    if (status != EX_OK) {
        err_in(status, f->where);
        goto done;
    }
    tree = f->tree;
    wrap(f);
    if (f->tree != tree) {
        TRY(json_print(f->tree, 0, &f->own));
        f->item.text = f->own;
        f->item.n = strlen(f->own);
    }
done:
    return status;
}

static int from_vector(struct features *f) {
    const struct feature *feature;
    int status;

    TRY(vector_next(f->vector, &feature));
    f->item.text = NULL;
    if (feature == NULL)
        goto done;
    f->where = mem_format("%s: feature %zu", f->path, f->count + 1);
    f->tree = geojson_feature(feature, 7);
    TRY(err_in(json_print(f->tree, 0, &f->own), f->where));
    f->item.text = f->own;
    f->item.n = strlen(f->own);
done:
    return status;
}

/* The next FILE, if there is one. */
static int advance(struct features *f, bool *more) {
    static const char *const input = "-";
    const size_t n = f->in.nfiles ? f->in.nfiles : 1;

    geojson_text_free(f->text);
    vector_free(f->vector);
    f->text = NULL;
    f->vector = NULL;
    *more = f->next < n;
    if (!*more)
        return EX_OK;
    return open_file(f,
                     f->in.nfiles ? f->in.file[f->next++] : (f->next++, input));
}

int features_next(struct features *f, const struct item **item) {
    bool more = true;
    int status = EX_OK;

    clear(f);
    f->item.text = NULL;
    while (status == EX_OK && more && f->item.text == NULL) {
        if (f->text != NULL)
            status = from_text(f);
        else if (f->vector != NULL)
            status = from_vector(f);
        if (status == EX_OK && f->item.text == NULL)
            status = advance(f, &more);
    }
    f->count++;
    f->item.tree = f->tree;
    f->item.where = f->where;
    *item = f->item.text ? &f->item : NULL;
    return status;
}

enum form { FORM_SEQ, FORM_RS, FORM_GEOJSON };

struct features_out {
    struct part *part;
    enum form form;
    size_t count;
    char *bytes; /* [n] of BUFFER, still to be written */
    size_t n;
};

static int find_form(const char *file, const char *form, enum form *out) {
    static const char *const names[] = { "seq", "rs", "geojson" };

    for (size_t k = 0; form != NULL && k < 3; k++)
        if (strcmp(form, names[k]) == 0) {
            *out = (enum form)k;
            return EX_OK;
        }
    if (form != NULL)
        return err_set(EX_USAGE,
                       "-f %s: no such form (there are seq, rs, "
                       "geojson)",
                       form);
    *out = FORM_SEQ;
    if (file == NULL || strcmp(file, "-") == 0 ||
        strncmp(file, "/dev/", 5) == 0 || path_ends(file, ".geojsonl") ||
        path_ends(file, ".geojsons") || path_ends(file, ".ndjson"))
        return EX_OK;
    if (path_ends(file, ".geojson") || path_ends(file, ".json")) {
        *out = FORM_GEOJSON;
        return EX_OK;
    }
    return err_set(EX_USAGE,
                   "%s: its suffix is no form (.geojsonl, .geojson, "
                   "or say -f seq)",
                   file);
}

int features_out_open(struct features_out **out, const char *file,
                      const char *form) {
    struct features_out *o = mem_array(1, sizeof *o);
    int status;

    *out = o;
    TRY(find_form(file, form, &o->form));
    TRY(part_open(&o->part, file ? file : "-"));
    o->bytes = mem_array(BUFFER, 1);
done:
    return status;
}

static int flush(struct features_out *o) {
    const size_t n = o->n;

    o->n = 0;
    return part_write(o->part, o->bytes, n);
}

static int add(struct features_out *o, const char *bytes, size_t n) {
    int status = EX_OK;

    if (o->n + n > BUFFER)
        TRY(flush(o));
    if (n > BUFFER)
        return part_write(o->part, bytes, n);
    memcpy(o->bytes + o->n, bytes, n);
    o->n += n;
done:
    return status;
}

/* What stands before feature `count`, and behind the last. */
static const char *before(const struct features_out *o) {
    if (o->form == FORM_RS)
        return "\x1e";
    if (o->form == FORM_SEQ)
        return "";
    return o->count ? ",\n"
                    : "{\"type\":\"FeatureCollection\",\"features\":[\n";
}

int features_put(struct features_out *o, const char *text, size_t n) {
    const char *first = before(o);
    size_t from = 0;
    int status;

    TRY(add(o, first, strlen(first)));
    for (size_t k = 0; k < n; k++) {
        if (text[k] != '\n' && text[k] != '\r')
            continue;
        TRY(add(o, text + from, k - from));
        TRY(add(o, " ", 1));
        from = k + 1;
    }
    TRY(add(o, text + from, n - from));
    if (o->form != FORM_GEOJSON)
        TRY(add(o, "\n", 1));
    o->count++;
done:
    return status;
}

int features_commit(struct features_out *o) {
    const char *first = o->count ? "" : before(o);
    int status = EX_OK;

    if (o->form == FORM_GEOJSON) {
        TRY(add(o, first, strlen(first)));
        TRY(add(o, "\n]}\n", 4));
    }
    TRY(flush(o));
    status = part_commit(o->part);
done:
    return status;
}

void features_out_free(struct features_out *o) {
    if (o == NULL)
        return;
    part_free(o->part);
    free(o->bytes);
    free(o);
}
