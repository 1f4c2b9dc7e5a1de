/* SPDX-License-Identifier: Apache-2.0 */
/* blosc -- blocks that Blosc made, which is what Zarr stores are full of */
#ifndef TWIN_PLUG_BLOSC_H
#define TWIN_PLUG_BLOSC_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct blosc_plug {
    /* decode -- the bytes of a block; false where it is damaged, gives more
     * than room, or is packed in a way that the library was built without. */
    bool (*decode)(const void *bytes, size_t n, void *out, size_t room,
                   size_t *made);
};

extern HOST const struct blosc_plug twin_plug;

#endif
