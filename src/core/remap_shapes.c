/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_shapes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_polygons.h"
#include "core/remap_rows.h"
#include "kernel/constants.h"
#include "kernel/sphere.h"

double shape_box(const struct healpix_box *b, double corner[8]) {
    const double half = (b->east - b->west) / 2 * DEGREE;
    const double south = b->south * DEGREE, north = b->north * DEGREE;
    const double high = north - south, both = north + south;
    const double up = atan2(sin(high) * sin(both) * half,
                            (high + sin(high) * cos(both)) * sin(half));
    const double edge[2] = { south, north };
    const double more = 1 / cos(high / 2); /* arcs bend outwards */
    double x[2], y[2], at[2];

    for (int k = 0; k < 2; k++) {
        x[k] = cos(edge[k]) * sin(half);
        at[k] = sin(edge[k]) * cos(up) - cos(edge[k]) * sin(up) * cos(half);
    }
    /* The middle of a parallel lies nearer to the equator than its ends. */
    y[0] = fmin(at[0], sin(south - up));
    y[1] = fmax(at[1], sin(north - up));
    for (int k = 0; k < 2; k++) {
        const double slope = (x[k] - x[!k]) / (at[k] - at[!k]);
        const double wide = fmax(x[k], x[k] + slope * (y[k] - at[k]));
        corner[4 * k] = -more * wide;
        corner[4 * k + 2] = more * wide;
        corner[4 * k + 1] = corner[4 * k + 3] = more * y[k];
    }
    return up;
}

static void take_box(struct shapes *s, size_t k, const struct healpix_box *b) {
    const double middle = (b->west + b->east) / 2;
    const double up = shape_box(b, s->corner + 8 * k) / DEGREE;

    sphere_point(middle, up, s->centre + 3 * k);
    s->area[k] = (b->east - b->west) * DEGREE *
                 fabs(sin(b->north * DEGREE) - sin(b->south * DEGREE));
}

/* The integral of the place over all pieces of a cell, and its area. */
static double whole(const struct polygons *c, size_t cell, double m[3]) {
    double area = 0;

    m[0] = m[1] = m[2] = 0;
    for (size_t k = 0; k < polygons_count(c, cell); k++) {
        double p[12], part[3];
        if (!polygons_piece(c, cell, k, p))
            continue;
        sphere_moment(4, p, p, part);
        for (int d = 0; d < 3; d++)
            m[d] += part[d];
        area += sphere_area(4, p);
    }
    return area;
}

/* The corners across the centre. */
static void across(const double *lon, const double *lat, const double c[3],
                   double corner[8]) {
    double p[12], axis[2][3], longest = 0, more;

    for (int k = 0; k < 4; k++)
        sphere_point(lon[k], lat[k], p + 3 * k);
    for (int k = 0; k < 4; k++)
        longest = fmax(longest, sphere_chord(p + 3 * k, p + 3 * ((k + 1) % 4)));
    sphere_frame(c, axis[0], axis[1]);
    /* The middle of an arc lies further out than its ends. */
    more = 1 / sqrt(1 - fmin(0.75, longest * longest / 4));
    for (int k = 0; k < 8; k++) {
        const double *q = p + 3 * (k / 2), *a = axis[k % 2];
        corner[k] = more * (q[0] * a[0] + q[1] * a[1] + q[2] * a[2]);
    }
}

/* A rectangle round a face of more corners. */
static void around(const struct polygons *c, size_t cell, const double mid[3],
                   double corner[8]) {
    double axis[2][3], first[3], last[3], end[2][2], longest = 0;
    const size_t nv = c->nv;

    sphere_frame(mid, axis[0], axis[1]);
    end[0][0] = end[0][1] = 2;
    end[1][0] = end[1][1] = -2;
    for (size_t k = 0; k <= nv; k++) {
        const size_t at = cell * nv + k % nv;
        sphere_point(c->lon[at], c->lat[at], first);
        longest = fmax(longest, k > 0 ? sphere_chord(first, last) : 0);
        memcpy(last, first, sizeof last);
        for (int d = 0; d < 2; d++) {
            const double *a = axis[d];
            const double x =
                first[0] * a[0] + first[1] * a[1] + first[2] * a[2];
            end[0][d] = fmin(end[0][d], x);
            end[1][d] = fmax(end[1][d], x);
        }
    }
    for (int k = 0; k < 8; k++)
        corner[k] = end[k % 2 ? k / 4 : (k + 2) / 4 % 2][k % 2] /
                    sqrt(1 - fmin(0.75, longest * longest / 4));
}

