/* SPDX-License-Identifier: Apache-2.0 */
/* vector_pairs -- which fields are the two components of one vector */
#ifndef TWIN_VECTOR_PAIRS_H
#define TWIN_VECTOR_PAIRS_H

#include "core/dataset.h"

/*
 * vector_pairs -- the northward field of each eastward one.
 *
 *   north  [ds->nfields]  out  its place, SIZE_MAX of all others
 *
 * By the quantity table; of several that may be it, the one that is called
 * alike.  Components along the axes of a grid are none.
 */
void vector_pairs(const struct dataset *ds, size_t *north);

#endif
