/* SPDX-License-Identifier: Apache-2.0 */
#include <bzlib.h>
#include <limits.h>
#include <string.h>

#include "core/plug/block.h"

/* One stream or several, one behind the other. */
static bool decode(const void *bytes, size_t n, void *out, size_t room,
                   size_t *made) {
    unsigned got = room < UINT_MAX ? (unsigned)room : UINT_MAX;
    bz_stream s = { 0 };
    int status;

    if (n > UINT_MAX)
        return false;
    s.avail_in = (unsigned)n;
    s.avail_out = got;
    s.next_out = out;
    memcpy(&s.next_in, &bytes, sizeof bytes); /* it does not write there */
    do {
        if (BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
            return false;
        status = BZ2_bzDecompress(&s);
        BZ2_bzDecompressEnd(&s);
    } while (status == BZ_STREAM_END && s.avail_in > 0);
    *made = got - s.avail_out;
    return status == BZ_STREAM_END;
}

const struct block_plug twin_plug = { decode };
