/* SPDX-License-Identifier: Apache-2.0 */
/* From the packed sections of a field to its values. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/mem.h"
#include "kernel/ccsds.h"
#include "kernel/unpack.h"

/* Values that are unpacked at once. */
enum { PIECE = 1 << 16 };

/* What the packing of a field says. */
struct packed {
    const struct grib_index *x;
    const struct grib_field *f;
    size_t npoints, n; /* cells; values that are packed */
    int template, bits;
    struct scaling scaling;
    uint8_t *head; /* section 5 */
    size_t nhead;
    uint8_t *bitmap;        /* [(npoints + 7) / 8], or NULL */
    struct grib_room *room; /* for what is large */
    uint64_t data_at;       /* place of the packed values, ndata octets */
    size_t ndata;
};

static int bad(const struct packed *k, int section, const char *text) {
    return grib_bad(k->f->sec[section].at, "message %zu: %s", k->f->message,
                    text);
}

/* 10^-d as ecCodes has it, for the last bit. */
static double decimal(int64_t d) {
    double x = 1;

    for (; d > 0; d--)
        x /= 10;
    for (; d < 0; d++)
        x *= 10;
    return x;
}

/* No integer of its width may give what is no number. */
static int set_scaling(struct packed *k, double reference, int64_t e,
                       int64_t d) {
    struct scaling *s = &k->scaling;
    const double most = k->bits > 0 && k->bits <= 32
                            ? (double)((UINT64_C(1) << k->bits) - 1)
                            : 0;

    s->reference = reference;
    s->binary = ldexp(1, (int)e);
    s->decimal = decimal(d);
    if (fabs(s->reference * s->decimal) <= FLT_MAX &&
        fabs((s->reference + most * s->binary) * s->decimal) <= FLT_MAX)
        return EX_OK;
    return grib_bad(k->f->sec[k->f->edition == 1 ? SEC_DATA : SEC_PACKING].at,
                    "message %zu: R %g, E %lld, D %lld give no number",
                    k->f->message, reference, (long long)e, (long long)d);
}

/* A part of the input with room after it. */
static int load(const struct packed *k, uint64_t at, uint64_t n,
                uint8_t **out) {
    *out = mem_array((size_t)n + UNPACK_SLACK, 1);
    return grib_load(&k->x->in, at, (size_t)n, *out);
}

/* Room for n elements that the next field has again. */
static void *reuse(struct grib_room *room, int k, size_t n, size_t size) {
    const size_t bytes = n * size;

    if (room->n[k] < bytes) {
        free(room->bytes[k]);
        room->bytes[k] = mem_plane(bytes, 1);
        room->n[k] = bytes;
    }
    return room->bytes[k];
}

/* n octets from `at` on, with UNPACK_SLACK behind them: as they lie in memory,
 * or read into room for the next. */
static int data(const struct packed *k, uint64_t at, size_t n,
                const uint8_t **out) {
    const struct grib_input *in = &k->x->in;
    uint8_t *room;

    if (in->bytes != NULL && at + n + UNPACK_SLACK <= in->size) {
        *out = in->bytes + (at - in->base);
        return EX_OK;
    }
    room = reuse(k->room, GRIB_PACKED, n + UNPACK_SLACK, 1);
    *out = room;
    return grib_load(in, at, n, room);
}

static int read_bitmap(struct packed *k, uint64_t header) {
    const struct grib_section *s = &k->f->sec[SEC_BITMAP];
    const size_t n = k->npoints / 8 + (k->npoints % 8 > 0);

    if (s->n < header || s->n - header < n)
        return bad(k, SEC_BITMAP, "a bitmap shorter than its grid");
    return load(k, s->at + header, n, &k->bitmap);
}

static int counts(const struct packed *k, size_t there) {
    if (there == k->n)
        return EX_OK;
    return grib_bad(k->f->sec[SEC_BITMAP].n ? k->f->sec[SEC_BITMAP].at
                                            : k->f->sec[SEC_DATA].at,
                    "message %zu: %zu values for %zu %s", k->f->message, k->n,
                    there, k->bitmap ? "bits of the bitmap" : "cells");
}

