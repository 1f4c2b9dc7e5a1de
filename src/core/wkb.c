/* SPDX-License-Identifier: Apache-2.0 */
#include "core/wkb.h"

#include <math.h>
#include <string.h>

enum { DEEPEST = 32 };

/* What is left of the bytes, and the form of the geometry being read. */
struct wkb {
    const unsigned char *next;
    size_t left;
    bool swapped, has_z, has_m; /* of this geometry */
    bool any_m;                 /* of one of them */
};

/* Kinds, as in the standard. */
enum {
    POINT = 1,
    LINESTRING,
    POLYGON,
    MULTIPOINT,
    MULTILINESTRING,
    MULTIPOLYGON,
    COLLECTION,
    SURFACE = 15,
    TIN,
    TRIANGLE
};

static int short_of(void) {
    return err_set(EX_DATAERR, "a geometry is cut short");
}

/* The next n bytes in the order of this machine. */
static int take(struct wkb *w, void *out, size_t n) {
    unsigned char *to = out;

    if (w->left < n)
        return short_of();
    for (size_t k = 0; k < n; k++)
        to[k] = w->next[w->swapped ? n - 1 - k : k];
    w->next += n;
    w->left -= n;
    return EX_OK;
}

/* A count of things of at least `size` bytes, which must be there. */
static int count(struct wkb *w, size_t size, size_t *n) {
    uint32_t value = 0;
    int status;

    TRY(take(w, &value, sizeof value));
    *n = value;
    if (*n > w->left / size)
        return short_of();
done:
    return status;
}

static int head(struct wkb *w, unsigned *kind) {
    static const uint16_t one = 1;
    const bool is_little = *(const unsigned char *)&one == 1;
    uint32_t value = 0;
    int status;

    if (w->left < 1)
        return short_of();
    w->swapped = (*w->next == 1) != is_little;
    w->next++;
    w->left--;
    TRY(take(w, &value, sizeof value));
    w->has_z = (value & 0x80000000u) || (value & 0xffff) / 1000 % 2 == 1;
    w->has_m = (value & 0x40000000u) || (value & 0xffff) / 1000 >= 2;
    w->any_m |= w->has_m;
    *kind = (value & 0xffff) % 1000;
    if (value & 0x20000000u) /* EWKB's number of the CRS */
        TRY(take(w, &value, sizeof value));
done:
    return status;
}

static size_t point_size(const struct wkb *w) {
    return (2u + w->has_z + w->has_m) * sizeof(double);
}

/* An empty point is one of NaN. */
static int point(struct wkb *w, struct geometry *g) {
    double x[4] = { NAN, NAN, NAN, NAN };
    int status;

    for (size_t k = 0; k < point_size(w) / sizeof *x; k++)
        TRY(take(w, &x[k], sizeof *x));
    if (!isnan(x[0]) && !isnan(x[1]))
        geometry_add_point(g, x[0], x[1], w->has_z ? x[2] : NAN);
done:
    return status;
}

static int line(struct wkb *w, struct geometry *g) {
    const size_t before = g->npoints;
    size_t n;
    int status;

    TRY(count(w, point_size(w), &n));
    for (size_t k = 0; k < n; k++)
        TRY(point(w, g));
    if (g->npoints > before)
        geometry_end_ring(g);
done:
    return status;
}

/* Rings closed where a file left them open. */
static int polygon(struct wkb *w, struct geometry *g) {
    const size_t before = g->nrings;
    size_t n;
    int status;

    TRY(count(w, sizeof(uint32_t), &n));
    for (size_t k = 0; k < n; k++) {
        const size_t first = g->npoints;

        TRY(line(w, g));
        if (g->npoints == first)
            continue;
        const double *a = g->xy + 2 * first, *b = g->xy + 2 * (g->npoints - 1);
        if (a[0] != b[0] || a[1] != b[1]) {
            geometry_add_point(g, a[0], a[1], g->z ? g->z[first] : NAN);
            g->ring[g->nrings] = g->npoints;
        }
    }
    if (g->nrings > before)
        geometry_end_part(g);
done:
    return status;
}

/* One of the simple kinds, whose head is read, appended to g. */
static int simple(struct wkb *w, unsigned kind, struct geometry *g) {
    const size_t before = g->nrings;
    int status;

    switch (kind) {
    case POINT:
        return point(w, g);
    case LINESTRING:
        TRY(line(w, g));
        if (g->nrings > before)
            geometry_end_part(g);
        break;
    case POLYGON:
    case TRIANGLE:
        return polygon(w, g);
    default:
        return err_set(EX_DATAERR, "geometry kind %u is not known", kind);
    }
done:
    return status;
}

/* Several of one simple kind, each with a head. */
static int several(struct wkb *w, struct geometry *g) {
    unsigned kind;
    size_t n;
    int status;

    TRY(count(w, 5, &n));
    for (size_t k = 0; k < n; k++) {
        TRY(head(w, &kind));
        TRY(simple(w, kind, g));
    }
done:
    return status;
}

static int any(struct wkb *w, struct geometry *g, int depth) {
    static const enum geometry_type types[] = {
        [POINT] = GEOMETRY_POINT,
        [LINESTRING] = GEOMETRY_LINESTRING,
        [POLYGON] = GEOMETRY_POLYGON,
        [MULTIPOINT] = GEOMETRY_MULTIPOINT,
        [MULTILINESTRING] = GEOMETRY_MULTILINESTRING,
        [MULTIPOLYGON] = GEOMETRY_MULTIPOLYGON,
        [COLLECTION] = GEOMETRY_COLLECTION,
        [SURFACE] = GEOMETRY_MULTIPOLYGON,
        [TIN] = GEOMETRY_MULTIPOLYGON,
        [TRIANGLE] = GEOMETRY_POLYGON,
    };
    unsigned kind;
    size_t n;
    int status;

    TRY(head(w, &kind));
    if (kind > TRIANGLE || types[kind] == GEOMETRY_NONE)
        return err_set(EX_DATAERR, "geometry kind %u is not known", kind);
    g->type = types[kind];
    if (kind == COLLECTION) {
        if (depth == DEEPEST)
            return err_set(EX_DATAERR, "geometries nested too deep");
        TRY(count(w, 5, &n));
        for (size_t k = 0; k < n; k++)
            TRY(any(w, geometry_add_member(g), depth + 1));
    } else if (kind == POINT || kind == LINESTRING || kind == POLYGON ||
               kind == TRIANGLE) {
        TRY(simple(w, kind, g));
    } else {
        TRY(several(w, g));
    }
    if ((kind == POINT || kind == MULTIPOINT) && g->npoints > 0)
        geometry_end_ring(g);
done:
    return status;
}

int wkb_read(struct geometry *g, const unsigned char *bytes, size_t n,
             bool *has_m) {
    struct wkb w = { .next = bytes, .left = n };
    int status;

    *g = (struct geometry){ 0 };
    status = any(&w, g, 0);
    if (has_m)
        *has_m = w.any_m;
    return status;
}
