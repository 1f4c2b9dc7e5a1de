/* SPDX-License-Identifier: Apache-2.0 */
#include "core/netcdf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/chunks.h"
#include "core/guard.h"
#include "core/mem.h"
#include "core/netcdf_chunk.h"
#include "core/netcdf_damage.h"
#include "core/output.h"
#include "core/plug.h"
#include "core/plug/netcdf.h"
#include "core/slab.h"

/* Bytes of decoded chunks that are kept in memory for all variables. */
#define CACHE_MOST ((size_t)1 << 30)

/* A row of chunks along the first dimension, decoded, in a temporary: for more
 * than memory is to hold. */
struct shelf {
    char *map;
    size_t bytes;
    size_t first, n; /* which part of the first dimension; n 0: none yet */
};

struct file {
    struct ncfile base;
    const struct netcdf_plug *plug;
    int fd, id;
    int *varid;            /* [nvars] */
    size_t *cache;         /* [nvars]  bytes asked for */
    struct shelf *shelf;   /* [nvars] */
    size_t left;           /* of CACHE_MOST */
    bool looked;           /* for chunks */
    struct chunks *chunks; /* or NULL: NetCDF-C reads all */
    void *map;             /* [nmap]  the file, where it has no path; or NULL */
    size_t nmap;
};

static void extents(const struct nc *nc, const struct nc_var *v, size_t *full) {
    for (size_t d = 0; d < v->ndims; d++)
        full[d] = nc->dim[v->dim[d]].n;
}

/* Room for a row of chunks, on disk. */
static int shelf_make(struct shelf *s, const struct nc_var *v, size_t bytes) {
    const int fd = temporary_fd();
    int failure;

    if (fd < 0)
        return EX_CANTCREAT;
    failure = posix_fallocate(fd, 0, (off_t)bytes);
    if (failure == 0) {
        s->map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        failure = s->map == MAP_FAILED ? errno : 0;
    }
    close(fd);
    s->bytes = bytes;
    if (failure == 0)
        return EX_OK;
    s->map = NULL;
    return err_set(EX_IOERR, "%zu bytes for the chunks of %s: %s", bytes,
                   v->name, strerror(failure));
}

/* A slab as the library reads it: where a dimension but the first is unlimited,
 * and may be shorter in this variable than in others, piece after piece, each
 * of one place along the dimensions before it. */
static int get(struct file *f, size_t k, const size_t *start,
               const size_t *count, void *out) {
    const struct nc_var *v = &f->base.nc->var[k];
    const size_t last = f->plug->last_unlimited(f->id, f->varid[k]);
    size_t *at = mem_array(2 * v->ndims, sizeof *at);
    size_t *piece = at + v->ndims, bytes = nc_size(v->type), d;
    char *to = out;
    int status = EX_OK;

    for (d = 0; d < v->ndims; d++) {
        at[d] = start[d];
        piece[d] = d < last && count[d] > 0 ? 1 : count[d];
        bytes *= piece[d];
    }
    do {
        TRY(f->plug->get(f->id, f->varid[k], at, piece, to));
        to += bytes;
        for (d = last; d-- > 0 && ++at[d] >= start[d] + count[d];)
            at[d] = start[d];
    } while (d < last);
done:
    free(at);
    return status;
}

/* Decodes the row of chunks that holds place `at` of the first dimension, one
 * chunk after the other. */
static int shelf_fill(struct file *f, size_t k, const size_t *shape,
                      size_t at) {
    const struct nc_var *v = &f->base.nc->var[k];
    const size_t size = nc_size(v->type), nd = v->ndims;
    struct shelf *s = &f->shelf[k];
    size_t *full = mem_array(3 * nd, sizeof *full);
    size_t *start = full + nd, *count = full + 2 * nd, chunk = size, d;
    void *values;
    int status = EX_OK;

    extents(f->base.nc, v, full);
    s->first = start[0] = at / shape[0] * shape[0];
    for (d = 0; d < nd; d++)
        chunk *= shape[d];
    values = mem_array(chunk, 1);
    do {
        struct slab slab = { nd, size, full, start, count };
        for (d = 0; d < nd; d++)
            count[d] =
                start[d] + shape[d] > full[d] ? full[d] - start[d] : shape[d];
        s->n = count[0];
        TRY(get(f, k, start, count, values));
        start[0] = 0;
        slab_in(&slab, values, s->map);
        start[0] = s->first;
        for (d = nd - 1; d > 0 && (start[d] += shape[d]) >= full[d]; d--)
            start[d] = 0;
    } while (d > 0);
done:
    if (status != EX_OK)
        s->n = 0;
    free(values);
    free(full);
    return status;
}

