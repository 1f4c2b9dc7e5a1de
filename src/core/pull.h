/* SPDX-License-Identifier: Apache-2.0 */
/* pull -- values of a step that are read when they are asked for, in pieces
 * that stay in the cache until they are used */
#ifndef TWIN_PULL_H
#define TWIN_PULL_H

#include <stddef.h>

#include "core/err.h"

/* Values of a piece; of a step that is worth it; steps held at once. */
enum { PULL_PIECE = 1 << 16, PULL_LEAST = 1 << 15, PULL_HELD = 32 };

struct pull {
    /* n values of field k, all of them REAL, from the first-th on; they can be
     * asked for again.  Threads: several at once. */
    int (*get)(const struct pull *p, size_t k, size_t first, size_t n,
               float *out);
};

/*
 * pull_fill -- some values of field k.
 *
 *   out  [n]  out
 *
 * What a thread did not get is asked for once more, for its message or, after
 * all, the values.
 *
 * Errors   those of p->get
 * Threads  parallel over pieces
 */
MUST_CHECK int pull_fill(const struct pull *p, size_t k, size_t first, size_t n,
                         float *out);

/* The values of variables at one record: value[v] or, where that is NULL, field
 * field[v] of the pull. */
struct record {
    const void *const *value;
    const struct pull *pull; /* or NULL: all are in value */
    const size_t *field;
};

#endif
