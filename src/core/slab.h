/* SPDX-License-Identifier: Apache-2.0 */
/* slab -- parts of arrays in C order: moved, and cut into tiles */
#ifndef TWIN_SLAB_H
#define TWIN_SLAB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

/* A slab of an array; the members are borrowed. */
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
void slab_move(const struct slab *from, const void *in, const struct slab *into,
               void *out);

/* slab_write -- as slab_in(), to a file that holds the array.  Errors
 * EX_IOERR. */
MUST_CHECK int slab_write(const struct slab *s, int fd, const void *values);

/* A box of an array in tiles of one shape, which begin where it does: a row of
 * chunks.  The members are borrowed. */
struct tiling {
    size_t ndims;
    const size_t *start, *count; /* [ndims]  of the box; start NULL: zeros */
    const size_t *shape;         /* [ndims]  of a tile */
};

/* tiling_count -- how many tiles there are. */
size_t tiling_count(const struct tiling *t);

/* tiling_place -- where the i-th begins in the array, and what of it is in the
 * box: at, have [ndims]. */
void tiling_place(const struct tiling *t, size_t i, size_t *at, size_t *have);

#endif
