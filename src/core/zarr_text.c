/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays of texts: rows of characters, padded with zeros. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/zarr_part.h"

/* Texts of an array, and their bytes, at most. */
enum { TEXTS_MOST = 1 << 20, BYTES_MOST = 64 << 20 };

/* The texts of an array, in C order. */
struct texts {
    size_t n;
    char **text;   /* [n] */
    size_t *bytes; /* [n] */
};

static uint32_t little(const char *p) {
    const unsigned char *b = (const unsigned char *)p;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

static uint32_t big(const char *p) {
    const unsigned char *b = (const unsigned char *)p;

    return (uint32_t)b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 |
           (uint32_t)b[0] << 24;
}

static void keep(struct texts *t, size_t i, const char *bytes, size_t n) {
    free(t->text[i]);
    t->text[i] = mem_array(n + 1, 1);
    memcpy(t->text[i], bytes, n);
    t->bytes[i] = strnlen(t->text[i], n);
}

static size_t put_utf8(uint32_t c, char *out) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | (c >> 18 & 7));
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

static void keep_ucs4(const struct zarr_array *a, struct texts *t, size_t i,
                      const char *at) {
    char *text = mem_array(a->size + 1, 1);
    size_t n = 0;

    for (size_t k = 0; k < a->size; k += 4) {
        const uint32_t c = a->swap ? big(at + k) : little(at + k);
        if (c == 0)
            break;
        n += put_utf8(c, text + n);
    }
    keep(t, i, text, n);
    free(text);
}

/* vlen-utf8: a count, then each text after its length. */
static int next_text(const char **at, size_t *left, size_t *n) {
    if (*left < 4 || (*n = little(*at)) > *left - 4)
        return err_set(EX_DATAERR, "texts are damaged");
    *at += 4;
    *left -= 4;
    return EX_OK;
}

/* The place in the array of value k of a chunk; false outside. */
static bool place(const struct zarr_array *a, const size_t *chunk, size_t k,
                  size_t *i) {
    size_t stride = 1;

    *i = 0;
    for (size_t d = a->nd; d-- > 0; k /= a->chunk[d]) {
        const size_t at = chunk[d] * a->chunk[d] + k % a->chunk[d];
        if (at >= a->shape[d])
            return false;
        *i += at * stride;
        stride *= a->shape[d];
    }
    return true;
}

static int take_chunk(const struct zarr_array *a, const size_t *chunk,
                      const char *at, size_t left, struct texts *t) {
    const size_t n = a->bytes / a->size;
    size_t length, i;
    int status = EX_OK;

    if (a->kind == ZARR_TEXTS && (left < 4 || little(at) != n))
        return err_set(EX_DATAERR, "texts are damaged");
    at += a->kind == ZARR_TEXTS ? 4 : 0;
    left -= a->kind == ZARR_TEXTS ? 4 : 0;
    for (size_t k = 0; k < n; k++, at += length) {
        length = a->size;
        if (a->kind == ZARR_TEXTS) {
            TRY(next_text(&at, &left, &length));
            left -= length;
        }
        if (!place(a, chunk, k, &i))
            continue;
        if (a->kind == ZARR_UCS4)
            keep_ucs4(a, t, i, at);
        else
            keep(t, i, at, length);
    }
done:
    return status;
}

static int read_chunks(struct zarr *z, const struct zarr_array *a,
                       struct texts *t) {
    size_t n[ZARR_RANK] = { 0 }, at[ZARR_RANK] = { 0 }, all = 1;
    const struct zarr_place p = { a, at };
    const char *values;
    int status = EX_OK;

    for (size_t d = 0; d < a->nd; d++) {
        n[d] = (a->shape[d] + a->chunk[d] - 1) / a->chunk[d];
        all *= n[d];
    }
    for (size_t k = 0; k < all; k++) {
        size_t i = k, bytes;
        for (size_t d = a->nd; d-- > 0; i /= n[d])
            at[d] = i % n[d];
        TRY(zarr_chunk(z, &p, &z->bench[0], &values, &bytes));
        if (values != NULL)
            TRY(take_chunk(a, at, values, bytes, t));
    }
done:
    return status;
}

int zarr_texts(struct zarr *z, size_t k) {
    struct nc *nc = z->base.nc;
    const struct zarr_array *a = &z->array[k];
    struct texts t = { .n = 1 };
    size_t width = 1;
    char *name = mem_format("%s_strlen", a->name), *rows = NULL;
    int status = EX_OK;

    for (size_t d = 0; d < a->nd; d++)
        if (__builtin_mul_overflow(t.n, a->shape[d], &t.n) || t.n > TEXTS_MOST)
            TRY(err_set(EX_DATAERR, "too many texts"));
    t.text = mem_array(t.n, sizeof *t.text);
    t.bytes = mem_array(t.n, sizeof *t.bytes);
    TRY(zarr_ready(z, k));
    TRY(read_chunks(z, a, &t));
    for (size_t i = 0; i < t.n; i++)
        width = t.bytes[i] > width ? t.bytes[i] : width;
    if (width * t.n > BYTES_MOST)
        TRY(err_set(EX_DATAERR, "too many characters"));
    rows = mem_array(t.n, width);
    for (size_t i = 0; i < t.n; i++)
        if (t.text[i] != NULL)
            memcpy(rows + i * width, t.text[i], t.bytes[i]);
    struct nc_var *v = &nc->var[k];
    v->dim = mem_grow(v->dim, v->ndims + 1, sizeof *v->dim);
    v->dim[v->ndims++] = nc_add_dim(nc, name, width);
    v->value = rows;
done:
    for (size_t i = 0; i < t.n && t.text != NULL; i++)
        free(t.text[i]);
    free(t.text);
    free(t.bytes);
    free(name);
    return status;
}
