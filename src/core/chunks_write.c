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
    size_t batch;  /* that are used: two for each thread */
    float *pulled; /* values of a pull, or NULL */
    size_t room;   /* bytes of these */
};

/* Chunks along the last dimension. */
static size_t chunks_along(const struct set *s) {
    const size_t d = s->nd - 1;

    return (s->full[d] + s->shape[d] - 1) / s->shape[d];
}

struct chunks_out *chunks_begin(const char *path, const struct nc *nc,
                                int level, int jobs) {
    const struct hdf5_plug *plug = plug_load("hdf5");
    struct chunks_out *c;
    int64_t file;

    if (plug == NULL || !plug->open(path, true, &file))
        return NULL;
    c = mem_array(1, sizeof *c);
    *c = (struct chunks_out){ .plug = plug, .file = file, .level = level };
    c->nc = nc;
    c->batch = jobs < BATCH / 2 ? 2 * (size_t)jobs : BATCH;
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
    free(c->pulled);
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

/* Where the values of a row of chunks begin among those of the record, and
 * behind the last one all end.  A chunk that joins places of a dimension holds
 * all of those below, or is a part of one plane: a row is in one piece. */
static size_t begin_of(const struct set *s, size_t row) {
    const size_t along = chunks_along(s), n = tiling_count(&s->chunks);
    size_t *at = mem_array(2 * s->nd, sizeof *at), begin = 0;

    if (row * along == n)
        at[0] = 1;
    else
        tiling_place(&s->chunks, row * along, at, at + s->nd);
    for (size_t d = 0; d < s->nd; d++)
        begin = begin * s->full[d] + at[d];
    free(at);
    return begin;
}

/* Chunk i, deflated, from its row of chunks; what lies beyond the edge is zero.
 * Its length. */
static size_t encode(struct bench *b, const struct set *s, size_t i, int level,
                     const char *row) {
    const size_t last = s->nd - 1;
    size_t *at = mem_array(4 * s->nd, sizeof *at);
    size_t *zero = at + s->nd, *have = zero + s->nd, *full = have + s->nd, n;
    const struct slab from = { s->nd, s->size, full, at, have };
    const struct slab into = { s->nd, s->size, s->shape, zero, have };
    bool whole = true;

    tiling_place(&s->chunks, i, at, have);
    for (size_t d = 0; d < s->nd; d++) {
        whole = whole && have[d] == s->shape[d];
        full[d] = d == last ? s->full[d] : have[d];
        at[d] = d == last ? at[d] : 0;
    }
    if (!whole)
        memset(b->side[0], 0, s->chunk);
    slab_move(&from, row, &into, b->side[0]);
    n = chunk_encode(b, s->chunk, s->size, level);
    free(at);
    return n;
}

/* n chunks, the first of them the first of a row, whose values these are. */
static bool put_some(struct chunks_out *c, struct set *s, size_t record,
                     const size_t some[2], const char *values) {
    const size_t along = chunks_along(s), first = some[0], n = some[1];
    size_t *at = mem_array(2 * s->nd, sizeof *at), length[BATCH];
    const size_t begin = begin_of(s, first / along);
    bool good = true;

    for (size_t i = 0; good && i < n; i += c->batch) {
        const size_t m = n - i < c->batch ? n - i : c->batch;
        for (size_t k = 0; k < m; k++)
            bench_room(&c->bench[k], s->chunk);
#pragma omp parallel for schedule(dynamic) if (m > 1)
        for (size_t k = 0; k < m; k++)
            length[k] =
                encode(&c->bench[k], s, first + i + k, c->level,
                       values + (begin_of(s, (first + i + k) / along) - begin) *
                                    s->size);
        for (size_t k = 0; k < m && good; k++) {
            tiling_place(&s->chunks, first + i + k, at, at + s->nd);
            at[0] = record;
            good = length[k] > 0 && c->plug->put(s->h5.id, at, s->nd,
                                                 c->bench[k].raw, length[k]);
        }
    }
    free(at);
    return good;
}

/* Rows of chunks, as many as are worth it at once. */
static int put_rows(struct chunks_out *c, size_t var, size_t record,
                    const struct record *r) {
    struct set *s = &c->set[var];
    const size_t along = chunks_along(s);
    const size_t rows = tiling_count(&s->chunks) / along;
    const size_t step = (c->batch + along - 1) / along;
    const char *value = r->value[var];
    bool good = true;
    int status = EX_OK;

    for (size_t i = 0; good && i < rows; i += step) {
        const size_t n = rows - i < step ? rows - i : step;
        const size_t begin = begin_of(s, i), end = begin_of(s, i + n);
        const char *from;
        if (value != NULL) {
            from = value + begin * s->size;
        } else {
            if ((end - begin) * s->size > c->room) {
                c->room = (end - begin) * s->size;
                c->pulled = mem_grow(c->pulled, c->room, 1);
            }
            TRY(pull_fill(r->pull, r->field[var], begin, end - begin,
                          c->pulled));
            from = (const char *)c->pulled;
        }
        good = put_some(c, s, record, (const size_t[2]){ i * along, n * along },
                        from);
    }
    status = good ? EX_OK : err_set(EX_IOERR, "a chunk was not written");
done:
    return status;
}

int chunks_put(struct chunks_out *c, size_t var, size_t record,
               const struct record *r) {
    struct set *s = &c->set[var];
    size_t *at = mem_array(s->nd, sizeof *at);
    bool good;

    memcpy(at, s->full, s->nd * sizeof *at);
    at[0] = record + 1;
    good = c->plug->grow(s->h5.id, at, s->nd);
    free(at);
    return good ? put_rows(c, var, record, r)
                : err_set(EX_IOERR, "a chunk was not written");
}
