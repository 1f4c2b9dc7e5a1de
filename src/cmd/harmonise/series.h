/* SPDX-License-Identifier: Apache-2.0 */
/* series -- all values of a period, for its quantiles */
#ifndef TWIN_SERIES_H
#define TWIN_SERIES_H

#include <stddef.h>

#include "core/err.h"

struct series;

/* series_new -- for steps of n values; `memory` bytes before they go to disk.
 * Free with series_free(). */
struct series *series_new(size_t n, size_t memory);
void series_free(struct series *s);

/* series_start -- a new period; what was there is forgotten. */
void series_start(struct series *s);

/* series_add -- one more step.  Errors EX_IOERR, EX_CANTCREAT. */
MUST_CHECK int series_add(struct series *s, const float *x);

/* series_get -- step k of the period, as it was added. */
MUST_CHECK int series_get(struct series *s, size_t k, float *x);

/*
 * series_quantiles -- of the valid values of each cell.
 *
 *   p    [m]      in   0..1
 *   type          in   of quantile.h
 *   out  [m]      out  [n] each; NaN of cells without a valid value
 *
 * Threads  parallel over cells; the same bits at any number
 */
MUST_CHECK int series_quantiles(struct series *s, size_t m, const double *p,
                                int type, float *const *out);

#endif
