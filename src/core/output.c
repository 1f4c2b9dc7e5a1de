/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* O_TMPFILE, mkostemp */
#include "core/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/place.h"

enum { BUFFER = 1 << 16 };

/* Parts are never freed but used again, so that a signal handler may walk
 * through them at any moment, on any thread. */
struct part {
    struct part *next;
    atomic_bool live; /* temp is to be removed */
    char temp[PATH_MAX];
    char *path;   /* as the user wrote it */
    char *target; /* the same with links followed; NULL: no rename */
    int fd;
    mode_t mode; /* of the file it replaces; 0: none */
    size_t n;    /* bytes in the buffer */
    char *buffer;
    bool used;
};

static _Atomic(struct part *) parts;
static pid_t owner; /* a child that exits must not remove its parent's parts */

void parts_remove(void) {
    if (getpid() != owner)
        return;
    for (struct part *p = parts; p; p = p->next)
        if (atomic_exchange(&p->live, false))
            unlink(p->temp);
}

/* The default action comes when the handler returns: SA_RESETHAND. */
static void on_signal(int number) {
    const int saved = errno;

    parts_remove();
    raise(number);
    errno = saved;
}

/* Signals that were ignored when the program began stay so (nohup). */
static void watch(void) {
    static const int fatal[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE, SIGALRM,
                                 SIGTERM, SIGXCPU, SIGUSR1, SIGUSR2, SIGABRT };
    struct sigaction action = { .sa_handler = on_signal,
                                .sa_flags = (int)SA_RESETHAND };
    struct sigaction old;

    if (owner == getpid())
        return;
    owner = getpid();
    atexit(parts_remove);
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
        if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(fatal[i], &action, NULL);
}

/* A part that nobody uses, or a new one at the head of the list. */
static struct part *part_new(const char *path) {
    struct part *p = parts;

    while (p && p->used)
        p = p->next;
    if (p == NULL) {
        p = mem_array(1, sizeof *p);
        p->next = parts;
        parts = p;
    }
    p->used = true;
    p->path = mem_text(path);
    p->fd = -1;
    p->mode = 0;
    return p;
}

/* A new file beside the target; as always, umask has its say. */
static int create(struct part *p) {
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    int n;

    for (unsigned i = 0; p->fd < 0; i++) {
        n = snprintf(p->temp, sizeof p->temp, "%s.part-%ld-%u", p->target,
                     (long)getpid(), i);
        if (n < 0 || (size_t)n >= sizeof p->temp)
            return place_error(ENAMETOOLONG, p->path);
        p->fd = open(p->temp, flags, 0666);
        if (p->fd < 0 && errno != EEXIST)
            return place_error(errno, p->path);
    }
    p->live = true;
    if (p->mode && fchmod(p->fd, p->mode) != 0)
        return place_error(errno, p->path);
    return EX_OK;
}

/* A device or a pipe is written as it is. */
static int open_special(struct part *p) {
    p->fd = open(p->path, O_WRONLY | O_CLOEXEC);
    if (p->fd < 0)
        return place_error(errno, p->path);
    snprintf(p->temp, sizeof p->temp, "%s", p->path);
    return EX_OK;
}

/* Of two outputs in one place only the later one would be there. */
static int check_single(const struct part *p) {
    for (const struct part *q = parts; q; q = q->next)
        if (q != p && q->live && part_same(q->target, p->target))
            return err_set(EX_USAGE, "%s: two outputs cannot be one file",
                           p->path);
    return EX_OK;
}

static int open_file(struct part *p) {
    struct place place;
    int status;

    TRY(place_look(p->path, &place));
    if (place.special)
        return open_special(p);
    watch();
    p->mode = place.mode;
    TRY(place_follow(p->path, &p->target));
    TRY(check_single(p));
    TRY(create(p));
done:
    return status;
}

int part_open(struct part **out, const char *path) {
    struct part *p = part_new(path);
    int status = EX_OK;

    *out = NULL;
    if (strcmp(path, "-") == 0) {
        free(p->path);
        p->path = mem_text("standard output");
        p->fd = STDOUT_FILENO;
        snprintf(p->temp, sizeof p->temp, "-");
    } else {
        status = open_file(p);
    }
    if (status == EX_OK)
        *out = p;
    else
        part_free(p);
    return status;
}

void part_free(struct part *p) {
    if (p == NULL)
        return;
    if (p->fd >= 0 && p->fd != STDOUT_FILENO)
        close(p->fd);
    if (atomic_exchange(&p->live, false))
        unlink(p->temp);
    free(p->path);
    free(p->target);
    free(p->buffer);
    p->path = p->target = p->buffer = NULL;
    p->n = 0;
    p->used = false;
}

