/* SPDX-License-Identifier: Apache-2.0 */
/* cdf -- the header of the classic format, CDF-1, CDF-2 and CDF-5 */
#ifndef TWIN_CDF_H
#define TWIN_CDF_H

#include <stdint.h>

#include "core/err.h"
#include "core/nc.h"

/* A count of records that says STREAMING: as many as come. */
#define CDF_STREAMING UINT64_MAX

/* No header is longer than this, or has more dimensions, variables or
 * attributes of one thing; foreign bytes that claim more are refused. */
enum { CDF_LONGEST = 16 << 20, CDF_MOST = 1 << 13 };

/* Where things are in the file. */
struct cdf {
    int version;     /* 1, 2, 5 */
    uint64_t length; /* of the header [byte] */
    uint64_t count;  /* the field numrecs, or CDF_STREAMING */
    uint64_t data;   /* first byte of values; length if there are none */
    uint64_t first;  /* first byte of the first record */
    uint64_t stride; /* from record to record; 0: no record variables */
    size_t nvars;
    uint64_t *begin; /* [nvars]  of the (first record's) values */
    uint64_t *size;  /* [nvars]  bytes of all values, or those of one record */
    uint64_t *room;  /* [nvars]  size with padding */
};

/* cdf_plan -- lays nc out: the header, then `gap` bytes, then fixed variables
 * and records without holes, in their order.
 *
 *   version  in   0: CDF-2, unless a variable needs CDF-5
 *
 * Errors  EX_DATAERR  sizes that the version cannot express
 */
MUST_CHECK int cdf_plan(struct cdf **out, const struct nc *nc, int version,
                        uint64_t gap);
void cdf_free(struct cdf *lay);

/* cdf_encode -- the bytes of the header, whose number is in lay->length; the
 * caller frees them with free().  Types that only CDF-5 has become SHORT, INT
 * or DOUBLE in attributes of CDF-1 and CDF-2; strings become text. */
unsigned char *cdf_encode(struct cdf *lay, const struct nc *nc);

/*
 * cdf_decode -- a header from its bytes.
 *
 *   nc, lay    out  the caller frees them with nc_free() and cdf_free(); NULL
 *                   unless all is there
 *   bytes [n]  in   from the start of the file
 *   more       out  the header goes on after n bytes; not a failure
 *
 * Names must not be empty, nor have control characters or '/'.  No memory is
 * taken for what is claimed but not there.
 *
 * Errors  EX_DATAERR  no such header
 */
MUST_CHECK int cdf_decode(struct nc **nc, struct cdf **lay, const void *bytes,
                          size_t n, bool *more);

/* cdf_sequential -- can it be read front to back: fixed variables before the
 * records, each in order of the header, without holes but after the header? */
bool cdf_sequential(const struct cdf *lay, const struct nc *nc);

/* cdf_end -- the byte after the last value of n records, without the padding
 * behind it; UINT64_MAX on overflow. */
uint64_t cdf_end(const struct cdf *lay, const struct nc *nc, uint64_t n);

#endif
