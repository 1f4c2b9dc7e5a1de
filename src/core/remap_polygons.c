/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_polygons.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/sphere.h"

#define RADIAN 0.017453292519943295

/* Longest pieces, in degrees: along a parallel, where a great circle strays
 * from it by (length^2 / 16) at most and by so much of a cell's height at most;
 * and along a meridian, which is one. */
#define ALONG_PARALLEL 0.25
#define STRAYS         3e-6
#define ALONG_MERIDIAN 30

/* Smaller than any cell [sr]: two corners that fell together by rounding. */
#define NO_AREA 1e-20

/* Pieces of the widest interval between n + 1 edges. */
static size_t pieces(size_t n, const double *edge, double longest) {
    double widest = 0;

    for (size_t i = 0; i < n; i++)
        widest = fmax(widest, fabs(edge[i + 1] - edge[i]));
    return (size_t)fmax(1, ceil(widest / longest - 1e-6));
}

static double along_parallel(size_t n, const double *edge) {
    double least = 180;

    for (size_t i = 0; i < n; i++)
        least = fmin(least, fabs(edge[i + 1] - edge[i]));
    return fmin(ALONG_PARALLEL, sqrt(16 * STRAYS * least / RADIAN));
}

int polygons_open(struct polygons *out, const struct grid *g) {
    struct polygons c = { .nx = g->nx, .n = grid_cells(g), .npieces = 2 };
    int status;

    *out = (struct polygons){ 0 };
    if (g->kind == GRID_LATLON) {
        TRY(remap_edges(g, true, &c.ex, &c.ey));
        c.cutx = pieces(g->nx, c.ex, along_parallel(g->ny, c.ey));
        c.cuty = pieces(g->ny, c.ey, ALONG_MERIDIAN);
        c.npieces = c.cutx * c.cuty;
    } else {
        c.lon = mem_array(4 * c.n, sizeof *c.lon);
        c.lat = mem_array(4 * c.n, sizeof *c.lat);
        TRY(grid_corners(g, c.lon, c.lat));
    }
done:
    if (status == EX_OK)
        *out = c;
    else
        polygons_free(&c);
    return status;
}

void polygons_free(struct polygons *c) {
    free(c->lon);
    free(c->lat);
    free(c->ex);
    free(c->ey);
    *c = (struct polygons){ 0 };
}

/* Lets p turn left; false if it has no area. */
static bool turn_left(double p[12]) {
    const double area = sphere_area(4, p);
    double t[3];

    if (area < 0) {
        memcpy(t, p + 3, sizeof t);
        memcpy(p + 3, p + 9, sizeof t);
        memcpy(p + 9, t, sizeof t);
    }
    return fabs(area) > NO_AREA;
}

/* Edge k of `cut` between two edges. */
static double between(double a, double b, size_t k, size_t cut) {
    return k == cut ? b : a + (b - a) * (double)k / (double)cut;
}

static bool box_piece(const struct polygons *c, size_t cell, size_t k,
                      double p[12]) {
    const size_t j = cell / c->nx, i = cell % c->nx;
    const size_t y = k / c->cutx, x = k % c->cutx;
    const double west = between(c->ex[i], c->ex[i + 1], x, c->cutx);
    const double east = between(c->ex[i], c->ex[i + 1], x + 1, c->cutx);
    const double south = between(c->ey[j], c->ey[j + 1], y, c->cuty);
    const double north = between(c->ey[j], c->ey[j + 1], y + 1, c->cuty);

    sphere_point(west, south, p);
    sphere_point(east, south, p + 3);
    sphere_point(east, north, p + 6);
    sphere_point(west, north, p + 9);
    return turn_left(p);
}

/* The corner at which q bends inwards, or 4. */
static int dent(const double q[12]) {
    const double whole = sphere_area(4, q);

    for (int k = 0; k < 4; k++) {
        double t[9];
        for (int m = 0; m < 3; m++)
            memcpy(t + 3 * m, q + 3 * ((k + 3 + m) % 4), 3 * sizeof *t);
        if (sphere_area(3, t) * whole < 0)
            return k;
    }
    return 4;
}

/* A convex quadrilateral is its first piece; any other is two triangles, on
 * both sides of the corner that bends inwards. */
static bool corner_piece(const struct polygons *c, size_t cell, size_t k,
                         double p[12]) {
    double q[12];
    size_t from;

    for (size_t m = 0; m < 4; m++) {
        if (!isfinite(c->lon[4 * cell + m]) || !isfinite(c->lat[4 * cell + m]))
            return false;
        sphere_point(c->lon[4 * cell + m], c->lat[4 * cell + m], q + 3 * m);
    }
    from = (size_t)dent(q);
    if (from == 4) {
        memcpy(p, q, sizeof q);
        return k == 0 && turn_left(p);
    }
    for (size_t m = 0; m < 4; m++) {
        const size_t corner = from + (m == 0 ? 0 : k + (m < 3 ? m : 2));
        memcpy(p + 3 * m, q + 3 * (corner % 4), 3 * sizeof *p);
    }
    return turn_left(p);
}

bool polygons_piece(const struct polygons *c, size_t cell, size_t k,
                    double p[12]) {
    return c->lon == NULL ? box_piece(c, cell, k, p)
                          : corner_piece(c, cell, k, p);
}
