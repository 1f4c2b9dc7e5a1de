/* SPDX-License-Identifier: Apache-2.0 */
/* narrow -- the same dataset in values of 32 bits, for what knows no others */
#ifndef TWIN_NARROW_H
#define TWIN_NARROW_H

#include <stdbool.h>

#include "core/dataset.h"

struct narrow;

/* narrow_values -- n of them rounded, NaN where they are beyond a float; false
 * where there was such a one. */
bool narrow_values(size_t n, const double *x, float *y);

/* narrow_is_needed -- has it fields that are WIDE? */
bool narrow_is_needed(const struct dataset *ds);

/* narrow_new -- of a dataset, borrowed for the call.  Free with narrow_free().
 */
struct narrow *narrow_new(const struct dataset *ds);
void narrow_free(struct narrow *n);

/* narrow_dataset -- REAL where it was WIDE, static fields rounded; valid until
 * narrow_free(). */
const struct dataset *narrow_dataset(const struct narrow *n);

/*
 * narrow_step -- a step of the wide dataset as one of the other; valid until
 * the next call, and no longer than s.
 *
 * Missing  NaN stays NaN; a value beyond the largest float becomes NaN too,
 *          with one warning
 * Exact    rounded to the nearest float
 */
const struct step *narrow_step(struct narrow *n, const struct step *s);

#endif