/* Sections 5, 6 and 7 of GRIB 2. */
static int heads2(struct packed *k) {
    const struct grib_section *s = k->f->sec;
    uint8_t indicator[6];
    int status;

    k->nhead = s[SEC_PACKING].n < 64 ? (size_t)s[SEC_PACKING].n : 64;
    TRY(load(k, s[SEC_PACKING].at, k->nhead, &k->head));
    k->n = (size_t)grib_u(k->head + 5, 4);
    k->template = (int)grib_u(k->head + 9, 2);
    TRY(grib_load(&k->x->in, s[SEC_BITMAP].at, 6, indicator));
    if (indicator[5] == 0)
        TRY(read_bitmap(k, 6));
    TRY(counts(k,
               k->bitmap ? unpack_count(k->bitmap, k->npoints) : k->npoints));
    k->ndata = (size_t)s[SEC_DATA].n - 5;
    k->data_at = s[SEC_DATA].at + 5;
    if (k->template == 4)
        return EX_OK;
    if (k->nhead < 20)
        TRY(bad(k, SEC_PACKING, "its section 5 is too short"));
    k->bits = k->head[19];
    TRY(set_scaling(k, grib_ieee(k->head + 11), grib_s(k->head + 15, 2),
                    grib_s(k->head + 17, 2)));
done:
    return status;
}

/* Sections 3 and 4 of GRIB 1; D is in section 1. */
static int heads1(struct packed *k) {
    const struct grib_section *s = k->f->sec;
    uint8_t head[11], d[2], map[6];
    int status;

    TRY(grib_load(&k->x->in, s[SEC_DATA].at, sizeof head, head));
    TRY(grib_load(&k->x->in, s[SEC_PRODUCT].at + 26, sizeof d, d));
    if (head[3] & 0xc0)
        TRY(bad(k, SEC_DATA,
                head[3] & 0x80 ? "spherical harmonics are not read"
                               : "complex packing of GRIB 1 is not "
                                 "read"));
    if (s[SEC_BITMAP].n > 0) {
        TRY(grib_load(&k->x->in, s[SEC_BITMAP].at, sizeof map, map));
        if (grib_u(map + 4, 2) != 0)
            TRY(bad(k, SEC_BITMAP, "a bitmap of its centre's own"));
        TRY(read_bitmap(k, 6));
    }
    k->n = k->bitmap ? unpack_count(k->bitmap, k->npoints) : k->npoints;
    k->bits = head[10];
    k->ndata = (size_t)s[SEC_DATA].n - sizeof head;
    k->data_at = s[SEC_DATA].at + sizeof head;
    TRY(set_scaling(k, grib_ibm(head + 6), grib_s(head + 4, 2), grib_s(d, 2)));
done:
    return status;
}

/* Of a constant field R alone is the value, as ecCodes and NCEP's g2c have it,
 * both ways. */
static int constant(const struct packed *k, float *out) {
    const struct scaling s = { k->scaling.reference, 0, 1 };

    if (!(fabs(k->scaling.reference) <= (double)FLT_MAX))
        return bad(k, SEC_PACKING, "a value that is no number of 32 bits");
    unpack_simple(NULL, k->n, 0, &s, out);
    return EX_OK;
}

static int simple(const struct packed *k, float *out) {
    const uint8_t *p;
    int status = EX_OK;

    if (k->bits == 0)
        return constant(k, out);
    if (k->bits > 32)
        return bad(k, SEC_DATA, "more than 32 bits a value");
    if (((uint64_t)k->n * (uint64_t)k->bits + 7) / 8 > k->ndata)
        return grib_bad(k->f->sec[SEC_DATA].at,
                        "message %zu: %zu octets for %zu values of %d bits",
                        k->f->message, k->ndata, k->n, k->bits);
    /* by pieces, of whole octets, that stay near the processor */
    for (size_t i = 0; i < k->n && status == EX_OK; i += PIECE) {
        const size_t n = k->n - i < PIECE ? k->n - i : PIECE;
        status = data(k, k->data_at + i / 8 * (size_t)k->bits,
                      (n * (size_t)k->bits + 7) / 8, &p);
        if (status == EX_OK)
            unpack_simple(p, n, k->bits, &k->scaling, out + i);
    }
    return status;
}

