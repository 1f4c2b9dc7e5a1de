/* SPDX-License-Identifier: Apache-2.0 */
/* cf_decode -- from the values of a file to the values of a field */
#ifndef TWIN_CF_DECODE_H
#define TWIN_CF_DECODE_H

#include "core/dataset.h"

struct decode;

/* decode_check -- EX_OK, or EX_DATAERR where scale_factor or add_offset is not
 * one finite number, or missing_value more than a hundred. */
MUST_CHECK int decode_check(const struct nc_var *v);

/*
 * decode_new -- how the values of a variable are to be taken.
 *
 *   v     in   _FillValue (or the type's default), missing_value, valid_min,
 *              valid_max and valid_range, of packed values unless they are
 *              wider than these; scale_factor, add_offset, _Unsigned; borrowed
 *              for the call
 *   wide  in   values of 64 bits, and whole numbers of 32 that are not packed,
 *              keep their bits
 *   type  out  LABEL for whole numbers that are not packed and have flags or no
 *              unit; WIDE or REAL for all others
 *
 * A range that would leave nothing, and one or a missing_value that is no
 * number, is ignored with a warning.  decode_check() comes first.  Free with
 * decode_free().
 */
struct decode *decode_new(const struct nc_var *v, bool wide, enum type *type);
void decode_free(struct decode *d);

/* decode_true_type -- of a variable: of the sign that _Unsigned gives it. */
enum nc_type decode_true_type(const struct nc_var *v);

/* decode_type -- what values become; WIDE also for flags of more than a label's
 * bits. */
enum type decode_type(const struct nc_var *v, bool packed, bool wide);

/* decode_store -- gives a field the type of its values; labels are written in
 * the type they came in, if it has room for what is missing. */
void decode_store(struct field *f, const struct nc_var *v, enum type type);

/* decode_is_plain -- do floats or doubles pass as they are, NaN being all that
 * is missing? */
bool decode_is_plain(const struct decode *d);

/* decode_is_light -- are floats decoded by decode_floats()? */
bool decode_is_light(const struct decode *d);

/* decode_floats -- n of them, in place; decode_foreign, big-endian ones.
 * Missing: NaN. */
void decode_floats(const void *decode, size_t n, void *values);
void decode_foreign(const struct decode *d, size_t n, float *values);

/*
 * decode_values -- n values.
 *
 *   raw  in   native values of the variable's type
 *   out  out  of the type; may be raw itself for floats
 *
 * Missing  NaN, LABEL_MISSING: equal to a fill value, outside the valid range,
 *          or NaN
 * Exact    value * scale + offset in double, for REAL then rounded to float;
 *          labels exactly; whole numbers of 64 bits that a double does not
 *          hold are rounded, with one warning for a variable
 * Errors   EX_DATAERR  a label that is too large for 32 bits
 * Threads  one at a time for a decode
 */
MUST_CHECK int decode_values(struct decode *d, size_t n, const void *raw,
                             union values out);

/* decode_doubles -- the same for coordinates, in double. */
void decode_doubles(const struct decode *d, size_t n, const void *raw,
                    double *out);

#endif
