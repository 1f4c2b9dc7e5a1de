/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/geom.h"

#include <math.h>

#include "kernel/constants.h"

double geom_degrees(double lon1, double lat1, double lon2, double lat2) {
    const double y = sin(fabs(lat2 - lat1) * DEGREE / 2);
    const double x = sin(fabs(lon2 - lon1) * DEGREE / 2);
    const double h =
        y * y + (cos(lat1 * DEGREE) * cos(lat2 * DEGREE)) * (x * x);

    return 2 * asin(sqrt(h > 1 ? 1 : h)) / DEGREE;
}

double geom_km(double degrees) {
    return degrees * DEGREE * EARTH_KM;
}

double geom_arc(double km) {
    return km / EARTH_KM / DEGREE;
}

double geom_chord(double km) {
    return km >= M_PI * EARTH_KM ? 2 : 2 * sin(km / EARTH_KM / 2);
}

double geom_chord_km(double chord) {
    return 2 * EARTH_KM * asin(fmin(1, chord / 2));
}

double geom_lon(double lon) {
    const double turned = lon - 360 * floor((lon + 180) / 360);

    return turned >= 180 ? turned - 360 : turned;
}

double geom_east(double lon) {
    const double turned = lon - 360 * floor(lon / 360);

    return turned < 360 ? turned : 0;
}
