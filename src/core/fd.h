/* SPDX-License-Identifier: Apache-2.0 */
/* fd -- bytes of a descriptor, through short reads and signals.
 *
 * Threads: all but fd_text() and fd_copy(), which may set a message, from any
 * number. */
#ifndef TWIN_FD_H
#define TWIN_FD_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/err.h"

/* fd_read -- some bytes, as read(): 0 at the end, -1 with errno. */
ssize_t fd_read(int fd, void *out, size_t n);

/* fd_fill -- n bytes, or as many as there are; -1 with errno. */
ssize_t fd_fill(int fd, void *out, size_t n);

/*
 * fd_head -- n bytes, or as many as there are, without moving on in a file; of
 * a pipe they are taken.
 *
 *   is_file  out  it can be read again from where it was
 *
 * Returns how many, -1 with errno.
 */
ssize_t fd_head(int fd, void *out, size_t n, bool *is_file);

/* fd_read_at -- n bytes from a place of a file: 0, an errno, or FD_ENDS where
 * it has not so many. */
enum { FD_ENDS = INT_MAX };
int fd_read_at(int fd, void *out, size_t n, uint64_t at);

/* fd_write_at -- n bytes to a place of a file: 0 or an errno. */
int fd_write_at(int fd, const void *bytes, size_t n, uint64_t at);

/*
 * fd_text -- all that is left, behind the *n bytes that *text has, with a final
 * 0 that does not count.
 *
 *   path   in      for messages
 *   most   in      bytes after which no more is read
 *   text   in|out  NULL or of malloc(); the caller frees it with free()
 *
 * Errors  those of err_os()
 */
MUST_CHECK int fd_text(int fd, const char *path, size_t most, char **text,
                       size_t *n);

/* fd_copy -- all that is left of one to another; the paths are for messages.
 * Errors those of err_os(), write_all(). */
MUST_CHECK int fd_copy(int from, const char *from_path, int to,
                       const char *to_path);

#endif
