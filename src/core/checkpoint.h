/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint -- what a run leaves for the next one: lines of text, then bytes
 * in an order that both know; damage is seen before anything is used */
#ifndef TWIN_CHECKPOINT_H
#define TWIN_CHECKPOINT_H

#include <stddef.h>

#include "core/err.h"

struct checkpoint;

/*
 * checkpoint_read -- opens a file and looks at all of it.
 *
 *   kind  in   the first line: whose it is, and which version
 *   out   out  NULL, with EX_OK, where there is no such file
 *
 * Errors  EX_DATAERR  of another kind, or damaged
 *         EX_NOPERM, EX_IOERR
 */
MUST_CHECK int checkpoint_read(struct checkpoint **out, const char *path,
                               const char *kind);

/* checkpoint_line -- the value of a line by its name, or NULL. */
const char *checkpoint_line(const struct checkpoint *c, const char *name);

/* checkpoint_get -- the next n bytes; EX_DATAERR where there are not so many.
 */
MUST_CHECK int checkpoint_get(struct checkpoint *c, void *bytes, size_t n);

/* checkpoint_ends -- EX_OK after the last byte, EX_DATAERR before it. */
MUST_CHECK int checkpoint_ends(const struct checkpoint *c);

/*
 * checkpoint_new -- a new one, beside the old one until it is committed.
 *
 *   kind  in  without the end of its line; so names and values below
 *
 * Errors  as part_open()
 */
MUST_CHECK int checkpoint_new(struct checkpoint **out, const char *path,
                              const char *kind);

/* checkpoint_say -- a line; all of them come before bytes. */
MUST_CHECK int checkpoint_say(struct checkpoint *c, const char *name,
                              const char *value);

/* checkpoint_put -- more bytes. */
MUST_CHECK int checkpoint_put(struct checkpoint *c, const void *bytes,
                              size_t n);

/* checkpoint_commit -- digest, fsync, rename: now, and only now, it is there.
 */
MUST_CHECK int checkpoint_commit(struct checkpoint *c);

/* checkpoint_free -- either kind; without a commit nothing has changed. */
void checkpoint_free(struct checkpoint *c);

#endif