int part_fd(const struct part *p) {
    return p->fd;
}

const char *part_path(const struct part *p) {
    return p->temp;
}

int write_all(int fd, const char *path, const void *bytes, size_t n) {
    const char *at = bytes;
    struct pollfd wait = { .fd = fd, .events = POLLOUT };
    ssize_t done;

    while (n > 0) {
        done = write(fd, at, n);
        if (done < 0 && errno == EAGAIN) {
            poll(&wait, 1, -1); /* a terminal that others made non-blocking */
        } else if (done < 0 && errno != EINTR) {
            return err_set(EX_IOERR, "%s: %s",
                           strcmp(path, "-") ? path : "standard output",
                           strerror(errno));
        } else if (done > 0) {
            at += done;
            n -= (size_t)done;
        }
    }
    return EX_OK;
}

static int flush(struct part *p) {
    const size_t n = p->n;

    p->n = 0;
    return write_all(p->fd, p->path, p->buffer, n);
}

int part_write(struct part *p, const void *bytes, size_t n) {
    int status = flush(p);

    return status == EX_OK ? write_all(p->fd, p->path, bytes, n) : status;
}

int part_print(struct part *p, const char *fmt, ...) {
    char *text = NULL;
    int n, status = EX_OK;
    va_list ap;

    va_start(ap, fmt);
    n = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (n < 0)
        return err_set(EX_OSERR, "%s: no memory for a line", p->path);
    if (p->buffer == NULL)
        p->buffer = mem_array(BUFFER, 1);
    if (p->n + (size_t)n > BUFFER)
        status = flush(p);
    if (status == EX_OK && n > BUFFER) {
        status = write_all(p->fd, p->path, text, (size_t)n);
    } else if (status == EX_OK) {
        memcpy(p->buffer + p->n, text, (size_t)n);
        p->n += (size_t)n;
    }
    free(text);
    return status;
}

/* A library that opened the part by name may have made it anew. */
static int adopt(struct part *p) {
    struct stat ours, named;

    if (stat(p->temp, &named) != 0 || fstat(p->fd, &ours) != 0)
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
    if (ours.st_ino == named.st_ino && ours.st_dev == named.st_dev)
        return EX_OK;
    close(p->fd);
    p->fd = open(p->temp, O_RDWR | O_CLOEXEC);
    if (p->fd < 0 || fchmod(p->fd, ours.st_mode & 0777) != 0)
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
    return EX_OK;
}

/* Some file systems and all devices know no fsync: EINVAL, EROFS. */
static bool sync_failed(int fd) {
    while (fsync(fd) != 0)
        if (errno != EINTR)
            return errno != EINVAL && errno != EROFS && errno != ENOTSUP;
    return false;
}

/* Only then is the new name on disk. */
static int sync_folder(const struct part *p) {
    char *dir = place_folder(p->target);
    const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool failed = fd >= 0 && sync_failed(fd);
    const int number = errno;

    free(dir);
    if (fd >= 0)
        close(fd);
    if (failed)
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(number));
    return EX_OK; /* a folder that may be written, not read, goes unsynced */
}

/* The descriptor is gone after close(), whatever it returns. */
static int shut(struct part *p) {
    const int fd = p->fd;

    p->fd = -1;
    if (close(fd) != 0 && errno != EINTR)
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
    return EX_OK;
}

int part_commit(struct part *p) {
    int status;

    TRY(flush(p));
    if (p->fd == STDOUT_FILENO)
        return EX_OK;
    if (p->target)
        TRY(adopt(p));
    if (sync_failed(p->fd))
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
    TRY(shut(p));
    if (p->target == NULL)
        return EX_OK;
    if (rename(p->temp, p->target) != 0)
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
    p->live = false;
    TRY(sync_folder(p));
done:
    return status;
}

int part_rename(struct part *p) {
    int status;

    TRY(flush(p));
    if (p->target == NULL)
        return part_commit(p);
    TRY(shut(p));
    if (rename(p->temp, p->target) != 0)
        return err_set(EX_IOERR, "%s: %s", p->path, strerror(errno));
    p->live = false;
done:
    return status;
}

int temporary_fd(void) {
    const char *dir = getenv("TMPDIR");
    char *name;
    int fd;

    if (dir == NULL || *dir == 0)
        dir = "/tmp";
    fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    name = mem_format("%s/twinpipe-XXXXXX", dir);
    fd = mkostemp(name, O_CLOEXEC); /* where a file without name cannot be */
    if (fd >= 0) {
        unlink(name);
    } else {
        const int number = errno;
        name[strlen(name) - strlen("-XXXXXX")] = 0;
        place_error(number, name);
    }
    free(name);
    return fd;
}
