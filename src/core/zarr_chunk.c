/* SPDX-License-Identifier: Apache-2.0 */
/* One chunk: its file, its codecs, its order. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/zarr_part.h"
#include "kernel/swap.h"

/* Bytes that any chunk may claim; beyond that, for each byte of its file. */
enum { TRUSTED = 192 << 20, RATIO = 1000 };

void zarr_bench_free(struct zarr_bench *b) {
    free(b->raw);
    free(b->side[0]);
    free(b->side[1]);
    free(b->turned);
    codec_room_free(&b->room);
}

int zarr_ready(const struct zarr *z, size_t k) {
    const struct zarr_array *a = &z->array[k];
    int status = EX_OK;

    if (a->why != NULL)
        return err_set(EX_DATAERR,
                       "has %s, which is not read (blosc, bz2, gzip, lz4, "
                       "lzma, zlib, zstd, shuffle and bitround are)",
                       a->why);
    for (size_t c = 0; c < a->ncodecs && status == EX_OK; c++)
        status = codec_ready(&a->codec[c]);
    return status;
}

/* The key of a chunk, after the name of its array. */
static char *key_of(const struct zarr_place *p, char separator) {
    const struct zarr_array *a = p->array;
    char key[ZARR_RANK * 21 + 2] = "0";
    size_t n = 0;

    for (size_t d = 0; d < a->nd; d++)
        n += (size_t)snprintf(key + n, sizeof key - n, "%.*s%zu", d > 0,
                              &separator, p->at[d]);
    return mem_format("%s%s%s", a->name, *a->name ? "/" : "", key);
}

static char *room_for(char **p, size_t *have, size_t n) {
    if (*have < n || *p == NULL) {
        free(*p);
        *p = mem_grow(NULL, n, 1);
        *have = n;
    }
    return *p;
}

/* Undoes the codecs, the last first; texts may be of any size. */
static bool undo(const struct zarr_array *a, struct zarr_bench *b, size_t *n,
                 char **out) {
    const bool texts = a->kind == ZARR_TEXTS;
    const size_t most = texts ? RATIO * (*n + 1000) : a->bytes;
    int next = 0;

    for (size_t c = a->ncodecs; c-- > 0;) {
        const size_t room = a->codec[c].kind == CODEC_SHUFFLE
                                ? *n
                                : most + (c > 0 ? most / 8 + 4096 : 0);
        struct codec_io io = { .bytes = *out, .n = *n, .room = room };
        if (a->codec[c].kind == CODEC_SAME)
            continue;
        io.out = room_for(&b->side[next], &b->nside[next], room);
        if (!codec_undo(&a->codec[c], &b->room, &io))
            return false;
        *out = io.out;
        *n = io.made;
        next = !next; /* never into what is read next */
    }
    return texts || *n == a->bytes;
}

/* From the order in which the first dimension is the fastest. */
static void turn(const struct zarr_array *a, const char *in, char *out) {
    size_t at[ZARR_RANK] = { 0 }, step[ZARR_RANK], from = 0, d;
    const size_t n = a->bytes / a->size;

    for (d = 0, from = a->size; d < a->nd; from *= a->chunk[d++])
        step[d] = from;
    from = 0;
    for (size_t k = 0; k < n; k++, out += a->size) {
        memcpy(out, in + from, a->size);
        for (d = a->nd; d-- > 0;) {
            from += step[d];
            if (++at[d] < a->chunk[d])
                break;
            from -= step[d] * a->chunk[d];
            at[d] = 0;
        }
    }
}

static int decode(const struct zarr_array *a, struct zarr_bench *b, size_t *n,
                  char **out) {
    if (a->bytes > TRUSTED && a->bytes / RATIO > *n)
        return err_set(EX_DATAERR, "unpacks to more than %d times its size",
                       RATIO);
    if (!undo(a, b, n, out))
        return a->ncodecs == 0
                   ? err_set(EX_DATAERR, "has %zu bytes (its array says %zu)",
                             *n, a->bytes)
                   : err_set(EX_DATAERR, "is damaged");
    if (a->swap && a->kind == ZARR_NUMBER)
        swap_copy(*out, *out, *n / a->size, a->size);
    if (a->fortran) {
        turn(a, *out, room_for(&b->turned, &b->nturned, *n));
        *out = b->turned;
    }
    return EX_OK;
}

/* A chunk that is not there must not lie beside under the name that it has with
 * the other separator. */
static int check_absent(const struct zarr *z, const struct zarr_place *p) {
    const char ours = p->array->separator, other = ours == '.' ? '/' : '.';
    char *key = p->array->nd > 1 ? key_of(p, other) : NULL;
    int status = EX_OK;

    if (key != NULL && faccessat(z->folder, key, F_OK, 0) == 0)
        status = err_set(EX_DATAERR,
                         "has a chunk %s, though its dimension_separator is "
                         "\"%c\" (that should be \"%c\")",
                         key, ours, other);
    free(key);
    return status;
}

int zarr_chunk(const struct zarr *z, const struct zarr_place *p,
               struct zarr_bench *b, const char **out, size_t *n) {
    const struct zarr_array *a = p->array;
    struct zarr_file f = { b->raw, b->nraw, 0, SIZE_MAX };
    char *key = key_of(p, a->separator), *at;
    int status;

    if (a->kind != ZARR_TEXTS)
        f.most = a->bytes + a->bytes / 8 + 4096;
    *out = NULL;
    status = zarr_bytes(z->folder, key, &f);
    b->raw = at = f.bytes;
    b->nraw = f.room;
    *n = f.n;
    if (status == EX_OK && f.n != SIZE_MAX) {
        status = err_in(decode(a, b, n, &at), key);
        *out = at;
    } else if (status == EX_OK) {
        status = check_absent(z, p);
    }
    free(key);
    return status;
}
