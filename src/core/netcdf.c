/* SPDX-License-Identifier: Apache-2.0 */
#include "core/netcdf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/guard.h"
#include "core/mem.h"
#include "core/plug.h"
#include "core/plug/netcdf.h"

/* Bytes of decoded chunks that are kept for one variable, at most. */
#define CACHE_MOST ((size_t)1 << 30)
/* What the library keeps anyway. */
#define CACHE_LEAST ((size_t)1 << 24)

struct file {
    struct ncfile base;
    const struct netcdf_plug *plug;
    int fd, id;
    int *varid;    /* [nvars] */
    size_t *cache; /* [nvars]  bytes asked for */
};

/* How much of the chunks a slab touches. */
struct touch {
    size_t n, bytes; /* chunks; their bytes, SIZE_MAX if too many to say */
    bool whole;      /* none of them in part */
};

static struct touch touched(const struct nc *nc, const struct nc_var *v,
                            const size_t *shape, const size_t *start,
                            const size_t *count) {
    struct touch t = { 1, nc_size(v->type), true };

    for (size_t d = 0; d < v->ndims; d++) {
        const size_t end = start[d] + count[d];
        const size_t first = start[d] / shape[d];
        const size_t n = count[d] ? (end - 1) / shape[d] - first + 1 : 0;
        if (start[d] % shape[d] ||
            (end % shape[d] && end < nc->dim[v->dim[d]].n))
            t.whole = false;
        if (__builtin_mul_overflow(t.n, n, &t.n) ||
            __builtin_mul_overflow(t.bytes, shape[d], &t.bytes))
            t.bytes = t.n = SIZE_MAX;
    }
    if (__builtin_mul_overflow(t.bytes, t.n, &t.bytes))
        t.bytes = SIZE_MAX;
    return t;
}

/* Keeps the chunks that the next slab will need again. */
static int keep_chunks(const struct netcdf_plug *plug, int id, int varid,
                       struct touch t, size_t *cache) {
    const size_t bytes = t.bytes < CACHE_MOST ? t.bytes : CACHE_MOST;

    if (t.whole || bytes <= *cache)
        return EX_OK;
    *cache = bytes;
    return plug->cache(id, varid, bytes, t.n < 1 << 20 ? 8 * t.n + 1 : 1 << 23);
}

/* A slab of values that were read when the file was opened (strings). */
static void copy_slab(const struct nc *nc, const struct nc_var *v,
                      const size_t *start, const size_t *count, char *out) {
    const size_t last = v->ndims - 1, size = nc_size(v->type);
    size_t rows = 1;

    for (size_t d = 0; d < last; d++)
        rows *= count[d];
    for (size_t row = 0; row < rows; row++) {
        size_t at = start[last], rest = row, stride = nc->dim[v->dim[last]].n;
        for (size_t d = last; d-- > 0;) {
            at += (start[d] + rest % count[d]) * stride;
            rest /= count[d];
            stride *= nc->dim[v->dim[d]].n;
        }
        memcpy(out + row * count[last] * size, (char *)v->value + at * size,
               count[last] * size);
    }
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
    if (f->plug->chunk(f->id, f->varid[k], shape))
        TRY(keep_chunks(f->plug, f->id, f->varid[k],
                        touched(base->nc, v, shape, start, count),
                        &f->cache[k]));
    TRY(f->plug->get(f->id, f->varid[k], start, count, out));
done:
    guard_end();
    free(shape);
    return err_in(err_in(status, v->name), base->path);
}

static void file_close(struct ncfile *base) {
    struct file *f = (struct file *)base;

    if (f->id >= 0)
        (void)f->plug->close(f->id);
    if (f->fd >= 0)
        close(f->fd);
    nc_free(base->nc);
    free(base->path);
    free(f->varid);
    free(f->cache);
    free(f);
}

/* Only the root group is read: without one there is nothing, and what lies
 * below is told. */
static int look_below(const struct file *f) {
    char *groups = f->plug->groups(f->id);
    int status = EX_OK;

    if (f->base.nc->nvars == 0)
        status = err_set(EX_DATAERR, "%s: no variable in its root group%s%s%s",
                         f->base.path, groups ? " (it has groups " : "",
                         groups ? groups : "", groups ? ")" : "");
    else if (groups != NULL)
        warn("%s: groups are not read: %s", f->base.path, groups);
    free(groups);
    return status;
}

