/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_cap.h"

#include <math.h>

#include "kernel/constants.h"
#include "kernel/sphere.h"

/* What pieces of cells stray from parallels, with room to spare [radians]. */
#define STRAY 1e-5

/* A cell whose corners lie within one degree of longitude strays from their
 * latitudes by less than this [degrees]. */
#define BULGE 0.01

/* Everything. */
static const struct cap whole = { { 0, 0, 1 }, 2, -90, 90, 0, 360 };

/* The rest of a cap from its centre, which has no length yet, and reach. */
static struct cap settle(const double centre[3], double reach) {
    struct cap c = { .reach = reach };
    const double length = hypot(hypot(centre[0], centre[1]), centre[2]);
    const double angle = 2 * asin(fmin(1, reach / 2)) + STRAY;
    double lat, half;

    if (!(reach < 1) || !(length > 0))
        return whole;
    for (int k = 0; k < 3; k++)
        c.centre[k] = centre[k] / length;
    lat = atan2(c.centre[2], hypot(c.centre[0], c.centre[1]));
    c.south = fmax(-90, (lat - angle) / DEGREE);
    c.north = fmin(90, (lat + angle) / DEGREE);
    if (fabs(lat) + angle >= M_PI / 2) {
        c.width = 360;
        return c;
    }
    half = asin(fmin(1, sin(angle) / cos(lat))) / DEGREE;
    c.west = atan2(c.centre[1], c.centre[0]) / DEGREE - half;
    c.width = 2 * half;
    return c;
}

/* Of boxes of latitude and longitude less than half way round, by the corners
 * of all of them, which are furthest from the middle. */
static struct cap of_axes(const struct polygons *c) {
    const size_t ny = c->n / c->nx;
    const double x[2] = { c->ex[0], c->ex[c->nx] };
    const double y[2] = { c->ey[0], c->ey[ny] };
    double centre[3], p[3], reach = 0;

    if (!(fabs(x[1] - x[0]) < 179))
        return whole;
    sphere_point((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, centre);
    for (int k = 0; k < 4; k++) {
        sphere_point(x[k % 2], y[k / 2], p);
        reach = fmax(reach, sphere_chord(centre, p));
    }
    return settle(centre, reach + STRAY);
}

struct cap cap_of(const struct polygons *c) {
    double centre[3] = { 0 }, p[12], reach = 0, length;

    if (c->ex != NULL)
        return of_axes(c);
    for (size_t i = 0; i < c->n; i++)
        if (polygons_piece(c, i, 0, p))
            for (int k = 0; k < 3; k++)
                centre[k] += p[k];
    length = hypot(hypot(centre[0], centre[1]), centre[2]);
    for (int k = 0; k < 3; k++)
        centre[k] /= length;
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < polygons_count(c, i); k++) {
            if (!polygons_piece(c, i, k, p))
                continue;
            for (int m = 0; m < 4; m++)
                reach = fmax(reach, sphere_chord(centre, p + 3 * m));
        }
    /* What bulges out of the chord of a side, or no middle at all. */
    return settle(centre, reach + reach * reach / 2);
}

struct cap cap_around(size_t n, const struct nearest *tree) {
    double centre[3] = { 0 }, reach = 0, length;

    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            centre[k] += tree[i].p[k];
    length = hypot(hypot(centre[0], centre[1]), centre[2]);
    for (int k = 0; k < 3; k++)
        centre[k] /= length;
    for (size_t i = 0; i < n; i++)
        reach = fmax(reach, sphere_chord(centre, tree[i].p) + tree[i].reach);
    return n == 0 ? (struct cap){ .reach = -1 } : settle(centre, reach);
}

/* Does a box share latitudes and longitudes with the cap? */
static bool meets_box(const struct cap *cap, const double x[2],
                      const double y[2]) {
    const double west = fmin(x[0], x[1]), east = fmax(x[0], x[1]);
    const double off = west - cap->west;

    if (!(fmin(y[0], y[1]) <= cap->north && fmax(y[0], y[1]) >= cap->south))
        return false;
    return off - 360 * floor(off / 360) <= cap->width ||
           off - 360 * floor(off / 360) + (east - west) >= 360;
}

/* Do the corners' latitudes alone tell that a cell lies elsewhere? */
static bool is_apart(const struct cap *cap, size_t n, const double *lon,
                     const double *lat) {
    double least = lat[0], most = lat[0];

    for (size_t k = 0; k < n; k++) {
        if (!(fabs(lon[k] - lon[0]) < 1))
            return false;
        least = fmin(least, lat[k]);
        most = fmax(most, lat[k]);
    }
    return least - BULGE > cap->north || most + BULGE < cap->south;
}

bool cap_meets(const struct cap *cap, const struct polygons *c, size_t cell) {
    const double *lon, *lat;
    double first[3], p[3], reach = 0;

    if (cap->reach < 0 || cap->reach >= 2)
        return cap->reach > 0;
    if (c->box != NULL) {
        const struct healpix_box *b = &c->box[cell];
        return meets_box(cap, (const double[2]){ b->west, b->east },
                         (const double[2]){ b->south, b->north });
    }
    if (c->ex != NULL)
        return meets_box(cap, c->ex + cell % c->nx, c->ey + cell / c->nx);
    lon = c->lon + cell * c->nv;
    lat = c->lat + cell * c->nv;
    if (is_apart(cap, c->nv, lon, lat))
        return false;
    sphere_point(lon[0], lat[0], first);
    for (size_t k = 1; k < c->nv; k++) {
        sphere_point(lon[k], lat[k], p);
        reach = fmax(reach, sphere_chord(first, p));
    }
    return !(sphere_chord(first, cap->centre) > cap->reach + reach);
}
