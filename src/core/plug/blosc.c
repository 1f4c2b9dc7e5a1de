/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug/block.h"

#include <blosc.h>

static bool decode(const void *bytes, size_t n, void *out, size_t room,
                   size_t *made) {
    if (n < BLOSC_MIN_HEADER_LENGTH ||
        blosc_cbuffer_validate(bytes, n, made) != 0 || *made > room)
        return false;
    return blosc_decompress_ctx(bytes, out, room, 1) == (int)*made;
}

const struct block_plug twin_plug = { decode };
