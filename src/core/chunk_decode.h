/* SPDX-License-Identifier: Apache-2.0 */
/* chunk_decode -- the filters of one chunk undone, and done */
#ifndef TWIN_CHUNK_DECODE_H
#define TWIN_CHUNK_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/inflate.h"
#include "core/plug/hdf5.h"

/* Are the chunks of a variable dealt with here, or by NetCDF-C? */
enum chunks_use { NOT_LOOKED_AT, NOT_OURS, OURS };

/* What one thread works in. */
struct bench {
    char *raw;     /* [room]  a chunk as it lies in the file */
    char *side[2]; /* [room]  between filters */
    char *spare;   /* [room]  for the caller */
    size_t room;
    struct inflater *in;
    struct deflater *out;
};

/* bench_room -- room for chunks of so many bytes, with what filters add. */
void bench_room(struct bench *b, size_t chunk);
void bench_free(struct bench *b);

/*
 * chunk_decode -- values of a chunk in native byte order.
 *
 *   b->raw   [n]      in   as it lies in the file
 *   skipped           in   bit k: filter k was not applied
 *   size              in   of a value [byte]
 *   out      [chunk]  out
 *
 * Returns false where it is damaged.
 */
struct coded {
    const struct hdf5_set *set;
    size_t n, size, chunk;
    uint32_t skipped;
    bool shuffled; /* filter 0 stays as it is */
};
bool chunk_decode(struct bench *b, const struct coded *c, void *out);

/* chunk_encode -- shuffles and deflates b->side[0] into b->raw; its length. */
size_t chunk_encode(struct bench *b, size_t chunk, size_t size, int level);

#endif
