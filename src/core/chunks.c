/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chunks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/chunk_decode.h"
#include "core/mem.h"
#include "core/netcdf_chunk.h"
#include "core/output.h"
#include "core/plug.h"

/* Bytes of decoded values that wait, and after which there need not be more; of
 * a chunk that one thread alone decodes,
 * and of one that is left to NetCDF-C; threads that get a bench. */
enum {
    WINDOW = 24 << 20,
    ENOUGH = 6 << 20,
    PIECE = 8 << 20,
    FAT = 4 << 20,
    FATTEST = 32 << 20,
    BENCHES = 16
};

enum use { NOT_LOOKED_AT, NOT_OURS, OURS };

struct set {
    enum use use;
    struct hdf5_set h5;
    size_t nd, size;      /* bytes of a value */
    size_t *shape, *full; /* [nd] */
    size_t chunk, step;   /* bytes of a chunk, of a place of dimension 0 */
    size_t share;         /* of WINDOW */
    size_t first, n;      /* places of dimension 0 that wait */
    size_t rows;          /* of chunks that were last decoded at once */
    char *values;         /* where they wait, or NULL */
    size_t room;
    int fd; /* of a temporary where one row of chunks waits instead, or -1 */
};

struct chunks {
    const struct hdf5_plug *plug;
    int64_t file;
    const struct nc *nc;
    struct set *set; /* [nc->nvars] */
    struct bench bench[BENCHES];
    size_t nthreads; /* that were seen */
};

struct chunks *chunks_open(const char *path, const struct nc *nc) {
    struct chunks *c;
    const struct hdf5_plug *plug = plug_load("hdf5");
    int64_t file;

    if (plug == NULL || !plug->open(path, false, &file))
        return NULL;
    c = mem_array(1, sizeof *c);
    c->plug = plug;
    c->file = file;
    c->nc = nc;
    c->set = mem_array(nc->nvars, sizeof *c->set);
    for (size_t k = 0; k < nc->nvars; k++)
        c->set[k].fd = -1;
    return c;
}

void chunks_free(struct chunks *c) {
    if (c == NULL)
        return;
    for (size_t k = 0; k < c->nc->nvars; k++) {
        struct set *s = &c->set[k];
        if (s->use == OURS)
            c->plug->shut(s->h5.id);
        free(s->shape);
        free(s->values);
        if (s->fd >= 0)
            close(s->fd);
    }
    for (size_t k = 0; k < BENCHES; k++)
        bench_free(&c->bench[k]);
    c->plug->close(c->file);
    free(c->set);
    free(c);
}

/* Variables whose steps wait beside those of v. */
static size_t count_like(const struct nc *nc, const struct nc_var *v) {
    size_t n = 0;

    for (size_t k = 0; k < nc->nvars; k++)
        n += nc->var[k].ndims > 1 && v->ndims > 0 &&
             nc->var[k].dim[0] == v->dim[0];
    return n > 0 ? n : 1;
}

/* Is it one of ours?  All sizes are such that they fit. */
static bool look(struct chunks *c, struct set *s, size_t var,
                 const size_t *shape) {
    const struct nc_var *v = &c->nc->var[var];
    size_t all;

    s->nd = v->ndims;
    s->size = s->chunk = s->step = nc_size(v->type);
    s->shape = mem_array(2 * s->nd, sizeof *s->shape);
    s->full = s->shape + s->nd;
    s->share = WINDOW / count_like(c->nc, v);
    for (size_t d = 0; d < s->nd; d++) {
        s->shape[d] = shape[d];
        s->full[d] = c->nc->dim[v->dim[d]].n;
        if (shape[d] == 0 || s->full[d] == 0 ||
            __builtin_mul_overflow(s->chunk, shape[d], &s->chunk) ||
            (d > 0 && __builtin_mul_overflow(s->step, s->full[d], &s->step)))
            return false;
    }
    return s->nd > 0 && s->size > 0 && s->chunk <= FATTEST &&
           !__builtin_mul_overflow(s->step, shape[0] + s->full[0], &all) &&
           c->plug->look(c->file, c->nc, v, shape, &s->h5);
}

bool chunks_take(struct chunks *c, size_t var, const size_t *shape,
                 const size_t *start, const size_t *count) {
    struct set *s = &c->set[var];

    if (s->use == NOT_LOOKED_AT)
        s->use = look(c, s, var, shape) ? OURS : NOT_OURS;
    for (size_t d = 1; d < s->nd && s->use == OURS; d++)
        if (start[d] != 0 || count[d] != s->full[d])
            return false;
    return s->use == OURS;
}

