/* SPDX-License-Identifier: Apache-2.0 */
/* learn -- the numbers of a scaler, from steps */
#ifndef TWIN_LEARN_H
#define TWIN_LEARN_H

#include "cmd/harmonise/scaler.h"
#include "core/spool.h"

/* What is known of each value of a field so far. */
struct learn {
    size_t n;            /* values in a step */
    double *first;       /* [n] the first valid one; NAN: none yet */
    double *sum;         /* [n] of what is beyond it */
    double *square;      /* [n] of that, squared */
    double *count;       /* [n] */
    float *least, *most; /* [n] */
};

struct learn *learn_new(size_t n);
void learn_free(struct learn *l);
void learn_step(struct learn *l, const float *x);

/* learn_finish -- fills the numbers of a field but those of ROBUST: f->n is the
 * step's or 1. */
void learn_finish(const struct learn *l, const struct scaler *s,
                  struct scaler_field *f);

/*
 * learn_quartiles -- offset and scale of ROBUST: the median, and the distance
 * of the quartiles (Hyndman & Fan, type 7).
 *
 *   spool  in  steps of the field
 *   fits   in  [steps] those that are learnt from
 *
 * Exact   also of all cells together: by counting values, not by sorting them
 * Errors  as spool_series()
 */
MUST_CHECK int learn_quartiles(struct spool *spool, const bool *fits, size_t n,
                               struct scaler_field *f);

#endif
