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
