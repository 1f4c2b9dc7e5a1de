/* SPDX-License-Identifier: Apache-2.0 */
#include "core/aec.h"

#include <libaec.h>

int aec_size(int bits) {
    return bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
}

int aec_unpack(const struct aec_packing *p, const void *src, size_t nsrc,
               void *out, size_t n) {
    const size_t want = n * (size_t)aec_size(p->bits);
    struct aec_stream s = {
        .next_in = src,
        .avail_in = nsrc,
        .next_out = out,
        .avail_out = want,
        .bits_per_sample = (unsigned)p->bits,
        .block_size = (unsigned)p->block,
        .rsi = (unsigned)p->interval,
        .flags = (unsigned)p->flags & ~(unsigned)(AEC_DATA_3BYTE | AEC_DATA_MSB)
    };

    if (p->bits < 1 || p->bits > 32 || p->interval < 1 || p->block < 8 ||
        p->block > 64)
        return err_set(EX_DATAERR, "CCSDS of %d bits, blocks of %d by %d",
                       p->bits, p->block, p->interval);
    if (aec_buffer_decode(&s) != AEC_OK || s.total_out != want)
        return err_set(EX_DATAERR, "CCSDS ends after %zu of %zu values",
                       s.total_out / (size_t)aec_size(p->bits), n);
    return EX_OK;
}
