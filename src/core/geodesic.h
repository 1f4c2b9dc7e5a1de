/* SPDX-License-Identifier: Apache-2.0 */
/* geodesic -- lengths and areas on the ellipsoid of WGS 84 */
#ifndef TWIN_GEODESIC_H
#define TWIN_GEODESIC_H

#include <stddef.h>

#include "core/err.h"

/* Functions; all coordinates are longitude, latitude [degrees].
 *
 * Missing  a NaN coordinate makes the result NaN
 * Exact    to 15 nanometres; 0.1 m2 a vertex
 * Threads  any
 * Source   Karney (2013), J. Geodesy 87, 43-55, doi:10.1007/s00190-012-0578-z,
 *          as in PROJ */
struct geodesic {
    /* Shortest distance between two points [m]; azimuth at the first [degrees
     * clockwise from north, -180..180], which may be NULL. */
    double (*distance)(const double a[2], const double b[2], double *azimuth);
    /* The point at a distance [m] along an azimuth [degrees]. */
    void (*direct)(const double from[2], double azimuth, double metres,
                   double to[2]);
    /* Length of a line of points xy [n][2] [m]. */
    double (*length)(size_t n, const double *xy);
    /* Area of a ring xy [n][2], closed or not [m2]; positive when it runs
     * counter-clockwise; at most half the earth. */
    double (*area)(size_t n, const double *xy);
};

/* geodesic_open -- the functions, for good.  Errors EX_UNAVAILABLE.
 * Threads  call outside parallel regions */
MUST_CHECK int geodesic_open(const struct geodesic **out);

#endif
