/* SPDX-License-Identifier: Apache-2.0 */
/* comfort -- how warm or cold the air feels
 *
 * Each takes arrays in[] of n values and fills out [n]; p is not used.  Missing
 * where an input is.
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_COMFORT_H
#define TWIN_COMFORT_H

#include <stddef.h>

/*
 * comfort_heat_index -- heat index [K] of temperature [K] and relative humidity
 * [%]: Steadman's mean below 80 degF, else Rothfusz with both adjustments.
 *
 * Source  Rothfusz (1990), NWS Southern Region SR 90-23; NWS Weather Prediction
 *         Center, "The heat index equation"
 */
void comfort_heat_index(size_t n, const float *const *in, const double *p,
                        float *out);

/*
 * comfort_humidex -- humidex [degC, without unit] of temperature and dew point
 * [K].
 *
 * Source  Masterton and Richardson (1979), Environment Canada CLI 1-79
 */
void comfort_humidex(size_t n, const float *const *in, const double *p,
                     float *out);

/*
 * comfort_apparent -- apparent temperature [K] in the shade of temperature [K],
 * relative humidity [%] and wind at 10 m [m s-1].
 *
 * Source  Steadman (1994), Aust. Met. Mag. 43, 1-16, as the Australian Bureau
 *         of Meteorology has it
 */
void comfort_apparent(size_t n, const float *const *in, const double *p,
                      float *out);

/*
 * comfort_wind_chill -- wind chill [K] of temperature [K] and wind at 10 m
 * [m s-1] over 4.8 km/h below 10 degC; else the temperature.
 *
 * Source  Osczevski and Bluestein (2005), Bull. Amer. Meteor. Soc. 86,
 *         1453-1458, doi:10.1175/BAMS-86-10-1453
 */
void comfort_wind_chill(size_t n, const float *const *in, const double *p,
                        float *out);

#endif