/* A box of whole chunks on its way to an array of its shape. */
struct box {
    struct set *s;
    const size_t *start, *count; /* [nd] */
    size_t *n;                   /* [nd]  chunks along each dimension */
    size_t nchunks, next;
    char *out;
    bool bad;
};

/* Where the i-th chunk begins, and what of it there is. */
static void place(const struct box *x, size_t i, size_t *at, size_t *have) {
    const struct set *s = x->s;

    for (size_t d = s->nd; d-- > 0; i /= x->n[d]) {
        const size_t end = x->start[d] + x->count[d];
        at[d] = x->start[d] + i % x->n[d] * s->shape[d];
        have[d] = end - at[d] < s->shape[d] ? end - at[d] : s->shape[d];
    }
}

/* A chunk as it lies in the file, else its values.  One thread at a time. */
static bool fetch(struct chunks *c, const struct set *s, struct bench *b,
                  struct hdf5_chunk *k, struct coded *how) {
    *how = (struct coded){ &s->h5, 0, s->size, s->chunk, 0 };
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
    const struct slab into = { s->nd, s->size, x->count, to, k->have };
    char *values;
    bool good = true;

    for (size_t d = 0; d < s->nd; d++)
        to[d] = k->at[d] - x->start[d];
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

/* What one thread does: chunk after chunk. */
static void work(struct chunks *c, struct box *x, struct bench *b) {
    const size_t nd = x->s->nd;
    size_t *at = mem_array(2 * nd, sizeof *at);
    struct hdf5_chunk k = { nd, at, at + nd, 0 };
    struct coded how;
    bool more = true;

    while (more) {
#pragma omp critical(chunks)
        {
            more = !x->bad && x->next < x->nchunks;
            if (more) {
                place(x, x->next++, k.at, k.have);
                more = fetch(c, x->s, b, &k, &how);
                x->bad = x->bad || !more;
            }
        }
        if (more && !settle(x, b, &k, &how)) {
#pragma omp critical(chunks)
            x->bad = true;
        }
    }
    free(at);
}

/* Decodes a box that begins and ends where chunks do. */
static int read_box(struct chunks *c, struct set *s, const size_t *start,
                    const size_t *count, void *out) {
    struct box x = { s, start, count, NULL, 1, 0, out, false };
    const bool alone = s->chunk > FAT;
    size_t nbenches = 0;

    x.n = mem_array(s->nd, sizeof *x.n);
    for (size_t d = 0; d < s->nd; d++) {
        x.n[d] = (count[d] + s->shape[d] - 1) / s->shape[d];
        x.nchunks *= x.n[d];
    }
#pragma omp parallel if (!alone && x.nchunks > 1)
    {
        struct bench *b = NULL;
#pragma omp critical(chunks)
        if (nbenches < BENCHES) {
            b = &c->bench[nbenches++];
            bench_room(b, s->chunk);
        }
        if (b != NULL)
            work(c, &x, b);
    }
    c->nthreads = nbenches > c->nthreads ? nbenches : c->nthreads;
    free(x.n);
    return x.bad ? err_set(EX_DATAERR, "a chunk is damaged") : EX_OK;
}

/* Rows of chunks from a place of dimension 0 on, into memory. */
static int fill_values(struct chunks *c, struct set *s, size_t first,
                       size_t n) {
    size_t *start = mem_array(2 * s->nd, sizeof *start);
    size_t *count = start + s->nd;
    int status;

    if (s->room < n * s->step) {
        free(s->values);
        s->room = n * s->step;
        s->values = mem_array(s->room, 1);
    }
    memcpy(count, s->full, s->nd * sizeof *count);
    start[0] = first;
    count[0] = n;
    status = read_box(c, s, start, count, s->values);
    free(start);
    return status;
}

/* The most chunks along the last dimensions that fit in a piece. */
static void piece(const struct set *s, size_t n, size_t *most) {
    size_t bytes = s->size * n, d;

    for (d = 1; d < s->nd; d++)
        bytes *= most[d] = s->shape[d] < s->full[d] ? s->shape[d] : s->full[d];
    for (d = s->nd; d-- > 1 && bytes < PIECE;) {
        const size_t more = most[d] * (PIECE / bytes);
        bytes /= most[d];
        most[d] = more < s->full[d] ? more : s->full[d];
        bytes *= most[d];
        if (most[d] < s->full[d])
            break;
    }
}

/* One row of chunks into a temporary, piece after piece. */
static int fill_shelf(struct chunks *c, struct set *s, size_t first, size_t n) {
    size_t *start = mem_array(5 * s->nd, sizeof *start);
    size_t *count = start + s->nd, *most = count + s->nd, *at = most + s->nd;
    size_t *full = at + s->nd, most_bytes = n * s->size, d;
    const struct slab slab = { s->nd, s->size, full, at, count };
    char *values = NULL;
    int status = EX_OK;

    if (s->fd < 0 && (s->fd = temporary_fd()) < 0)
        TRY(EX_CANTCREAT);
    memcpy(full, s->full, s->nd * sizeof *full);
    full[0] = count[0] = n;
    piece(s, n, most);
    for (d = 1; d < s->nd; d++)
        most_bytes *= most[d];
    values = mem_array(most_bytes, 1);
    do {
        for (d = 1; d < s->nd; d++) {
            const size_t left = s->full[d] - at[d];
            start[d] = at[d];
            count[d] = left < most[d] ? left : most[d];
        }
        start[0] = first;
        TRY(read_box(c, s, start, count, values));
        TRY(slab_write(&slab, s->fd, values));
        for (d = s->nd - 1; d > 0 && (at[d] += most[d]) >= s->full[d]; d--)
            at[d] = 0;
    } while (d > 0);
done:
    free(values);
    free(start);
    return status;
}

/* Chunks of a row. */
static size_t chunks_in(const struct set *s) {
    size_t n = 1;

    for (size_t d = 1; d < s->nd; d++)
        n *= (s->full[d] + s->shape[d] - 1) / s->shape[d];
    return n;
}

/* Sees to it that a place of dimension 0 waits, with what comes after it. */
static int ready(struct chunks *c, struct set *s, size_t at) {
    const size_t along = s->shape[0] < s->full[0] ? s->shape[0] : s->full[0];
    const size_t row = s->step * along, first = at - at % s->shape[0];
    const bool next = s->n > 0 && first == s->first + s->n;
    const bool few =
        s->rows * row < ENOUGH || s->rows * chunks_in(s) < c->nthreads;
    const bool shelve = s->shape[0] > 1 && row > s->share && s->nd > 1;
    size_t n;
    int status;

    s->rows = next && few && 2 * s->rows * row <= s->share ? 2 * s->rows
              : next                                       ? s->rows
                                                           : 1;
    n = shelve ? s->shape[0] : s->rows * s->shape[0];
    if (n > s->full[0] - first)
        n = s->full[0] - first;
    s->n = 0;
    s->first = first;
    status = shelve ? fill_shelf(c, s, first, n) : fill_values(c, s, first, n);
    if (status == EX_OK)
        s->n = n;
    return status;
}

/* Steps that wait, from a place on. */
static int hand_out(const struct set *s, size_t at, size_t n, char *out) {
    const size_t from = (at - s->first) * s->step;

    if (s->values != NULL) {
        memcpy(out, s->values + from, n * s->step);
        return EX_OK;
    }
    return read_back(s->fd, out, n * s->step, from);
}

int chunks_ready(struct chunks *c, size_t var, size_t place, size_t *held) {
    struct set *s = &c->set[var];
    int status = EX_OK;

    *held = 0;
    if (place < s->first || place >= s->first + s->n)
        TRY(ready(c, s, place));
    *held = s->first + s->n - place;
done:
    return status;
}

int chunks_piece(const struct chunks *c, size_t var, const size_t at[2],
                 size_t n, void *out) {
    const struct set *s = &c->set[var];
    const size_t from = (at[0] - s->first) * s->step + at[1] * s->size;

    if (s->values == NULL)
        return read_back(s->fd, out, n * s->size, from);
    memcpy(out, s->values + from, n * s->size);
    return EX_OK;
}

int chunks_slab(struct chunks *c, size_t var, const size_t *start,
                const size_t *count, void *out) {
    struct set *s = &c->set[var];
    const size_t end = start[0] + count[0];
    char *to = out;
    int status = EX_OK;

    if (count[0] == s->full[0])
        return read_box(c, s, start, count, out);
    for (size_t at = start[0], n; at < end; at += n, to += n * s->step) {
        TRY(chunks_ready(c, var, at, &n));
        n = n < end - at ? n : end - at;
        TRY(hand_out(s, at, n, to));
    }
done:
    return status;
}