/* What no check of widths can know beforehand. */
static int finite(const struct packed *k, size_t n, const float *value) {
    int is = 0;

    for (size_t i = 0; i < n; i++)
        is |= fabsf(value[i]) > FLT_MAX;
    return is ? bad(k, SEC_DATA, "a value that is no number of 32 bits")
              : EX_OK;
}

static int ieee(const struct packed *k, float *out) {
    const int size = k->nhead < 12 ? 0 : k->head[11] == 1 ? 4 : 8;
    const uint8_t *p;
    int status = EX_OK;

    if (size == 0 || k->head[11] < 1 || k->head[11] > 2)
        return bad(k, SEC_PACKING, "IEEE numbers of neither 32 nor 64 bits");
    if (k->n > k->ndata / (size_t)size)
        return bad(k, SEC_DATA, "fewer numbers than values");
    for (size_t i = 0; i < k->n && status == EX_OK; i += PIECE) {
        const size_t n = k->n - i < PIECE ? k->n - i : PIECE;
        status = data(k, k->data_at + i * (size_t)size, n * (size_t)size, &p);
        if (status != EX_OK)
            return status;
        unpack_ieee(p, n, size, out + i);
        status = finite(k, n, out + i);
    }
    return status;
}

static int complex(const struct packed *k, float *out) {
    const uint8_t *p = k->head, *src;
    const bool differs = k->template == 3;
    struct groups g;
    struct groups_plan plan;
    int status;

    if (k->nhead < (differs ? 49 : 47))
        return bad(k, SEC_PACKING, "its section 5 is too short");
    g = (struct groups){ .n = (size_t)grib_u(p + 31, 4),
                         .bits = k->bits,
                         .missing = p[22],
                         .width = p[35],
                         .width_bits = p[36],
                         .length = grib_u(p + 37, 4),
                         .step = p[41],
                         .last = grib_u(p + 42, 4),
                         .length_bits = p[46],
                         .order = differs ? p[47] : 0,
                         .extra = differs ? p[48] : 0 };
    if (g.n == 0 && k->bits == 0 && k->ndata == 0)
        return constant(k, out);
    if (g.n > k->n || g.bits > 32 || g.width_bits > 32 || g.length_bits > 32 ||
        g.missing > 2 || g.extra > 7 || g.order > 2)
        return bad(k, SEC_PACKING, "groups that cannot be");
    unpack_heads(&g, &plan);
    if (plan.values > k->ndata)
        return bad(k, SEC_DATA, "its groups are cut short");
    if ((status = data(k, k->data_at, k->ndata, &src)) != EX_OK)
        return status;
    unpack_plan(src, &g, &plan);
    if (plan.count != k->n || plan.nbytes > k->ndata || plan.width_max > 32)
        return grib_bad(k->f->sec[SEC_DATA].at,
                        "message %zu: groups of %llu values in %llu octets, "
                        "not %zu in %zu",
                        k->f->message, (unsigned long long)plan.count,
                        (unsigned long long)plan.nbytes, k->n, k->ndata);
    unpack_groups(src, &g, &plan, &k->scaling, out);
    return finite(k, k->n, out);
}

