/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_polygons.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_healpix.h"
#include "kernel/constants.h"
#include "kernel/sphere.h"

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
    return fmin(ALONG_PARALLEL, sqrt(16 * STRAYS * least / DEGREE));
}

/* Boxes of any width: how many pieces the widest needs. */
static void cut_boxes(struct polygons *c) {
    double least = 180, widest = 0;

    c->cuty = 1;
    for (size_t k = 0; k < c->n; k++) {
        const struct healpix_box *b = &c->box[k];
        least = fmin(least, b->north - b->south);
        widest = fmax(widest, b->east - b->west);
        c->cuty = (size_t)fmax((double)c->cuty,
                               ceil((b->north - b->south) / ALONG_MERIDIAN));
    }
    c->longest = fmin(ALONG_PARALLEL, sqrt(16 * STRAYS * least / DEGREE));
    c->cutx = (size_t)fmax(1, ceil(widest / c->longest - 1e-6));
    c->npieces = c->cutx * c->cuty;
}

/* Do the triangles of a face about its first corner all turn one way? */
static bool is_convex(const struct polygons *c, size_t cell) {
    double p[9], whole = 0, least = 0, most = 0;

    for (size_t k = 2; k < c->nv; k++) {
        const size_t at[3] = { 0, k - 1, k };
        double area;
        for (int m = 0; m < 3; m++)
            sphere_point(c->lon[cell * c->nv + at[m]],
                         c->lat[cell * c->nv + at[m]], p + 3 * m);
        area = sphere_area(3, p);
        whole += area;
        least = fmin(least, area);
        most = fmax(most, area);
    }
    return !(fmin(most, -least) > 1e-6 * fabs(whole));
}

/* Faces of more than four corners. */
static int take_faces(struct polygons *c, const struct grid *g) {
    c->nv = g->nvertex;
    c->npieces = (c->nv - 1) / 2;
    c->lon = mem_copy(g->lon_bounds, c->n * c->nv, sizeof *c->lon);
    c->lat = mem_copy(g->lat_bounds, c->n * c->nv, sizeof *c->lat);
    for (size_t k = 0; k < c->n; k++)
        if (!is_convex(c, k))
            return err_set(EX_DATAERR,
                           "face %zu of %zu corners is not convex (nearest and "
                           "distance work)",
                           k + 1, c->nv);
    return EX_OK;
}

int polygons_open(struct polygons *out, const struct grid *g) {
    struct polygons c = {
        .nx = g->nx, .n = grid_cells(g), .npieces = 2, .nv = 4
    };
    int status;

    *out = (struct polygons){ 0 };
    if (g->kind == GRID_UNSTRUCTURED && g->lat_bounds == NULL &&
        grid_nside(g) == 0) {
        TRY(remap_source_boxes(&c.box, g));
        cut_boxes(&c);
    } else if (g->kind == GRID_LATLON) {
        TRY(remap_edges(g, true, &c.ex, &c.ey));
        c.cutx = pieces(g->nx, c.ex, along_parallel(g->ny, c.ey));
        c.cuty = pieces(g->ny, c.ey, ALONG_MERIDIAN);
        c.npieces = c.cutx * c.cuty;
    } else if (g->kind == GRID_UNSTRUCTURED && g->nvertex > 4) {
        TRY(take_faces(&c, g));
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
    free(c->box);
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

/* The latitude of two corners so far apart, in degrees, that the great circle
 * between them leaves the same area as the parallel: the excess over the
 * equator is 2 atan(tan(half) sin(lat)) under the one, 2 half sin(lat) under
 * the other. */
static double level(double lat, double wide) {
    const double half = wide / 2 * DEGREE;
    const double s = tan(half * sin(lat * DEGREE)) / tan(half);

    return fabs(lat) < 90 && fabs(s) < 1 ? asin(s) / DEGREE : lat;
}

/* Piece (x, y) of a box, which has cutx pieces along a parallel. */
static bool piece_of(const struct healpix_box *b, size_t cutx, size_t cuty,
                     size_t k, double p[12]) {
    const size_t y = k / cutx, x = k % cutx;
    const double west = between(b->west, b->east, x, cutx);
    const double east = between(b->west, b->east, x + 1, cutx);
    const double wide = (b->east - b->west) / (double)cutx;
    const double south = level(between(b->south, b->north, y, cuty), wide);
    const double north = level(between(b->south, b->north, y + 1, cuty), wide);

    if (y >= cuty)
        return false;
    sphere_point(west, south, p);
    sphere_point(east, south, p + 3);
    sphere_point(east, north, p + 6);
    sphere_point(west, north, p + 9);
    return turn_left(p);
}

static bool box_piece(const struct polygons *c, size_t cell, size_t k,
                      double p[12]) {
    const double *x = c->ex + cell % c->nx, *y = c->ey + cell / c->nx;
    const struct healpix_box b = { x[0], y[0], x[1], y[1] };

    return piece_of(&b, c->cutx, c->cuty, k, p);
}

/* Pieces of a box along its parallels. */
static size_t across(const struct polygons *c, const struct healpix_box *b) {
    return (size_t)fmax(1, ceil((b->east - b->west) / c->longest - 1e-6));
}

static bool reduced_piece(const struct polygons *c, size_t cell, size_t k,
                          double p[12]) {
    const struct healpix_box *b = &c->box[cell];

    return piece_of(b, across(c, b), c->cuty, k, p);
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

size_t polygons_count(const struct polygons *c, size_t cell) {
    return c->box == NULL ? c->npieces : across(c, &c->box[cell]) * c->cuty;
}

/* Two triangles of a face about its first corner. */
static bool face_piece(const struct polygons *c, size_t cell, size_t k,
                       double p[12]) {
    const size_t from = cell * c->nv, last = c->nv - 1;
    const size_t at[4] = { 0, 2 * k + 1, 2 * k + 2,
                           2 * k + 3 < last ? 2 * k + 3 : last };

    for (size_t m = 0; m < c->nv; m++)
        if (!isfinite(c->lon[from + m]) || !isfinite(c->lat[from + m]))
            return false;
    for (size_t m = 0; m < 4; m++)
        sphere_point(c->lon[from + at[m]], c->lat[from + at[m]], p + 3 * m);
    return turn_left(p);
}

bool polygons_piece(const struct polygons *c, size_t cell, size_t k,
                    double p[12]) {
    if (c->box != NULL)
        return reduced_piece(c, cell, k, p);
    if (c->lon == NULL)
        return box_piece(c, cell, k, p);
    return c->nv > 4 ? face_piece(c, cell, k, p) : corner_piece(c, cell, k, p);
}
