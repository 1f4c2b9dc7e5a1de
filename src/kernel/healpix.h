/* SPDX-License-Identifier: Apache-2.0 */
/* healpix -- the cells of HEALPix: where they are */
#ifndef TWIN_HEALPIX_H
#define TWIN_HEALPIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * healpix_places -- centres of all cells.
 *
 *   nside     in                1 .. 8192; a power of 2 where nested
 *   nested    in                order of the cells; else by rings
 *   lon, lat  [12 nside^2] out  degrees; 0 <= lon < 360
 *
 * Exact    to 1e-12 degrees of libchealpix and astropy-healpix
 * Threads  parallel over cells
 * Source   Gorski et al. (2005), ApJ 622, 759-771, doi:10.1086/427976
 */
void healpix_places(size_t nside, bool nested, double *lon, double *lat);

/*
 * healpix_corners -- the four corners of all cells, from the south to the east.
 *
 *   lon, lat  [12 nside^2][4]  out  degrees; neighbours share them to rounding
 */
void healpix_corners(size_t nside, bool nested, double *lon, double *lat);

/* healpix_place -- the centre of one cell. */
void healpix_place(size_t nside, bool nested, size_t index, double *lon,
                   double *lat);

/*
 * healpix_row -- one of the 4 nside - 1 rings.
 *
 *   j  in  from 0, in the north
 *
 * Returns how many cells it has; the first is at lon, the others follow at even
 * distances to the east.
 */
size_t healpix_row(size_t nside, size_t j, double *lon, double *lat);

/* healpix_face -- where a cell is, which comes in the order of rings: face, x,
 * y as for healpix_ring(). */
void healpix_face(size_t nside, size_t ring, long at[3]);

/* healpix_square -- its four corners, as healpix_corners() gives them. */
void healpix_square(size_t nside, const long at[3], double lon[4],
                    double lat[4]);

/*
 * healpix_at -- the cell that holds a place, in the order of rings.
 *
 *   nside     in  1 .. 8192
 *   lon, lat  in  degrees, finite; lon modulo 360
 */
size_t healpix_at(size_t nside, double lon, double lat);

/* healpix_ring -- cell (x, y) of face 0 .. 11, in the order of rings; x counts
 * to the north-east, y to the north-west, both below nside. */
size_t healpix_ring(long nside, long face, long x, long y);

/* healpix_rings -- the nested cells [12 nside^2] in the order of rings. */
void healpix_rings(size_t nside, uint32_t *cell);

/*
 * healpix_point -- a place on a face.
 *
 *   at      in   x, y: sides of a cell from the southern corner of the face on
 *   p  [3]  out  unit vector
 */
void healpix_point(size_t nside, long face, const double at[2], double p[3]);

struct healpix_box {
    double west, south, east, north; /* degrees; west <= east <= west + 360 */
};

/* A cell, in the order of rings, and the share of it that lies in a box; with
 * moments the integral of the place over that [cells], else NULL. */
typedef void healpix_take(void *to, size_t ring, double share,
                          const double moment[3]);

/*
 * healpix_overlap -- the cells that share area with a box.
 *
 *   take  in  called for each piece of a cell, to is its first argument; the
 *             shares of a cell add up
 *   moments  in  of them too, by three points of each triangle: to the fourth
 *             power of a side
 *
 * Exact   to rounding: polygons in the equal-area plane of HEALPix, where cells
 *         are unit squares
 * Source  Gorski et al. (2005), section 5
 */
void healpix_overlap(size_t nside, const struct healpix_box *b, bool moments,
                     healpix_take *take, void *to);

#endif
