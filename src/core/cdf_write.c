/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cdf_layout.h"
#include "core/mem.h"

/* The header as far as it is written. */
struct pen {
    int version;
    unsigned char *bytes;
    size_t n, room;
};

static void put(struct pen *p, const void *bytes, size_t n) {
    if (p->room - p->n < n) {
        p->room = 2 * p->room + n;
        p->bytes = mem_grow(p->bytes, p->room, 1);
    }
    if (n > 0)
        memcpy(p->bytes + p->n, bytes, n);
    p->n += n;
}

/* The last `size` bytes of v, big-endian. */
static void put_number(struct pen *p, uint64_t v, size_t size) {
    unsigned char bytes[8];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(v >> 8 * (size - 1 - i));
    put(p, bytes, size);
}

static void put_int(struct pen *p, uint64_t v) {
    put_number(p, v, 4);
}

/* A count or a length. */
static void put_count(struct pen *p, uint64_t v) {
    put_number(p, v, p->version == 5 ? 8 : 4);
}

static void put_padding(struct pen *p) {
    put(p, "\0\0\0", (4 - p->n % 4) % 4);
}

static void put_text(struct pen *p, const char *text, size_t n) {
    put_count(p, n);
    put(p, text, n);
    put_padding(p);
}

static void put_list(struct pen *p, uint64_t tag, size_t n) {
    put_int(p, n ? tag : 0);
    put_count(p, n);
}

/* The type of an attribute in a version that may not know its own. */
static enum nc_type type_for(const struct pen *p, const struct att *t) {
    if (t->text)
        return TYPE_CHAR;
    if (p->version == 5 || t->type <= TYPE_DOUBLE)
        return t->type;
    if (t->type == TYPE_UBYTE)
        return TYPE_SHORT;
    for (size_t i = 0; i < t->n; i++)
        if (!(fabs(t->number[i]) <= INT32_MAX))
            return TYPE_DOUBLE;
    return TYPE_INT;
}

/* x as a signed or unsigned integer of so many bytes; the nearest there is. */
static uint64_t integer(double x, size_t size, bool is_signed) {
    const double most = ldexp(1, (int)(8 * size) - is_signed);

    if (!(x > (is_signed ? -most : 0)))
        return is_signed ? UINT64_C(1) << (8 * size - 1) : 0;
    if (x >= most)
        return UINT64_MAX >> (64 - 8 * size + is_signed);
    return x < 0 ? (uint64_t)(int64_t)x : (uint64_t)x;
}

static void put_value(struct pen *p, enum nc_type type, double x) {
    const size_t size = nc_size(type);
    const float f = (float)x;
    uint64_t bits = 0;
    uint32_t half;

    switch (type) {
    case TYPE_FLOAT:
        memcpy(&half, &f, sizeof half);
        bits = half;
        break;
    case TYPE_DOUBLE:
        memcpy(&bits, &x, sizeof bits);
        break;
    case TYPE_UBYTE:
    case TYPE_USHORT:
    case TYPE_UINT:
    case TYPE_UINT64:
        bits = integer(x, size, false);
        break;
    default:
        bits = integer(x, size, true);
    }
    put_number(p, bits, size);
}

static void put_atts(struct pen *p, const struct atts *a) {
    put_list(p, TAG_ATTRIBUTE, a->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct att *t = &a->att[i];
        const enum nc_type type = type_for(p, t);
        put_text(p, t->name, strlen(t->name));
        put_int(p, type);
        if (t->text) {
            put_text(p, t->text, t->n);
            continue;
        }
        put_count(p, t->n);
        for (size_t k = 0; k < t->n; k++)
            put_value(p, type, t->number[k]);
        put_padding(p);
    }
}

static void put_var(struct pen *p, const struct cdf *lay, size_t i,
                    const struct nc_var *v) {
    /* vsize counts the padding also where there is none. */
    const uint64_t size = (lay->size[i] + 3) / 4 * 4;

    put_text(p, v->name, strlen(v->name));
    put_count(p, v->ndims);
    for (size_t d = 0; d < v->ndims; d++)
        put_count(p, v->dim[d]);
    put_atts(p, &v->atts);
    put_int(p, v->type);
    put_count(p, p->version < 5 && size > UINT32_MAX ? UINT32_MAX : size);
    put_number(p, lay->begin[i], p->version == 1 ? 4 : 8);
}

unsigned char *cdf_encode(struct cdf *lay, const struct nc *nc) {
    struct pen p = { .version = lay->version };

    put(&p, "CDF", 3);
    put_number(&p, (uint64_t)lay->version, 1);
    put_count(&p, lay->count);
    put_list(&p, TAG_DIMENSION, nc->ndims);
    for (size_t i = 0; i < nc->ndims; i++) {
        put_text(&p, nc->dim[i].name, strlen(nc->dim[i].name));
        put_count(&p, i == nc->record ? 0 : nc->dim[i].n);
    }
    put_atts(&p, &nc->atts);
    put_list(&p, TAG_VARIABLE, nc->nvars);
    for (size_t i = 0; i < nc->nvars; i++)
        put_var(&p, lay, i, &nc->var[i]);
    lay->length = p.n;
    return p.bytes;
}
