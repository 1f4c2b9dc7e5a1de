/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/compress.h"
#include "core/digest.h"
#include "core/fd.h"
#include "core/mark.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/stream.h"
#include "kernel/swap.h"

enum {
    PIPE = 1 << 20,   /* bytes the kernel holds between two commands */
    BUFFER = 1 << 19, /* bytes written at once */
    BLOCK = 1 << 17,  /* bytes that stay in cache from the swap to the digest */
    PULLED = 16 * PULL_PIECE /* values of a pull held at once */
};

struct stream_out {
    const struct nc *nc;
    struct cdf *lay;
    int fd;
    char *path;
    off_t start;         /* of the stream in a file whose header is put right at
                            the end; or -1 */
    struct packer *zstd; /* NULL: not compressed */
    struct digest *digest;
    char *buffer;
    size_t n;       /* bytes in it, with their digest */
    float *pulled;  /* [PULLED], or NULL */
    uint64_t steps; /* written */
    size_t next;    /* the first fixed variable still to come; nvars: none */
};

static int send(struct stream_out *s, const void *bytes, size_t n) {
    if (s->zstd)
        return packer_put(s->zstd, bytes, n);
    return write_all(s->fd, s->path, bytes, n);
}

static int flush(struct stream_out *s) {
    const size_t n = s->n;

    s->n = 0;
    return send(s, s->buffer, n);
}

/* Values, or bytes (size 1), into the buffer. */
static int add(struct stream_out *s, const void *values, uint64_t n,
               size_t size) {
    const char *from = values;
    size_t some;
    int status = EX_OK;

    while (n > 0) {
        if (BUFFER - s->n < size)
            TRY(flush(s));
        some = BUFFER - s->n < BLOCK ? BUFFER - s->n : BLOCK;
        some = n < some / size ? (size_t)n : some / size;
        swap_copy(s->buffer + s->n, from, some, size);
        digest_add(s->digest, s->buffer + s->n, some * size);
        s->n += some * size;
        from += some * size;
        n -= some;
    }
done:
    return status;
}

/* Values of a field piece by piece. */
static int add_pulled(struct stream_out *s, const struct pull *p, size_t k,
                      size_t n) {
    int status = EX_OK;

    if (s->pulled == NULL)
        s->pulled = mem_grow(NULL, PULLED, sizeof *s->pulled);
    for (size_t at = 0; at < n; at += PULLED) {
        const size_t m = n - at < PULLED ? n - at : PULLED;
        TRY(pull_fill(p, k, at, m, s->pulled));
        TRY(add(s, s->pulled, m, sizeof *s->pulled));
    }
done:
    return status;
}

static int add_padding(struct stream_out *s, size_t i) {
    return add(s, "\0\0\0", s->lay->room[i] - s->lay->size[i], 1);
}

static int add_values(struct stream_out *s, size_t i, const void *values) {
    const size_t size = nc_size(s->nc->var[i].type);
    const int status = add(s, values, s->lay->size[i] / size, size);

    return status == EX_OK ? add_padding(s, i) : status;
}

static int add_variable(struct stream_out *s, size_t i,
                        const struct record *r) {
    int status;

    if (r->value[i] != NULL)
        return add_values(s, i, r->value[i]);
    status = add_pulled(s, r->pull, r->field[i],
                        (size_t)(s->lay->size[i] / sizeof(float)));
    return status == EX_OK ? add_padding(s, i) : status;
}

/* The header; the digest takes its count as zeros. */
static int add_header(struct stream_out *s) {
    unsigned char *bytes = cdf_encode(s->lay, s->nc);
    const size_t count = s->lay->version == 5 ? 8 : 4;
    int status;

    TRY(send(s, bytes, (size_t)s->lay->length));
    memset(bytes + 4, 0, count);
    digest_add(s->digest, bytes, (size_t)s->lay->length);
    TRY(add(s, MARK_START, MARK_START_SIZE, 1));
done:
    free(bytes);
    return status;
}

static bool brings(const struct record *r, size_t i) {
    return r->value[i] != NULL || r->pull != NULL;
}

/* Fixed variables up to one without a value; `late` brings such, or is NULL. */
static int add_fixed(struct stream_out *s, const struct record *late) {
    int status = EX_OK;

    for (; s->next < s->nc->nvars; s->next++) {
        const struct nc_var *v = &s->nc->var[s->next];
        if (nc_is_record(s->nc, v))
            continue;
        if (v->value != NULL)
            TRY(add_values(s, s->next, v->value));
        else if (late != NULL && brings(late, s->next))
            TRY(add_variable(s, s->next, late));
        else
            return EX_OK;
    }
done:
    return status;
}

