/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/geom.h"

#include <math.h>

static const double radian = 0.017453292519943295;

double geom_degrees(double lon1, double lat1, double lon2, double lat2) {
    const double y = sin(fabs(lat2 - lat1) * radian / 2);
    const double x = sin(fabs(lon2 - lon1) * radian / 2);
    const double h =
        y * y + (cos(lat1 * radian) * cos(lat2 * radian)) * (x * x);

    return 2 * asin(sqrt(h > 1 ? 1 : h)) / radian;
}

double geom_km(double degrees) {
    return degrees * radian * EARTH_KM;
}

double geom_arc(double km) {
    return km / EARTH_KM / radian;
}

double geom_lon(double lon) {
    const double turned = lon - 360 * floor((lon + 180) / 360);

    return turned >= 180 ? turned - 360 : turned;
}
