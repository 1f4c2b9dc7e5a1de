/* SPDX-License-Identifier: Apache-2.0 */
#include "core/classic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/mem.h"
#include "core/pull.h"
#include "kernel/swap.h"

enum {
    BLOCK = 1 << 18 /* bytes that stay in cache from the read to the swap */
};

struct classic {
    struct ncfile base;
    int fd;
    struct cdf *lay;
};

/* What fd_read_at() comes to. */
static int failed(const struct classic *f, int number) {
    if (number == FD_ENDS)
        return err_set(EX_DATAERR, "%s: was cut while it was read",
                       f->base.path);
    if (number > 0)
        return err_set(EX_IOERR, "%s: %s", f->base.path, strerror(number));
    return EX_OK;
}

/* Values that follow one another, block after block. */
static int read_run(const struct classic *f, char *out, size_t n, size_t size,
                    uint64_t at) {
    const long nblocks = (long)((n * size + BLOCK - 1) / BLOCK);
    const struct ncfile_each *each = f->base.each;
    int bad = 0;

#pragma omp parallel for schedule(static) if (nblocks > 7) reduction(max : bad)
    for (long i = 0; i < nblocks; i++) {
        const size_t skip = (size_t)i * BLOCK;
        const size_t some = n * size - skip < BLOCK ? n * size - skip : BLOCK;
        const int number = fd_read_at(f->fd, out + skip, some, at + skip);
        if (number != 0) {
            bad = number;
            continue;
        }
        swap_copy(out + skip, out + skip, some / size, size);
        if (each != NULL)
            each->run(each->with, some / size, out + skip);
    }
    return failed(f, bad);
}

/* A slab as runs: the dimensions from `inner` on are read in one piece. */
struct runs {
    size_t ndims, inner; /* places in shape; inner <= ndims */
    size_t run;          /* values in a run */
    size_t n;            /* of runs */
    const size_t *start, *count;
    uint64_t *step; /* [ndims]  from one place to the next [byte] */
};

static void set_steps(const struct classic *f, size_t var, struct runs *r) {
    const struct nc *nc = f->base.nc;
    const struct nc_var *v = &nc->var[var];
    uint64_t step = nc_size(v->type);

    for (size_t d = v->ndims; d-- > 0;) {
        r->step[d] = step;
        step *= nc->dim[v->dim[d]].n;
    }
    if (nc_is_record(nc, v))
        r->step[0] = f->lay->stride;
}

/* The last dimension that is not taken whole ends the run, and so does a record
 * that has other variables too. */
static void set_runs(const struct classic *f, size_t var, struct runs *r) {
    const struct nc *nc = f->base.nc;
    const struct nc_var *v = &nc->var[var];
    uint64_t whole = nc_size(v->type);
    size_t d = v->ndims;

    r->run = 1;
    while (d > 0 && r->step[d - 1] == whole) {
        d--;
        r->run *= r->count[d];
        whole *= nc->dim[v->dim[d]].n;
        if (r->count[d] != nc->dim[v->dim[d]].n)
            break;
    }
    r->inner = d;
    r->n = 1;
    while (d-- > 0)
        r->n *= r->count[d];
}

/* Where run i begins. */
static uint64_t place(const struct runs *r, size_t i, uint64_t begin) {
    for (size_t d = r->inner; d < r->ndims; d++)
        begin += r->start[d] * r->step[d];
    for (size_t d = r->inner; d-- > 0;) {
        begin += (r->start[d] + i % r->count[d]) * r->step[d];
        i /= r->count[d];
    }
    return begin;
}

static int classic_slab(struct ncfile *base, size_t var, const size_t *start,
                        const size_t *count, void *out) {
    const struct classic *f = (const struct classic *)base;
    const struct nc_var *v = &base->nc->var[var];
    const size_t size = nc_size(v->type);
    struct runs r = { .ndims = v->ndims, .start = start, .count = count };
    int status = EX_OK;

    r.step = mem_array(v->ndims, sizeof *r.step);
    set_steps(f, var, &r);
    set_runs(f, var, &r);
    for (size_t i = 0; i < r.n && r.run > 0; i++)
        TRY(read_run(f, (char *)out + i * r.run * size, r.run, size,
                     place(&r, i, f->lay->begin[var])));
done:
    free(r.step);
    return status;
}

/* A file can be read anywhere, so all places are ready. */
static int classic_ready(struct ncfile *base, size_t var, size_t place,
                         size_t *held) {
    (void)base, (void)var, (void)place;
    *held = PULL_HELD;
    return EX_OK;
}

static int classic_piece(struct ncfile *base, size_t var, const size_t at[2],
                         size_t n, void *out) {
    const struct classic *f = (const struct classic *)base;
    const struct nc_var *v = &base->nc->var[var];
    const size_t size = nc_size(v->type);
    uint64_t stride = size;

    for (size_t d = 1; d < v->ndims; d++)
        stride *= base->nc->dim[v->dim[d]].n;
    if (nc_is_record(base->nc, v))
        stride = f->lay->stride;
    return failed(
        f, fd_read_at(f->fd, out, n * size,
                      f->lay->begin[var] + at[0] * stride + at[1] * size));
}

static void classic_close(struct ncfile *base) {
    struct classic *f = (struct classic *)base;

    close(f->fd);
    cdf_free(f->lay);
    nc_free(base->nc);
    free(base->path);
    free(f);
}

/* Some writers leave zeros after the last value (a block of the disk); anything
 * else is data that the header does not know of. */
static bool zeros(int fd, uint64_t at, uint64_t end) {
    char piece[4096];

    for (; at < end; at += sizeof piece) {
        const size_t n =
            end - at < sizeof piece ? (size_t)(end - at) : sizeof piece;
        if (fd_read_at(fd, piece, n, at) != 0)
            return false;
        for (size_t i = 0; i < n; i++)
            if (piece[i] != 0)
                return false;
    }
    return true;
}

/* Others read what is missing as zeros. */
static int check_size(const struct classic *f) {
    const struct nc *nc = f->base.nc;
    const uint64_t end = cdf_end(f->lay, nc, nc->nrecords);
    struct stat st;

    if (fstat(f->fd, &st) != 0)
        return err_os(errno, f->base.path);
    if ((uint64_t)st.st_size < end)
        return err_set(EX_DATAERR,
                       "%s: is cut short (%llu bytes, its header says %llu)",
                       f->base.path, (unsigned long long)st.st_size,
                       (unsigned long long)end);
    /* The last four bytes are filled up with the variable's fill value. */
    if (!zeros(f->fd, end + (-end & 3), (uint64_t)st.st_size))
        return err_set(EX_DATAERR, "%s: has bytes after its last value",
                       f->base.path);
    return EX_OK;
}

int classic_open(struct ncfile **out, int fd, const char *path, struct nc *nc,
                 struct cdf *lay) {
    static const struct ncfile_ops ops = {
        .slab = classic_slab,
        .close = classic_close,
        .each = true,
        .ready = classic_ready,
        .piece = classic_piece,
        .foreign = true,
    };
    struct classic *f = mem_array(1, sizeof *f);
    int status;

    *out = NULL;
    f->base = (struct ncfile){ .ops = &ops, .nc = nc };
    f->base.path = mem_text(strcmp(path, "-") ? path : "standard input");
    f->fd = fd;
    f->lay = lay;
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    TRY(check_size(f));
    *out = &f->base;
    f = NULL;
done:
    if (f)
        classic_close(&f->base);
    return status;
}
