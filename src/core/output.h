/* SPDX-License-Identifier: Apache-2.0 */
/* output -- files that appear whole or not at all */
#ifndef TWIN_OUTPUT_H
#define TWIN_OUTPUT_H

#include <stddef.h>

#include "core/err.h"

/* A part: a temporary beside its final name, FILE.part-PID-N.  A signal that
 * ends the program, exit() or part_free() takes it away unless it was
 * committed; only SIGKILL leaves one. */
struct part;

/*
 * part_open -- a new part for path.
 *
 *   path  in   "-" is standard output; a device or a named pipe is written as
 *              it is; through a symbolic link its target is replaced, which
 *              keeps its mode if it is there (umask otherwise)
 *
 * Errors  EX_CANTCREAT  no such folder, a folder itself, a read-only disk
 *         EX_NOPERM     folder or file are closed to us
 *         EX_IOERR      no space left
 * Threads one at a time
 */
MUST_CHECK HOST int part_open(struct part **out, const char *path);
HOST void part_free(struct part *p);

/* part_check -- EX_OK where part_open() would do, as far as looking can tell;
 * its errors otherwise.  Nothing is made. */
MUST_CHECK HOST int part_check(const char *path);

/* part_same -- do two paths name one file, be it there or not?  Standard input
 * and output, "-", and what is no file are none. */
bool part_same(const char *a, const char *b);

/* parts_remove -- what exit() does with parts; a signal handler may call it. */
HOST void parts_remove(void);

/* part_fd, part_path -- where to write; the path is the temporary's, for
 * libraries that open by name.  Valid until part_free(). */
HOST int part_fd(const struct part *p);
HOST const char *part_path(const struct part *p);

/* part_write -- all of the bytes, through short writes and EINTR. */
MUST_CHECK HOST int part_write(struct part *p, const void *bytes, size_t n);

/* part_print -- as printf; buffered until part_write() or part_commit(). */
MUST_CHECK HOST int part_print(struct part *p, const char *fmt, ...)
    PRINTF(2, 3);

/*
 * part_commit -- flush, fsync, close, rename, fsync of the folder.  Frees
 * nothing.  Standard output is flushed only: command_end() closes it.
 *
 * Errors  EX_IOERR  with the path the user gave; nothing has its name then,
 *                   unless it was the fsync of the folder that failed
 */
MUST_CHECK HOST int part_commit(struct part *p);

/* part_rename -- part_commit() without the two fsync: for one of many files,
 * whose folder is synced as a whole before anything names them. */
MUST_CHECK HOST int part_rename(struct part *p);

/* write_all -- all bytes to a descriptor, through short writes, EINTR and
 * EAGAIN; EX_IOERR names `path` ("-": standard output). */
MUST_CHECK HOST int write_all(int fd, const char *path, const void *bytes,
                              size_t n);

/* temporary_fd -- an unlinked temporary file in TMPDIR or /tmp, for spools;
 * -1 with a message (the caller returns EX_CANTCREAT). */
HOST int temporary_fd(void);

#endif
