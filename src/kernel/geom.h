/* SPDX-License-Identifier: Apache-2.0 */
/* geom -- distances on the earth, a sphere */
#ifndef TWIN_GEOM_H
#define TWIN_GEOM_H

/* Radius of the sphere of the same area as WGS 84 [km]. */
#define EARTH_KM 6371.0088

/*
 * geom_degrees -- the great-circle distance of two places.
 *
 *   lon1, lat1, lon2, lat2  in  degrees, any turn of longitude
 *
 * Returns degrees of arc, 0..180.
 * Missing  NaN where a coordinate is
 * Exact    to 1e-13 for near places (haversine), 1e-6 for antipodes; the same
 *          bits with the places exchanged
 */
double geom_degrees(double lon1, double lat1, double lon2, double lat2);

/* geom_km -- degrees of arc as km, and back. */
double geom_km(double degrees);
double geom_arc(double km);

/* geom_lon -- a longitude in -180 <= lon < 180; others by whole turns. */
double geom_lon(double lon);

#endif
