/* SPDX-License-Identifier: Apache-2.0 */
#include "core/feature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Room for n elements is kept as the next power of two, so that n alone tells
 * when an array is full. */
static size_t room(size_t n) {
    size_t size = 1;

    while (size < n)
        size *= 2;
    return size;
}

static void *grow(void *p, size_t n, size_t size) {
    const bool full = (n & (n - 1)) == 0; /* 0 too */

    return full ? mem_grow(p, room(n + 1), size) : p;
}

static void *copy(const void *p, size_t n, size_t size) {
    void *q;

    if (p == NULL)
        return NULL;
    q = mem_array(room(n), size);
    memcpy(q, p, n * size);
    return q;
}

struct feature *feature_new(void) {
    return mem_array(1, sizeof(struct feature));
}

void feature_free(struct feature *f) {
    if (f == NULL)
        return;
    feature_clear(f);
    free(f);
}

static void property_clear(struct property *p) {
    if (p->type == PROPERTY_TEXT || p->type == PROPERTY_JSON)
        free(p->value.text);
    free(p->name);
}

void feature_clear(struct feature *f) {
    for (size_t k = 0; k < f->nproperties; k++)
        property_clear(&f->property[k]);
    free(f->property);
    free(f->id);
    geometry_free(&f->geometry);
    *f = (struct feature){ 0 };
}

struct property *feature_add(struct feature *f, const char *name) {
    struct property *p;

    f->property = grow(f->property, f->nproperties, sizeof *p);
    p = &f->property[f->nproperties++];
    *p = (struct property){ .name = mem_text(name) };
    return p;
}

/* The places before the first point with a height have none. */
static void add_z(struct geometry *g, double z) {
    const size_t n = g->npoints;

    if (g->z == NULL && isnan(z))
        return;
    if (g->z == NULL) {
        g->z = mem_array(room(n), sizeof *g->z);
        for (size_t k = 0; k < n; k++)
            g->z[k] = NAN;
    }
    g->z = grow(g->z, n, sizeof *g->z);
    g->z[n] = z;
}

void geometry_add_point(struct geometry *g, double x, double y, double z) {
    add_z(g, z);
    g->xy = grow(g->xy, g->npoints, 2 * sizeof *g->xy);
    g->xy[2 * g->npoints] = x;
    g->xy[2 * g->npoints + 1] = y;
    g->npoints++;
}

/* A list of n ends after its first element, which is 0. */
static void end(size_t **list, size_t *n, size_t place) {
    if (*list == NULL)
        *list = mem_array(1, sizeof **list);
    *list = grow(*list, *n + 1, sizeof **list);
    (*list)[++*n] = place;
}

void geometry_end_ring(struct geometry *g) {
    end(&g->ring, &g->nrings, g->npoints);
}

void geometry_end_part(struct geometry *g) {
    end(&g->part, &g->nparts, g->nrings);
}

static void add_box(struct geometry *g, double west, double east, double south,
                    double north) {
    geometry_add_point(g, west, south, NAN);
    geometry_add_point(g, east, south, NAN);
    geometry_add_point(g, east, north, NAN);
    geometry_add_point(g, west, north, NAN);
    geometry_add_point(g, west, south, NAN);
    geometry_end_ring(g);
    geometry_end_part(g);
}

void geometry_box(struct geometry *g, double west, double east, double south,
                  double north) {
    g->type = east <= 180 ? GEOMETRY_POLYGON : GEOMETRY_MULTIPOLYGON;
    add_box(g, west, fmin(east, 180), south, north);
    if (east > 180)
        add_box(g, -180, east - 360, south, north);
}

struct geometry *geometry_add_member(struct geometry *g) {
    g->member = grow(g->member, g->nmembers, sizeof *g->member);
    g->member[g->nmembers] = (struct geometry){ 0 };
    return &g->member[g->nmembers++];
}

struct geometry geometry_copy(const struct geometry *g) {
    struct geometry new = *g;

