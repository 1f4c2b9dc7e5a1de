/* SPDX-License-Identifier: Apache-2.0 */
/* accumulate -- rain summed over the last steps, or from the first one on */
#ifndef TWIN_ACCUMULATE_H
#define TWIN_ACCUMULATE_H

#include "cmd/detect-events/report.h"

/* How a field of rain is read: amounts of a step, or a rate. */
struct rain {
    bool is_rate;
    double scale; /* to kg m-2, or to kg m-2 s-1 */
};

struct accumulation;

/* window_parse -- "all", steps or a duration. */
MUST_CHECK int window_parse(const char *text, bool *all, struct span *span);

/*
 * accumulation_new -- sums over n cells.
 *
 *   text    in  of --window, borrowed
 *   in      in  whose steps are summed, from the first
 *   field   in  which of its fields
 */
struct accumulation *accumulation_new(const char *text, struct reader *in,
                                      size_t field, const struct rain *rain);
void accumulation_free(struct accumulation *w);

/*
 * accumulation_next -- the next step and the rain up to its end.
 *
 *   s    out  NULL after the last; else valid until the next call
 *   now  out  its time
 *   sum  [n]  out  [kg m-2]; NaN where the window is not complete, or a value
 *                  in it missing
 *
 * Errors  EX_DATAERR  a window that is no whole number of steps, steps of
 *                     different lengths, a length that is not known
 */
MUST_CHECK int accumulation_next(struct accumulation *w, const struct step **s,
                                 struct instant *now, float *sum);

/* accumulation_length -- of a step [ms]; 0: not known. */
int64_t accumulation_length(const struct accumulation *w);

#endif
