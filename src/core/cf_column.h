/* SPDX-License-Identifier: Apache-2.0 */
/* cf_column -- the values of one field, step by step; private to cf_open() */
#ifndef TWIN_CF_COLUMN_H
#define TWIN_CF_COLUMN_H

#include "core/cf_read.h"

/* Slowest to fastest of a step: member, level, patch, y, x. */
enum { COLUMN_AXES = 5 };

/* How the values of a field lie in the file, and where they go. */
struct column {
    size_t var, size, n; /* bytes of a value, values of a step */
    struct decode *decode;
    struct ncfile_each each; /* decodes records as they come */
    enum type type;
    size_t *start, *count;    /* [ndims]  of what is read at once */
    size_t time;              /* place of time in the dimensions, or NC_NONE */
    size_t axis[COLUMN_AXES]; /* lengths */
    size_t stride[COLUMN_AXES]; /* values, in what is read at once */
    size_t time_stride;         /* likewise */
    bool natural;               /* a step is one piece in the right order */
    size_t first, have;  /* steps first ... first + have - 1 are in raw */
    void *raw;           /* what was read at once, or NULL */
    void *sorted;        /* a step put in order, or NULL */
    union values value;  /* a step decoded, or NULL */
    size_t nshifts;      /* values of a step that lie side by side, or 0 */
    size_t *shift;       /* [nshifts]  how far, as stride */
    bool mean;           /* their mean counts; else the first not missing */
    union values other;  /* one of them, decoded, or NULL */
    size_t nparts;       /* variables that are added, or 0 */
    struct column *part; /* [nparts] */
    double factor;       /* of such a part */
};

/*
 * column_open -- how the k-th field of a reading lies.
 *
 * Where a dimension has the edges of another one (struct nc_dim) values are
 * means of the two beside a cell; where one has versions of the field, the
 * first that is not missing, by rising coordinate.  The attribute twinpipe_sum
 * names variables that are added, "RAINC I_RAINC*100"; missing in one is
 * missing in the sum.
 *
 * Errors  EX_DATAERR  too large, or a variable of a sum that is not like it
 */
MUST_CHECK int column_open(struct reading *r, size_t k, struct column *c);
void column_free(struct column *c);

/*
 * column_get -- the values of step k: where they lie in memory, if they can
 * pass as they are.
 *
 *   record  [nvars]  in  of a sequential file, its record now
 */
MUST_CHECK int column_get(struct ncfile *f, const void *const *record,
                          struct column *col, size_t k, union values *out);

#endif
