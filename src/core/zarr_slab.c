/* SPDX-License-Identifier: Apache-2.0 */
/* Slabs of arrays, from boxes of whole chunks that wait for the next slab. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/output.h"
#include "core/slab.h"
#include "core/zarr_part.h"

/* Bytes of decoded values that wait, and of what all threads work in; bytes
 * and chunks that an array may claim, and for each that it has. */
enum {
    WINDOW = 48 << 20,
    WORK = 192 << 20,
    TRUSTED = 192 << 20,
    CHUNKS = 1 << 16,
    RATIO = 1000
};

void zarr_box_free(struct zarr_box *b) {
    if (b->mapped)
        munmap(b->values, b->room);
    else
        free(b->values);
    *b = (struct zarr_box){ 0 };
}

/* A box of whole chunks on its way to an array of its shape. */
struct job {
    struct zarr *z;
    const struct zarr_array *a;
    struct tiling chunks;
    size_t nchunks;
    char *out;
};

/* What is not there is made of fill values. */
static int make_fill(const struct zarr_array *a, struct zarr_bench *b,
                     const char **values) {
    if (!a->has_fill)
        return err_set(EX_DATAERR,
                       "a chunk is not there, and there is no fill_value");
    if (b->nturned < a->bytes) {
        free(b->turned);
        b->turned = mem_grow(NULL, a->bytes, 1);
        b->nturned = a->bytes;
    }
    for (size_t k = 0; k < a->bytes; k += a->size)
        memcpy(b->turned + k, a->fill, a->size);
    *values = b->turned;
    return EX_OK;
}

static int settle(const struct job *j, size_t i, struct zarr_bench *b) {
    const struct zarr_array *a = j->a;
    size_t at[ZARR_RANK], have[ZARR_RANK], to[ZARR_RANK];
    const size_t none[ZARR_RANK] = { 0 };
    const struct slab from = { a->nd, a->size, a->chunk, none, have };
    const struct slab into = { a->nd, a->size, j->chunks.count, to, have };
    const struct zarr_place p = { a, at };
    const char *values;
    size_t n;
    int status;

    tiling_place(&j->chunks, i, at, have);
    for (size_t d = 0; d < a->nd; d++) {
        if (at[d] + have[d] > a->shape[d])
            have[d] = a->shape[d] - at[d];
        to[d] = at[d] - j->chunks.start[d];
        at[d] /= a->chunk[d];
    }
    TRY(zarr_chunk(j->z, &p, b, &values, &n));
    if (values == NULL)
        TRY(make_fill(a, b, &values));
    slab_move(&from, values, &into, j->out);
done:
    return status;
}

/* Decodes a box that begins and ends where chunks do, or the array.  The first
 * chunk that is bad is looked at again, for its message. */
static int read_box(struct job *j) {
    size_t nbenches = 0, bad = SIZE_MAX;
    const size_t most =
        WORK / (3 * j->a->bytes + 1) < 1 ? 1 : WORK / (3 * j->a->bytes + 1);

    j->nchunks = tiling_count(&j->chunks);
    size_t next = 0;
#pragma omp parallel if (j->nchunks > 1 && most > 1) reduction(min : bad)
    {
        struct zarr_bench *b = NULL;
        size_t i = 0;
#pragma omp critical(zarr)
        if (nbenches < ZARR_BENCHES && nbenches < most)
            b = &j->z->bench[nbenches++];
        while (b != NULL && i < j->nchunks) {
#pragma omp atomic capture
            i = next++;
            if (i < j->nchunks && settle(j, i, b) != EX_OK)
                bad = i < bad ? i : bad;
        }
    }
    if (bad == SIZE_MAX)
        return EX_OK;
    const int status = settle(j, bad, &j->z->bench[0]);
    return status != EX_OK
               ? status
               : err_set(EX_DATAERR, "was changed while it was read");
}

/* Room for a box: in memory, or mapped from a temporary. */
static int make_room(struct zarr_box *b, size_t bytes, bool map) {
    int fd, failure;

    if (b->room >= bytes && b->mapped == map)
        return EX_OK;
    zarr_box_free(b);
    b->room = bytes;
    if (!map) {
        b->values = mem_grow(NULL, bytes, 1);
        return EX_OK;
    }
    if ((fd = temporary_fd()) < 0) {
        b->room = 0;
        return EX_CANTCREAT;
    }
    failure = posix_fallocate(fd, 0, (off_t)bytes);
    b->values =
        failure ? MAP_FAILED
                : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (failure == 0 && b->values == MAP_FAILED)
        failure = errno;
    close(fd);
    b->mapped = failure == 0;
    if (b->mapped)
        return EX_OK;
    *b = (struct zarr_box){ 0 };
    return err_set(EX_IOERR, "%zu bytes for its chunks: %s", bytes,
                   strerror(failure));
}

/* A slab in chunks: the box that holds it. */
struct want {
    const struct zarr_array *a;
    size_t start[ZARR_RANK], count[ZARR_RANK]; /* of the slab */
    size_t from[ZARR_RANK], have[ZARR_RANK];   /* of the box */
    size_t along;                              /* first dimension in part */
    size_t bytes;                              /* of the box */
    bool whole;                                /* the box is the slab */
};

static void find_box(struct want *w) {
    const struct zarr_array *a = w->a;

    w->along = a->nd;
    w->bytes = a->size;
    w->whole = true;
    for (size_t d = 0; d < a->nd; d++) {
        const size_t c = a->chunk[d];
        size_t end = w->start[d] + w->count[d];
        w->from[d] = w->start[d] - w->start[d] % c;
        end = end % c ? end - end % c + c : end;
        end = end < a->shape[d] ? end : a->shape[d];
        w->have[d] = end - w->from[d];
        w->whole = w->whole && w->have[d] == w->count[d];
        w->bytes *= w->have[d];
        if (w->along == a->nd && w->have[d] < a->shape[d])
            w->along = d;
    }
}

