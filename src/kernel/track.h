/* SPDX-License-Identifier: Apache-2.0 */
/* track -- centres of successive steps linked, and what tracks tell */
#ifndef TWIN_TRACK_H
#define TWIN_TRACK_H

#include <stdbool.h>
#include <stddef.h>

/* A place [degrees]. */
struct place {
    double lon, lat;
};

struct places {
    size_t n;
    const struct place *at; /* [n] */
};

/* No candidate. */
#define TRACK_NONE ((size_t)-1)

/*
 * track_link -- gives each open track the nearest candidate that is still free.
 *
 *   open       in   last places of the open tracks; the first chooses first,
 *                   so by their start
 *   candidate  in   places at this step
 *   range      in   farthest that a centre moves, great circle [degrees]; just
 *                   as far is near enough
 *   taken  [candidate->n]  out  is the candidate some track's now?
 *   next   [open->n]       out  the candidate of each track, or TRACK_NONE; of
 *                               equally near ones the first
 */
void track_link(const struct places *open, const struct places *candidate,
                double range, bool *restrict taken, size_t *restrict next);

/* track_km -- length of a track of n places [km], great circles. */
double track_km(size_t n, const struct place *place);

/*
 * track_deepening -- fastest fall of central pressure over 24 hours.
 *
 *   place     [n]  in  places
 *   hour      [n]  in  times, rising [h]
 *   pressure  [n]  in  [Pa]
 *
 * Returns Bergeron: hPa in 24 h / 24 x sin 60 / sin |lat|, lat half way between
 * the two points; 1 and more is a bomb.  Points exactly 24 h apart are
 * compared; NAN where there are none, or all of them on the equator. Source
 * Sanders & Gyakum (1980), Mon. Wea. Rev. 108, 1589-1606,
 *         doi:10.1175/1520-0493(1980)108<1589:SDCOT>2.0.CO;2
 */
double track_deepening(size_t n, const struct place *restrict place,
                       const double *restrict hour,
                       const double *restrict pressure);

#endif
