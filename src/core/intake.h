/* SPDX-License-Identifier: Apache-2.0 */
/* intake -- bytes from a descriptor, front to back; a zstd stream is decoded */
#ifndef TWIN_INTAKE_H
#define TWIN_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

/* The last bytes are kept, for those that find out too late that they were an
 * end mark. */
enum { INTAKE_TAIL = 512 };

struct intake;

/*
 * intake_open -- from a descriptor at its start.
 *
 *   fd    in   passes to the intake, also on failure
 *   path  in   for messages; copied
 *   head  in   [nhead] bytes already read from fd; copied
 *
 * Errors  EX_DATAERR  damaged zstd, or one with a window over 128 MiB
 */
MUST_CHECK int intake_open(struct intake **out, int fd, const char *path,
                           const void *head, size_t nhead);
void intake_free(struct intake *in);

/* Sees every byte of a descriptor once, as it comes, before it is unpacked. */
struct tap {
    void (*see)(struct tap *t, const void *bytes, size_t n);
};

/* intake_tap -- from here on; what came already is seen at once.  Borrowed. */
void intake_tap(struct intake *in, struct tap *t);

/* intake_path -- for messages: "standard input" for "-". */
const char *intake_path(const struct intake *in);

/* intake_regular -- the size of a regular file that is not compressed, or -1.
 */
long long intake_regular(const struct intake *in);

/* intake_last -- the last n bytes of such a file, wherever we are; false when
 * there are none. */
bool intake_last(const struct intake *in, void *bytes, size_t n);

/* intake_release -- frees the intake, not the descriptor, which is returned. */
int intake_release(struct intake *in);

/*
 * intake_peek -- makes n bytes visible without taking them.
 *
 *   got  out  those there are: less than n only at the end, more if they were
 *             there at no cost
 *
 * The bytes are valid until the next call.
 *
 * Errors  EX_IOERR; EX_DATAERR  damaged zstd, or something after it
 */
MUST_CHECK int intake_peek(struct intake *in, size_t n, const void **bytes,
                           size_t *got);

/* intake_take -- n bytes, less (*got) only at the end.  Large n go straight
 * from the descriptor to out.  Errors as intake_peek(). */
MUST_CHECK int intake_take(struct intake *in, void *out, size_t n, size_t *got);

/* intake_tail -- the last *n <= INTAKE_TAIL bytes taken. */
const void *intake_tail(const struct intake *in, size_t *n);

/* intake_credible -- may memory be taken for n bytes that are still to come? It
 * says no to a zstd stream that unpacks to thousands of times its size. */
bool intake_credible(const struct intake *in, size_t n);

/* intake_spool -- all that is left in an unlinked temporary file.  Errors as
 * intake_peek(), and EX_CANTCREAT. */
MUST_CHECK int intake_spool(struct intake *in, int *fd);

#endif
