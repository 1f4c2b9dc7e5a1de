/* SPDX-License-Identifier: Apache-2.0 */
/* elevation -- what changes with height between a coarse and a fine ground */
#ifndef TWIN_ELEVATION_H
#define TWIN_ELEVATION_H

#include <stddef.h>

/* All three take, cell by cell, [n] each, values interpolated to the fine grid
 * and dz, the fine less the interpolated coarse elevation [m]; out may be the
 * input.
 *
 * Missing  NaN in anything gives NaN
 * Threads  parallel over cells; the same bits at any number */

/* elevation_lapse -- out = t - rate * dz: temperature or dew point [K] at a
 * rate [K m-1] that is positive where it cools upwards. */
void elevation_lapse(size_t n, const float *t, const float *dz, double rate,
                     float *out);

/* elevation_lapse_by -- the same at a rate of each cell [n]. */
void elevation_lapse_by(size_t n, const float *t, const float *dz,
                        const float *rate, float *out);

/* A window of k x k cells, k odd, cut at the border of [ny][nx] cells; across
 * the seam where the grid goes round and is as wide. */
struct elevation_window {
    size_t ny, nx, k;
    int periodic;
};

/*
 * elevation_rate -- how fast it cools upwards in the cells around each.
 *
 *   t     [ny][nx]  in   temperature [K]; NaN = missing
 *   z     [ny][nx]  in   elevation [m]; NaN = missing
 *   r2              in   least share of the variance that the line explains
 *   usual           in   rate where it does not, or less than three cells of
 *                        the window are valid [K m-1]
 *   rate  [ny][nx]  out  least squares of t on z, limited to -3 ... 10 K km-1
 *
 * Threads  parallel over rows; the same bits at any number
 */
void elevation_rate(const struct elevation_window *w, const float *t,
                    const float *z, double r2, double usual, float *rate);

/*
 * elevation_pressure -- out = p exp(-g dz / (Rd T)): surface pressure.
 *
 *   p       in  any unit
 *   coarse  in  temperature interpolated [K]
 *   fine    in  the same after elevation_lapse() [K]; T is the mean of both
 *
 * Source  hypsometric equation, g 9.80665 m s-2, Rd 287.05 J kg-1 K-1
 */
void elevation_pressure(size_t n, const float *p, const float *dz,
                        const float *coarse, const float *fine, float *out);

/*
 * elevation_rain -- out = r (1 + x) / (1 - x), x = chi dz: precipitation.
 *
 *   lat    in  [n] latitude [degrees]; south of 0 the months are shifted by six
 *   month  in  1..12
 *
 * The factor is kept within 0.1 and 10.
 *
 * Source  Liston & Elder (2006), J. Hydrometeor. 7, 217-234, table 1,
 *         doi:10.1175/JHM486.1
 */
void elevation_rain(size_t n, const float *r, const float *dz,
                    const double *lat, int month, float *out);

#endif
