/* SPDX-License-Identifier: Apache-2.0 */
/* chunks -- variables of a NetCDF-4 file from its chunks as they lie there.
 *
 * HDF5 finds the chunks, libdeflate and threads decode them, several steps at
 * once where they are read in order. */
#ifndef TWIN_CHUNKS_H
#define TWIN_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/nc.h"

struct chunks;

/* chunks_open -- of a file that NetCDF-C has open; NULL where that is not to
 * be.
 *
 *   path  in  ours, never the user's
 *   nc    in  borrowed until chunks_free()
 */
struct chunks *chunks_open(const char *path, const struct nc *nc);
void chunks_free(struct chunks *c);

/* chunks_are_fixed -- are the values of a variable texts of one fixed length,
 * which HDF5 has and NetCDF has not?  Then there is a warning.
 *
 *   path, bytes  in  where the file is, or, where path is NULL, its [n] bytes
 */
bool chunks_are_fixed(const char *path, void *bytes, size_t n,
                      const char *name);

/*
 * chunks_take -- can a slab be read here?  It can of common numbers with the
 * filters shuffle, deflate and fletcher32, if it is whole but along the first
 * dimension.
 *
 *   shape  [ndims]  in  of the variable's chunks
 */
bool chunks_take(struct chunks *c, size_t var, const size_t *shape,
                 const size_t *start, const size_t *count);

/* chunks_filter -- what the chunks of a variable have been through that cannot
 * be undone here, "lzf, HDF5 filter 32000"; NULL: nothing, or not known. */
const char *chunks_filter(const struct chunks *c, size_t var);

/*
 * chunks_slab -- reads one that can, as ncfile_slab() does.
 *
 * No chunk is decoded twice where slabs follow one another: what is enough for
 * the threads, up to 24 MiB of decoded values, shared out among variables,
 * waits in memory; rows of chunks that are larger than their share and than a
 * step go to an unlinked temporary.
 *
 * Errors  EX_DATAERR    a chunk is damaged
 *         EX_CANTCREAT, EX_IOERR  no temporary
 * Threads  one call at a time; parallel over chunks
 */
MUST_CHECK int chunks_slab(struct chunks *c, size_t var, const size_t *start,
                           const size_t *count, void *out);

/*
 * chunks_ready -- sees to it that a place of dimension 0 waits.
 *
 *   held  out  places that wait, this one and those after it
 *
 * Errors, Threads  as chunks_slab()
 */
MUST_CHECK int chunks_ready(struct chunks *c, size_t var, size_t place,
                            size_t *held);

/* chunks_piece -- some values of a place that waits: at[1] and n - 1 after it,
 * at[0] being the place.  Errors EX_IOERR.  Threads: any number. */
MUST_CHECK int chunks_piece(const struct chunks *c, size_t var,
                            const size_t at[2], size_t n, void *out);

#endif