int netcdf_open(struct ncfile **out, const struct ncfile_in *in) {
    static const struct ncfile_ops ops = { NULL, file_slab, file_close };
    struct file *f = mem_array(1, sizeof *f);
    char path[64];
    int status = EX_OK;

    *out = NULL;
    f->base.ops = &ops;
    f->base.path = mem_text(in->path);
    f->fd = in->fd;
    f->id = -1;
    f->plug = plug_load("netcdf");
    if (f->plug == NULL)
        TRY(EX_UNAVAILABLE);
    snprintf(path, sizeof path, "/proc/self/fd/%d", f->fd);
    if (access(path, R_OK) != 0)
        TRY(err_os(errno, in->path));
    guard_begin(in->path);
    status = f->plug->open(path, &f->id, &f->base.nc, &f->varid);
    status = err_in(status, in->path);
    if (status == EX_OK)
        status = look_below(f);
    guard_end();
    TRY(status);
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

struct netcdf {
    const struct netcdf_plug *plug;
    int id;
    char *name;
    const struct nc *nc;
    size_t records, *cache; /* [nvars] */
};

/* Cells of a chunk along one line and in all, and the bytes up to which small
 * ones grow. */
enum { SIDE = 512, PLANE = SIDE * SIDE, SMALL = 1 << 16 };
enum { LEVEL = 4 };

/* Fixed variables below this many values are one block. */
enum { BLOCK = 4096 };

/* At most this many along dimension d, when a chunk holds `bytes` below it. */
static size_t most(const struct nc *nc, const struct nc_var *v, size_t d,
                   size_t nspace, size_t bytes) {
    const size_t place = v->ndims - d; /* 1: the last */

    if (place > nspace || v->dim[d] == nc->record)
        return bytes < SMALL ? SMALL / bytes : 1;
    if (nspace == 1 || (place == 1 && d > 0 && nc->dim[v->dim[d - 1]].n == 1))
        return PLANE;
    return SIDE;
}

/* The shape of a variable's chunks; false: one block. */
static bool choose(const struct nc *nc, const struct nc_var *v, size_t nspace,
                   size_t *shape) {
    size_t bytes = nc_size(v->type);
    bool all = true; /* what lies below is in the chunk as a whole */

    if (v->ndims == 0 || (!nc_is_record(nc, v) && nc_count(nc, v) < BLOCK))
        return false;
    for (size_t d = v->ndims; d-- > 0;) {
        const size_t n =
            v->dim[d] == nc->record ? nc->nrecords : nc->dim[v->dim[d]].n;
        size_t limit = most(nc, v, d, nspace, bytes);
        if (!all && v->ndims - d > nspace)
            limit = 1;
        shape[d] = n < limit ? n : limit;
        shape[d] = shape[d] > 0 ? shape[d] : 1;
        all = all && shape[d] >= n;
        bytes *= shape[d];
    }
    return true;
}

/* The library says "HDF error" of a full disk; the system knows better. */
static int explain(const struct netcdf *w, int status) {
    const int number = errno;

    if (status == EX_OK || status == EX_OSERR)
        return status;
    if (number == ENOSPC || number == EFBIG || number == EDQUOT ||
        number == EIO)
        return err_os(number, w->name);
    return err_in(status == EX_DATAERR ? EX_IOERR : status, w->name);
}

static int write_slab(struct netcdf *w, size_t k, size_t record,
                      const void *value) {
    const struct nc_var *v = &w->nc->var[k];
    size_t *start = mem_array(v->ndims, sizeof *start);
    size_t *count = mem_array(v->ndims, sizeof *count);
    size_t *shape = mem_array(v->ndims, sizeof *shape);
    int status = EX_OK;

    for (size_t d = 0; d < v->ndims; d++) {
        const bool is_record = v->dim[d] == w->nc->record;
        start[d] = is_record ? record : 0;
        count[d] = is_record ? 1 : w->nc->dim[v->dim[d]].n;
    }
    errno = 0;
    if (w->plug->chunk(w->id, (int)k, shape))
        TRY(keep_chunks(w->plug, w->id, (int)k,
                        touched(w->nc, v, shape, start, count), &w->cache[k]));
    errno = 0;
    TRY(w->plug->put(w->id, (int)k, start, count, value));
done:
    free(shape);
    free(count);
    free(start);
    return explain(w, status);
}

static int define_all(struct netcdf *w, size_t nspace) {
    int status = EX_OK;

    for (size_t k = 0; k < w->nc->nvars && status == EX_OK; k++) {
        const struct nc_var *v = &w->nc->var[k];
        size_t *shape = mem_array(v->ndims, sizeof *shape);
        const bool chunked = choose(w->nc, v, nspace, shape);
        status =
            w->plug->define(w->id, w->nc, k, chunked ? shape : NULL, LEVEL);
        free(shape);
    }
    return status;
}

int netcdf_create(struct netcdf **out, const char *path, const char *name,
                  const struct nc *nc, size_t nspace) {
    struct netcdf *w = mem_array(1, sizeof *w);
    int status = EX_OK;

    *out = NULL;
    w->id = -1;
    w->nc = nc;
    w->name = mem_text(name);
    w->cache = mem_array(nc->nvars, sizeof *w->cache);
    for (size_t k = 0; k < nc->nvars; k++)
        w->cache[k] = CACHE_LEAST;
    w->plug = plug_load("netcdf");
    if (w->plug == NULL)
        TRY(EX_UNAVAILABLE);
    errno = 0;
    TRY(explain(w, w->plug->create(path, nc, &w->id)));
    TRY(explain(w, define_all(w, nspace)));
    for (size_t k = 0; k < nc->nvars; k++)
        if (!nc_is_record(nc, &nc->var[k]) && nc->var[k].value != NULL)
            TRY(write_slab(w, k, 0, nc->var[k].value));
    *out = w;
    w = NULL;
done:
    netcdf_free(w);
    return status;
}

int netcdf_put(struct netcdf *w, const void *const *value) {
    int status = EX_OK;

    for (size_t k = 0; k < w->nc->nvars && status == EX_OK; k++)
        if (nc_is_record(w->nc, &w->nc->var[k]) ||
            (w->nc->var[k].value == NULL && w->records == 0))
            status = write_slab(w, k, w->records, value[k]);
    w->records++;
    return status;
}

int netcdf_finish(struct netcdf *w) {
    const int id = w->id;

    w->id = -1;
    errno = 0;
    return explain(w, w->plug->close(id));
}

void netcdf_free(struct netcdf *w) {
    if (w == NULL)
        return;
    /* A file that is not finished stays open for good: closing it after a full
     * disk, HDF5 crashes. */
    free(w->cache);
    free(w->name);
    free(w);
}
