/* SPDX-License-Identifier: Apache-2.0 */
/* fuse_sigma -- the standard error of a source for --join fuse: a number, or a
 * field of a file, of one step or of the steps of the source */
#ifndef TWIN_FUSE_SIGMA_H
#define TWIN_FUSE_SIGMA_H

#include "core/reader.h"

struct sigma {
    double constant; /* where it is no field */
    char *file;      /* NULL: it is none */
    const char *variable;
    struct reader *reader;
    size_t k;             /* the place of the variable */
    bool series;          /* it has the steps of the source */
    size_t n;             /* values: those of the field, or of its cells */
    size_t planes;        /* of the variable */
    struct window window; /* of the grid of the whole */
    double *scale; /* [nfields]  to the unit of each field of the whole */
    float *value;  /* [n]  of this step */
};

/*
 * sigma_parse -- "0.5" or FILE:VAR.
 *
 * Errors  EX_USAGE  neither, or a number that is not above 0
 */
MUST_CHECK int sigma_parse(struct sigma *s, const char *text);

/*
 * sigma_open -- on the fields of a source.
 *
 *   in     in  the whole: its grid, its fields, their units
 *   units  in  [in->nfields]  of the source: a number is in these
 *   time   in  --time, or NULL
 *
 * Its axes are brought into the order of the whole, and cut to its box.
 *
 * Errors  EX_DATAERR  no such field, another grid, a unit that does not convert
 */
MUST_CHECK int sigma_open(struct sigma *s, const struct dataset *in,
                          const char *const *units, const char *time);

/* sigma_step -- the values at a step of the whole.  Errors EX_DATAERR if it has
 * none. */
MUST_CHECK int sigma_step(struct sigma *s, const struct time_axis *t,
                          const struct step *at);

/* sigma_end -- EX_DATAERR if it has more steps. */
MUST_CHECK int sigma_end(struct sigma *s);
void sigma_free(struct sigma *s);

/* time_check_same -- EX_OK if a step of `name` is at that time; EX_DATAERR
 * `b.nc: ends before ...` (b NULL) or `b.nc: has no step at ...`. */
MUST_CHECK int time_check_same(const struct time_axis *ta, const struct step *a,
                               const struct time_axis *tb, const struct step *b,
                               const char *name);

#endif
