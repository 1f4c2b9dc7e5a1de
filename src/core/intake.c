/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "core/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/compress.h"
#include "core/mem.h"
#include "core/output.h"

enum {
    PIPE = 1 << 20,      /* bytes the kernel holds between two commands */
    PIECE = 1 << 20,     /* most asked for at once */
    AHEAD = 1 << 17,     /* read when little is wanted */
    PACKED = 1 << 17,    /* compressed bytes held */
    TRUSTED = 192 << 20, /* memory that any zstd stream may claim */
    RATIO = 1000         /* beyond that, for each byte of its own */
};

/* Bytes on their way: those from `at` to `n` are still to be given. */
struct hold {
    char *bytes;
    size_t at, n, room;
};

struct intake {
    int fd;
    char *path;
    long long size;
    struct hold head;      /* came before the descriptor's, or is compressed */
    struct hold ready;     /* to be given */
    struct unpacker *zstd; /* NULL: not compressed */
    uint64_t packed;       /* compressed bytes so far */
    bool unpacked;         /* the zstd stream is complete */
    char tail[INTAKE_TAIL];
    size_t ntail;
    struct tap *tap; /* or NULL */
};

static size_t left(const struct hold *h) {
    return h->n - h->at;
}

/* Takes up to n bytes out. */
static size_t drain(struct hold *h, void *out, size_t n) {
    if (n > left(h))
        n = left(h);
    if (n > 0)
        memcpy(out, h->bytes + h->at, n);
    h->at += n;
    return n;
}

/* Room for n bytes in all; what is held moves to the front. */
static void make_room(struct hold *h, size_t n) {
    if (h->at > 0 && left(h) > 0)
        memmove(h->bytes, h->bytes + h->at, left(h));
    h->n -= h->at;
    h->at = 0;
    if (h->room < n) {
        h->room = n;
        h->bytes = mem_grow(h->bytes, n, 1);
    }
}

/* Some of the descriptor's bytes, at least one unless it ends. */
static int read_some(struct intake *in, void *out, size_t n, size_t *got) {
    struct pollfd wait = { .fd = in->fd, .events = POLLIN };
    ssize_t done;

    for (;;) {
        done = read(in->fd, out, n < PIECE ? n : PIECE);
        if (done >= 0) {
            *got = (size_t)done;
            if (in->tap != NULL && done > 0)
                in->tap->see(in->tap, out, *got);
            return EX_OK;
        }
        if (errno == EAGAIN)
            poll(&wait, 1, -1); /* someone made it non-blocking */
        else if (errno != EINTR)
            return err_set(EX_IOERR, "%s: %s", in->path, strerror(errno));
    }
}

/* The same with those that were there before the descriptor's. */
static int get_raw(struct intake *in, void *out, size_t n, size_t *got) {
    if (left(&in->head) > 0) {
        *got = drain(&in->head, out, n);
        return EX_OK;
    }
    return read_some(in, out, n, got);
}

/* Nothing may follow a zstd stream. */
static int check_end(struct intake *in) {
    char byte;
    size_t got;
    int status;

    in->unpacked = true;
    TRY(get_raw(in, &byte, 1, &got));
    if (got > 0)
        TRY(err_set(EX_DATAERR, "%s: has bytes after its zstd stream",
                    in->path));
done:
    return status;
}

/* Some decoded bytes, at least one unless the stream ends. */
static int get_unpacked(struct intake *in, void *out, size_t n, size_t *got) {
    struct unpack io = { .out = out, .room = n };
    int status = EX_OK;

    while (io.made == 0 && !in->unpacked) {
        if (left(&in->head) == 0) {
            make_room(&in->head, PACKED);
            TRY(read_some(in, in->head.bytes, PACKED, &in->head.n));
        }
        if (left(&in->head) == 0)
            TRY(err_set(EX_DATAERR, "%s: ends within its zstd stream",
                        in->path));
        io.bytes = in->head.bytes + in->head.at;
        io.n = left(&in->head);
        if ((status = unpacker_take(in->zstd, &io)) != EX_OK)
            return err_in(status, in->path);
        in->head.at += io.used;
        in->packed += io.used;
        if (io.ended)
            TRY(check_end(in));
    }
    *got = io.made;
done:
    return status;
}

static int get_some(struct intake *in, void *out, size_t n, size_t *got) {
    return in->zstd ? get_unpacked(in, out, n, got) : get_raw(in, out, n, got);
}

/* Compressed?  Four bytes tell. */
static int recognise(struct intake *in) {
    size_t got = 1;
    int status = EX_OK;

    make_room(&in->head, in->head.n < PACKED ? PACKED : in->head.n);
    while (left(&in->head) < 4 && got > 0) {
        TRY(read_some(in, in->head.bytes + in->head.n,
                      in->head.room - in->head.n, &got));
        in->head.n += got;
    }
    if (left(&in->head) >= 4 && memcmp(in->head.bytes, ZSTD_START, 4) == 0)
        in->zstd = unpacker_new();
done:
    return status;
}

