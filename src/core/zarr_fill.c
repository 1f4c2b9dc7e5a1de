/* SPDX-License-Identifier: Apache-2.0 */
/* What chunks hold that are not there. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/zarr_part.h"

#define STORE(T)                                                               \
    do {                                                                       \
        const T v = (T)x;                                                      \
        memcpy(a->fill, &v, sizeof v);                                         \
    } while (0)

/* A number as the type has it; false where it cannot be one. */
static bool store(struct zarr_array *a, double x) {
    const double bits = 8 * (double)nc_size(a->type);
    const bool is_signed = a->type == TYPE_BYTE || a->type == TYPE_SHORT ||
                           a->type == TYPE_INT || a->type == TYPE_INT64;
    const double high = exp2(is_signed ? bits - 1 : bits);

    if (a->type == TYPE_FLOAT) {
        STORE(float);
        return true;
    }
    if (a->type == TYPE_DOUBLE) {
        STORE(double);
        return true;
    }
    if (bits == 64 && x == high) { /* the last, which is no double */
        memset(a->fill, 0xff, 8);
        a->fill[7] = is_signed ? 0x7f : (char)0xff;
        return true;
    }
    if (!(x >= (is_signed ? -high : 0) && x < high) || x != trunc(x))
        return false;
    if (is_signed)
        STORE(int64_t);
    else
        STORE(uint64_t);
    return true;
}

/* NUG, appendix B: what is missing where nothing says so.  Bytes have none. */
static bool default_fill(enum nc_type t, double *x) {
    switch (t) {
    case TYPE_FLOAT:
    case TYPE_DOUBLE:
        *x = NAN;
        return true;
    case TYPE_SHORT:
        *x = -32767;
        return true;
    case TYPE_INT:
        *x = -2147483647;
        return true;
    case TYPE_USHORT:
        *x = 65535;
        return true;
    case TYPE_UINT:
        *x = 4294967295;
        return true;
    case TYPE_INT64:
        *x = -9223372036854775808.0;
        return true;
    default:
        return false;
    }
}

int zarr_fill(struct zarr_array *a, const struct json *value, struct atts *atts,
              bool axis) {
    const bool own = atts_find(atts, "_FillValue") != NULL;
    double x = json_number(value);
    bool there = json_kind(value) == JSON_NUMBER || zarr_special(value, &x);

    if (json_kind(value) == JSON_BOOL) {
        x = json_true(value);
        there = true;
    }
    if (!there && value != NULL && json_kind(value) != JSON_NULL &&
        a->kind == ZARR_NUMBER)
        return err_set(EX_DATAERR, "fill_value is no number");
    if (a->kind != ZARR_NUMBER)
        return EX_OK;
    if (there && !store(a, x))
        return err_set(EX_DATAERR, "fill_value %g is no value of its dtype", x);
    a->has_fill = there;
    if (there && !own && !axis && !isnan(x) && json_kind(value) != JSON_BOOL)
        atts_set_numbers(atts, "_FillValue", a->type, 1, &x);
    if (there)
        return EX_OK;
    x = atts_number(atts, "_FillValue");
    a->has_fill = own && !isnan(x) ? store(a, x)
                                   : default_fill(a->type, &x) && store(a, x);
    return EX_OK;
}
