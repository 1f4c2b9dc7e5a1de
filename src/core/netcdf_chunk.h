/* SPDX-License-Identifier: Apache-2.0 */
/* netcdf_chunk -- which chunks a slab touches, and the room they take */
#ifndef TWIN_NETCDF_CHUNK_H
#define TWIN_NETCDF_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/nc.h"

/* Bytes of decoded chunks that the library keeps of a variable unasked. */
#define CACHE_LEAST ((size_t)1 << 24)

/* Places of the slots that keep n chunks, so that few share one. */
#define CACHE_SLOTS(n) ((n) < 1 << 20 ? 8 * (n) + 1 : (size_t)1 << 23)

struct touch {
    size_t n, bytes; /* chunks; their bytes, SIZE_MAX if too many to say */
    bool whole;      /* none of them in part */
};

/* touched -- the chunks of a slab: shape, start and count [v->ndims]. */
struct touch touched(const struct nc *nc, const struct nc_var *v,
                     const size_t *shape, const size_t *start,
                     const size_t *count);

#endif
