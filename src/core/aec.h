/* SPDX-License-Identifier: Apache-2.0 */
/* aec -- the door to libaec: CCSDS 121.0-B, as GRIB packs with it */
#ifndef TWIN_AEC_H
#define TWIN_AEC_H

#include <stddef.h>

#include "core/err.h"

/* How values were packed. */
struct aec_packing {
    int bits;            /* of a value, 1..32 */
    int flags;           /* as GRIB gives them; order and width are ours */
    int block, interval; /* values; blocks */
};

/* aec_size -- bytes of a value when it is unpacked: 1, 2 or 4. */
int aec_size(int bits);

/*
 * aec_unpack -- exactly n values.
 *
 *   src  [nsrc]            in
 *   out  [n aec_size()]    out  in native order
 *
 * Errors  EX_DATAERR  it ends early, or cannot be unpacked
 * Threads any number at once
 */
MUST_CHECK int aec_unpack(const struct aec_packing *p, const void *src,
                          size_t nsrc, void *out, size_t n);

#endif
