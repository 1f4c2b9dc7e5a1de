/* SPDX-License-Identifier: Apache-2.0 */
/* geom -- distances on the earth, a sphere */
#ifndef TWIN_GEOM_H
#define TWIN_GEOM_H

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

/* geom_chord -- km along the sphere as a chord of the unit sphere, 2 at most;
 * geom_chord_km -- and back. */
double geom_chord(double km);
double geom_chord_km(double chord);

/* geom_lon -- a longitude in -180 <= lon < 180; others by whole turns. */
double geom_lon(double lon);

/* geom_east -- a longitude in 0 <= lon < 360; others by whole turns. */
double geom_east(double lon);

#endif
