/* SPDX-License-Identifier: Apache-2.0 */
/* .zarray: type, shape, chunks, codecs, fill value. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/zarr_part.h"

/* Bytes of a chunk, at most: what Blosc can hold. */
#define CHUNK_MOST ((size_t)INT32_MAX - 64)

static int read_shape(const struct json *j, struct zarr_array *a);
static int read_type(const struct json *j, struct zarr_array *a);
static void read_codecs(const struct json *j, struct zarr_array *a);

static void cannot(struct zarr_array *a, char *why) {
    if (a->why == NULL)
        a->why = why;
    else
        free(why);
}

int zarr_meta(const struct json *j, struct zarr_array *a) {
    const char *order = json_text(json_get(j, "order"));
    const char *separator = json_text(json_get(j, "dimension_separator"));
    int status;

    if (json_number(json_get(j, "zarr_format")) != 2)
        return err_set(EX_DATAERR, "zarr_format is not 2");
    a->separator = '.';
    if (separator != NULL && strcmp(separator, "/") == 0)
        a->separator = '/';
    else if (separator != NULL && strcmp(separator, ".") != 0)
        return err_set(EX_DATAERR, "dimension_separator is neither . nor /");
    if (order == NULL || (strcmp(order, "C") != 0 && strcmp(order, "F") != 0))
        return err_set(EX_DATAERR, "order is neither C nor F");
    TRY(read_type(json_get(j, "dtype"), a));
    read_codecs(j, a);
    TRY(read_shape(j, a));
    a->fortran = *order == 'F' && a->nd > 1;
    if (a->fortran && a->kind == ZARR_TEXTS)
        cannot(a, mem_text("texts in order F"));
done:
    return status;
}

void zarr_array_free(struct zarr_array *a) {
    free(a->name);
    free(a->shape);
    free(a->wkt);
    free(a->why);
}

static bool is_length(double x) {
    return x >= 0 && x <= 9007199254740992.0 && x == trunc(x);
}

static int read_shape(const struct json *j, struct zarr_array *a) {
    const struct json *shape = json_get(j, "shape");
    const struct json *chunk = json_get(j, "chunks");
    size_t all = a->size, d = 0;

    if (json_kind(shape) != JSON_LIST || json_kind(chunk) != JSON_LIST)
        return err_set(EX_DATAERR, "shape and chunks are no lists");
    a->nd = json_count(shape);
    if (a->nd > ZARR_RANK || json_count(chunk) != a->nd)
        return err_set(EX_DATAERR, "shape has %zu dimensions, chunks %zu",
                       a->nd, json_count(chunk));
    a->shape = mem_array(2 * a->nd, sizeof *a->shape);
    a->chunk = a->shape + a->nd;
    a->bytes = a->size;
    shape = json_first(shape);
    for (chunk = json_first(chunk); chunk != NULL; d++) {
        const double n = json_number(shape), c = json_number(chunk);
        if (!is_length(n) || !is_length(c) || (c == 0 && n > 0))
            return err_set(EX_DATAERR, "shape or chunks are no lengths");
        a->shape[d] = (size_t)n;
        a->chunk[d] = c > 0 ? (size_t)c : 1;
        if (__builtin_mul_overflow(a->bytes, a->chunk[d], &a->bytes) ||
            __builtin_mul_overflow(all, a->shape[d] ? a->shape[d] : 1, &all) ||
            a->bytes > CHUNK_MOST)
            return err_set(EX_DATAERR, "its chunks are too large (2 GiB)");
        shape = json_next(shape);
        chunk = json_next(chunk);
    }
    return EX_OK;
}

static bool number_type(char kind, size_t size, enum nc_type *type) {
    static const struct {
        char kind;
        size_t size;
        enum nc_type type;
    } known[] = {
        { 'i', 1, TYPE_BYTE },  { 'i', 2, TYPE_SHORT },
        { 'i', 4, TYPE_INT },   { 'i', 8, TYPE_INT64 },
        { 'u', 1, TYPE_UBYTE }, { 'u', 2, TYPE_USHORT },
        { 'u', 4, TYPE_UINT },  { 'u', 8, TYPE_UINT64 },
        { 'f', 4, TYPE_FLOAT }, { 'f', 8, TYPE_DOUBLE },
        { 'b', 1, TYPE_BYTE },  { 'M', 8, TYPE_INT64 },
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        *type = known[k].type;
        if (known[k].kind == kind && known[k].size == size)
            return true;
    }
    return false;
}

/* "<f4": byte order, kind, bytes; of times a unit follows. */
static int read_type(const struct json *j, struct zarr_array *a) {
    const char *text = json_text(j);
    const size_t n = text ? strlen(text) : 0;
    char *end;
    unsigned long size;

    a->kind = ZARR_OTHER;
    a->size = 1;
    if (n == 0 || strchr("<>|", text[0]) == NULL) {
        cannot(a, mem_text("a compound dtype"));
        return json_kind(j) == JSON_LIST
                   ? EX_OK
                   : err_set(EX_DATAERR, "dtype makes no sense");
    }
    a->swap = text[0] == '>';
    size = n > 2 ? strtoul(text + 2, &end, 10) : 0;
    if (strcmp(text, "|O") == 0) {
        a->kind = ZARR_TEXTS;
    } else if (size > 0 && size < 1 << 20 && text[1] == 'S') {
        a->kind = ZARR_BYTES;
        a->size = size;
    } else if (size > 0 && size < 1 << 20 && text[1] == 'U') {
        a->kind = ZARR_UCS4;
        a->size = 4 * size;
    } else if (number_type(n > 1 ? text[1] : 0, size, &a->type)) {
        a->kind = ZARR_NUMBER;
        a->size = size;
    } else {
        cannot(a, mem_format("dtype %s", text));
    }
    return EX_OK;
}

static void add_codec(const struct json *j, struct zarr_array *a) {
    const char *id = json_text(json_get(j, "id"));
    const double width = json_number(json_get(j, "elementsize"));
    const struct json *as = json_get(j, "astype");
    const char *type = json_text(json_get(j, "dtype"));
    struct codec *c = &a->codec[a->ncodecs];
    const bool known = id != NULL && codec_find(id, &c->kind);

    c->width = width >= 1 && width <= 256 ? (size_t)width : 4;
    if (known && c->kind == CODEC_SAME && json_text(as) != NULL &&
        (type == NULL || strcmp(type, json_text(as)) != 0))
        cannot(a, mem_format("the filter %s with another type", id));
    else if (known && c->kind == CODEC_LZMA &&
             json_number(json_get(j, "format")) == 3)
        cannot(a, mem_text("the codec \"lzma\" without headers (format 3)"));
    else if (known && a->ncodecs + 1 < ZARR_CODECS)
        a->ncodecs++;
    else
        cannot(a, mem_format("the codec \"%s\"", id ? id : ""));
}

/* Filters are done in their order, the compressor last. */
static void read_codecs(const struct json *j, struct zarr_array *a) {
    const struct json *last = json_get(j, "compressor");
    bool texts = false;

    for (const struct json *m = json_first(json_get(j, "filters")); m;
         m = json_next(m)) {
        const char *id = json_text(json_get(m, "id"));
        if (a->kind == ZARR_TEXTS && !texts && id != NULL &&
            strcmp(id, "vlen-utf8") == 0)
            texts = true;
        else
            add_codec(m, a);
    }
    if (json_kind(last) == JSON_OBJECT)
        add_codec(last, a);
    if (a->kind == ZARR_TEXTS && !texts) {
        a->kind = ZARR_OTHER;
        cannot(a, mem_text("dtype |O (objects)"));
    }
}
