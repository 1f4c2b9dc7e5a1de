/* SPDX-License-Identifier: Apache-2.0 */
/* sphere -- polygons of great circles on the unit sphere */
#ifndef TWIN_SPHERE_H
#define TWIN_SPHERE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * sphere_point -- the unit vector of a place.
 *
 *   lon, lat  in   degrees
 *   p  [3]    out  x to (0, 0), y to (90 E, 0), z to the north pole
 *
 * Exact  at the poles (0, 0, +-1) for any lon
 */
void sphere_point(double lon, double lat, double p[3]);

/* sphere_chord -- the straight distance of two unit vectors, 0..2. */
double sphere_chord(const double a[3], const double b[3]);

/*
 * sphere_rings -- does a row of places go round the pole on its side, or lie at
 * it, so that no other row would fit in between?
 *
 *   row, inner  [n][3]  in  unit vectors: the row, the next one from the pole
 *
 * Missing  a NaN place in row: it does not
 */
bool sphere_rings(size_t n, const double *row, const double *inner);

/*
 * sphere_area -- the area of a polygon, which lies within a hemisphere.
 *
 *   p  [n][3]  in  unit vectors; n < 3 has no area
 *
 * Returns steradian, positive where p turns left seen from outside.
 * Exact   to 1e-16 / side, relative: 1e-13 for sides of 0.06 degrees
 * Source  Van Oosterom & Strackee (1983), IEEE Trans. Biomed. Eng. 30, 125-126,
 *         doi:10.1109/TBME.1983.325207
 */
double sphere_area(size_t n, const double *p);

/*
 * sphere_clip -- what two polygons share.
 *
 *   p  [n][3]        in   any polygon
 *   q  [m][3]        in   a convex polygon that turns left; its sides shorter
 *                         than 1e-14 do not count
 *   out  [2 * (n + m)][3]  out     the part of p in q
 *   work [2 * (n + m)][3]  scratch
 *
 * Returns the number of its vertices, 0 when they share nothing.  Where p is
 * convex too, there are at most n + m.
 * Source  Sutherland & Hodgman (1974), Commun. ACM 17, 32-42,
 *         doi:10.1145/360767.360802
 */
size_t sphere_clip(size_t n, const double *p, size_t m, const double *q,
                   double *restrict out, double *restrict work);

/*
 * sphere_moment -- the integral of the place over a polygon.
 *
 *   p  [n][3]   in   as for sphere_area()
 *   near  [3]   in   a unit vector near p, from which differences are taken
 *   m  [3]      out  [sr]; its length is less than the area
 *
 * Exact   across `near` to 1e-16 of the side times the area
 */
void sphere_moment(size_t n, const double *p, const double near[3],
                   double m[3]);

/* sphere_box_moment -- the same over a box of latitude and longitude: west,
 * south, east, north [degrees]. */
void sphere_box_moment(const double box[4], double m[3]);

/* sphere_frame -- two unit vectors across p, to the east and to the north. */
void sphere_frame(const double p[3], double east[3], double north[3]);

#endif
