/* SPDX-License-Identifier: Apache-2.0 */
/* hdf5 -- chunks of NetCDF-4 files as they lie in the file.
 *
 * The file is open twice: NetCDF-C knows what it says, this door moves the
 * chunks.  Where a function says false, NetCDF-C does the work or finds what is
 * wrong.  Paths are ours, as in plug/netcdf.h. */
#ifndef TWIN_PLUG_HDF5_H
#define TWIN_PLUG_HDF5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/nc.h"

/* Filters that are known here, in the order of writing. */
enum hdf5_filter { FILTER_DEFLATE = 1, FILTER_SHUFFLE, FILTER_FLETCHER32 };
enum { HDF5_FILTERS = 4 };

/* A variable in chunks. */
struct hdf5_set {
    int64_t id; /* to be shut */
    bool swap;  /* values are in the other byte order */
    size_t nfilters;
    enum hdf5_filter filter[HDF5_FILTERS];
    size_t width[HDF5_FILTERS]; /* bytes of a value, for FILTER_SHUFFLE */
    char foreign[64];           /* a filter that is none of these, or empty */
};

struct hdf5_chunk {
    size_t ndims;
    size_t *at, *have; /* [ndims]  its place, its values within the extent */
    uint32_t skipped;  /* bit k: filter k was not applied */
};

struct hdf5_plug {
    /* is_fixed -- are the values of a variable texts of one fixed length, more
     * than a character? */
    bool (*is_fixed)(const char *path, void *bytes, size_t n, const char *name);

    /* open, close -- the file; `write` of one that NetCDF-C has open so too. */
    bool (*open)(const char *path, bool write, int64_t *file);
    void (*close)(int64_t file);

    /* look -- a variable whose extent is that of its dimensions (no
     * records yet, where it is to be written), in chunks of this shape
     * [v->ndims], numbers in a common type, with no filter but those above. */
    bool (*look)(int64_t file, const struct nc *nc, const struct nc_var *v,
                 const size_t *shape, struct hdf5_set *set);
    void (*shut)(int64_t set);

    /* get -- a chunk as it lies in the file; false: it is not there, has more
     * than room, or cannot be found. */
    bool (*get)(int64_t set, struct hdf5_chunk *c, void *bytes, size_t room,
                size_t *n);

    /* values -- what HDF5 makes of the same, in native byte order. */
    bool (*values)(int64_t set, const struct hdf5_chunk *c, void *out);

    /* grow, put -- a new extent; a chunk to which all filters were applied. */
    bool (*grow)(int64_t set, const size_t *extent, size_t ndims);
    bool (*put)(int64_t set, const size_t *at, size_t ndims, const void *bytes,
                size_t n);
};

extern HOST const struct hdf5_plug twin_plug;

#endif
