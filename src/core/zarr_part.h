/* SPDX-License-Identifier: Apache-2.0 */
/* zarr_part -- what the parts of zarr.h share */
#ifndef TWIN_ZARR_PART_H
#define TWIN_ZARR_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "core/codec.h"
#include "core/json.h"
#include "core/ncfile.h"

/* Codecs of an array, dimensions, and threads that get a bench, at most. */
enum { ZARR_CODECS = 8, ZARR_RANK = 32, ZARR_BENCHES = 16 };

/* What lies in the store under one name. */
enum zarr_kind {
    ZARR_NUMBER,
    ZARR_BYTES, /* texts of a fixed number of bytes */
    ZARR_UCS4,  /* the same in code points of 4 bytes */
    ZARR_TEXTS, /* texts of any length (vlen-utf8) */
    ZARR_OTHER
};

struct zarr_array {
    char *name; /* "" where the store is the array */
    enum zarr_kind kind;
    enum nc_type type;
    size_t nd, size;       /* bytes of a value in the store */
    size_t *shape, *chunk; /* [nd] */
    size_t bytes;          /* of a chunk */
    bool swap;             /* values are big-endian */
    bool fortran;          /* the first dimension is the fastest */
    char separator;
    size_t ncodecs;
    struct codec codec[ZARR_CODECS]; /* in the order in which they were done */
    char fill[8];                    /* of chunks that are not there */
    bool has_fill;
    char *wkt; /* of GDAL's attribute _CRS, or NULL */
    char *why; /* it cannot be read, since it has ...; or NULL */
};

/* What one thread works in. */
struct zarr_bench {
    char *raw, *side[2], *turned;
    size_t nraw, nside[2], nturned;
    struct codec_room room;
};

/* A box of an array that waits decoded, in memory or mapped from a temporary.
 */
struct zarr_box {
    bool there; /* the values are those of start and count */
    bool seen;  /* start and count are of what was read last */
    size_t start[ZARR_RANK], count[ZARR_RANK];
    size_t rows; /* of chunks that were last decoded at once */
    char *values;
    size_t room;
    bool mapped;
};

struct zarr {
    struct ncfile base;
    int folder;
    size_t narrays;
    struct zarr_array *array; /* [narrays], as the first of base.nc->var */
    struct zarr_box *box;     /* [narrays] */
    struct zarr_bench bench[ZARR_BENCHES];
};

/*
 * zarr_bytes -- all of a file of the store.
 *
 *   bytes, room  in, out  a buffer that grows; the caller frees it with free()
 *   most         in       bytes that it may have
 *   n            out      SIZE_MAX: there is no such file
 *
 * Errors  EX_DATAERR  larger, or no regular file; EX_IOERR, EX_NOPERM
 */
struct zarr_file {
    char *bytes;
    size_t room, n, most;
};
MUST_CHECK int zarr_bytes(int folder, const char *name, struct zarr_file *f);

/* zarr_json -- the tree of a file; NULL where there is none.  NaN, Infinity and
 * -Infinity, which Python writes, become texts.  Errors EX_DATAERR. */
MUST_CHECK int zarr_json(struct json **out, int folder, const char *name);

/* zarr_special -- the number that such a text stands for, else NAN with false.
 */
bool zarr_special(const struct json *j, double *x);

/* zarr_atts -- .zattrs as attributes, without those of Zarr itself and those
 * that are neither texts nor numbers. */
void zarr_atts(const struct json *j, struct atts *a);

/* zarr_meta -- .zarray as an array; what is known but not read is in `why`.
 * Errors EX_DATAERR: it makes no sense. */
MUST_CHECK int zarr_meta(const struct json *j, struct zarr_array *a);
void zarr_array_free(struct zarr_array *a);

/* zarr_fill -- fill and has_fill, of fill_value, else of _FillValue, else of
 * the type; and _FillValue where there is none.
 *
 *   value  in  fill_value, or NULL
 *   axis   in  it is the coordinate of a dimension, which lacks nothing */
MUST_CHECK int zarr_fill(struct zarr_array *a, const struct json *value,
                         struct atts *atts, bool axis);

/* zarr_load -- the arrays of the store as z->base.nc. */
MUST_CHECK int zarr_load(struct zarr *z);

/* zarr_texts -- the values of a variable of texts, with the dimension of their
 * characters. */
MUST_CHECK int zarr_texts(struct zarr *z, size_t k);

/*
 * zarr_chunk -- the values of a chunk, in C order.
 *
 *   at   [nd]  in   which one, in chunks
 *   out        out  valid until the bench is used again; NULL: not there
 *   n          out  bytes
 *
 * Errors  EX_DATAERR  damaged
 */
struct zarr_place {
    const struct zarr_array *array;
    const size_t *at;
};
MUST_CHECK int zarr_chunk(const struct zarr *z, const struct zarr_place *p,
                          struct zarr_bench *b, const char **out, size_t *n);
void zarr_bench_free(struct zarr_bench *b);

/* zarr_ready -- can the array be read?  Outside parallel regions. */
MUST_CHECK int zarr_ready(const struct zarr *z, size_t k);

/* zarr_slab, zarr_check -- as struct ncfile_ops has them. */
MUST_CHECK int zarr_slab(struct ncfile *f, size_t var, const size_t *start,
                         const size_t *count, void *out);
MUST_CHECK int zarr_check(struct ncfile *f, size_t var, size_t bytes);
void zarr_box_free(struct zarr_box *b);

#endif
