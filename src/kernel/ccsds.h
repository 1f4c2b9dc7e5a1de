/* SPDX-License-Identifier: Apache-2.0 */
/* ccsds -- integers packed by lossless data compression, CCSDS 121.0-B-2.
 *
 * Integers without a sign, as they are or by differences to the one before,
 * with all codes, without padding: what GRIB has.  Of the source UNPACK_SLACK
 * bytes beyond its end may be read; what they hold does not matter. */
#ifndef TWIN_CCSDS_H
#define TWIN_CCSDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Flags of GRIB that matter; those of order and width do not. */
enum {
    CCSDS_SIGNED = 1,
    CCSDS_DIFFERS = 8,     /* by differences */
    CCSDS_RESTRICTED = 16, /* up to 4 bits: fewer codes */
    CCSDS_PADDED = 32      /* intervals by whole octets */
};

struct ccsds {
    const uint8_t *src; /* [nsrc] */
    size_t nsrc;
    int bits;     /* of an integer, 1..32 */
    int block;    /* integers of a block: 8, 16, 32 or 64 */
    int interval; /* blocks after each of which a reference comes, 1..65535 */
    int flags;
    uint64_t at; /* bits that were read; 0 at first */
};

/* ccsds_is -- are integers that are packed so what is read here? */
bool ccsds_is(const struct ccsds *c);

/*
 * ccsds_next -- the integers of the next interval.
 *
 *   out  [interval * block]  out
 *   n    those of them that there are: all but in the last interval
 *
 * c must be one of ccsds_is().  false: the source ends before, or is none: it
 * has an integer of more bits.
 *
 * Exact   what libaec 1.0.6 decodes
 * Source  CCSDS 121.0-B-2, 2012, sections 3 to 5
 */
bool ccsds_next(struct ccsds *c, size_t n, uint32_t *out);

#endif
