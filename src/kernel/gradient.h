/* SPDX-License-Identifier: Apache-2.0 */
/* gradient -- what changes from cell to cell: vorticity, divergence, slope
 *
 * Missing  where a value or one beside it is missing; in the first and the last
 *          row, in rows at a pole, and, unless the plane is periodic, in the
 *          first and the last column
 * Threads  parallel over rows, to the same bits */
#ifndef TWIN_GRADIENT_H
#define TWIN_GRADIENT_H

#include <stdbool.h>
#include <stddef.h>

/* Rows and columns, rising or falling. */
struct plane {
    size_t ny, nx;
    const double *x, *y; /* [nx], [ny]  longitude, latitude [degrees], or [m] */
    bool sphere;         /* degrees on a sphere of 6371.0088 km */
    bool periodic;       /* column nx - 1 lies beside column 0 */
};

/*
 * gradient_vorticity -- of the eastward and northward wind [m s-1] on a sphere
 * [s-1]: (1 / (a cos f)) dv/dl - (1 / a) du/df + u tan f / a; central
 * differences, second order also where the spacing is unequal.
 */
void gradient_vorticity(const struct plane *p, const float *u, const float *v,
                        float *out);

/* gradient_divergence -- likewise (1 / (a cos f)) du/dl + (1 / a) dv/df - v
 * tan f / a [s-1]. */
void gradient_divergence(const struct plane *p, const float *u, const float *v,
                         float *out);

/*
 * gradient_slope -- steepness of a height [m] above the plane [degrees].
 * gradient_aspect -- where it faces, downhill, clockwise from north [degrees];
 * missing where it is flat.
 *
 * Source  Horn (1981), Proc. IEEE 69, 14-47, doi:10.1109/PROC.1981.11918
 */
void gradient_slope(const struct plane *p, const float *z, float *out);
void gradient_aspect(const struct plane *p, const float *z, float *out);

#endif
