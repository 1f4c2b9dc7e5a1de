/* SPDX-License-Identifier: Apache-2.0 */
/* columns -- the fields that periods give: each statistic of each field */
#ifndef TWIN_COLUMNS_H
#define TWIN_COLUMNS_H

#include "cmd/harmonise/slot.h"

/*
 * columns_make -- adds the fields to ds, and their columns to the plan.
 *
 *   stat  [n]  in   borrowed for the call; n = 0: sums of amounts, means of
 *                   all else
 *   interval   in   what a step is, for cell_methods, or NULL
 *
 * Errors  EX_DATAERR  labels; a sum that has no meaning
 *         EX_USAGE    a limit in a unit that is not known
 */
MUST_CHECK int columns_make(struct plan *p, struct dataset *ds, size_t n,
                            const struct statistic *stat, const char *interval);

/* columns_cover -- after the columns of each field one more: NAME_coverage. */
void columns_cover(struct plan *p, struct dataset *ds);

/* columns_free -- all of the plan. */
void columns_free(struct plan *p);

#endif
