/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cf_decode.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/digits.h"
#include "core/mem.h"
#include "kernel/hot.h"
#include "kernel/swap.h"

struct decode {
    char *name;
    enum nc_type type; /* unsigned where _Unsigned says so */
    enum nc_type stored;
    enum type to;
    size_t nfill;
    double *fill;     /* [nfill] */
    double low, high; /* of what is valid, of packed or unpacked values */
    bool unpacked;    /* low and high are of unpacked values */
    double scale, offset;
    bool plain;
    bool told;          /* that values were rounded */
    size_t seen;        /* values that were decoded without a table */
    union values table; /* of all values of one or two bytes, or NULL */
};

static void find_fills(struct decode *d, const struct nc_var *v);
static void find_range(struct decode *d, const struct nc_var *v);
static void make_table(struct decode *d);

static bool is_whole(enum nc_type t) {
    return t != TYPE_FLOAT && t != TYPE_DOUBLE;
}

struct decode *decode_new(const struct nc_var *v, bool wide, enum type *type) {
    const double scale = atts_number(&v->atts, "scale_factor");
    const double offset = atts_number(&v->atts, "add_offset");
    struct decode *d = mem_array(1, sizeof *d);

    d->name = mem_text(v->name);
    d->type = decode_true_type(v);
    d->stored = v->type;
    d->scale = isnan(scale) ? 1 : scale;
    d->offset = isnan(offset) ? 0 : offset;
    *type = d->to = decode_type(v, !isnan(scale) || !isnan(offset), wide);
    find_fills(d, v);
    find_range(d, v);
    d->plain = d->type == (d->to == WIDE ? TYPE_DOUBLE : TYPE_FLOAT) &&
               d->nfill == 0 && d->scale == 1 && d->offset == 0 &&
               d->low == -INFINITY && d->high == INFINITY;
    return d;
}

void decode_free(struct decode *d) {
    if (d == NULL)
        return;
    free(d->name);
    free(d->fill);
    free(d->table.f);
    free(d);
}

bool decode_is_plain(const struct decode *d) {
    return d->plain;
}

/* The values that a type can take. */
static void type_range(enum nc_type t, double *low, double *high) {
    const double bits = 8 * (double)nc_size(t);
    const bool is_signed =
        t == TYPE_BYTE || t == TYPE_SHORT || t == TYPE_INT || t == TYPE_INT64;

    if (!is_whole(t)) {
        *low = -INFINITY;
        *high = INFINITY;
        return;
    }
    *low = is_signed ? -exp2(bits - 1) : 0;
    *high = exp2(is_signed ? bits - 1 : bits) - 1;
}

/* An attribute's number as the variable's own type would have it: one of the
 * other sign, where _Unsigned says so, by its bits.  NAN: it cannot be such a
 * value. */
static double as_type(const struct decode *d, double x) {
    double low, high;

    type_range(d->type, &low, &high);
    if (d->type == TYPE_FLOAT)
        return (double)(float)x;
    if (is_whole(d->type) && low == 0 && x < 0)
        x += high + 1;
    if (is_whole(d->type) && low < 0 && x > high && d->type != d->stored)
        x += 2 * low;
    return x >= low && x <= high && (!is_whole(d->type) || x == trunc(x)) ? x
                                                                          : NAN;
}

static void add_fill(struct decode *d, double x) {
    const double fill = as_type(d, x);

    if (isnan(fill))
        return;
    for (size_t k = 0; k < d->nfill; k++)
        if (d->fill[k] == fill)
            return;
    d->fill = mem_grow(d->fill, d->nfill + 1, sizeof *d->fill);
    d->fill[d->nfill++] = fill;
}

/* An attribute of one number or several; NULL: there is none. */
static const struct att *numbers(const struct nc_var *v, const char *name) {
    const struct att *a = atts_find(&v->atts, name);

    if (a == NULL || (a->number != NULL && a->n > 0))
        return a;
    if (v->type != TYPE_CHAR && a->text != NULL && strcasecmp(a->text, "nan"))
        warn("%s: %s is no number; it is ignored: \"%.40s\"", v->name, name,
             a->text);
    return NULL;
}

