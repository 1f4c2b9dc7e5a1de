/* SPDX-License-Identifier: Apache-2.0 */
/* pet -- potential and reference evapotranspiration
 *
 * Each takes arrays in[] of n values and fills out [n].  Missing where an input
 * is, or where the result does not exist.
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_PET_H
#define TWIN_PET_H

#include <stddef.h>

/* FAO-56: Allen et al. (1998), Crop evapotranspiration, FAO Irrigation and
 * Drainage Paper 56. */

/* pet_ra -- radiation above the atmosphere [MJ m-2 day-1] at a latitude
 * [degrees] on a day of the year: FAO-56 eq. 21 to 25; also of polar days. */
double pet_ra(double latitude, double day);

/*
 * pet_hargreaves -- [mm day-1] of the lowest and highest temperature [K] and
 * latitude [degrees]: 0.0023 0.408 Ra (T + 17.8) sqrt(Tx - Tn); not below 0.
 *
 *   p[0]  in  day of the year
 *
 * Missing  where the lowest is above the highest
 * Source   Hargreaves and Samani (1985); FAO-56 eq. 52
 */
void pet_hargreaves(size_t n, const float *const *in, const double *p,
                    float *out);

/*
 * pet_makkink -- [mm day-1] of temperature [K], radiation down [W m-2] and
 * pressure [Pa]: c D / (D + g) Rs / 2.45 + b.
 *
 *   p[0], p[1]  in  c and b [mm day-1]
 *
 * Source  De Bruin (1987), from Priestley-Taylor to Makkink, TNO 39, 53-68; D
 *         and g of FAO-56 eq. 13 and 8
 */
void pet_makkink(size_t n, const float *const *in, const double *p, float *out);

/*
 * pet_penman_monteith -- FAO-56 eq. 6 [mm day-1], G = 0.
 *
 *   in    0, 1  lowest and highest temperature [K]
 *         2     vapour pressure [kPa]
 *         3     wind at the height p[1] [m s-1]
 *         4     radiation down [W m-2], a daily mean
 *         5, 6  altitude [m], latitude [degrees]
 *   p[0]  in    day of the year
 *   p[1]  in    height of the wind [m]
 */
void pet_penman_monteith(size_t n, const float *const *in, const double *p,
                         float *out);

/* pet_ea_rh -- vapour pressure [kPa] of the lowest and highest temperature [K]
 * and mean relative humidity [%]: FAO-56 eq. 19.  pet_ea_td -- of the dew point
 * [K]: eq. 14. */
void pet_ea_rh(size_t n, const float *const *in, const double *p, float *out);
void pet_ea_td(size_t n, const float *const *in, const double *p, float *out);

/* pet_heat -- Thornthwaite's heat index of the twelve long-term means of a
 * month [degC]; one that is missing makes it missing. */
double pet_heat(const double month[12]);

/*
 * pet_thornthwaite -- [mm month-1].
 *
 *   t         in  mean of the month [degC]
 *   heat      in  pet_heat() of the place
 *   latitude  in  [degrees]
 *   day       in  of the year, of the middle of the month
 *   days      in  in the month
 *
 * Source  Thornthwaite (1948), Geogr. Rev. 38, 55-94, doi:10.2307/210739
 */
double pet_thornthwaite(double t, double heat, double latitude, double day,
                        double days);

#endif
