/* SPDX-License-Identifier: Apache-2.0 */
/* netcdf_chunk -- which chunks a slab touches, and slabs within arrays */
#ifndef TWIN_NETCDF_CHUNK_H
#define TWIN_NETCDF_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
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

/* A slab of an array in C order; the members are borrowed. */
struct slab {
    size_t ndims, size;                 /* bytes of a value */
    const size_t *full, *start, *count; /* [ndims] */
};

/* slab_out, slab_in -- from the array to the slab's values, and back. */
void slab_out(const struct slab *s, const void *array, void *values);
void slab_in(const struct slab *s, const void *values, void *array);

/* slab_piece -- where a slab of so many bytes begins in the array, if it is one
 * piece of it; NULL else. */
char *slab_piece(const struct slab *s, char *array, size_t bytes);

/* slab_move -- from one array to another; their counts are the same. */
void slab_move(const struct slab *from, const char *in, const struct slab *into,
               char *out);

/* slab_write -- as slab_in(), to a file that holds the array.  Errors
 * EX_IOERR. */
MUST_CHECK int slab_write(const struct slab *s, int fd, const void *values);

#endif
