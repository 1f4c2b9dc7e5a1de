/* SPDX-License-Identifier: Apache-2.0 */
/* netcdf -- NetCDF-4 and other HDF5 files through NetCDF-C: the root group.
 *
 * Every function returns EX_OK or a code with the library's own message, to
 * which the caller adds the file.  Paths are ours, /proc/self/fd/N or a part's,
 * never the user's text, so that no URL can reach the library. */
#ifndef TWIN_PLUG_NETCDF_H
#define TWIN_PLUG_NETCDF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/nc.h"

/* Where a file is: at a path, or in memory until it is closed. */
struct netcdf_bytes {
    const char *path; /* or NULL */
    void *bytes;      /* [n] */
    /* Is a variable of texts that NetCDF-C 4.9 overruns its memory with? */
    bool (*is_fixed)(const char *path, void *bytes, size_t n, const char *name);
    size_t n;
};

struct netcdf_plug {
    /*
     * open -- an existing file.
     *
     *   id     out  to be closed
     *   nc     out  what it says; the caller frees it with nc_free(). Variables
     *               of strings come as TYPE_CHAR with a dimension NAME_strlen
     *               more and their values; enumerations as whole numbers with
     *               flags, which are CF's for them; those of other types of the
     *               user's making are left out
     *   varid  out  [nc->nvars] the library's number of each variable, -1 of
     *               strings; the caller frees it with free()
     */
    int (*open)(const struct netcdf_bytes *file, int *id, struct nc **nc,
                int **varid);

    /* groups -- names of the groups below the root, "a, b"; NULL: none.  The
     * caller frees it with free(). */
    char *(*groups)(int id);

    /* others -- names of the variables that are left out, likewise. */
    char *(*others)(int id);

    /* chunk -- shape of a variable's chunks [ndims]; false: not chunked. */
    bool (*chunk)(int id, int varid, size_t *shape);

    /* last_unlimited -- the last dimension of a variable that is unlimited, 0
     * if there is none but the first. */
    size_t (*last_unlimited)(int id, int varid);

    /* cache -- room for decoded chunks of one variable: bytes, and n chunks. */
    int (*cache)(int id, int varid, size_t bytes, size_t n);

    /* get, put -- a slab of values in the variable's own type, native order.
     * NetCDF-C 4.9 gets wrong values where the slab has more than one place
     * along a dimension before an unlimited one that is shorter in the variable
     * than in others. */
    int (*get)(int id, int varid, const size_t *start, const size_t *count,
               void *out);
    int (*put)(int id, int varid, const size_t *start, const size_t *count,
               const void *value);

    /* create -- a new NetCDF-4 file with dimensions and global attributes;
     * variables follow, then their values. */
    int (*create)(const char *path, const struct nc *nc, int *id);

    /* define -- variable k of nc, which gets the number k.
     *
     *   shape  in  [ndims] of chunks, shuffled and deflated by level; NULL: as
     *              one block, not compressed */
    int (*define)(int id, const struct nc *nc, size_t k, const size_t *shape,
                  int level);

    /* close -- ends reading or writing; of a written file it is part of the
     * success. */
    int (*close)(int id);
};

extern HOST const struct netcdf_plug twin_plug;

#endif