static void take_polygon(struct shapes *s, const struct polygons *c, size_t k) {
    double m[3], length;

    s->area[k] = whole(c, k, m);
    length = sqrt(m[0] * m[0] + m[1] * m[1] + m[2] * m[2]);
    for (int d = 0; d < 3; d++)
        s->centre[3 * k + (size_t)d] = length > 0 ? m[d] / length : NAN;
    if (c->nv > 4)
        around(c, k, s->centre + 3 * k, s->corner + 8 * k);
    else
        across(c->lon + 4 * k, c->lat + 4 * k, s->centre + 3 * k,
               s->corner + 8 * k);
}

/* How far a place lies beyond the sides of a quadrilateral; 1: on one. */
static double beyond(const double q[8], double x, double y) {
    double most = 0;

    for (int k = 0; k < 4; k++) {
        const double *a = q + 2 * k, *b = q + 2 * ((k + 1) % 4);
        const double out[2] = { b[1] - a[1], a[0] - b[0] };
        most = fmax(most, (x * out[0] + y * out[1]) /
                              (a[0] * out[0] + a[1] * out[1]));
    }
    return most;
}

/* Widens the quadrilateral of a cell of HEALPix, whose sides are no great
 * circles, until all of its sides lie within. */
static void widen(size_t nside, long face, const double from[2],
                  const double c[3], double corner[8]) {
    double axis[2][3], most = 1;

    sphere_frame(c, axis[0], axis[1]);
    for (int k = 0; k < 32; k++) {
        const double t = (k / 4 + 0.5) / 8, side = k % 2;
        const double at[2] = { from[0] + (k % 4 < 2 ? t : side),
                               from[1] + (k % 4 < 2 ? side : t) };
        double p[3], x[2];
        healpix_point(nside, face, at, p);
        for (int d = 0; d < 2; d++)
            x[d] = p[0] * axis[d][0] + p[1] * axis[d][1] + p[2] * axis[d][2];
        most = fmax(most, beyond(corner, x[0], x[1]));
    }
    for (int k = 0; k < 8; k++)
        corner[k] *= 1 + 1.05 * (most - 1);
}

/* Cells of HEALPix as they are. */
static int bulge(struct shapes *s, const struct grid *g) {
    const size_t n = grid_nside(g);
    struct rows r;
    const int status = rows_open(&r, g);

    if (status != EX_OK)
        return status;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < r.ncells; i++) {
        const size_t k = rows_nth(&r, i);
        long at[3];
        healpix_face(n, r.id != NULL ? r.id[i] : i, at);
        const double from[2] = { (double)at[1], (double)at[2] };
        s->area[k] = M_PI / (3 * (double)(n * n));
        widen(n, at[0], from, s->centre + 3 * k, s->corner + 8 * k);
    }
    rows_free(&r);
    return EX_OK;
}

int shapes_open(struct shapes *s, const struct grid *g,
                const struct healpix_box *box) {
    const size_t n = grid_cells(g);
    struct polygons c = { 0 };
    int status = EX_OK;

    *s = (struct shapes){ .n = n };
    if (box == NULL)
        TRY(polygons_open(&c, g));
    s->centre = mem_array(n, 3 * sizeof *s->centre);
    s->area = mem_array(n, sizeof *s->area);
    s->corner = mem_array(n, 8 * sizeof *s->corner);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < n; k++)
        if (box != NULL)
            take_box(s, k, &box[k]);
        else
            take_polygon(s, &c, k);
    if (grid_nside(g) > 0 && g->lat_bounds == NULL)
        TRY(bulge(s, g));
done:
    polygons_free(&c);
    return status;
}

void shapes_settle(struct shapes *s) {
    free(s->centre);
    free(s->area);
    s->centre = s->area = NULL;
}

void shapes_free(struct shapes *s) {
    shapes_settle(s);
    free(s->corner);
    *s = (struct shapes){ 0 };
}
