/* SPDX-License-Identifier: Apache-2.0 */
/* output -- files that appear whole or not at all */
#ifndef TWIN_OUTPUT_H
#define TWIN_OUTPUT_H

#include <stddef.h>

#include "core/err.h"

/* A part: a temporary beside its final name.  A signal, exit() or part_free()
 * takes it away unless it was committed. */
struct part;

/*
 * part_open -- a new part for path; "-" is standard output itself.
 *
 * Errors  EX_CANTCREAT, EX_NOPERM, with the path
 */
MUST_CHECK int part_open(struct part **out, const char *path);
void part_free(struct part *p);

/* part_fd, part_path -- where to write; the path is the temporary's, for
 * libraries that open by name. */
int part_fd(const struct part *p);
const char *part_path(const struct part *p);

/* part_write -- all of the bytes, through short writes and EINTR. */
MUST_CHECK int part_write(struct part *p, const void *bytes, size_t n);

/* part_print -- as printf; buffered until part_commit(). */
MUST_CHECK int part_print(struct part *p, const char *fmt, ...) PRINTF(2, 3);

/* part_commit -- flush, fsync, rename, fsync of the folder.  Frees nothing. */
MUST_CHECK int part_commit(struct part *p);

/* write_all -- all bytes to a descriptor; errors name `path`. */
MUST_CHECK int write_all(int fd, const char *path, const void *bytes, size_t n);

/* temporary_fd -- an unlinked temporary file in TMPDIR or /tmp, for spools;
 * -1 with a message. */
int temporary_fd(void);

#endif
