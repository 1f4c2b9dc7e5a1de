/* SPDX-License-Identifier: Apache-2.0 */
/* Slabs that are moved between arrays and files. */
#include <string.h>

#include "core/fd.h"
#include "core/netcdf_chunk.h"

/* Dimensions that are longer than one value, at most. */
enum { RANK = 32 };

/* Values that follow one another in the array, from the slab's first on. */
static size_t run(const struct slab *s, size_t *outer) {
    size_t n = 1, d = s->ndims;

    while (d > 0) {
        d--;
        n *= s->count[d];
        if (s->count[d] != s->full[d])
            break;
    }
    for (; d > 0 && s->count[d - 1] == 1; d--)
        ;
    *outer = d;
    return n;
}

/* The place of the slab's first value. */
static size_t origin(const struct slab *s) {
    size_t at = 0;

    for (size_t d = 0; d < s->ndims; d++)
        at = at * s->full[d] + s->start[d];
    return at;
}

char *slab_piece(const struct slab *s, char *array, size_t bytes) {
    size_t outer, n = run(s, &outer);

    return outer == 0 && n * s->size == bytes ? array + origin(s) * s->size
                                              : NULL;
}

/* n values, apart in one array or both. */
static void move_line(const char *in, size_t step, char *out, size_t skip,
                      const size_t n[2]) {
    const size_t size = n[1];

    if (step == size && skip == size)
        memcpy(out, in, n[0] * size);
    else if (size == 4)
        for (size_t i = 0; i < n[0]; i++)
            memcpy(out + i * skip, in + i * step, 4);
    else
        for (size_t i = 0; i < n[0]; i++)
            memcpy(out + i * skip, in + i * step, size);
}

void slab_move(const struct slab *from, const char *in, const struct slab *into,
               char *out) {
    size_t at[RANK] = { 0 }, step[RANK], skip[RANK], count[RANK], n = 0;
    size_t a = from->size, b = from->size;

    in += origin(from) * from->size;
    out += origin(into) * from->size;
    for (size_t d = from->ndims; d-- > 0;) { /* the last comes first */
        if (from->count[d] > 1 || n == 0) {
            const bool joins = n > 0 && a == step[n - 1] * count[n - 1] &&
                               b == skip[n - 1] * count[n - 1];
            if (joins) {
                count[n - 1] *= from->count[d];
            } else {
                step[n] = a;
                skip[n] = b;
                count[n++] = from->count[d];
            }
        }
        a *= from->full[d];
        b *= into->full[d];
    }
    for (size_t d = 1; n > 0;) {
        move_line(in, step[0], out, skip[0],
                  (const size_t[2]){ count[0], from->size });
        for (d = 1; d < n; d++) {
            in += step[d];
            out += skip[d];
            if (++at[d] < count[d])
                break;
            in -= step[d] * count[d];
            out -= skip[d] * count[d];
            at[d] = 0;
        }
        if (d >= n)
            break;
    }
}

int slab_write(const struct slab *s, int fd, const void *values) {
    size_t outer, rows = 1, n = run(s, &outer) * s->size;
    const char *bytes = values;
    int number = 0;

    for (size_t d = 0; d < outer; d++)
        rows *= s->count[d];
    for (size_t k = 0; k < rows && number == 0; k++, bytes += n) {
        size_t at = 0, rest = k, stride = 1;
        for (size_t d = s->ndims; d-- > 0; stride *= s->full[d]) {
            at += s->start[d] * stride;
            if (d >= outer)
                continue;
            at += rest % s->count[d] * stride;
            rest /= s->count[d];
        }
        number = fd_write_at(fd, bytes, n, at * s->size);
    }
    return number == 0
               ? EX_OK
               : err_set(EX_IOERR, "temporary file: %s", strerror(number));
}
