/* SPDX-License-Identifier: Apache-2.0 */
#include "core/slab.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/fd.h"
#include "core/mem.h"

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

/* The dimensions of both arrays, those that lie one in another joined, from the
 * last on; step[0], step[1]: bytes from one place to the next. */
static size_t join(const struct slab *from, const struct slab *into,
                   size_t *count, size_t step[2][RANK]) {
    size_t n = 0, a = from->size, b = from->size;

    for (size_t d = from->ndims; d-- > 0;) {
        if (n > 0 && a == step[0][n - 1] * count[n - 1] &&
            b == step[1][n - 1] * count[n - 1]) {
            count[n - 1] *= from->count[d];
        } else if (from->count[d] > 1 || n == 0) {
            assert(n < RANK); /* or there are 4 G values */
            step[0][n] = a;
            step[1][n] = b;
            count[n++] = from->count[d];
        }
        a *= from->full[d];
        b *= into->full[d];
    }
    return n;
}

static bool is_empty(const struct slab *s) {
    for (size_t d = 0; d < s->ndims; d++)
        if (s->count[d] == 0)
            return true;
    return false;
}

void slab_move(const struct slab *from, const void *in, const struct slab *into,
               void *out) {
    const size_t size = from->size;
    const char *a = (const char *)in + origin(from) * size;
    char *b = (char *)out + origin(into) * size;
    size_t at[RANK] = { 0 }, count[RANK], step[2][RANK], n, d;

    if (is_empty(from))
        return;
    n = join(from, into, count, step);
    if (n == 0)
        memcpy(b, a, size);
    for (d = 0; d < n;) {
        move_line(a, step[0][0], b, step[1][0],
                  (const size_t[2]){ count[0], size });
        for (d = 1; d < n; d++) {
            a += step[0][d];
            b += step[1][d];
            if (++at[d] < count[d])
                break;
            a -= step[0][d] * count[d];
            b -= step[1][d] * count[d];
            at[d] = 0;
        }
    }
}

void slab_out(const struct slab *s, const void *array, void *values) {
    size_t *zero = mem_array(s->ndims, sizeof *zero);
    const struct slab all = { s->ndims, s->size, s->count, zero, s->count };

    slab_move(s, array, &all, values);
    free(zero);
}

void slab_in(const struct slab *s, const void *values, void *array) {
    size_t *zero = mem_array(s->ndims, sizeof *zero);
    const struct slab all = { s->ndims, s->size, s->count, zero, s->count };

    slab_move(&all, values, s, array);
    free(zero);
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

/* Tiles along dimension d. */
static size_t along(const struct tiling *t, size_t d) {
    return (t->count[d] + t->shape[d] - 1) / t->shape[d];
}

size_t tiling_count(const struct tiling *t) {
    size_t n = 1;

    for (size_t d = 0; d < t->ndims; d++)
        n *= along(t, d);
    return n;
}

void tiling_place(const struct tiling *t, size_t i, size_t *at, size_t *have) {
    for (size_t d = t->ndims; d-- > 0; i /= along(t, d)) {
        const size_t skip = i % along(t, d) * t->shape[d];
        const size_t left = t->count[d] - skip;
        at[d] = (t->start ? t->start[d] : 0) + skip;
        have[d] = left < t->shape[d] ? left : t->shape[d];
    }
}