static void find_fills(struct decode *d, const struct nc_var *v) {
    const struct att *fill = numbers(v, "_FillValue");
    const struct att *missing = numbers(v, "missing_value");

    add_fill(d, fill != NULL ? fill->number[0] : nc_default_fill(d->stored));
    for (size_t k = 0; missing != NULL && k < missing->n; k++)
        add_fill(d, missing->number[k]);
}

/* NUG: a range is of packed values, unless its type is wider than theirs. */
static void find_range(struct decode *d, const struct nc_var *v) {
    const struct att *range = numbers(v, "valid_range");
    const struct att *least = numbers(v, "valid_min");
    const struct att *most = numbers(v, "valid_max");
    const bool both = range != NULL && range->n == 2;
    enum nc_type type = d->type;

    d->low = -INFINITY;
    d->high = INFINITY;
    if (both) {
        d->low = range->number[0];
        d->high = range->number[1];
        type = range->type;
    } else {
        if (least != NULL) {
            d->low = least->number[0];
            type = least->type;
        }
        if (most != NULL) {
            d->high = most->number[0];
            type = most->type;
        }
    }
    d->unpacked = is_whole(d->type) && !is_whole(type) &&
                  (d->scale != 1 || d->offset != 0);
    if (is_whole(d->type) && is_whole(type)) {
        double low, high;
        type_range(d->type, &low, &high);
        d->low += low == 0 && d->low < 0 && d->low > -INFINITY ? high + 1 : 0;
        d->high += low == 0 && d->high < 0 ? high + 1 : 0;
    } else if (d->type == TYPE_FLOAT) {
        d->low = (double)(float)d->low;
        d->high = (double)(float)d->high;
    }
    if (d->unpacked) { /* rounding is no step of what is packed */
        d->low -= fabs(d->scale) / 1000;
        d->high += fabs(d->scale) / 1000;
    }
    if (!(d->low <= d->high)) {
        warn("%s: a valid range of %g to %g would leave nothing; it is ignored",
             d->name, d->low, d->high);
        d->low = -INFINITY;
        d->high = INFINITY;
    }
}

/* One value, unpacked; NAN where it is missing. */
static inline double unpack(const struct decode *d, double packed) {
    const double x = packed * d->scale + d->offset;
    const double tested = d->unpacked ? x : packed;

    for (size_t k = 0; k < d->nfill; k++)
        if (packed == d->fill[k])
            return NAN;
    return tested >= d->low && tested <= d->high ? x : NAN;
}

#define EACH_AS(T)                                                             \
    for (size_t k = 0; k < n; k++)                                             \
        out[k] = unpack(d, (double)((const T *)raw)[k]);                       \
    break

void decode_doubles(const struct decode *d, size_t n, const void *raw,
                    double *out) {
    switch (d->type) {
    case TYPE_BYTE:
        EACH_AS(int8_t);
    case TYPE_UBYTE:
        EACH_AS(uint8_t);
    case TYPE_SHORT:
        EACH_AS(int16_t);
    case TYPE_USHORT:
        EACH_AS(uint16_t);
    case TYPE_INT:
        EACH_AS(int32_t);
    case TYPE_UINT:
        EACH_AS(uint32_t);
    case TYPE_INT64:
        EACH_AS(int64_t);
    case TYPE_UINT64:
        EACH_AS(uint64_t);
    case TYPE_FLOAT:
        EACH_AS(float);
    case TYPE_DOUBLE:
        EACH_AS(double);
    default:
        for (size_t k = 0; k < n; k++)
            out[k] = NAN;
    }
}

/* Labels or reals from doubles; the place of the first label too large, n when
 * there is none. */
static size_t settle(const struct decode *d, size_t n, const double *x,
                     union values out) {
    size_t bad = n;

    for (size_t k = 0; d->to == REAL && k < n; k++)
        out.f[k] = (float)x[k];
    for (size_t k = n; d->to == LABEL && k-- > 0;) {
        const bool fits = fabs(x[k]) <= INT32_MAX;
        out.i[k] = fits ? (int32_t)x[k] : LABEL_MISSING;
        bad = fits || isnan(x[k]) ? bad : k;
    }
    return bad;
}

