/* SPDX-License-Identifier: Apache-2.0 */
/* spool -- steps kept for later: back in order, or as the series of cells.
 *
 * Up to a bound they stay in memory, then all go to an unlinked temporary. */
#ifndef TWIN_SPOOL_H
#define TWIN_SPOOL_H

#include <stddef.h>

#include "core/err.h"

struct spool;

/*
 * spool_new -- for steps of n cells.
 *
 *   n       in   values of 4 bytes in a step (float, int32_t)
 *   memory  in   that steps may hold before they go to disk [byte]; a caller
 *                who also holds blocks of series gives half of --memory
 *
 * Free with spool_free().
 */
struct spool *spool_new(size_t n, size_t memory);
void spool_free(struct spool *s);

/* spool_put -- appends a step, which is copied.  Errors EX_IOERR,
 * EX_CANTCREAT. */
MUST_CHECK int spool_put(struct spool *s, const void *step);

/* spool_steps -- how many were put. */
size_t spool_steps(const struct spool *s);

/* spool_get -- step k, counted from the first put, into step [n]. */
MUST_CHECK int spool_get(struct spool *s, size_t k, void *step);

/* spool_drop -- steps before k are not asked for again; their room is given
 * back. */
void spool_drop(struct spool *s, size_t k);

/* spool_block -- how many cells' series, all steps of each, fit in `memory`
 * bytes, or in less where that is as fast: a multiple of 16, at least 16, at
 * most n rounded up. */
size_t spool_block(const struct spool *s, size_t memory);

/*
 * spool_series -- all steps of `count` cells.
 *
 *   first, count  in   cells first .. first + count - 1, in the order of a step
 *   series        out  [count][spool_steps()]
 *
 * Blocks in order of their cells are the fastest; nothing may be dropped.
 *
 * Threads  uses those of OpenMP
 */
MUST_CHECK int spool_series(struct spool *s, size_t first, size_t count,
                            void *series);

/* spool_replace_series -- the same the other way: new values of these cells, at
 * all steps. */
MUST_CHECK int spool_replace_series(struct spool *s, size_t first, size_t count,
                                    const void *series);

#endif
