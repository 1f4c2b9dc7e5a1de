/* SPDX-License-Identifier: Apache-2.0 */
/* block -- blocks that Blosc, bzip2, LZ4 or LZMA packed, as chunks of Zarr
 * stores are */
#ifndef TWIN_PLUG_BLOCK_H
#define TWIN_PLUG_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct block_plug {
    /* decode -- the bytes of a block; false where it is damaged, gives more
     * than room, or is packed in a way that the library was built without. */
    bool (*decode)(const void *bytes, size_t n, void *out, size_t room,
                   size_t *made);
};

extern HOST const struct block_plug twin_plug;

#endif
