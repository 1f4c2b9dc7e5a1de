/* SPDX-License-Identifier: Apache-2.0 */
/* zarr -- Zarr stores of version 2 in folders, read as slabs */
#ifndef TWIN_ZARR_H
#define TWIN_ZARR_H

#include <stdbool.h>

#include "core/ncfile.h"

/* zarr_is -- does a folder say that it is a store, of any version? */
bool zarr_is(int folder);

/* zarr_is_store -- the same of a path. */
bool zarr_is_store(const char *path);

/*
 * zarr_open -- the arrays of the root group, or the one array that the store
 * is.
 *
 *   in   in   fd is the folder, which passes to the file also on failure; head,
 *             nhead, mode and tap are not looked at
 *
 * Dimensions have the names of _ARRAY_DIMENSIONS (or NCZarr's), attributes are
 * those of .zattrs, and _FillValue is fill_value where there is none; metadata
 * are the consolidated ones where there are any.  Chunks that are not there
 * hold fill_value, else what is missing.  Texts become characters and are read
 * at once.  Arrays of other types are left out with a warning; a codec that is
 * not known is an error of those who read its array.
 *
 * Chunks that a slab takes only in part are kept decoded, as in chunks.h.
 *
 * Errors  EX_DATAERR  damaged; no array; version 3
 */
MUST_CHECK int zarr_open(struct ncfile **out, const struct ncfile_in *in);

#endif
