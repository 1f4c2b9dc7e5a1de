/* SPDX-License-Identifier: Apache-2.0 */
/* stac_shelf -- the Collections and the root of a catalogue.  For stac_shelf.c.
 */
#ifndef TWIN_STAC_SHELF_H
#define TWIN_STAC_SHELF_H

#include "core/stac_tree_part.h"

/* shelf_collection -- writes collection k, whose Items are the entries first up
 * to last. */
MUST_CHECK int shelf_collection(const struct stac_tree *t, size_t k,
                                size_t first, size_t last);

/* shelf_root -- writes catalog.json. */
MUST_CHECK int shelf_root(const struct stac_tree *t);

#endif
