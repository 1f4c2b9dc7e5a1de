/* SPDX-License-Identifier: Apache-2.0 */
#include "core/branches.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mark.h"
#include "core/mem.h"

struct branch {
    pid_t pid;  /* 0: it has ended */
    int fd;     /* of its pipe */
    int code;   /* its exit code, when it has ended */
    int signal; /* that ended it, or 0 */
    char path[24];
};

struct branches {
    size_t n;
    struct branch *of; /* [n] */
};

/* In a branch: its output is the pipe, and it holds those of no other. */
static int enter(struct branches *b, const int end[2]) {
    const bool done = dup2(end[1], STDOUT_FILENO) == STDOUT_FILENO;

    for (size_t i = 0; i < b->n; i++)
        close(b->of[i].fd);
    close(end[0]);
    close(end[1]);
    free(b->of);
    free(b);
    return done ? EX_OK : err_set(EX_OSERR, "pipe: %s", strerror(errno));
}

/* One more; *inside is true in it, and b gone. */
static int add(struct branches *b, bool *inside) {
    struct branch *one = &b->of[b->n];
    int end[2];

    *inside = false;
    if (pipe(end) != 0)
        return err_set(EX_OSERR, "pipe: %s", strerror(errno));
    fflush(NULL); /* or both would write it */
    one->pid = fork();
    if (one->pid == 0) {
        *inside = true;
        return enter(b, end);
    }
    close(end[1]);
    one->fd = end[0];
    if (one->pid > 0) {
        snprintf(one->path, sizeof one->path, "/dev/fd/%d", one->fd);
        b->n++;
        return EX_OK;
    }
    close(end[0]);
    return err_set(EX_OSERR, "no process more: %s", strerror(errno));
}

int branches_new(struct branches **out, size_t n, size_t *inside) {
    struct branches *b = mem_array(1, sizeof *b);
    bool is_inside = false;
    int status = EX_OK;

    *out = NULL;
    *inside = BRANCHES_STEM;
    b->of = mem_array(n, sizeof *b->of);
    for (size_t i = 0; i < n && status == EX_OK && !is_inside; i++) {
        status = add(b, &is_inside);
        *inside = is_inside ? i : BRANCHES_STEM;
    }
    if (is_inside)
        return status;
    if (status == EX_OK)
        *out = b;
    else
        branches_free(b);
    return status;
}

const char *branches_path(const struct branches *b, size_t i) {
    return b->of[i].path;
}

static void await(struct branch *b) {
    int status = 0;
    pid_t done = -1;

    if (b->pid == 0)
        return;
    do
        done = waitpid(b->pid, &status, 0);
    while (done < 0 && errno == EINTR);
    b->code = done != b->pid      ? EX_OK
              : WIFEXITED(status) ? WEXITSTATUS(status)
                                  : EX_OSERR;
    b->signal = done == b->pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    b->pid = 0;
}

/* What it said, without the name of the program, which is this one too. */
static const char *cause(void) {
    const size_t n = strlen(err_command());
    const char *text = mark_cause();

    return strncmp(text, err_command(), n) == 0 &&
                   strncmp(text + n, ": ", 2) == 0
               ? text + n + 2
               : text;
}

int branches_fault(struct branches *b, size_t i, int status) {
    struct branch *one = &b->of[i];

    if (status != EX_DATAERR)
        return status;
    if (*mark_cause() == 0 && one->pid > 0)
        kill(one->pid, SIGPIPE); /* it has ended, or would wait for us */
    await(one);
    if (one->signal != 0 && one->signal != SIGPIPE)
        return err_set(EX_OSERR, "its process was ended by signal %d",
                       one->signal);
    if (*mark_cause() == 0)
        return status;
    return err_set(one->code != EX_OK ? one->code : status, "%s", cause());
}

void branches_leave(int status) {
    _exit(status);
}

void branches_free(struct branches *b) {
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n; i++) {
        close(b->of[i].fd);
        if (b->of[i].pid > 0)
            kill(b->of[i].pid, SIGPIPE); /* as a write would, but now */
        await(&b->of[i]);
    }
    free(b->of);
    free(b);
}
