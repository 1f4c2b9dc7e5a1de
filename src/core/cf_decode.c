/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cf_decode.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/hot.h"

struct decode {
    char *name;
    enum nc_type type; /* unsigned where _Unsigned says so */
    enum type to;
    size_t nfill;
    double *fill;     /* [nfill] */
    double low, high; /* of what is valid, of packed or unpacked values */
    bool unpacked;    /* low and high are of unpacked values */
    double scale, offset;
    bool plain;
    union values table; /* of all values of one or two bytes, or NULL */
};

static void find_fills(struct decode *d, const struct atts *a);
static void find_range(struct decode *d, const struct atts *a);
static void make_table(struct decode *d);
static enum type type_of(const struct nc_var *v, bool packed, bool wide);

static bool is_whole(enum nc_type t) {
    return t != TYPE_FLOAT && t != TYPE_DOUBLE;
}

static enum nc_type true_type(const struct nc_var *v) {
    const char *text = atts_text(&v->atts, "_Unsigned");

    if (text == NULL || strcmp(text, "true") != 0)
        return v->type;
    switch (v->type) {
    case TYPE_BYTE:
        return TYPE_UBYTE;
    case TYPE_SHORT:
        return TYPE_USHORT;
    case TYPE_INT:
        return TYPE_UINT;
    case TYPE_INT64:
        return TYPE_UINT64;
    default:
        return v->type;
    }
}

struct decode *decode_new(const struct nc_var *v, bool wide, enum type *type) {
    const double scale = atts_number(&v->atts, "scale_factor");
    const double offset = atts_number(&v->atts, "add_offset");
    struct decode *d = mem_array(1, sizeof *d);

    d->name = mem_text(v->name);
    d->type = true_type(v);
    d->scale = isnan(scale) ? 1 : scale;
    d->offset = isnan(offset) ? 0 : offset;
    *type = d->to = type_of(v, !isnan(scale) || !isnan(offset), wide);
    find_fills(d, &v->atts);
    find_range(d, &v->atts);
    d->plain = d->type == (d->to == WIDE ? TYPE_DOUBLE : TYPE_FLOAT) &&
               d->nfill == 0 && d->scale == 1 && d->offset == 0 &&
               d->low == -INFINITY && d->high == INFINITY;
    if (nc_size(d->type) <= 2)
        make_table(d);
    return d;
}

void decode_store(struct field *f, const struct nc_var *v, enum type type) {
    const bool spare = atts_find(&v->atts, "_FillValue") != NULL ||
                       atts_find(&v->atts, "flag_values") != NULL;

    f->type = type;
    if (type != LABEL)
        return;
    if (*f->units == 0)
        field_text(&f->units, "1");
    f->store = TYPE_INT;
    if (v->type == TYPE_SHORT || v->type == TYPE_UBYTE || v->type == TYPE_BYTE)
        f->store = TYPE_SHORT;
    if (v->type == TYPE_BYTE && spare &&
        atts_text(&v->atts, "_Unsigned") == NULL)
        f->store = TYPE_BYTE;
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

static enum type type_of(const struct nc_var *v, bool packed, bool wide) {
    const char *units = atts_text(&v->atts, "units");
    const enum type real =
        !wide || v->type == TYPE_FLOAT || nc_size(v->type) < 4 ? REAL : WIDE;

    if (!is_whole(v->type))
        return real;
    if (packed)
        return REAL;
    if (atts_find(&v->atts, "flag_values") != NULL ||
        atts_find(&v->atts, "flag_masks") != NULL ||
        atts_find(&v->atts, "flag_meanings") != NULL)
        return LABEL;
    return units == NULL || *units == 0 || strcmp(units, "1") == 0 ? LABEL
                                                                   : real;
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

/* An attribute's number as the variable's own type would have it: a signed one
 * of an unsigned variable by its bits.  NAN: it cannot be such a value. */
static double as_type(const struct decode *d, double x) {
    double low, high;

    type_range(d->type, &low, &high);
    if (d->type == TYPE_FLOAT)
        return (double)(float)x;
    if (is_whole(d->type) && low == 0 && x < 0)
        x += high + 1;
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

/* NUG, appendix B: defaults of all types but bytes. */
static double default_fill(enum nc_type t) {
    switch (t) {
    case TYPE_SHORT:
        return -32767;
    case TYPE_INT:
        return -2147483647;
    case TYPE_FLOAT:
    case TYPE_DOUBLE:
        return 0x1.ep+122;
    case TYPE_USHORT:
        return 65535;
    case TYPE_UINT:
        return 4294967295;
    case TYPE_INT64:
        return -9223372036854775806.0;
    case TYPE_UINT64:
        return 18446744073709551614.0;
    default:
        return NAN;
    }
}

static void find_fills(struct decode *d, const struct atts *a) {
    const struct att *fill = atts_find(a, "_FillValue");
    const struct att *missing = atts_find(a, "missing_value");

    if (fill != NULL && fill->n > 0 && fill->number != NULL)
        add_fill(d, fill->number[0]);
    else
        add_fill(d, default_fill(d->type));
    for (size_t k = 0; missing && missing->number && k < missing->n; k++)
        add_fill(d, missing->number[k]);
}

/* NUG: a range is of packed values, unless its type is wider than theirs. */
static void find_range(struct decode *d, const struct atts *a) {
    const struct att *range = atts_find(a, "valid_range");
    const struct att *least = atts_find(a, "valid_min");
    const struct att *most = atts_find(a, "valid_max");
    const bool both = range != NULL && range->number != NULL && range->n == 2;
    enum nc_type type = d->type;

    d->low = -INFINITY;
    d->high = INFINITY;
    if (both) {
        d->low = range->number[0];
        d->high = range->number[1];
        type = range->type;
    } else {
        if (least != NULL && least->number != NULL && least->n > 0) {
            d->low = least->number[0];
            type = least->type;
        }
        if (most != NULL && most->number != NULL && most->n > 0) {
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

    for (size_t k = 0; k < n; k++)
        if (one)
            ((uint8_t *)raw)[k] = (uint8_t)k;
        else
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

int decode_values(const struct decode *d, size_t n, const void *raw,
                  union values out) {
    enum { BLOCK = 512 };
    const size_t size = nc_size(d->type);
    double x[BLOCK];

    if (d->table.f != NULL) {
        look_up(d, n, raw, out.f);
        return EX_OK;
    }
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
                           "%s: value %.0f is no label (these have 32 bits)",
                           d->name, x[bad]);
    }
    return EX_OK;
}
