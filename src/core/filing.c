/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* syncfs, asprintf */
#include "core/filing.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/place.h"

enum { BLOCK = 1 << 16 };

int folder_make(const char *path) {
    char *s = mem_text(path);
    int status = EX_OK;

    if (mkdir(path, 0777) == 0)
        goto done;
    for (char *at = s + 1; status == EX_OK && (at = strchr(at, '/')); at++) {
        *at = 0;
        if (mkdir(s, 0777) != 0 && errno != EEXIST)
            status = place_error(errno, s);
        *at = '/';
    }
    if (status == EX_OK && mkdir(path, 0777) != 0 && errno != EEXIST)
        status = place_error(errno, path);
done:
    free(s);
    return status;
}

int folder_lock(const char *path, int *fd) {
    *fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0)
        return place_error(errno, path);
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return err_set(EX_TEMPFAIL, "%s: another command is writing it", path);
    return EX_OK; /* a disk that knows no locks goes without */
}

void folder_unlock(int fd) {
    if (fd >= 0)
        close(fd);
}

int folder_sync(int fd, const char *path) {
    if (syncfs(fd) != 0 && errno != EINVAL && errno != ENOSYS)
        return err_set(EX_IOERR, "%s: %s", path, strerror(errno));
    return EX_OK;
}

bool file_is(const char *path) {
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Has the file just these bytes? */
static bool has(const char *path, const void *bytes, size_t n) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    const char *at = bytes;
    char block[BLOCK];
    bool same;
    ssize_t got = 1;

    if (fd < 0)
        return false;
    same = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
           (uintmax_t)st.st_size == n;
    while (same && n > 0 && got > 0) {
        got = fd_read(fd, block, sizeof block);
        same =
            got > 0 && (size_t)got <= n && memcmp(block, at, (size_t)got) == 0;
        at += same ? got : 0;
        n -= same ? (size_t)got : 0;
    }
    close(fd);
    return same && n == 0;
}

static int folder_for(const char *path) {
    char *folder = place_folder(path);
    int status = EX_OK;

    if (access(folder, F_OK) != 0)
        status = folder_make(folder);
    free(folder);
    return status;
}

int file_put(const char *path, const void *bytes, size_t n, bool durable,
             bool *changed) {
    const bool there = access(path, F_OK) == 0;
    struct part *part = NULL;
    bool same = there && has(path, bytes, n);
    int status = EX_OK;

    if (changed)
        *changed = !same;
    if (same)
        goto done;
    TRY(folder_for(path));
    TRY(part_open(&part, path));
    TRY(part_write(part, bytes, n));
    status = durable || there ? part_commit(part) : part_rename(part);
done:
    part_free(part);
    return status;
}

/* Are the two files the same one, or have they the same bytes? */
static bool same_files(const char *a, const char *b, bool *one) {
    struct stat x, y;
    char p[BLOCK], q[BLOCK];
    int fa, fb;
    ssize_t n = 1, m = 1;
    bool same;

    *one = false;
    if (stat(a, &x) != 0 || stat(b, &y) != 0)
        return false;
    *one = x.st_dev == y.st_dev && x.st_ino == y.st_ino;
    if (*one || x.st_size != y.st_size)
        return *one;
    fa = open(a, O_RDONLY | O_CLOEXEC);
    fb = open(b, O_RDONLY | O_CLOEXEC);
    same = fa >= 0 && fb >= 0;
    while (same && n > 0) {
        n = fd_fill(fa, p, sizeof p);
        m = fd_fill(fb, q, sizeof q);
        same = n >= 0 && n == m && memcmp(p, q, (size_t)n) == 0;
    }
    if (fa >= 0)
        close(fa);
    if (fb >= 0)
        close(fb);
    return same;
}

static int copy(const char *from, const char *to) {
    const int fd = open(from, O_RDONLY | O_CLOEXEC);
    struct part *part = NULL;
    int status;

    if (fd < 0)
        return err_os(errno, from);
    TRY(part_open(&part, to));
    TRY(fd_copy(fd, from, part_fd(part), to));
    TRY(part_commit(part));
done:
    part_free(part);
    close(fd);
    return status;
}

/* A hard link appears whole too: made beside, then renamed. */
static bool hard_link(const char *from, const char *to) {
    char *temp = mem_format("%s.part-%ld", to, (long)getpid());
    const bool done =
        linkat(AT_FDCWD, from, AT_FDCWD, temp, AT_SYMLINK_FOLLOW) == 0 &&
        rename(temp, to) == 0;

    if (!done)
        unlink(temp);
    free(temp);
    return done;
}

int file_place(const char *from, const char *to, enum placing how,
               bool *changed) {
    bool one;
    int status = EX_OK;

    *changed = false;
    if (!file_is(from))
        return err_set(EX_NOINPUT, "%s: no such file", from);
    if (same_files(from, to, &one) && (one || how != PLACE_LINK))
        goto done;
    *changed = true;
    TRY(folder_for(to));
    if (how != PLACE_COPY && hard_link(from, to))
        goto done;
    if (how == PLACE_LINK)
        return err_set(EX_CANTCREAT,
                       "%s: cannot be linked to %s (--assets copy can)", from,
                       to);
    status = copy(from, to);
done:
    return status;
}

void file_remove(const char *path, const char *top) {
    char *folder = place_folder(path), *up;

    unlink(path);
    while (strlen(folder) > strlen(top) && rmdir(folder) == 0) {
        up = place_folder(folder);
        free(folder);
        folder = up;
    }
    free(folder);
}

int file_line(const char *path, char **line) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    char text[HASH_TEXT];
    uint32_t adler;
    uint64_t size;
    int status;

    *line = NULL;
    if (fd < 0)
        return err_os(errno, path);
    status = hash_file(fd, path, text, &adler, &size);
    if (status == EX_OK)
        *line = mem_format("%s %08" PRIx32 " %" PRIu64, text, adler, size);
    close(fd);
    return status;
}
