/* SPDX-License-Identifier: Apache-2.0 */
/* air -- wind, density, heights: the state of the air from its measures
 *
 * Each takes arrays in[] of n values and fills out [n].  Missing where an input
 * is, or where the result does not exist.
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_AIR_H
#define TWIN_AIR_H

#include <stddef.h>

/* air_speed -- hypot of the eastward and the northward wind. */
void air_speed(size_t n, const float *const *in, const double *p, float *out);

/* air_from -- the direction the wind comes from [degree], clockwise from north,
 * 0 <= x < 360; missing in a calm. */
void air_from(size_t n, const float *const *in, const double *p, float *out);

/* air_eastward, air_northward -- of speed and direction [degree]; a calm has no
 * direction and is 0. */
void air_eastward(size_t n, const float *const *in, const double *p,
                  float *out);
void air_northward(size_t n, const float *const *in, const double *p,
                   float *out);

/* air_theta -- potential temperature [K] of temperature [K] and pressure [Pa]:
 * T (100000 / p)^0.2857. */
void air_theta(size_t n, const float *const *in, const double *p, float *out);

/* air_tv -- virtual temperature [K] of temperature [K] and specific humidity
 * [1]: T (1 + 0.608 q). */
void air_tv(size_t n, const float *const *in, const double *p, float *out);

/* air_rho -- density [kg m-3] of pressure [Pa] and virtual temperature [K]:
 * p / (287.05 T). */
void air_rho(size_t n, const float *const *in, const double *p, float *out);

/* air_psl -- pressure at mean sea level [Pa] of that at the surface [Pa],
 * temperature [K] and altitude [m]: p exp(g z / (R T')), T' = T + 0.00325 z. */
void air_psl(size_t n, const float *const *in, const double *p, float *out);

/* air_zg -- height [m] of a geopotential [m2 s-2]: z / 9.80665. */
void air_zg(size_t n, const float *const *in, const double *p, float *out);

#endif
