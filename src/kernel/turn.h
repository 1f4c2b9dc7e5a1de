/* SPDX-License-Identifier: Apache-2.0 */
/* turn -- directions on the earth, and components of vectors that turn */
#ifndef TWIN_TURN_H
#define TWIN_TURN_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/cells.h"

/*
 * turn_vectors -- from components along x and along y, a right angle to its
 * left, to components to the east and to the north.
 *
 *   cosine, sine  [n]  in   of the angle from east to x, anticlockwise
 *   from          [n]  in   along x, along y; any unit; NaN = missing
 *   to            [n]  out  to the east, to the north; the same unit
 *
 * Missing  both where one of them or the direction is
 * Exact    in double, then rounded to what it goes into; where sine is 0 and
 *          cosine 1 the values are those that came
 * Threads  parallel over cells
 */
void turn_vectors(size_t n, const double *restrict cosine,
                  const double *restrict sine, const struct cells from[2],
                  const struct room to[2]);

/*
 * turn_along -- the angle from east to the way from one place to another, as
 * it is seen from a third.
 *
 *   e2    in   squared eccentricity of the ellipsoid; 0: a sphere
 *   at    in   longitude, latitude of where it is seen from [degrees]
 *   from, to  in   likewise; near it
 *   direction  out  cosine and sine, anticlockwise; NaN where the two are one
 *                   place, or a place is NaN
 *
 * At a pole east is at a right angle to the meridian of the longitude given.
 */
void turn_along(double e2, const double at[2], const double from[2],
                const double to[2], double direction[2]);

/*
 * turn_rotated -- the angle from east to the x axis of a rotated grid.
 *
 *   pole  in   longitude, latitude of its north pole [degrees]
 *   at, direction  as above; NaN at its poles
 *
 * Source  spherical trigonometry: the y axis points to the pole
 */
void turn_rotated(const double pole[2], const double at[2],
                  double direction[2]);

/* A row beside a pole, as seen by a bilinear target beyond it. */
struct turn_row {
    size_t n;             /* cells all round */
    const double *lon;    /* [n]  degrees */
    const uint32_t *cell; /* [n]  places in a plane */
    double hemisphere;    /* 1: north, -1: south */
};

/*
 * turn_pole -- the vector at the pole that is the mean of those in a row.
 *
 *   u, v   in   planes of components to the east and to the north; NaN =
 *               missing
 *   pole   out  its components towards longitudes 0 and 90, the sum over n
 *   valid  out  share of the row that is not missing, 0..1
 */
void turn_pole(const struct turn_row *row, struct cells u, struct cells v,
               double pole[2], double *valid);

/* turn_from_pole -- the components to the east and to the north of a vector at
 * the pole, at a longitude [degrees]. */
void turn_from_pole(const double pole[2], double hemisphere, double lon,
                    double component[2]);

/*
 * turn_carried -- how far a vector turns, in the frame of east and north, that
 * is carried along a great circle.
 *
 *   from, to  in  longitude, latitude [degrees]; at a pole the longitude says
 *                 which way its east is
 *
 * Returns radians, anticlockwise positive: components (u, v) arrive as
 * (u cos - v sin, u sin + v cos).
 * Source  Napier's analogies, of the triangle with the pole
 */
double turn_carried(const double from[2], const double to[2]);

#endif
