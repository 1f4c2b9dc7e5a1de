/* SPDX-License-Identifier: Apache-2.0 */
#include <lzma.h>

#include "core/plug/block.h"

/* Bytes that it may take to unpack: those of the highest preset, and more. */
enum { MOST = 96 << 20 };

/* Both what begins with the header of xz, any number of which may follow on
 * each other, and with that of lzma, behind which nothing may. */
static bool decode(const void *bytes, size_t n, void *out, size_t room,
                   size_t *made) {
    lzma_stream s = LZMA_STREAM_INIT;
    lzma_ret status;

    if (lzma_auto_decoder(&s, MOST, LZMA_CONCATENATED) != LZMA_OK)
        return false;
    s.next_in = bytes;
    s.avail_in = n;
    s.next_out = out;
    s.avail_out = room;
    status = lzma_code(&s, LZMA_FINISH);
    *made = room - s.avail_out;
    lzma_end(&s);
    return status == LZMA_STREAM_END;
}

const struct block_plug twin_plug = { decode };
