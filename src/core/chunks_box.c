/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks that are decoded side by side. */
#include <stdlib.h>

#include "core/chunks_part.h"
#include "core/mem.h"
#include "core/netcdf_damage.h"
#include "core/slab.h"
#include "kernel/shuffle.h"

/* Bytes of a chunk that one thread alone decodes. */
enum { FAT = 4 << 20 };

/* A box of whole chunks on its way to an array of its shape. */
struct box {
    struct set *s;
    struct tiling chunks;
    size_t nchunks, next, bad; /* the first that is damaged, or nchunks */
    char *out;
    bool shuffled;
};

/* A chunk as it lies in the file, else its values.  One thread at a time. */
static bool fetch(struct chunks *c, const struct set *s, struct bench *b,
                  struct hdf5_chunk *k, struct coded *how) {
    *how = (struct coded){ &s->h5, 0, s->size, s->chunk, 0, false };
    if (!c->plug->get(s->h5.id, k, b->raw, b->room, &how->n)) {
        how->n = 0;
        return c->plug->values(s->h5.id, k, b->spare);
    }
    how->skipped = k->skipped;
    return true;
}

/* Brings a chunk that was fetched to its place. */
static bool settle(const struct box *x, struct bench *b,
                   const struct hdf5_chunk *k, const struct coded *how) {
    const struct set *s = x->s;
    size_t *to = mem_array(2 * s->nd, sizeof *to);
    const struct slab from = { s->nd, s->size, how->n ? s->shape : k->have,
                               to + s->nd, k->have };
    const struct slab into = { s->nd, s->size, x->chunks.count, to, k->have };
    char *values;
    bool good = true;

    for (size_t d = 0; d < s->nd; d++)
        to[d] = k->at[d] - x->chunks.start[d];
    values = how->n ? slab_piece(&into, x->out, s->chunk) : b->spare;
    if (values == NULL)
        values = b->spare;
    if (how->n > 0)
        good = chunk_decode(b, how, values);
    if (good && values == b->spare)
        slab_move(&from, values, &into, x->out);
    free(to);
    return good;
}

/* The same, where its bytes stay as the filter leaves them. */
static bool settle_shuffled(const struct box *x, struct bench *b,
                            const struct hdf5_chunk *k, struct coded *how) {
    const struct set *s = x->s;
    char *out = x->out + (k->at[0] - x->chunks.start[0]) * s->step;

    how->shuffled = how->n > 0 && (how->skipped & 1) == 0;
    if (how->shuffled)
        return chunk_decode(b, how, out);
    if (how->n > 0 && !chunk_decode(b, how, b->spare))
        return false;
    shuffle(out, b->spare, s->chunk, s->size);
    return true;
}

/* What one thread does: chunk after chunk. */
static void work(struct chunks *c, struct box *x, struct bench *b) {
    const size_t nd = x->s->nd;
    size_t *at = mem_array(2 * nd, sizeof *at);
    struct hdf5_chunk k = { nd, at, at + nd, 0 };
    struct coded how;
    size_t one = 0;
    bool more = true;

    while (more) {
#pragma omp critical(chunks)
        {
            more = x->bad == x->nchunks && x->next < x->nchunks;
            if (more) {
                tiling_place(&x->chunks, one = x->next++, k.at, k.have);
                more = fetch(c, x->s, b, &k, &how);
                x->bad = !more && one < x->bad ? one : x->bad;
            }
        }
        if (more && !(x->shuffled ? settle_shuffled(x, b, &k, &how)
                                  : settle(x, b, &k, &how))) {
#pragma omp critical(chunks)
            x->bad = one < x->bad ? one : x->bad;
        }
    }
    free(at);
}

/* All chunks before the first bad one were begun before it, and are done. */
static int damaged(const struct box *x) {
    const size_t nd = x->s->nd;
    size_t *at = mem_array(2 * nd, sizeof *at);
    char *place;

    tiling_place(&x->chunks, x->bad, at, at + nd);
    place = damage_place(nd, at);
    err_set(EX_DATAERR, "the chunk at %s is damaged (fetch the file again)",
            place);
    free(place);
    free(at);
    return EX_DATAERR;
}

int chunks_box(struct chunks *c, struct set *s, const size_t *start,
               const size_t *count, void *out, bool shuffled) {
    struct box x = { .s = s,
                     .chunks = { s->nd, start, count, s->shape },
                     .out = out,
                     .shuffled = shuffled };
    const bool alone = s->chunk > FAT;
    size_t nbenches = 0;

    x.bad = x.nchunks = tiling_count(&x.chunks);
#pragma omp parallel if (!alone && x.nchunks > 1)
    {
        struct bench *b = NULL;
#pragma omp critical(chunks)
        if (nbenches < CHUNKS_BENCHES) {
            b = &c->bench[nbenches++];
            bench_room(b, s->chunk);
        }
        if (b != NULL)
            work(c, &x, b);
    }
    c->nthreads = nbenches > c->nthreads ? nbenches : c->nthreads;
    return x.bad < x.nchunks ? damaged(&x) : EX_OK;
}
