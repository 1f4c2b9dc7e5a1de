/* SPDX-License-Identifier: Apache-2.0 */
/* chunks_write -- records of a NetCDF-4 file as chunks, deflated by threads */
#ifndef TWIN_CHUNKS_WRITE_H
#define TWIN_CHUNKS_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/nc.h"
#include "core/pull.h"

struct chunks_out;

/* chunks_begin -- beside NetCDF-C, which has the file open and its variables
 * defined, shuffled and deflated; NULL where that is not to be.
 *
 *   path  in  a part's
 *   nc    in  borrowed until chunks_end()
 *   jobs  in  threads, at least 1
 */
struct chunks_out *chunks_begin(const char *path, const struct nc *nc,
                                int level, int jobs);

/* chunks_end -- before NetCDF-C closes the file; `drop` where it never does,
 * which leaves it open here too. */
void chunks_end(struct chunks_out *c, bool drop);

/* chunks_can -- is a variable written here?  It is if it has records and its
 * chunks hold one each. */
bool chunks_can(struct chunks_out *c, size_t var, const size_t *shape);

/*
 * chunks_put -- one record of such a variable, native values, of which a pull
 * gives a few rows of chunks at a time.
 *
 * Exact   the same bytes for any number of threads
 * Errors  EX_IOERR  with errno of the system where it is known; those of the
 *         pull
 */
MUST_CHECK int chunks_put(struct chunks_out *c, size_t var, size_t record,
                          const struct record *r);

#endif