/* Interval by interval, each near the processor until it is scaled. */
static int intervals(const struct packed *k, struct ccsds *c, float *out) {
    const size_t most = (size_t)c->interval * (size_t)c->block;
    uint32_t *raw = reuse(k->room, GRIB_RAW, most, sizeof *raw);

    for (size_t i = 0; i < k->n; i += most) {
        const size_t n = k->n - i < most ? k->n - i : most;
        if (!ccsds_next(c, n, raw))
            return grib_bad(k->f->sec[SEC_DATA].at,
                            "message %zu: CCSDS ends after %zu of %zu values",
                            k->f->message, i, k->n);
        unpack_native(raw, n, sizeof *raw, &k->scaling, out + i);
    }
    return EX_OK;
}

static int ccsds(const struct packed *k, float *out) {
    struct ccsds c = { .bits = k->bits, .nsrc = k->ndata };
    int status;

    if (k->bits == 0)
        return constant(k, out);
    if (k->nhead < 25)
        return bad(k, SEC_PACKING, "its section 5 is too short");
    c.flags = k->head[21];
    c.block = k->head[22];
    c.interval = (int)grib_u(k->head + 23, 2);
    if (!ccsds_is(&c))
        return grib_bad(k->f->sec[SEC_PACKING].at,
                        "message %zu: CCSDS of %d bits, blocks of %d by %d, "
                        "flags %d, is not read",
                        k->f->message, c.bits, c.block, c.interval, c.flags);
    status = data(k, k->data_at, k->ndata, &c.src);
    return status == EX_OK ? intervals(k, &c, out) : status;
}

static int picture(const struct packed *k, float *out) {
    struct grib_codec_in in = { k->template, k->bits, NULL, k->ndata, k->n };
    const uint8_t *src;
    uint32_t *raw;
    int status;

    if (k->bits == 0)
        return constant(k, out);
    if (k->bits > 32 || k->n == 0)
        return bad(k, SEC_PACKING, "a picture of no values, or of too long");
    if ((status = data(k, k->data_at, k->ndata, &src)) != EX_OK)
        return status;
    in.bytes = src;
    raw = mem_array(k->n, sizeof *raw);
#pragma omp critical(grib_codec)
    status = grib_codec(k->x, &in, raw);
    if (status == EX_DATAERR)
        status = grib_bad(k->f->sec[SEC_DATA].at, "message %zu: %s",
                          k->f->message, err_text());
    else if (status == EX_OK)
        unpack_native(raw, k->n, 4, &k->scaling, out);
    free(raw);
    return status == EX_OK ? finite(k, k->n, out) : status;
}

static int unpack(const struct packed *k, float *out) {
    switch (k->template) {
    case 0:
        return simple(k, out);
    case 2:
    case 3:
        return complex(k, out);
    case 4:
        return ieee(k, out);
    case 40:
    case 41:
        return picture(k, out);
    case 42:
        return ccsds(k, out);
    default:
        return grib_bad(k->f->sec[SEC_PACKING].at,
                        "message %zu: packing template 5.%d is not read",
                        k->f->message, k->template);
    }
}

int grib_decode(const struct grib_index *x, const struct grib_field *f,
                struct grib_room *room, float *out) {
    const struct grib_grid *g = &x->grid[f->grid];
    struct packed k = { .x = x, .f = f, .npoints = g->npoints, .room = room };
    const unsigned turns = SCAN_WEST | SCAN_COLUMN | SCAN_TURN;
    float *scanned = NULL;
    int status;

    TRY(f->edition == 1 ? heads1(&k) : heads2(&k));
    if (g->scan & turns && !g->is.is_reduced)
        scanned = reuse(room, GRIB_SCANNED, k.npoints, sizeof *scanned);
    TRY(unpack(&k, scanned ? scanned : out));
    if (k.bitmap != NULL)
        unpack_spread(k.bitmap, k.npoints, k.n, scanned ? scanned : out);
    if (scanned != NULL)
        unpack_scan(scanned, g->ni, g->nj, g->scan, out);
done:
    free(k.head);
    free(k.bitmap);
    return status;
}

void grib_room_free(struct grib_room *room) {
    for (int k = 0; k < GRIB_ROOMS; k++)
        free(room->bytes[k]);
}
