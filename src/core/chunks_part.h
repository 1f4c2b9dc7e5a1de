/* SPDX-License-Identifier: Apache-2.0 */
/* chunks_part -- what the parts of chunks share */
#ifndef TWIN_CHUNKS_PART_H
#define TWIN_CHUNKS_PART_H

#include <stdint.h>

#include "core/chunk_decode.h"
#include "core/chunks.h"

/* Threads that get a bench. */
enum { CHUNKS_BENCHES = 16 };

struct set {
    enum chunks_use use;
    struct hdf5_set h5;
    size_t nd, size;      /* bytes of a value */
    size_t *shape, *full; /* [nd] */
    size_t chunk, step;   /* bytes of a chunk, of a place of dimension 0 */
    size_t share;         /* of WINDOW */
    size_t first, n;      /* places of dimension 0 that wait */
    size_t rows;          /* of chunks that were last decoded at once */
    char *values;         /* where they wait, or NULL */
    bool shuffled;        /* as the filter leaves them, a step a chunk */
    size_t room;
    int fd; /* of a temporary where one row of chunks waits instead, or -1 */
};

struct chunks {
    const struct hdf5_plug *plug;
    int64_t file;
    const struct nc *nc;
    struct set *set; /* [nc->nvars] */
    struct bench bench[CHUNKS_BENCHES];
    size_t nthreads; /* that were seen */
};

/*
 * chunks_box -- decodes a box that begins and ends where chunks do.
 *
 *   start, count  [s->nd]  in   the box
 *   out                    out  its values; `shuffled`: chunk after chunk, the
 *                               bytes of each as the filter leaves them
 *
 * Errors   EX_DATAERR  a chunk is damaged
 * Threads  parallel over chunks
 */
MUST_CHECK int chunks_box(struct chunks *c, struct set *s, const size_t *start,
                          const size_t *count, void *out, bool shuffled);

#endif
