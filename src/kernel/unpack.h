/* SPDX-License-Identifier: Apache-2.0 */
/* unpack -- the packed integers of GRIB to values.
 *
 * value = (reference + X * binary) * decimal, in double, then rounded to float.
 * Of every packed source UNPACK_SLACK bytes beyond its end may be read; what
 * they hold does not matter. */
#ifndef TWIN_UNPACK_H
#define TWIN_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNPACK_SLACK = 8 };

struct scaling {
    double reference, binary, decimal; /* R, 2^E, 10^-D */
};

/*
 * unpack_simple -- n integers of `bits` <= 32 bits, one after another.
 *
 *   src  [(n bits + 7) / 8]  in
 *   out  [n]                 out
 *
 * Exact   float of what ecCodes 2.28 gives in double, to the bit
 * Source  WMO No. 306, regulation 92.9.4, template 5.0
 */
void unpack_simple(const uint8_t *src, size_t n, int bits,
                   const struct scaling *s, float *restrict out);

/* unpack_native -- the same of integers in native order, `size` 1, 2 or 4 bytes
 * wide. */
void unpack_native(const void *src, size_t n, int size, const struct scaling *s,
                   float *restrict out);

/* unpack_ieee -- n numbers in IEEE 754, big-endian, `size` 4 or 8 bytes wide;
 * NaN stays NaN. */
void unpack_ieee(const uint8_t *src, size_t n, int size, float *restrict out);

/* Groups of integers (templates 5.2 and 5.3). */
struct groups {
    size_t n;       /* groups */
    int bits;       /* of a group's reference, 0..32 */
    int missing;    /* missing value management, 0..2 */
    int width_bits; /* 0..32, so the next */
    int length_bits;
    uint64_t width;              /* reference of the widths */
    uint64_t length, step, last; /* reference and increment of the lengths; the
                                    true length of the last group */
    int order;                   /* of the differences: 0 (5.2), 1 or 2 */
    int extra; /* octets of each first value and of the minimum, 0..7 */
};

/* Where the parts of groups begin [byte], and what they add up to. */
struct groups_plan {
    uint64_t widths, lengths, values;
    uint64_t count;     /* of all values */
    uint64_t nbytes;    /* of all parts */
    uint64_t width_max; /* of a value [bit] */
};

/* unpack_heads -- the first three members of a plan: where the values begin.
 * Nothing is read. */
void unpack_heads(const struct groups *g, struct groups_plan *plan);

/*
 * unpack_plan -- the rest of it: from the widths and lengths.
 *
 *   src  [plan->values]  in
 *
 * Sums saturate at UINT64_MAX.
 */
void unpack_plan(const uint8_t *src, const struct groups *g,
                 struct groups_plan *plan);

/*
 * unpack_groups -- all values of the groups.
 *
 *   src  [plan->nbytes]  in   plan->width_max <= 32
 *   out  [plan->count]   out
 *
 * Missing  what the management of missing values marks becomes NaN, and takes
 *          no part in differences
 * Exact    float of what ecCodes 2.28 gives in double, to the bit
 * Source   WMO No. 306, templates 5.2, 5.3, 7.2, 7.3
 */
void unpack_groups(const uint8_t *src, const struct groups *g,
                   const struct groups_plan *plan, const struct scaling *s,
                   float *restrict out);

/* unpack_count -- bits that are set among the first n. */
size_t unpack_count(const uint8_t *bitmap, size_t n);

/*
 * unpack_spread -- puts the values that are there to the places that have one.
 *
 *   bitmap  in     n bits, of which `count` are set
 *   value   inout  [n]  the first `count` before, all after
 *
 * Missing  NaN where a bit is not set
 */
void unpack_spread(const uint8_t *bitmap, size_t n, size_t count,
                   float *restrict value);

/* Scanning mode: how values follow each other. */
enum {
    SCAN_WEST = 0x80,   /* along a row from east to west */
    SCAN_NORTH = 0x40,  /* rows from south to north */
    SCAN_COLUMN = 0x20, /* column after column */
    SCAN_TURN = 0x10    /* every other row (column) in the other direction */
};

/*
 * unpack_scan -- rows in their order in the file, each from west to east.
 *
 *   src  [nj * ni]   in
 *   dst  [nj][ni]    out
 */
void unpack_scan(const float *restrict src, size_t ni, size_t nj, unsigned scan,
                 float *restrict dst);

#endif
