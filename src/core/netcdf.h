/* SPDX-License-Identifier: Apache-2.0 */
/* netcdf -- NetCDF-4 files, read as slabs and written record after record.
 *
 * NetCDF-C does the work in a plug-in; it sees descriptors, never the user's
 * paths, so that no name can make it open something else. */
#ifndef TWIN_NETCDF_H
#define TWIN_NETCDF_H

#include "core/ncfile.h"
#include "core/pull.h"

/*
 * netcdf_open -- the root group of a NetCDF-4 or other HDF5 file, for
 * ncfile_open().
 *
 *   in   in   fd is a regular file, which passes to the file also on failure;
 *             head, nhead and mode are not looked at
 *
 * Chunks that a slab takes only in part are kept decoded, up to 1 GiB, so that
 * reading step after step decodes each once.
 *
 * Errors  EX_DATAERR      damaged; no variable in the root group
 *         EX_UNAVAILABLE  the plug-in is not there
 */
MUST_CHECK int netcdf_open(struct ncfile **out, const struct ncfile_in *in);

struct netcdf;

/*
 * netcdf_create -- a new NetCDF-4 file, with its fixed variables' values.
 *
 *   path    in   an existing file, which is overwritten
 *   name    in   what messages call it
 *   nc      in   borrowed until netcdf_free()
 *   nspace  in   how many of a field's last dimensions are space: 1 or 2
 *   jobs    in   threads that deflate, at least 1
 *
 * Fields are shuffled and deflated (level 4; by libdeflate and threads where a
 * chunk holds one step) in even chunks of at most 512 x 512 cells and one step;
 * where that is less than 64 KiB levels, members and then steps join, as long
 * as it holds all of the dimensions below.
 *
 * Exact   the same bytes on any run with the same libraries
 * Errors  EX_IOERR  no room; EX_UNAVAILABLE  the plug-in is not there
 */
MUST_CHECK int netcdf_create(struct netcdf **out, const char *path,
                             const char *name, const struct nc *nc,
                             size_t nspace, int jobs);

/* netcdf_put -- values of all record variables at the next record.
 *
 *   r  in  [nc->nvars] native values; of fixed variables only those that nc has
 *          no values of, at the first record
 *
 * Errors  EX_IOERR; those of the pull
 */
MUST_CHECK int netcdf_put(struct netcdf *w, const struct record *r);

/* netcdf_finish -- all is in the file; part of the success. */
MUST_CHECK int netcdf_finish(struct netcdf *w);
void netcdf_free(struct netcdf *w);

#endif
