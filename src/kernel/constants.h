/* SPDX-License-Identifier: Apache-2.0 */
/* constants -- numbers that more than one formula takes */
#ifndef TWIN_CONSTANTS_H
#define TWIN_CONSTANTS_H

#include <math.h>

/* One degree [rad]. */
#define DEGREE (M_PI / 180)

/* Radius of the sphere of the same area as WGS 84 [km]. */
#define EARTH_KM 6371.0088

/* 0 degC [K]. */
#define ZERO_CELSIUS 273.15

/* Standard gravity [m s-2]; gas constant of dry air [J kg-1 K-1]. */
#define GRAVITY 9.80665
#define GAS_DRY 287.05

#endif