int intake_open(struct intake **out, int fd, const char *path, const void *head,
                size_t nhead) {
    struct intake *in = mem_array(1, sizeof *in);
    struct stat st = { 0 };
    int status;

    *out = NULL;
    *in = (struct intake){ .fd = fd, .size = -1 };
    in->path = mem_text(strcmp(path, "-") ? path : "standard input");
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        lseek(fd, 0, SEEK_SET) == 0) {
        in->size = st.st_size;
        nhead = 0; /* it comes again */
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    } else if (S_ISFIFO(st.st_mode)) {
        fcntl(fd, F_SETPIPE_SZ, PIPE); /* may not be allowed */
    }
    make_room(&in->head, nhead);
    if (nhead > 0)
        memcpy(in->head.bytes, head, nhead);
    in->head.n = nhead;
    TRY(recognise(in));
    *out = in;
    in = NULL;
done:
    intake_free(in);
    return status;
}

void intake_free(struct intake *in) {
    if (in == NULL)
        return;
    unpacker_free(in->zstd);
    if (in->fd >= 0)
        close(in->fd);
    free(in->head.bytes);
    free(in->ready.bytes);
    free(in->path);
    free(in);
}

void intake_tap(struct intake *in, struct tap *t) {
    in->tap = t;
    if (t != NULL && left(&in->head) > 0)
        t->see(t, in->head.bytes + in->head.at, left(&in->head));
}

const char *intake_path(const struct intake *in) {
    return in->path;
}

long long intake_regular(const struct intake *in) {
    return in->zstd ? -1 : in->size;
}

bool intake_last(const struct intake *in, void *bytes, size_t n) {
    const long long size = intake_regular(in);

    return size >= (long long)n &&
           pread(in->fd, bytes, n, (off_t)size - (off_t)n) == (ssize_t)n;
}

int intake_release(struct intake *in) {
    const int fd = in->fd;

    in->fd = -1;
    intake_free(in);
    return fd;
}

int intake_peek(struct intake *in, size_t n, const void **bytes, size_t *got) {
    struct hold *h = &in->ready;
    size_t more = 1;
    int status = EX_OK;

    if (left(h) < n)
        make_room(h, n < AHEAD ? AHEAD : n);
    while (left(h) < n && more > 0) {
        TRY(get_some(in, h->bytes + h->n, h->room - h->n, &more));
        h->n += more;
    }
    *bytes = h->bytes + h->at;
    *got = left(h);
done:
    return status;
}

/* Keeps the last of the bytes taken. */
static void remember(struct intake *in, const char *bytes, size_t n) {
    size_t keep;

    if (n >= INTAKE_TAIL) {
        memcpy(in->tail, bytes + n - INTAKE_TAIL, INTAKE_TAIL);
        in->ntail = INTAKE_TAIL;
        return;
    }
    keep = in->ntail < INTAKE_TAIL - n ? in->ntail : INTAKE_TAIL - n;
    memmove(in->tail, in->tail + in->ntail - keep, keep);
    memcpy(in->tail + keep, bytes, n);
    in->ntail = keep + n;
}

int intake_take(struct intake *in, void *out, size_t n, size_t *got) {
    const void *seen;
    char *to = out;
    size_t done = 0, some = 1;
    int status = EX_OK;

    while (done < n && some > 0) {
        if (left(&in->ready) == 0 && n - done < AHEAD)
            TRY(intake_peek(in, 1, &seen, &some));
        if (left(&in->ready) > 0)
            some = drain(&in->ready, to + done, n - done);
        else if (n - done >= AHEAD)
            TRY(get_some(in, to + done, n - done, &some));
        else
            some = 0;
        done += some;
    }
    if (done > 0)
        remember(in, to, done);
    *got = done;
done:
    return status;
}

const void *intake_tail(const struct intake *in, size_t *n) {
    *n = in->ntail;
    return in->tail;
}

bool intake_credible(const struct intake *in, size_t n) {
    return in->zstd == NULL || n <= TRUSTED || n / RATIO <= in->packed;
}

int intake_spool(struct intake *in, int *out) {
    const int fd = temporary_fd();
    char *piece = mem_array(PIECE, 1);
    size_t got = 1, total = 0;
    int status = EX_OK;

    if (fd < 0)
        TRY(EX_CANTCREAT);
    while (got > 0) {
        TRY(intake_take(in, piece, PIECE, &got));
        total += got;
        if (!intake_credible(in, total))
            TRY(err_set(EX_DATAERR,
                        "%s: unpacks to more than %d times its size", in->path,
                        RATIO));
        TRY(write_all(fd, "temporary file", piece, got));
    }
    *out = fd;
done:
    free(piece);
    if (status != EX_OK && fd >= 0)
        close(fd);
    return status;
}
