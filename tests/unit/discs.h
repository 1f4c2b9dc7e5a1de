/* SPDX-License-Identifier: Apache-2.0 */
/* discs -- moving discs on a globe of 1 degree, whose events are known.
 *
 * Cells with centres -89.5 ... 89.5 and 0.5 ... 359.5, ten steps; true within a
 * great-circle distance of a centre (lon, lat) that moves by dlon a step. */
#ifndef TWIN_DISCS_H
#define TWIN_DISCS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/geom.h"
#include "kernel/label.h"

enum { DISC_NY = 180, DISC_NX = 360, DISC_N = DISC_NY * DISC_NX, DISC_T = 10 };

static const struct disc {
    double lat, lon, dlon, radius;
    int first, last, without; /* steps */
} discs[] = {
    { 30, 350, 4, 6.2, 0, 9, -1 },  { 30, 40, -3, 5.2, 0, 9, -1 },
    { 80, 100, 20, 8.2, 0, 9, -1 }, { -20, 178, 1, 3.2, 2, 4, -1 },
    { -45, 100, 0, 4.2, 0, 9, 4 },
};

static inline bool disc_holds(double lon, double lat, int step) {
    for (size_t k = 0; k < sizeof discs / sizeof *discs; k++) {
        const struct disc *d = discs + k;
        if (step >= d->first && step <= d->last && step != d->without &&
            geom_degrees(lon, lat, d->lon + d->dlon * step, d->lat) < d->radius)
            return true;
    }
    return false;
}

/* The cell (y, x) of the plain grid on one rolled to the east and, flipped,
 * with its north first. */
static inline size_t disc_cell(size_t y, size_t x, size_t roll, bool flip) {
    return (flip ? DISC_NY - 1 - y : y) * DISC_NX + (x + roll) % DISC_NX;
}

static inline void disc_mask(int step, size_t roll, bool flip,
                             unsigned char *mask) {
    for (size_t y = 0; y < DISC_NY; y++)
        for (size_t x = 0; x < DISC_NX; x++)
            mask[disc_cell(y, x, roll, flip)] =
                disc_holds((double)x + .5, (double)y - 89.5, step);
}

#endif