/* The 256 or 65536 values that there can be, by their bits. */
static void make_table(struct decode *d) {
    const bool one = nc_size(d->type) == 1;
    const size_t n = one ? 256 : 65536;
    uint16_t *raw = mem_array(n, sizeof *raw);
    double *x = mem_array(n, sizeof *x);

    for (size_t k = 0; k < n && one; k++)
        ((uint8_t *)raw)[k] = (uint8_t)k;
    for (size_t k = 0; k < n && !one; k++)
        raw[k] = (uint16_t)k;
    decode_doubles(d, n, raw, x);
    d->table.f = mem_array(n, sizeof *d->table.f);
    settle(d, n, x, d->table);
    free(raw);
    free(x);
}

static void look_up(const struct decode *d, size_t n, const void *raw,
                    float *out) {
    const size_t size = sizeof *out;
    const uint8_t *one = raw;
    const uint16_t *two = raw;

    if (nc_size(d->type) == 1)
        for (size_t k = 0; k < n; k++)
            memcpy(out + k, d->table.f + one[k], size);
    else
        for (size_t k = 0; k < n; k++)
            memcpy(out + k, d->table.f + two[k], size);
}

enum { FLOATS = 1 << 16 }; /* for a thread at a time */

HOT static void without(size_t n, const float *raw, float fill, float *out) {
    for (size_t k = 0; k < n; k++)
        out[k] = raw[k] == fill ? NAN : raw[k];
}

/* Floats with at most one fill value and nothing else to look at. */
bool decode_is_light(const struct decode *d) {
    return d->type == TYPE_FLOAT && d->to == REAL && d->nfill <= 1 &&
           d->scale == 1 && d->offset == 0 && d->low == -INFINITY &&
           d->high == INFINITY;
}

static void floats(const struct decode *d, size_t n, const float *raw,
                   float *out) {
    const float fill = d->nfill ? (float)d->fill[0] : NAN;

#pragma omp parallel for schedule(static) if (n > FLOATS)
    for (size_t k = 0; k < n; k += FLOATS)
        without(n - k < FLOATS ? n - k : FLOATS, raw + k, fill, out + k);
}

void decode_floats(const void *decode, size_t n, void *values) {
    const struct decode *d = decode;

    if (d->nfill > 0)
        without(n, values, (float)d->fill[0], values);
}

void decode_foreign(const struct decode *d, size_t n, float *values) {
    swap_floats(values, n, d->nfill ? (float)d->fill[0] : NAN);
}

/* Says, once, that whole numbers lose digits; missing ones have none. */
static void tell_rounded(struct decode *d, size_t n, const void *raw) {
    const bool is_signed = d->type == TYPE_INT64;
    const uint64_t *x = raw;
    double y = NAN;
    size_t k = is_signed || d->type == TYPE_UINT64 ? 0 : n;

    for (; !d->told && isnan(y) && k < n; k++)
        if (digits_lost(x[k], is_signed))
            decode_doubles(d, 1, x + k, &y);
    if (!isnan(y))
        digits_tell(d->name, x[k - 1], is_signed);
    d->told |= !isnan(y);
}

int decode_values(struct decode *d, size_t n, const void *raw,
                  union values out) {
    enum { BLOCK = 512 };
    const size_t size = nc_size(d->type);
    double x[BLOCK];

    if (d->table.f == NULL && size <= 2 && (d->seen += n) >> 8 * size)
        make_table(d);
    if (d->table.f != NULL) {
        look_up(d, n, raw, out.f);
        return EX_OK;
    }
    tell_rounded(d, n, raw);
    if (decode_is_light(d)) {
        floats(d, n, raw, out.f);
        return EX_OK;
    }
    if (d->to == WIDE) {
        decode_doubles(d, n, raw, out.d);
        return EX_OK;
    }
    for (size_t k = 0; k < n; k += BLOCK) {
        const size_t m = n - k < BLOCK ? n - k : BLOCK;
        union values at = { .f = out.f + k };
        decode_doubles(d, m, (const char *)raw + k * size, x);
        const size_t bad = settle(d, m, x, at);
        if (bad < m)
            return err_set(EX_DATAERR,
                           "%s: value %.0f is no label of 32 bits (no unit)",
                           d->name, x[bad]);
    }
    return EX_OK;
}
