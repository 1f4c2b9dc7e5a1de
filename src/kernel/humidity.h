/* SPDX-License-Identifier: Apache-2.0 */
/* humidity -- water vapour in the air, one measure from others
 *
 * Each takes arrays in[] of n values and fills out [n]; p is not used.  Missing
 * where an input is, or where the result does not exist.
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_HUMIDITY_H
#define TWIN_HUMIDITY_H

#include <stddef.h>

/*
 * humidity_es -- saturation vapour pressure over water [Pa] of a temperature
 * [K]: 610.94 exp(17.625 t / (t + 243.04)), t in degC; of a dew point, the
 * vapour pressure.
 *
 * Source  Alduchov and Eskridge (1996), J. Appl. Meteor. 35, 601-609,
 *         doi:10.1175/1520-0450(1996)035<0601:IMFAOS>2.0.CO;2
 */
void humidity_es(size_t n, const float *const *in, const double *p, float *out);

/* humidity_e_rh -- vapour pressure [Pa] of relative humidity [%] and
 * temperature [K]. */
void humidity_e_rh(size_t n, const float *const *in, const double *p,
                   float *out);

/* humidity_e_q -- of specific humidity [1] and pressure [Pa]. */
void humidity_e_q(size_t n, const float *const *in, const double *p,
                  float *out);

/* humidity_vpd -- saturation deficit [Pa], at least 0, of temperature [K] and
 * vapour pressure [Pa]. */
void humidity_vpd(size_t n, const float *const *in, const double *p,
                  float *out);

/* humidity_rh -- relative humidity [%] of temperature [K] and vapour pressure
 * [Pa]. */
void humidity_rh(size_t n, const float *const *in, const double *p, float *out);

/* humidity_td -- dew point [K] of a vapour pressure [Pa] above 0: the inverse
 * of humidity_es(). */
void humidity_td(size_t n, const float *const *in, const double *p, float *out);

/* humidity_q -- specific humidity [1], 0.622 e / (p - 0.378 e), of vapour
 * pressure and pressure [Pa]. */
void humidity_q(size_t n, const float *const *in, const double *p, float *out);

/*
 * humidity_tw -- wet-bulb temperature [K] of temperature [K] and relative
 * humidity [%].
 *
 * Missing  also outside -20...50 degC, where the fit was not made
 * Source   Stull (2011), J. Appl. Meteor. Climatol. 50, 2267-2269,
 *          doi:10.1175/JAMC-D-11-0143.1
 */
void humidity_tw(size_t n, const float *const *in, const double *p, float *out);

#endif