/* A slab of one step from the shelf. */
static int shelf_slab(struct file *f, size_t k, const size_t *shape,
                      const size_t *start, const size_t *count, void *out) {
    const struct nc_var *v = &f->base.nc->var[k];
    struct shelf *s = &f->shelf[k];
    size_t *full = mem_array(2 * v->ndims, sizeof *full);
    size_t *from = full + v->ndims;
    const struct slab slab = { v->ndims, nc_size(v->type), full, from, count };
    int status = EX_OK;

    if (start[0] < s->first || start[0] >= s->first + s->n)
        TRY(shelf_fill(f, k, shape, start[0]));
    extents(f->base.nc, v, full);
    memcpy(from, start, v->ndims * sizeof *from);
    from[0] -= s->first;
    slab_out(&slab, s->map, out);
done:
    free(full);
    return status;
}

/* Sees to it that chunks which the slab takes in part are still decoded when
 * the next one takes the rest: in memory, else on a shelf. */
static int keep_chunks(struct file *f, size_t k, const size_t *shape,
                       const size_t *start, const size_t *count) {
    const struct nc_var *v = &f->base.nc->var[k];
    const struct touch t = touched(f->base.nc, v, shape, start, count);
    const size_t had = f->cache[k] > CACHE_LEAST ? f->cache[k] : 0;
    size_t row = nc_size(v->type) * shape[0];

    if (t.whole || t.bytes <= f->cache[k] || f->shelf[k].map != NULL)
        return EX_OK;
    if (t.bytes <= f->left + had) {
        f->left = f->left + had - t.bytes;
        f->cache[k] = t.bytes;
        return f->plug->cache(f->id, f->varid[k], t.bytes, CACHE_SLOTS(t.n));
    }
    for (size_t d = 1; d < v->ndims; d++)
        if (__builtin_mul_overflow(row, f->base.nc->dim[v->dim[d]].n, &row))
            return err_set(EX_DATAERR, "chunks of %s do not fit anywhere",
                           v->name);
    return count[0] == 1 ? shelf_make(&f->shelf[k], v, row) : EX_OK;
}

/* A slab of values that were read when the file was opened (strings). */
static void copy_slab(const struct nc *nc, const struct nc_var *v,
                      const size_t *start, const size_t *count, void *out) {
    size_t *full = mem_array(v->ndims, sizeof *full);
    const struct slab slab = { v->ndims, nc_size(v->type), full, start, count };

    extents(nc, v, full);
    slab_out(&slab, v->value, out);
    free(full);
}

/* Is it a slab that is read from the chunks as they lie in the file? */
static bool is_raw(struct file *f, size_t k, const size_t *shape,
                   const size_t *start, const size_t *count) {
    char path[64];

    if (!f->looked && f->map == NULL) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", f->fd);
        f->chunks = chunks_open(path, f->base.nc);
    }
    f->looked = true;
    return f->chunks != NULL && chunks_take(f->chunks, k, shape, start, count);
}

static int file_slab(struct ncfile *base, size_t k, const size_t *start,
                     const size_t *count, void *out) {
    struct file *f = (struct file *)base;
    const struct nc_var *v = &base->nc->var[k];
    size_t *shape;
    int status = EX_OK;

    if (f->varid[k] < 0) {
        copy_slab(base->nc, v, start, count, out);
        return EX_OK;
    }
    shape = mem_array(v->ndims, sizeof *shape);
    guard_begin(base->path);
    const bool chunked = f->plug->chunk(f->id, f->varid[k], shape);
    if (chunked && is_raw(f, k, shape, start, count)) {
        status = chunks_slab(f->chunks, k, start, count, out);
        goto done;
    }
    if (chunked)
        TRY(keep_chunks(f, k, shape, start, count));
    if (f->shelf[k].map != NULL && count[0] == 1)
        TRY(shelf_slab(f, k, shape, start, count, out));
    else
        TRY(get(f, k, start, count, out));
done:
    guard_end();
    free(shape);
    status = netcdf_damage_at(status, v, start,
                              f->chunks ? chunks_filter(f->chunks, k) : NULL);
    return err_in(err_in(status, v->name), base->path);
}

