/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/chunks_write.h"
#include "core/mem.h"
#include "core/netcdf.h"
#include "core/netcdf_chunk.h"
#include "core/plug.h"
#include "core/plug/netcdf.h"

struct netcdf {
    const struct netcdf_plug *plug;
    int id, jobs;
    char *name;
    const struct nc *nc;
    size_t records, *cache; /* [nvars] */
    char *path;
    bool looked;
    struct chunks_out *chunks; /* or NULL: NetCDF-C writes all */
    float *pulled;             /* [room] of one variable, or NULL */
    size_t room;
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

/* At most limit, so that as many chunks as are needed are of one length. */
static size_t even(size_t n, size_t limit) {
    const size_t chunks = n / limit + (n % limit > 0);

    return n / chunks + (n % chunks > 0); /* n may be NC_NONE */
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
        shape[d] = n < limit ? n : even(n, limit);
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

/* Is it a record that is written as chunks?  The first of all comes when the
 * variables are defined. */
static bool is_raw(struct netcdf *w, size_t k, const size_t *shape) {
    if (!nc_is_record(w->nc, &w->nc->var[k]) || w->nc->var[k].ndims < 2)
        return false;
    if (!w->looked)
        w->chunks = chunks_begin(w->path, w->nc, LEVEL, w->jobs);
    w->looked = true;
    return w->chunks != NULL && chunks_can(w->chunks, k, shape);
}

/* The values of a variable, which a pull gives one after another. */
static int gather(struct netcdf *w, size_t k, const struct record *r,
                  const void **value) {
    size_t n;

    *value = r->value[k];
    if (*value != NULL)
        return EX_OK;
    n = nc_count(w->nc, &w->nc->var[k]);
    if (n > w->room) {
        free(w->pulled);
        w->pulled = mem_array(n, sizeof *w->pulled);
        w->room = n;
    }
    *value = w->pulled;
    return pull_fill(r->pull, r->field[k], 0, n, w->pulled);
}

static int write_slab(struct netcdf *w, size_t k, size_t record,
                      const struct record *r) {
    const struct nc_var *v = &w->nc->var[k];
    const void *value;
    size_t *start = mem_array(v->ndims, sizeof *start);
    size_t *count = mem_array(v->ndims, sizeof *count);
    size_t *shape = mem_array(v->ndims, sizeof *shape);
    int status = EX_OK;

    for (size_t d = 0; d < v->ndims; d++) {
        const bool is_record = v->dim[d] == w->nc->record;
        start[d] = is_record ? record : 0;
        count[d] = is_record ? 1 : w->nc->dim[v->dim[d]].n;
    }
    if (w->plug->chunk(w->id, (int)k, shape)) {
        errno = 0;
        if (is_raw(w, k, shape)) {
            status = chunks_put(w->chunks, k, record, r);
            goto done;
        }
        const struct touch t = touched(w->nc, v, shape, start, count);
        if (!t.whole && t.bytes > w->cache[k]) {
            w->cache[k] = t.bytes;
            TRY(w->plug->cache(w->id, (int)k, t.bytes, CACHE_SLOTS(t.n)));
        }
    }
    TRY(gather(w, k, r, &value));
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

/* Variables that have their values from the beginning. */
static int write_fixed(struct netcdf *w) {
    const void **value = mem_array(w->nc->nvars, sizeof *value);
    const struct record r = { .value = value };
    int status = EX_OK;

    for (size_t k = 0; k < w->nc->nvars && status == EX_OK; k++) {
        value[k] = w->nc->var[k].value;
        if (!nc_is_record(w->nc, &w->nc->var[k]) && value[k] != NULL)
            status = write_slab(w, k, 0, &r);
    }
    free(value);
    return status;
}

int netcdf_create(struct netcdf **out, const char *path, const char *name,
                  const struct nc *nc, size_t nspace, int jobs) {
    struct netcdf *w = mem_array(1, sizeof *w);
    int status = EX_OK;

    *out = NULL;
    w->id = -1;
    w->nc = nc;
    w->jobs = jobs;
    w->name = mem_text(name);
    w->path = mem_text(path);
    w->cache = mem_array(nc->nvars, sizeof *w->cache);
    for (size_t k = 0; k < nc->nvars; k++)
        w->cache[k] = CACHE_LEAST;
    w->plug = plug_load("netcdf");
    if (w->plug == NULL)
        TRY(EX_UNAVAILABLE);
    errno = 0;
    TRY(explain(w, w->plug->create(path, nc, &w->id)));
    TRY(explain(w, define_all(w, nspace)));
    TRY(write_fixed(w));
    *out = w;
    w = NULL;
done:
    netcdf_free(w);
    return status;
}

int netcdf_put(struct netcdf *w, const struct record *r) {
    int status = EX_OK;

    for (size_t k = 0; k < w->nc->nvars; k++)
        if (nc_is_record(w->nc, &w->nc->var[k]) ||
            (w->nc->var[k].value == NULL && w->records == 0)) {
            TRY(write_slab(w, k, w->records, r));
        }
    w->records++;
done:
    return status;
}

int netcdf_finish(struct netcdf *w) {
    const int id = w->id;

    w->id = -1;
    errno = 0;
    chunks_end(w->chunks, false);
    w->chunks = NULL;
    return explain(w, w->plug->close(id));
}

void netcdf_free(struct netcdf *w) {
    if (w == NULL)
        return;
    /* A file that is not finished stays open for good: closing it after a full
     * disk, HDF5 crashes. */
    chunks_end(w->chunks, true);
    free(w->cache);
    free(w->pulled);
    free(w->name);
    free(w->path);
    free(w);
}
