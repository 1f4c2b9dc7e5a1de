/* SPDX-License-Identifier: Apache-2.0 */
/* scaler -- what a transform has learnt of each field, and its file */
#ifndef TWIN_SCALER_H
#define TWIN_SCALER_H

#include "core/dataset.h"

enum scaler_kind { ZSCORE, MINMAX, ROBUST, LOG1P, BOUNDED, SCALERS };

/* The numbers of one field, of each cell or one for all. */
enum scaler_number {
    OFFSET,
    SCALE,
    MEAN,
    DEVIATION,
    COUNT,
    LEAST,
    MOST,
    NUMBERS
};

struct scaler_field {
    char *name, *units, *standard_name; /* before the transform */
    size_t n;                           /* values of a step, or 1 */
    bool has_level, has_member;         /* where each cell has its own */
    double *number[NUMBERS];            /* [n] each */
};

/* y = (x - offset) / scale; LOG1P: log(1 + x); BOUNDED: log((x - a) / (b - x)).
 */
struct scaler {
    enum scaler_kind kind;
    double a, b; /* MINMAX, BOUNDED */
    bool per_cell;
    char *period; /* that was learnt from, or NULL: all */
    size_t nfields;
    struct scaler_field *field;
};

void scaler_free(struct scaler *s);

/* scaler_parse -- "zscore", "minmax:-1,1", "bounded:0,100" ...  Errors EX_USAGE
 * lists them. */
MUST_CHECK int scaler_parse(const char *text, struct scaler *s);

/* scaler_name -- "zscore" ... */
const char *scaler_name(enum scaler_kind kind);

/*
 * scaler_write -- as NetCDF, whole or not at all.
 *
 *   ds  in  what was fitted: its grid, levels and members
 */
MUST_CHECK int scaler_write(const struct scaler *s, const struct dataset *ds,
                            const char *path);

/*
 * scaler_read -- what scaler_write() wrote.
 *
 *   domain  out  of the cells where they differ, without fields, or NULL; the
 *                caller frees it
 *
 * Errors  EX_DATAERR  it is no such file
 */
MUST_CHECK int scaler_read(struct scaler *s, struct dataset **domain,
                           const char *path);

/* scaler_apply, scaler_invert -- n values of a field; NaN where there is no
 * result: no spread, on or beyond a bound.  y may be x.  scaler_apply() returns
 * how many became missing. */
size_t scaler_apply(const struct scaler *s, const struct scaler_field *f,
                    size_t n, const float *x, float *y);
void scaler_invert(const struct scaler *s, const struct scaler_field *f,
                   size_t n, const float *y, float *x);

/* scaler_rename -- tas becomes tas_zscore, a number; scaler_restore -- and
 * back.
 */
void scaler_rename(const struct scaler *s, struct field *f);
void scaler_restore(const struct scaler_field *s, struct field *f);

#endif
