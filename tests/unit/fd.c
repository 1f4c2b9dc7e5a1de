/* SPDX-License-Identifier: Apache-2.0 */
/* fd.h: of a file, and of a pipe that gives its bytes piecemeal. */
#define _GNU_SOURCE
#include "core/fd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/output.h"
#include "tap.h"

enum { BYTES = 200000 };

static char bytes[BYTES];

/* A pipe that never holds all of them, so that reads are short. */
static int piecemeal(void) {
    int end[2];

    fflush(stdout);
    if (pipe(end) != 0)
        abort();
    if (fork() == 0) {
        close(end[0]);
        for (size_t i = 0; i < BYTES; i += 4000)
            if (write(end[1], bytes + i, 4000) != 4000)
                _exit(1);
        _exit(0);
    }
    close(end[1]);
    return end[0];
}

static void a_file(int fd) {
    char head[10], some[5];
    char *text = mem_copy("ab", 2, 1);
    size_t n = 2;
    bool is_file;

    ok(fd_write_at(fd, bytes, BYTES, 0) == 0, "bytes go to a place");
    ok(fd_head(fd, head, 10, &is_file) == 10 && is_file &&
           memcmp(head, bytes, 10) == 0,
       "a file is looked at");
    ok(fd_text(fd, "file", SIZE_MAX, &text, &n) == EX_OK && n == BYTES + 2 &&
           memcmp(text + 2, bytes, BYTES) == 0 && text[n] == 0,
       "and stands where it was: all of it comes behind what there is");
    ok(fd_read_at(fd, some, 5, 7) == 0 && memcmp(some, bytes + 7, 5) == 0,
       "bytes of a place");
    ok(fd_read_at(fd, some, 5, BYTES - 2) == FD_ENDS, "that are not there");
    free(text);
}

static void a_pipe(int copy) {
    char *all = mem_array(BYTES + 1, 1), head[10];
    bool is_file;
    int fd = piecemeal();

    ok(fd_head(fd, head, 10, &is_file) == 10 && !is_file,
       "of a pipe the head is taken");
    ok(fd_fill(fd, all, BYTES + 1) == BYTES - 10 &&
           memcmp(all, bytes + 10, BYTES - 10) == 0,
       "the rest comes whole, up to its end");
    close(fd);
    fd = piecemeal();
    ok(fd_copy(fd, "pipe", copy, "copy") == EX_OK &&
           fd_read_at(copy, all, BYTES, 0) == 0 &&
           memcmp(all, bytes, BYTES) == 0,
       "or goes to another");
    close(fd);
    free(all);
}

int main(void) {
    const int file = temporary_fd(), copy = temporary_fd();

    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (char)('a' + i % 26);
    a_file(file);
    a_pipe(copy);
    close(file);
    close(copy);
    return done();
}
