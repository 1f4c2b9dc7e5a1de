/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/digest.h"
#include "core/mark.h"
#include "core/stream.h"

enum { PIECE = 1 << 16 };

/* A saved stream, and what is whole of it. */
struct patient {
    const char *path;
    int fd;
    struct nc *nc;
    struct cdf *lay;
    bool marked;      /* has a start mark */
    bool ended;       /* has an end mark */
    struct mark mark; /* its end mark, or the one it gets */
    uint64_t end;     /* the byte after its last whole step */
};

int stream_header(struct intake *in, struct nc **nc, struct cdf **lay) {
    const void *bytes;
    size_t n = PIECE, got;
    bool more = true;
    int status = EX_OK;

    for (; more; n *= 2) {
        TRY(intake_peek(in, n, &bytes, &got));
        if ((status = cdf_decode(nc, lay, bytes, got, &more)) != EX_OK)
            return err_in(status, intake_path(in));
        if (more && got < n)
            TRY(err_set(EX_DATAERR, "%s: ends within its header",
                        intake_path(in)));
        if (more && n >= CDF_LONGEST)
            TRY(err_set(EX_DATAERR, "%s: its header is over %d MiB",
                        intake_path(in), CDF_LONGEST >> 20));
    }
done:
    return status;
}

static int system_error(const struct patient *p) {
    return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
}

/* Bytes at a place, all of them. */
static int read_at(const struct patient *p, void *bytes, size_t n,
                   uint64_t at) {
    const ssize_t done = pread(p->fd, bytes, n, (off_t)at);

    if (done < 0)
        return system_error(p);
    if ((size_t)done < n)
        return err_set(EX_DATAERR, "%s: was cut while it was read", p->path);
    return EX_OK;
}

static int write_at(const struct patient *p, const void *bytes, size_t n,
                    uint64_t at) {
    const ssize_t done = pwrite(p->fd, bytes, n, (off_t)at);

    if (done == (ssize_t)n)
        return EX_OK;
    if (done >= 0)
        errno = ENOSPC;
    return system_error(p);
}

/* Where the steps end, in a file of `size` bytes. */
static int find_end(struct patient *p, struct intake *in, uint64_t size) {
    unsigned char bytes[MARK_ABORT_SIZE];
    const uint64_t first = p->lay->first;
    struct mark m;
    int status = EX_OK;

    if (intake_last(in, bytes, MARK_SIZE) && mark_get(&m, bytes, MARK_SIZE)) {
        p->ended = p->marked;
        p->mark = m;
        size -= MARK_SIZE;
    } else if (intake_last(in, bytes, MARK_ABORT_SIZE) &&
               mark_get(&m, bytes, MARK_ABORT_SIZE)) {
        size -= MARK_ABORT_SIZE;
    }
    if (p->lay->stride == 0 || size < first)
        TRY(err_set(EX_DATAERR, "%s: has no step", p->path));
    p->mark.aborted = false;
    p->end = size - (size - first) % p->lay->stride;
    if (p->ended && p->mark.steps != (size - first) / p->lay->stride)
        TRY(err_set(EX_DATAERR, "%s: is damaged", p->path));
    p->mark.steps = (p->end - first) / p->lay->stride;
done:
    return status;
}

static int examine(struct patient *p) {
    const int fd = dup(p->fd);
    struct intake *in = NULL;
    const void *bytes;
    size_t got;
    int status;

    if (fd < 0)
        return system_error(p);
    TRY(intake_open(&in, fd, p->path, NULL, 0));
    if (intake_regular(in) < 0)
        TRY(err_set(EX_DATAERR, "%s: is compressed, or no regular file",
                    p->path));
    TRY(stream_header(in, &p->nc, &p->lay));
    TRY(intake_peek(in, (size_t)p->lay->length + MARK_START_SIZE, &bytes,
                    &got));
    p->marked = got >= p->lay->length + MARK_START_SIZE &&
                memcmp((const char *)bytes + p->lay->length, MARK_START,
                       MARK_START_SIZE) == 0;
    if (!cdf_sequential(p->lay, p->nc) ||
        (!p->marked && p->lay->count != CDF_STREAMING))
        TRY(err_set(EX_DATAERR, "%s: is no stream", p->path));
    TRY(find_end(p, in, (uint64_t)intake_regular(in)));
done:
    intake_free(in);
    return status;
}

/* Of all that is whole; where there was an end mark, it must hold. */
static int digest(struct patient *p) {
    struct digest *d = digest_new();
    const size_t count = p->lay->version == 5 ? 8 : 4;
    char bytes[PIECE], text[DIGEST_TEXT];
    size_t n;
    int status = EX_OK;

    for (uint64_t at = 0; at < p->end; at += n) {
        n = p->end - at < PIECE ? (size_t)(p->end - at) : PIECE;
        TRY(read_at(p, bytes, n, at));
        if (at == 0)
            memset(bytes + 4, 0, count);
        digest_add(d, bytes, n);
    }
    digest_text(d, text);
    if (p->ended && strcmp(text, p->mark.digest) != 0)
        TRY(err_set(EX_DATAERR, "%s: is damaged", p->path));
    memcpy(p->mark.digest, text, sizeof text);
done:
    digest_free(d);
    return status;
}

/* The end first, the header last: until then the file is what it was. */
static int mend(const struct patient *p) {
    unsigned char bytes[MARK_ABORT_SIZE], count[8];
    const size_t n = mark_put(&p->mark, bytes);
    const size_t size = p->lay->version == 5 ? 8 : 4;
    int status = EX_OK;

    if (!p->ended && p->marked)
        TRY(write_at(p, bytes, n, p->end));
    if (!p->ended &&
        ftruncate(p->fd, (off_t)(p->end + (p->marked ? n : 0))) != 0)
        return system_error(p);
    if (fsync(p->fd) != 0)
        return system_error(p);
    for (size_t i = 0; i < size; i++)
        count[i] = (unsigned char)(p->mark.steps >> 8 * (size - 1 - i));
    TRY(write_at(p, count, size, 4));
    if (fsync(p->fd) != 0)
        return system_error(p);
done:
    return status;
}

int stream_repair(const char *path, uint64_t *steps) {
    struct patient p = { .path = path };
    int status;

    p.fd = open(path, O_RDWR | O_CLOEXEC);
    if (p.fd < 0)
        return err_os(errno, path);
    TRY(examine(&p));
    TRY(digest(&p));
    TRY(mend(&p));
    *steps = p.mark.steps;
done:
    nc_free(p.nc);
    cdf_free(p.lay);
    close(p.fd);
    return status;
}