/* Chunks that are read as they lie in the file can be had in pieces. */
static int file_ready(struct ncfile *base, size_t k, size_t place,
                      size_t *held) {
    struct file *f = (struct file *)base;
    const struct nc_var *v = &base->nc->var[k];
    size_t *shape = mem_array(3 * v->ndims, sizeof *shape);
    size_t *start = shape + v->ndims, *count = start + v->ndims;
    int status = EX_OK;

    *held = 0;
    guard_begin(base->path);
    extents(base->nc, v, count);
    start[0] = place;
    count[0] = 1;
    if (f->varid[k] >= 0 && f->plug->chunk(f->id, f->varid[k], shape) &&
        is_raw(f, k, shape, start, count))
        status = chunks_ready(f->chunks, k, place, held);
    guard_end();
    free(shape);
    return err_in(err_in(status, v->name), base->path);
}

static int file_piece(struct ncfile *base, size_t k, const size_t at[2],
                      size_t n, void *out) {
    return chunks_piece(((struct file *)base)->chunks, k, at, n, out);
}

static void file_close(struct ncfile *base) {
    struct file *f = (struct file *)base;

    chunks_free(f->chunks);
    if (f->id >= 0)
        (void)f->plug->close(f->id);
    if (f->map != NULL)
        munmap(f->map, f->nmap);
    if (f->fd >= 0)
        close(f->fd);
    for (size_t k = 0; f->shelf != NULL && k < base->nc->nvars; k++)
        if (f->shelf[k].map != NULL)
            munmap(f->shelf[k].map, f->shelf[k].bytes);
    nc_free(base->nc);
    free(base->path);
    free(f->varid);
    free(f->cache);
    free(f->shelf);
    free(f);
}

/* Only the root group is read: without one there is nothing; what lies below,
 * and what is left out, is told. */
static int look_below(const struct file *f) {
    char *groups = f->plug->groups(f->id), *others = f->plug->others(f->id);
    int status = EX_OK;

    if (f->base.nc->nvars == 0)
        status = err_set(EX_DATAERR, "%s: no variable in its root group%s%s%s",
                         f->base.path, groups ? " (it has groups " : "",
                         groups ? groups : "", groups ? ")" : "");
    else if (groups != NULL)
        warn("%s: groups are not read: %s", f->base.path, groups);
    if (others != NULL)
        warn("%s: left out, for they are neither numbers nor texts: %s",
             f->base.path, others);
    free(others);
    free(groups);
    return status;
}

/* How the library reaches the file: HDF5 wants the real path behind that of a
 * descriptor, and a spool has none, so it is mapped. */
static int reach(struct file *f, const char *name, char path[64],
                 struct netcdf_bytes *bytes) {
    struct stat st;

    snprintf(path, 64, "/proc/self/fd/%d", f->fd);
    bytes->path = path;
    if (fstat(f->fd, &st) != 0 || (st.st_nlink > 0 && access(path, R_OK) != 0))
        return err_os(errno, name);
    if (st.st_nlink > 0)
        return EX_OK;
    f->nmap = bytes->n = (size_t)st.st_size;
    f->map = mmap(NULL, f->nmap, PROT_READ, MAP_PRIVATE, f->fd, 0);
    if (f->map == MAP_FAILED) {
        f->map = NULL;
        return err_os(errno, name);
    }
    bytes->path = NULL;
    bytes->bytes = f->map;
    return EX_OK;
}

int netcdf_open(struct ncfile **out, const struct ncfile_in *in) {
    static const struct ncfile_ops ops = {
        .slab = file_slab,
        .close = file_close,
        .ready = file_ready,
        .piece = file_piece,
    };
    struct file *f = mem_array(1, sizeof *f);
    struct netcdf_bytes bytes = { .is_fixed = chunks_are_fixed };
    char path[64];
    int status = EX_OK;

    *out = NULL;
    f->base.ops = &ops;
    f->base.path = mem_text(in->path);
    f->fd = in->fd;
    f->id = -1;
    f->left = CACHE_MOST;
    f->plug = plug_load("netcdf");
    if (f->plug == NULL)
        TRY(EX_UNAVAILABLE);
    TRY(reach(f, in->path, path, &bytes));
    guard_begin(in->path);
    status = f->plug->open(&bytes, &f->id, &f->base.nc, &f->varid);
    status = err_in(netcdf_damage(status, f->fd), in->path);
    if (status == EX_OK)
        status = look_below(f);
    guard_end();
    TRY(status);
    f->shelf = mem_array(f->base.nc->nvars, sizeof *f->shelf);
    f->cache = mem_array(f->base.nc->nvars, sizeof *f->cache);
    for (size_t k = 0; k < f->base.nc->nvars; k++)
        f->cache[k] = CACHE_LEAST;
    *out = &f->base;
    f = NULL;
done:
    if (f != NULL)
        file_close(&f->base);
    return status;
}
