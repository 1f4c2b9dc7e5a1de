/* SPDX-License-Identifier: Apache-2.0 */
#include "core/footprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stretch.h"
#include "kernel/geom.h"

static void point(struct footprint *f, const double box[4]) {
    f->geometry.type = GEOMETRY_POINT;
    geometry_add_point(&f->geometry, box[0], box[1], NAN);
    geometry_end_ring(&f->geometry);
}

static void piece(struct geometry *g, const double a[2], const double b[2]) {
    geometry_add_point(g, a[0], a[1], NAN);
    geometry_add_point(g, b[0], b[1], NAN);
    geometry_end_ring(g);
    geometry_end_part(g);
}

/* Eastwards from a, cut at 180 degrees. */
static void line(struct geometry *g, const double a[2], const double b[2]) {
    double at[2] = { 180, 0 };
    const double east[2] = { b[0] - 360, b[1] };

    g->type = b[0] > 180 ? GEOMETRY_MULTILINESTRING : GEOMETRY_LINESTRING;
    if (b[0] <= 180) {
        piece(g, a, b);
        return;
    }
    at[1] = a[1] + (b[1] - a[1]) * (180 - a[0]) / (b[0] - a[0]);
    piece(g, a, at);
    at[0] = -180;
    piece(g, at, east);
}

void footprint_box(struct footprint *out, const double box[4]) {
    double b[4] = { geom_lon(box[0]), box[1], 0, box[3] };

    *out = (struct footprint){ .known = true };
    b[2] = b[0] + (box[2] - box[0]);
    if (box[2] - box[0] >= 360) {
        b[0] = -180;
        b[2] = 180;
    }
    memcpy(out->box, b, sizeof b);
    if (b[2] > 180)
        out->box[2] = b[2] - 360;
    if (b[0] == b[2] && b[1] == b[3]) {
        point(out, b);
    } else if (b[0] == b[2] || b[1] == b[3]) {
        line(&out->geometry, b, b + 2);
    } else {
        geometry_box(&out->geometry, b[0], b[2], b[1], b[3]);
    }
}

static int by_place(const void *a, const void *b) {
    const double *p = a, *q = b;

    if (p[0] != q[0])
        return p[0] < q[0] ? -1 : 1;
    return (p[1] > q[1]) - (p[1] < q[1]);
}

static double turn(const double *a, const double *b, const double *c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/* Andrew's monotone chain over n sorted points; returns how many. */
static size_t hull(size_t n, const double (*p)[2], double (*out)[2]) {
    size_t m = 0;

    for (size_t pass = 0, low = 0; pass < 2; pass++, low = m - 1) {
        for (size_t k = 0; k < n; k++) {
            const double *at = p[pass ? n - 1 - k : k];
            while (m >= low + 2 && turn(out[m - 2], out[m - 1], at) <= 0)
                m--;
            if (pass == 0 || k > 0)
                memcpy(out[m++], at, sizeof *out);
        }
    }
    return m; /* the last is the first again */
}

/* Polygon of a hull that may reach beyond 180 degrees. */
static void put_hull(struct footprint *f, size_t n, double (*p)[2]) {
    struct geometry *g = &f->geometry;

    g->type = f->box[0] > f->box[2] ? GEOMETRY_MULTIPOLYGON : GEOMETRY_POLYGON;
    for (int side = 0; side < (f->box[0] > f->box[2] ? 2 : 1); side++) {
        const bool cuts = f->box[0] > f->box[2];
        double first[2] = { NAN, NAN };
        for (size_t k = 0; k + 1 < n; k++) {
            const double *a = p[k], *b = p[k + 1];
            const bool in_a = !cuts || (side ? a[0] >= 180 : a[0] <= 180);
            const bool in_b = !cuts || (side ? b[0] >= 180 : b[0] <= 180);
            double at[2][2];
            size_t m = 0;
            if (in_a)
                memcpy(at[m++], a, sizeof *at);
            if (in_a != in_b && a[0] != 180 && b[0] != 180) {
                at[m][0] = 180;
                at[m++][1] =
                    a[1] + (b[1] - a[1]) * (180 - a[0]) / (b[0] - a[0]);
            }
            for (size_t i = 0; i < m; i++) {
                const double lon = at[i][0] - (side ? 360 : 0);
                if (isnan(first[0])) {
                    first[0] = lon;
                    first[1] = at[i][1];
                }
                geometry_add_point(g, lon, at[i][1], NAN);
            }
        }
        geometry_add_point(g, first[0], first[1], NAN);
        geometry_end_ring(g);
        geometry_end_part(g);
    }
}

void footprint_points(struct footprint *out, size_t n, const double *lon,
                      const double *lat, const double *width) {
    struct stretch *s = mem_array(n, sizeof *s);
    double(*p)[2] = mem_array(n, sizeof *p);
    double(*h)[2] = mem_array(2 * n + 2, sizeof *h);
    double box[4] = { 0, INFINITY, 0, -INFINITY };
    size_t m = 0;

    *out = (struct footprint){ 0 };
    for (size_t k = 0; k < n; k++) {
        if (!isfinite(lon[k]) || !isfinite(lat[k]) || fabs(lat[k]) > 90.0001)
            continue;
        p[m][0] = s[m].west = s[m].east = geom_lon(lon[k]);
        if (width != NULL && width[k] > 0)
            s[m].east += fmin(width[k], 360);
        p[m][1] = fmax(-90, fmin(90, lat[k]));
        box[1] = fmin(box[1], p[m][1]);
        box[3] = fmax(box[3], p[m][1]);
        m++;
    }
    if (m > 0)
        stretches_narrowest(s, m, box);
    for (size_t k = 0; k < m; k++)
        p[k][0] += p[k][0] < box[0] ? 360 : 0;
    box[2] += box[2] < box[0] ? 360 : 0;
    if (m > 0 &&
        (box[0] == box[2] || box[1] == box[3] || box[2] - box[0] >= 360)) {
        footprint_box(out, box);
    } else if (m > 0) {
        qsort(p, m, sizeof *p, by_place);
        m = hull(m, (const double(*)[2])p, h);
        out->known = true;
        memcpy(out->box, box, sizeof box);
        out->box[2] -= box[2] > 180 ? 360 : 0;
        if (m < 4)
            line(&out->geometry, h[0], h[1]);
        else
            put_hull(out, m, h);
    }
    free(h);
    free(p);
    free(s);
}

void footprint_free(struct footprint *f) {
    geometry_free(&f->geometry);
    *f = (struct footprint){ 0 };
}