    new.xy = copy(g->xy, g->npoints, 2 * sizeof *g->xy);
    new.z = copy(g->z, g->npoints, sizeof *g->z);
    new.ring = copy(g->ring, g->nrings + 1, sizeof *g->ring);
    new.part = copy(g->part, g->nparts + 1, sizeof *g->part);
    new.member = copy(g->member, g->nmembers, sizeof *g->member);
    for (size_t k = 0; k < g->nmembers; k++)
        new.member[k] = geometry_copy(&g->member[k]);
    return new;
}

void geometry_free(struct geometry *g) {
    for (size_t k = 0; k < g->nmembers; k++)
        geometry_free(&g->member[k]);
    free(g->member);
    free(g->part);
    free(g->ring);
    free(g->z);
    free(g->xy);
    *g = (struct geometry){ 0 };
}

/* Twice the area of points a up to b, around the first so that few digits are
 * lost far from 0, 0. */
static double signed_area(const struct geometry *g, size_t a, size_t b) {
    const double *o = g->xy + 2 * a;
    double sum = 0;

    for (size_t k = a; k + 1 < b; k++) {
        const double *p = g->xy + 2 * k, *q = p + 2;
        sum += (p[0] - o[0]) * (q[1] - o[1]) - (q[0] - o[0]) * (p[1] - o[1]);
    }
    return sum;
}

static void turn(struct geometry *g, size_t a, size_t b) {
    for (; a + 1 < b; a++, b--) {
        double *p = g->xy + 2 * a, *q = g->xy + 2 * (b - 1);
        const double x = p[0], y = p[1];

        p[0] = q[0], p[1] = q[1];
        q[0] = x, q[1] = y;
        if (g->z) {
            const double z = g->z[a];
            g->z[a] = g->z[b - 1];
            g->z[b - 1] = z;
        }
    }
}

void geometry_wind(struct geometry *g) {
    const bool is_polygon =
        g->type == GEOMETRY_POLYGON || g->type == GEOMETRY_MULTIPOLYGON;

    for (size_t k = 0; k < g->nmembers; k++)
        geometry_wind(&g->member[k]);
    for (size_t p = 0; is_polygon && p < g->nparts; p++) {
        for (size_t r = g->part[p]; r < g->part[p + 1]; r++) {
            const double area = signed_area(g, g->ring[r], g->ring[r + 1]);
            if (r == g->part[p] ? area < 0 : area > 0)
                turn(g, g->ring[r], g->ring[r + 1]);
        }
    }
}

static void extend(const struct geometry *g, double box[4]) {
    for (size_t k = 0; k < g->npoints; k++) {
        const double x = g->xy[2 * k], y = g->xy[2 * k + 1];

        box[0] = fmin(box[0], x); /* of a number and NaN: the number */
        box[1] = fmin(box[1], y);
        box[2] = fmax(box[2], x);
        box[3] = fmax(box[3], y);
    }
    for (size_t k = 0; k < g->nmembers; k++)
        extend(&g->member[k], box);
}

bool geometry_envelope(const struct geometry *g, double box[4]) {
    for (size_t k = 0; k < 4; k++)
        box[k] = NAN;
    extend(g, box);
    return !isnan(box[0]) && !isnan(box[1]);
}

const char *geometry_name(enum geometry_type type) {
    static const char *const name[] = {
        [GEOMETRY_NONE] = "null",
        [GEOMETRY_POINT] = "Point",
        [GEOMETRY_LINESTRING] = "LineString",
        [GEOMETRY_POLYGON] = "Polygon",
        [GEOMETRY_MULTIPOINT] = "MultiPoint",
        [GEOMETRY_MULTILINESTRING] = "MultiLineString",
        [GEOMETRY_MULTIPOLYGON] = "MultiPolygon",
        [GEOMETRY_COLLECTION] = "GeometryCollection",
    };

    return name[type];
}
