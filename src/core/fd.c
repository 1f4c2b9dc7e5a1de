/* SPDX-License-Identifier: Apache-2.0 */
#include "core/fd.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/output.h"

enum { PIECE = 1 << 16 };

ssize_t fd_read(int fd, void *out, size_t n) {
    ssize_t got;

    do
        got = read(fd, out, n);
    while (got < 0 && errno == EINTR);
    return got;
}

ssize_t fd_fill(int fd, void *out, size_t n) {
    size_t done = 0;
    ssize_t got = 1;

    while (done < n && got > 0) {
        got = fd_read(fd, (char *)out + done, n - done);
        done += got > 0 ? (size_t)got : 0;
    }
    return got < 0 ? got : (ssize_t)done;
}

ssize_t fd_head(int fd, void *out, size_t n, bool *is_file) {
    const off_t here = lseek(fd, 0, SEEK_CUR);
    size_t done = 0;
    ssize_t got = 1;

    *is_file = here >= 0;
    if (!*is_file)
        return fd_fill(fd, out, n);
    while (done < n && got != 0) {
        got = pread(fd, (char *)out + done, n - done, here + (off_t)done);
        if (got < 0 && errno != EINTR)
            return got;
        done += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)done;
}

int fd_read_at(int fd, void *out, size_t n, uint64_t at) {
    char *to = out;

    while (n > 0) {
        const ssize_t got = pread(fd, to, n, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? errno : FD_ENDS;
        to += got;
        n -= (size_t)got;
        at += (size_t)got;
    }
    return 0;
}

int fd_write_at(int fd, const void *bytes, size_t n, uint64_t at) {
    const char *from = bytes;

    while (n > 0) {
        const ssize_t done = pwrite(fd, from, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? errno : EIO;
        from += done;
        n -= (size_t)done;
        at += (size_t)done;
    }
    return 0;
}

int fd_text(int fd, const char *path, size_t most, char **text, size_t *n) {
    size_t room = *n + PIECE;
    ssize_t got;

    *text = mem_grow(*text, room, 1);
    while (*n <= most && (got = fd_read(fd, *text + *n, room - *n - 1)) != 0) {
        if (got < 0)
            return err_os(errno, path);
        *n += (size_t)got;
        if (*n + 1 == room)
            *text = mem_grow(*text, room *= 2, 1);
    }
    (*text)[*n] = 0;
    return EX_OK;
}

int fd_copy(int from, const char *from_path, int to, const char *to_path) {
    char *piece = mem_array(PIECE, 1);
    ssize_t got;
    int status = EX_OK;

    while ((got = fd_read(from, piece, PIECE)) > 0)
        TRY(write_all(to, to_path, piece, (size_t)got));
    if (got < 0)
        status = err_os(errno, from_path);
done:
    free(piece);
    return status;
}