/* Where slabs follow one another more rows of chunks are decoded at once. */
static void look_ahead(struct want *w, struct zarr_box *b, size_t share) {
    const size_t d = w->along, c = d < w->a->nd ? w->a->chunk[d] : 1;
    bool next = b->seen && d < w->a->nd &&
                w->from[d] == b->start[d] + b->count[d] && w->have[d] <= c;

    for (size_t k = 0; next && k < w->a->nd; k++)
        next =
            k == d || (w->from[k] == b->start[k] && w->have[k] == b->count[k]);
    if (!next) {
        b->rows = 1;
        return;
    }
    if (2 * b->rows * w->bytes <= share)
        b->rows *= 2;
    const size_t row = w->bytes / w->have[d],
                 left = w->a->shape[d] - w->from[d];
    if (b->rows > 1) {
        w->have[d] = b->rows * c < left ? b->rows * c : left;
        w->bytes = row * w->have[d];
        w->whole = false;
    }
}

static bool holds(const struct zarr_box *b, const struct want *w) {
    bool in = b->there;

    for (size_t d = 0; d < w->a->nd && in; d++)
        in = w->start[d] >= b->start[d] &&
             w->start[d] + w->count[d] <= b->start[d] + b->count[d];
    return in;
}

/* Arrays whose steps wait beside those of one. */
static size_t share_of(const struct zarr *z) {
    size_t n = 0;

    for (size_t k = 0; k < z->narrays; k++)
        n += z->array[k].nd > 1;
    return WINDOW / (n > 0 ? n : 1);
}

/* The box that was read last. */
static void note(struct zarr_box *b, const struct want *w) {
    b->there = false;
    b->seen = true;
    memcpy(b->start, w->from, sizeof b->start);
    memcpy(b->count, w->have, sizeof b->count);
}

static int fill_box(struct zarr *z, struct want *w, struct zarr_box *b,
                    size_t share) {
    struct job j = { .z = z,
                     .a = w->a,
                     .chunks = { w->a->nd, b->start, b->count, w->a->chunk } };
    int status;

    b->there = false;
    TRY(make_room(b, w->bytes, w->bytes > share));
    note(b, w);
    j.out = b->values;
    TRY(read_box(&j));
    b->there = true;
done:
    return status;
}

static int get(struct zarr *z, size_t k, struct want *w, void *out) {
    const struct zarr_array *a = w->a;
    struct zarr_box *b = &z->box[k];
    const size_t share = share_of(z);
    struct slab slab = { a->nd, a->size, b->count, w->start, w->count };
    int status;

    if (!holds(b, w)) {
        look_ahead(w, b, share);
        if (w->whole) {
            struct job j = { .z = z,
                             .a = a,
                             .chunks = { a->nd, w->from, w->have, a->chunk },
                             .out = out };
            note(b, w);
            return read_box(&j);
        }
        if ((status = fill_box(z, w, b, share)) != EX_OK)
            return status;
    }
    for (size_t d = 0; d < a->nd; d++)
        w->start[d] -= b->start[d];
    slab_out(&slab, b->values, out);
    return EX_OK;
}

int zarr_slab(struct ncfile *f, size_t var, const size_t *start,
              const size_t *count, void *out) {
    struct zarr *z = (struct zarr *)f;
    const struct nc_var *v = &f->nc->var[var];
    struct want w = { .a = &z->array[var] };
    int status;

    for (size_t d = 0; d < w.a->nd; d++) { /* a number alone may have one */
        w.start[d] = d < v->ndims ? start[d] : 0;
        w.count[d] = d < v->ndims ? count[d] : 1;
        if (w.count[d] == 0)
            return EX_OK;
    }
    find_box(&w);
    TRY(zarr_ready(z, var));
    TRY(get(z, var, &w, out));
done:
    return err_in(err_in(status, v->name), f->path);
}

/* Files and bytes of a folder, and of those in it, until there are enough. */
struct stored {
    size_t files, bytes;
    size_t enough_files, enough_bytes;
};

static bool is_enough(const struct stored *s) {
    return s->files >= s->enough_files && s->bytes >= s->enough_bytes;
}

static void count_files(int at, const char *name, int depth, struct stored *s) {
    const int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;
    struct stat st;

    while (dir != NULL && !is_enough(s) && (e = readdir(dir)) != NULL) {
        if (e->d_name[0] == '.' || fstatat(fd, e->d_name, &st, 0) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && depth > 0) {
            count_files(fd, e->d_name, depth - 1, s);
        } else if (S_ISREG(st.st_mode)) {
            s->files++;
            s->bytes += (size_t)st.st_size;
        }
    }
    if (dir != NULL)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
}

int zarr_check(struct ncfile *f, size_t var, size_t bytes) {
    const struct zarr *z = (const struct zarr *)f;
    const struct zarr_array *a = &z->array[var];
    struct stored s = { 0 };
    int status = EX_OK;

    if (f->nc->var[var].value != NULL)
        return EX_OK;
    TRY(zarr_ready(z, var));
    s.enough_bytes = bytes > TRUSTED ? bytes / RATIO : 0;
    s.enough_files = bytes / a->bytes > CHUNKS ? bytes / a->bytes / RATIO : 0;
    if (!is_enough(&s))
        count_files(z->folder, *a->name ? a->name : ".",
                    a->separator == '/' ? (int)a->nd : 0, &s);
    if (!is_enough(&s))
        TRY(err_set(EX_DATAERR,
                    "%zu bytes are to be read, of which it has next to nothing",
                    bytes));
done:
    return err_in(err_in(status, f->nc->var[var].name), f->path);
}
