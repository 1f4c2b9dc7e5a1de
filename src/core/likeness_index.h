/* SPDX-License-Identifier: Apache-2.0 */
/* likeness_index -- which of many fields another may be like, in a moment */
#ifndef TWIN_LIKENESS_INDEX_H
#define TWIN_LIKENESS_INDEX_H

#include "core/likeness.h"

struct likeness_index;

/* likeness_index_new -- of n fields, borrowed until likeness_index_free(). */
struct likeness_index *likeness_index_new(size_t n, const struct likeness *l);
void likeness_index_free(struct likeness_index *x);

/*
 * likeness_among -- those of which likeness_of() is not ALIKE_NOT for want of a
 * name in common.
 *
 *   out  out  their places, rising; valid until the next call
 *
 * Returns how many.
 */
size_t likeness_among(struct likeness_index *x, const struct likeness *other,
                      const size_t **out);

#endif