/* Where a header that is put right at the end begins, or -1. */
static off_t start_of(int fd) {
    struct stat st;
    const int flags = fcntl(fd, F_GETFL);

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || flags < 0 ||
        (flags & O_APPEND))
        return -1;
    return lseek(fd, 0, SEEK_CUR);
}

int stream_begin(struct stream_out **out, const struct nc *nc,
                 const struct stream_how *how) {
    struct stream_out *s = mem_array(1, sizeof *s);
    int status;

    *out = NULL;
    *s = (struct stream_out){ .nc = nc, .fd = how->fd, .start = -1 };
    s->path = mem_text(strcmp(how->path, "-") ? how->path : "standard output");
    TRY(cdf_plan(&s->lay, nc, 0, nc->nvars ? MARK_START_SIZE : 0));
    if (how->zstd)
        s->zstd = packer_new(how->fd, s->path, how->zstd, how->jobs);
    else if ((s->start = start_of(how->fd)) >= 0)
        s->lay->count = 0;
    fcntl(how->fd, F_SETPIPE_SZ, PIPE); /* may not be one, or not allowed */
    s->digest = digest_new();
    s->buffer = mem_array(BUFFER, 1);
    TRY(add_header(s));
    TRY(add_fixed(s, NULL));
    *out = s;
    s = NULL;
done:
    stream_free(s);
    return status;
}

int stream_put(struct stream_out *s, const struct record *r) {
    const struct nc *nc = s->nc;
    const bool once = nc->record == NC_NONE;
    int status;

    if (once ? s->next == nc->nvars : s->steps == nc->nrecords)
        return err_set(EX_SOFTWARE, "%s: more steps than were announced",
                       s->path);
    TRY(add_fixed(s, r));
    if (s->next < nc->nvars)
        return err_set(EX_SOFTWARE, "%s: variable \"%s\" has no values",
                       s->path, nc->var[s->next].name);
    for (size_t i = 0; i < nc->nvars; i++)
        if (nc_is_record(nc, &nc->var[i]))
            TRY(add_variable(s, i, r));
    s->steps += !once;
done:
    return status;
}

/* The true count in the header of a file; the bytes before it stand. */
static int put_right(struct stream_out *s) {
    const size_t size = s->lay->version == 5 ? 8 : 4;
    char count[8];
    int number;

    for (size_t i = 0; i < size; i++)
        count[i] = (char)(s->steps >> 8 * (size - 1 - i));
    number = fd_write_at(s->fd, count, size, (uint64_t)s->start + 4);
    if (number != 0)
        return err_set(EX_IOERR, "%s: %s", s->path, strerror(number));
    return EX_OK;
}

/* An end mark behind all there is. */
static int finish(struct stream_out *s, const struct mark *m) {
    unsigned char bytes[MARK_ABORT_SIZE];
    int status;

    TRY(flush(s));
    TRY(send(s, bytes, mark_put(m, bytes)));
    if (s->zstd)
        TRY(packer_end(s->zstd));
done:
    return status;
}

int stream_end(struct stream_out *s, char digest[DIGEST_TEXT]) {
    struct mark m = { .steps = s->steps };
    int status;

    if (s->next < s->nc->nvars ||
        (s->nc->nrecords != NC_NONE && s->nc->record != NC_NONE &&
         s->steps != s->nc->nrecords))
        return err_set(EX_SOFTWARE, "%s: fewer steps than were announced",
                       s->path);
    digest_text(s->digest, m.digest);
    TRY(finish(s, &m));
    if (s->start >= 0 && s->steps > 0)
        TRY(put_right(s));
    if (digest)
        memcpy(digest, m.digest, sizeof m.digest);
done:
    return status;
}

/* The first cause, if it came with an input; else what happened here. */
static char *cause_of(const char *message) {
    const char *cause = mark_cause();

    if (*cause && strstr(message, cause))
        return mem_text(cause);
    return mem_format("%s: %s", err_command(),
                      *message ? message : "it did not finish");
}

void stream_abort(struct stream_out *s, int fd, const char *message) {
    char *text = cause_of(message);
    unsigned char bytes[MARK_ABORT_SIZE];
    struct stat st;
    struct mark m;
    int status = EX_OK;

    mark_abort(&m, s ? s->steps : 0, text);
    if (s)
        status = finish(s, &m);
    else if (fstat(fd, &st) == 0 &&
             (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
        status = write_all(fd, "-", bytes, mark_put(&m, bytes));
    (void)status; /* the failure before it is the one to report */
    free(text);
}

void stream_free(struct stream_out *s) {
    if (s == NULL)
        return;
    packer_free(s->zstd);
    digest_free(s->digest);
    cdf_free(s->lay);
    free(s->buffer);
    free(s->pulled);
    free(s->path);
    free(s);
}
