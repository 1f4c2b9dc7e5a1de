/* SPDX-License-Identifier: Apache-2.0 */
/* climate -- statistics of a series by the time of the year */
#ifndef TWIN_CLIMATE_H
#define TWIN_CLIMATE_H

#include <stddef.h>

/* Steps that count for a slot: first <= k < end. */
struct climate_window {
    size_t first, end, slot;
};

/* How steps fall into the slots of a year; the same for all cells. */
struct climate {
    size_t n;     /* steps of a series */
    size_t slots; /* 366, 365, 360 days; 12, 4 or 1 */
    size_t nwindows;
    struct climate_window *window; /* [nwindows]  by slot */
    size_t *first; /* [slots + 1]  where those of a slot begin */
    size_t leap;   /* the slot of 29 February, which is the mean of its
                      neighbours; or slots: there is none */
    size_t smooth; /* circular running mean over so many slots, odd */
};

enum climate_stat {
    CLIMATE_MEAN,
    CLIMATE_STD,
    CLIMATE_VAR,
    CLIMATE_MIN,
    CLIMATE_MAX,
    CLIMATE_RANGE,
    CLIMATE_COUNT,
    CLIMATE_QUANTILE
};

struct climate_ask {
    enum climate_stat stat;
    double p; /* of a quantile, 0..1 */
    int type; /* of quantile.h */
    double ddof;
    double share, steps; /* least valid share of a slot's steps, and number */
};

/* climate_scratch -- how many doubles climate_series() needs as room. */
size_t climate_scratch(const struct climate *c);

/*
 * climate_series -- a statistic of all values of each slot.
 *
 *   x        [c->n]      in   NaN = missing
 *   scratch              out  room
 *   out      [c->slots]  out  NaN where too little is valid, or nothing
 *
 * First the statistic, then 29 February, then the running mean, which leaves
 * out what is missing but is missing where its middle is.
 */
void climate_series(const struct climate *c, const struct climate_ask *ask,
                    const float *restrict x, double *restrict scratch,
                    float *restrict out);

#endif
