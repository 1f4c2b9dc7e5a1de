/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chunks_part.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/plug.h"
#include "core/slab.h"
#include "kernel/shuffle.h"

/* Bytes of decoded values that wait, and after which there need not be more; of
 * a chunk that is left to NetCDF-C. */
enum {
    WINDOW = 24 << 20,
    ENOUGH = 6 << 20,
    PIECE = 8 << 20,
    FATTEST = 32 << 20
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

bool chunks_are_fixed(const char *path, void *bytes, size_t n,
                      const char *name) {
    const struct hdf5_plug *plug = plug_load("hdf5");
    const bool fixed = plug != NULL && plug->is_fixed(path, bytes, n, name);

    if (fixed)
        warn("%s: left out, for its texts are of HDF5's fixed length", name);
    return fixed;
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
    for (size_t k = 0; k < CHUNKS_BENCHES; k++)
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
    s->shuffled = s->chunk == s->step && s->shape[0] == 1;
    for (size_t d = 1; d < s->nd; d++)
        s->shuffled = s->shuffled && s->shape[d] == s->full[d];
    return s->nd > 0 && s->size > 0 && s->chunk <= FATTEST &&
           !__builtin_mul_overflow(s->step, shape[0] + s->full[0], &all) &&
           c->plug->look(c->file, c->nc, v, shape, &s->h5);
}

bool chunks_take(struct chunks *c, size_t var, const size_t *shape,
                 const size_t *start, const size_t *count) {
    struct set *s = &c->set[var];

    if (s->use == NOT_LOOKED_AT) {
        s->use = look(c, s, var, shape) ? OURS : NOT_OURS;
        s->shuffled = s->shuffled && s->h5.nfilters > 0 && !s->h5.swap &&
                      s->h5.filter[0] == FILTER_SHUFFLE &&
                      s->h5.width[0] == s->size;
    }
    for (size_t d = 1; d < s->nd && s->use == OURS; d++)
        if (start[d] != 0 || count[d] != s->full[d])
            return false;
    return s->use == OURS;
}

const char *chunks_filter(const struct chunks *c, size_t var) {
    const char *text = c->set[var].h5.foreign;

    return *text ? text : NULL;
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
    status = chunks_box(c, s, start, count, s->values, s->shuffled);
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
        TRY(chunks_box(c, s, start, count, values, false));
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

    if (!next)
        s->rows = 1;
    else if (few && 2 * s->rows * row <= s->share)
        s->rows *= 2;
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

static int read_shelf(const struct set *s, void *out, size_t n, size_t at) {
    const int number = fd_read_at(s->fd, out, n, at);

    return number == 0
               ? EX_OK
               : err_set(EX_IOERR, "temporary file: %s",
                         number == FD_ENDS ? "was cut" : strerror(number));
}

/* n values of a place that waits. */
static int hand_out(const struct set *s, const size_t at[2], size_t n,
                    char *out) {
    const size_t step = (at[0] - s->first) * s->step;

    if (s->values == NULL)
        return read_shelf(s, out, n * s->size, step + at[1] * s->size);
    if (s->shuffled)
        unshuffle_part(out, s->values + step, s->step / s->size, s->size,
                       (const size_t[2]){ at[1], n });
    else
        memcpy(out, s->values + step + at[1] * s->size, n * s->size);
    return EX_OK;
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
    return hand_out(&c->set[var], at, n, out);
}

/* Would a place wait alone, so that it may as well not? */
static bool is_alone(const struct set *s, size_t at) {
    return s->shape[0] == 1 && 2 * s->step > s->share &&
           (at < s->first || at >= s->first + s->n);
}

int chunks_slab(struct chunks *c, size_t var, const size_t *start,
                const size_t *count, void *out) {
    struct set *s = &c->set[var];
    const size_t end = start[0] + count[0];
    char *to = out;
    int status = EX_OK;

    if (count[0] == s->full[0] || (count[0] == 1 && is_alone(s, start[0])))
        return chunks_box(c, s, start, count, out, false);
    for (size_t at = start[0], n; at < end; at++, to += s->step) {
        TRY(chunks_ready(c, var, at, &n));
        TRY(hand_out(s, (const size_t[2]){ at, 0 }, s->step / s->size, to));
    }
done:
    return status;
}
