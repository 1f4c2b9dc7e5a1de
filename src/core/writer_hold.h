/* SPDX-License-Identifier: Apache-2.0 */
/* writer_hold -- the first steps of a stream whose count is not known.
 *
 * A header with the true count is read by every program, one that says
 * STREAMING by few.  So a stream that turns out to be short is counted before
 * it is written; a long one goes on as it comes. */
#ifndef TWIN_WRITER_HOLD_H
#define TWIN_WRITER_HOLD_H

#include <stdbool.h>

#include "core/dataset.h"

/* A stream longer than this is not held [byte]. */
enum { HOLD_MOST = 8 << 20 };

struct hold;

/* hold_new -- for steps of ds, which is borrowed; NULL where one step alone is
 * too long. */
struct hold *hold_new(const struct dataset *ds);
void hold_free(struct hold *h);

/* hold_put -- copies a step; false, and nothing is kept of it, where there is
 * no more room. */
bool hold_put(struct hold *h, const struct step *s);

/* hold_get -- step k, or NULL behind the last. */
const struct step *hold_get(const struct hold *h, size_t k);

#endif
