/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ncfile.h"

#include <string.h>
#include <unistd.h>

#include "core/cdf.h"
#include "core/classic.h"
#include "core/compress.h"
#include "core/intake.h"
#include "core/mark.h"
#include "core/netcdf.h"
#include "core/stream.h"

#define HDF5_START "\x89HDF\r\n\x1a\n"

enum { MAGIC = 8 };

static bool starts(const void *bytes, size_t n, const char *magic,
                   size_t size) {
    return n >= size && memcmp(bytes, magic, size) == 0;
}

static bool is_classic(const void *bytes, size_t n) {
    return starts(bytes, n, "CDF\1", 4) || starts(bytes, n, "CDF\2", 4) ||
           starts(bytes, n, "CDF\5", 4);
}

bool ncfile_knows(const void *head, size_t n) {
    return is_classic(head, n) || starts(head, n, HDF5_START, MAGIC) ||
           starts(head, n, ZSTD_START, 4) ||
           starts(head, n, MARK_END, MARK_MAGIC_SIZE);
}

/* Is it ours, or one that only its end tells how long it is? */
static int is_stream(struct intake *in, const struct cdf *lay, bool *is) {
    const size_t length = (size_t)lay->length;
    unsigned char last[MARK_ABORT_SIZE];
    const void *bytes;
    size_t got;
    int status;

    TRY(intake_peek(in, length + MARK_START_SIZE, &bytes, &got));
    *is = lay->count == CDF_STREAMING ||
          (got >= length + MARK_START_SIZE &&
           memcmp((const char *)bytes + length, MARK_START, MARK_START_SIZE) ==
               0) ||
          (intake_last(in, last, MARK_SIZE) &&
           starts(last, MARK_SIZE, MARK_END, MARK_MAGIC_SIZE)) ||
          (intake_last(in, last, MARK_ABORT_SIZE) &&
           starts(last, MARK_ABORT_SIZE, MARK_END, MARK_MAGIC_SIZE));
done:
    return status;
}

/* A pipe that must be read in another order than it comes. */
static int spool(struct ncfile **out, struct intake *in,
                 const struct ncfile_in *how) {
    struct ncfile_in again = *how;
    int status;

    TRY(intake_spool(in, &again.fd));
    again.nhead = 0;
    again.tap = NULL;
    status = ncfile_open(out, &again);
done:
    intake_free(in);
    return status;
}

/* Takes over the intake. */
static int open_classic(struct ncfile **out, struct intake *in,
                        const struct ncfile_in *how) {
    const bool seekable = intake_regular(in) >= 0;
    struct nc *nc = NULL;
    struct cdf *lay = NULL;
    bool ours, inorder;
    int status;

    TRY(stream_header(in, &nc, &lay));
    TRY(is_stream(in, lay, &ours));
    inorder = cdf_sequential(lay, nc);
    if (ours && !inorder)
        TRY(err_set(EX_DATAERR,
                    "%s: its variables are not in the order of a "
                    "stream",
                    intake_path(in)));
    if (ours || (inorder && !seekable))
        return stream_open(out, in, nc, lay, &how->mode);
    if (seekable)
        return classic_open(out, intake_release(in), how->path, nc, lay);
    nc_free(nc);
    cdf_free(lay);
    return spool(out, in, how);
done:
    nc_free(nc);
    cdf_free(lay);
    intake_free(in);
    return status;
}

/* Takes over the intake. */
static int open_netcdf4(struct ncfile **out, struct intake *in,
                        const struct ncfile_in *how) {
    struct ncfile_in plain = *how;

    if (intake_regular(in) < 0)
        return spool(out, in, how);
    plain.fd = intake_release(in);
    return netcdf_open(out, &plain);
}

/* The writer failed before it had anything to write, and says why. */
static int failed(struct intake *in) {
    const void *bytes;
    struct mark m;
    size_t got;
    int status;

    TRY(intake_peek(in, MARK_ABORT_SIZE + 1, &bytes, &got));
    status = got == MARK_ABORT_SIZE && mark_get(&m, bytes, got) && m.aborted
                 ? mark_failed(&m, intake_path(in))
                 : err_set(EX_DATAERR, "%s: is damaged", intake_path(in));
done:
    return status;
}

int ncfile_open(struct ncfile **out, const struct ncfile_in *in) {
    struct intake *bytes = NULL;
    const void *head;
    size_t n;
    int status;

    *out = NULL;
    TRY(intake_open(&bytes, in->fd, in->path, in->head, in->nhead));
    intake_tap(bytes, in->tap);
    TRY(intake_peek(bytes, MAGIC, &head, &n));
    if (is_classic(head, n))
        return open_classic(out, bytes, in);
    if (starts(head, n, HDF5_START, MAGIC))
        return open_netcdf4(out, bytes, in);
    if (starts(head, n, MARK_END, MARK_MAGIC_SIZE))
        TRY(failed(bytes));
    TRY(err_set(EX_DATAERR, "%s: %s", intake_path(bytes),
                n ? "is no NetCDF" : "is empty"));
done:
    intake_free(bytes);
    return status;
}

void ncfile_close(struct ncfile *f) {
    if (f)
        f->ops->close(f);
}

int ncfile_next(struct ncfile *f, const void **value) {
    if (!f->sequential)
        return err_set(EX_SOFTWARE, "%s: is read as slabs", f->path);
    return f->ops->next(f, value);
}

int ncfile_check(struct ncfile *f, size_t var, size_t bytes) {
    return f->ops->check == NULL ? EX_OK : f->ops->check(f, var, bytes);
}

int ncfile_slab(struct ncfile *f, size_t var, const size_t *start,
                const size_t *count, void *out) {
    if (f->sequential)
        return err_set(EX_SOFTWARE, "%s: is read record by record", f->path);
    return f->ops->slab(f, var, start, count, out);
}

int ncfile_slab_each(struct ncfile *f, size_t var, const size_t *start,
                     const size_t *count, void *out,
                     const struct ncfile_each *each) {
    size_t n = 1;
    int status;

    f->each = each;
    status = ncfile_slab(f, var, start, count, out);
    f->each = NULL;
    if (status != EX_OK || each == NULL || f->ops->each)
        return status;
    for (size_t d = 0; d < f->nc->var[var].ndims; d++)
        n *= count[d];
    each->run(each->with, n, out);
    return EX_OK;
}
