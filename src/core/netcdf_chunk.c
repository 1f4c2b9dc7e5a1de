/* SPDX-License-Identifier: Apache-2.0 */
#include "core/netcdf_chunk.h"

#include <stdint.h>
#include <string.h>

struct touch touched(const struct nc *nc, const struct nc_var *v,
                     const size_t *shape, const size_t *start,
                     const size_t *count) {
    struct touch t = { 1, nc_size(v->type), true };

    for (size_t d = 0; d < v->ndims; d++) {
        const size_t end = start[d] + count[d];
        const size_t first = start[d] / shape[d];
        const size_t n = count[d] ? (end - 1) / shape[d] - first + 1 : 0;
        if (start[d] % shape[d] ||
            (end % shape[d] && end < nc->dim[v->dim[d]].n))
            t.whole = false;
        if (__builtin_mul_overflow(t.n, n, &t.n) ||
            __builtin_mul_overflow(t.bytes, shape[d], &t.bytes))
            t.bytes = t.n = SIZE_MAX;
    }
    if (__builtin_mul_overflow(t.bytes, t.n, &t.bytes))
        t.bytes = SIZE_MAX;
    return t;
}

/* Where a row of the slab (all dimensions but the last) begins in the array. */
static size_t row_start(const struct slab *s, size_t row) {
    const size_t last = s->ndims - 1;
    size_t at = s->start[last], stride = s->full[last];

    for (size_t d = last; d-- > 0;) {
        at += (s->start[d] + row % s->count[d]) * stride;
        row /= s->count[d];
        stride *= s->full[d];
    }
    return at * s->size;
}

/* Rows of a slab and their bytes. */
static size_t rows(const struct slab *s, size_t *bytes) {
    size_t n = 1;

    *bytes = s->size * (s->ndims > 0 ? s->count[s->ndims - 1] : 1);
    for (size_t d = 0; d + 1 < s->ndims; d++)
        n *= s->count[d];
    return n;
}

void slab_out(const struct slab *s, const void *array, void *values) {
    size_t bytes;
    const size_t n = rows(s, &bytes);

    for (size_t row = 0; row < n; row++)
        memcpy((char *)values + row * bytes,
               (const char *)array + (s->ndims ? row_start(s, row) : 0), bytes);
}

void slab_in(const struct slab *s, const void *values, void *array) {
    size_t bytes;
    const size_t n = rows(s, &bytes);

    for (size_t row = 0; row < n; row++)
        memcpy((char *)array + (s->ndims ? row_start(s, row) : 0),
               (const char *)values + row * bytes, bytes);
}
