/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <lz4.h>

#include "core/plug/block.h"

/* As numcodecs has it: how many bytes it gives, in 4 of them, then a block. */
static bool decode(const void *bytes, size_t n, void *out, size_t room,
                   size_t *made) {
    const unsigned char *b = bytes;

    if (n < 4 || n > INT_MAX)
        return false;
    *made = b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
    return *made <= room && *made <= INT_MAX &&
           LZ4_decompress_safe((const char *)bytes + 4, out, (int)n - 4,
                               (int)*made) == (int)*made;
}

const struct block_plug twin_plug = { decode };
