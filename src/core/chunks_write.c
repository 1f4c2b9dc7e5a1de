/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chunks_write.h"

#include <stdlib.h>
#include <string.h>

#include "core/chunk_decode.h"
#include "core/mem.h"
#include "core/plug.h"
#include "core/slab.h"

/* Chunks that are encoded side by side and then written in their order; bytes
 * of the largest that is. */
enum { BATCH = 8, FATTEST = 4 << 20 };

struct set {
    enum chunks_use use;
    struct hdf5_set h5;
    size_t nd, size, chunk; /* bytes of a value, of a chunk */
    size_t *shape, *full;   /* [nd]  full: with one record */
    struct tiling chunks;   /* of a record */
};

struct chunks_out {
    const struct hdf5_plug *plug;
    int64_t file;
    int level;
    const struct nc *nc;
    struct set *set; /* [nc->nvars] */
    struct bench bench[BATCH];
};

struct chunks_out *chunks_begin(const char *path, const struct nc *nc,
                                int level) {
    const struct hdf5_plug *plug = plug_load("hdf5");
    struct chunks_out *c;
    int64_t file;

    if (plug == NULL || !plug->open(path, true, &file))
        return NULL;
    c = mem_array(1, sizeof *c);
    *c = (struct chunks_out){ .plug = plug, .file = file, .level = level };
    c->nc = nc;
    c->set = mem_array(nc->nvars, sizeof *c->set);
    return c;
}

void chunks_end(struct chunks_out *c, bool drop) {
    if (c == NULL)
        return;
    for (size_t k = 0; k < c->nc->nvars; k++) {
        if (c->set[k].use == OURS && !drop)
            c->plug->shut(c->set[k].h5.id);
        free(c->set[k].shape);
    }
    for (size_t k = 0; k < BATCH; k++)
        bench_free(&c->bench[k]);
    if (!drop)
        c->plug->close(c->file);
    free(c->set);
    free(c);
}

static bool look(struct chunks_out *c, struct set *s, size_t var,
                 const size_t *shape) {
    const struct nc_var *v = &c->nc->var[var];

    s->nd = v->ndims;
    s->size = s->chunk = nc_size(v->type);
    s->shape = mem_array(2 * s->nd, sizeof *s->shape);
    s->full = s->shape + s->nd;
    if (s->nd < 2 || v->dim[0] != c->nc->record || shape[0] != 1)
        return false;
    for (size_t d = 0; d < s->nd; d++) {
        s->shape[d] = shape[d];
        s->full[d] = d == 0 ? 1 : c->nc->dim[v->dim[d]].n;
        s->chunk *= shape[d];
    }
    s->chunks = (struct tiling){ s->nd, NULL, s->full, s->shape };
    if (s->chunk > FATTEST || !c->plug->look(c->file, c->nc, v, shape, &s->h5))
        return false;
    if (s->h5.nfilters == 2 && s->h5.filter[0] == FILTER_SHUFFLE &&
        s->h5.filter[1] == FILTER_DEFLATE && !s->h5.swap)
        return true;
    c->plug->shut(s->h5.id);
    return false;
}

bool chunks_can(struct chunks_out *c, size_t var, const size_t *shape) {
    struct set *s = &c->set[var];

    if (s->use == NOT_LOOKED_AT)
        s->use = look(c, s, var, shape) ? OURS : NOT_OURS;
    return s->use == OURS;
}

/* One chunk, deflated; what lies beyond the edge is zero.  Its length. */
static size_t encode(struct bench *b, const struct set *s, size_t i, int level,
                     const char *value) {
    size_t *at = mem_array(3 * s->nd, sizeof *at);
    size_t *zero = at + s->nd, *have = zero + s->nd, n;
    const struct slab from = { s->nd, s->size, s->full, at, have };
    const struct slab into = { s->nd, s->size, s->shape, zero, have };
    bool whole = true;

    tiling_place(&s->chunks, i, at, have);
    for (size_t d = 0; d < s->nd; d++)
        whole = whole && have[d] == s->shape[d];
    if (!whole)
        memset(b->side[0], 0, s->chunk);
    slab_move(&from, value, &into, b->side[0]);
    n = chunk_encode(b, s->chunk, s->size, level);
    free(at);
    return n;
}

int chunks_put(struct chunks_out *c, size_t var, size_t record,
               const void *value) {
    struct set *s = &c->set[var];
    const size_t nchunks = tiling_count(&s->chunks);
    size_t *at = mem_array(2 * s->nd, sizeof *at), length[BATCH];
    bool good;

    memcpy(at, s->full, s->nd * sizeof *at);
    at[0] = record + 1;
    good = c->plug->grow(s->h5.id, at, s->nd);
    for (size_t first = 0; good && first < nchunks; first += BATCH) {
        const size_t left = nchunks - first;
        const size_t n = left < BATCH ? left : BATCH;
        for (size_t k = 0; k < n; k++)
            bench_room(&c->bench[k], s->chunk);
#pragma omp parallel for schedule(dynamic) if (n > 1)
        for (size_t k = 0; k < n; k++)
            length[k] = encode(&c->bench[k], s, first + k, c->level, value);
        for (size_t k = 0; k < n && good; k++) {
            tiling_place(&s->chunks, first + k, at, at + s->nd);
            at[0] = record;
            good = length[k] > 0 && c->plug->put(s->h5.id, at, s->nd,
                                                 c->bench[k].raw, length[k]);
        }
    }
    free(at);
    return good ? EX_OK : err_set(EX_IOERR, "a chunk was not written");
}
