/* SPDX-License-Identifier: Apache-2.0 */
/* mark -- what shows where a stream begins and that it is whole; twin-stream(5)
 */
#ifndef TWIN_MARK_H
#define TWIN_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/digest.h"

/* The start mark follows the header, so that a stream cut before its end mark
 * is not taken for a whole file of another program. */
#define MARK_START "\x89TWIN-STREAM\r\n\x1a\n"
/* How an end mark begins. */
#define MARK_END "\x89TWINEND"

/* Bytes of the start mark, of MARK_END, of the end mark, of the end mark of a
 * failed writer with its message, and of the longest such message. */
enum {
    MARK_START_SIZE = 16,
    MARK_MAGIC_SIZE = 8,
    MARK_SIZE = 64,
    MARK_ABORT_SIZE = 512,
    MARK_MESSAGE = MARK_ABORT_SIZE - MARK_SIZE
};

/* An end mark. */
struct mark {
    bool aborted;
    uint64_t steps;
    char digest[DIGEST_TEXT];       /* of all bytes before it; in an aborted
                                       one, of the message */
    char message[MARK_MESSAGE + 1]; /* of an aborted one, else "" */
};

/* mark_put -- to MARK_SIZE bytes, or MARK_ABORT_SIZE if it is aborted, which it
 * returns. */
size_t mark_put(const struct mark *m, unsigned char bytes[MARK_ABORT_SIZE]);

/* mark_get -- from the first of n bytes; false when they are too few or any of
 * them is not as it must be. */
bool mark_get(struct mark *m, const void *bytes, size_t n);

/* mark_abort -- an aborted mark with a message, which is cut at a character
 * when it is too long. */
void mark_abort(struct mark *m, uint64_t steps, const char *message);

/* mark_failed -- keeps the message of a mark as the first cause; err_set() with
 * it, EX_DATAERR.  mark_cause -- the first cause, "" while there is none. */
int mark_failed(const struct mark *m, const char *path);
const char *mark_cause(void);

#endif
