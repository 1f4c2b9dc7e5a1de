/* SPDX-License-Identifier: Apache-2.0 */
/* lapse-rate -- how fast it cools upwards, as --lapse says */
#ifndef TWIN_LAPSE_RATE_H
#define TWIN_LAPSE_RATE_H

#include "core/err.h"
#include "core/grid.h"
#include "kernel/elevation.h"

struct lapse_rate {
    double month[12]; /* of temperature [K m-1] */
    double dew;       /* of dew points [K m-1] */
    size_t window;    /* cells of a side, where the rate is local; else 0 */
    double r2;        /* least share of variance that a local rate explains */
    struct elevation_window cells; /* lapse_rate_fits() */
};

/* lapse_rate_parse -- "6.5K/km", "monthly:V1,...,V12", "local[:K[,R2]]"; NULL
 * is the default.  Errors EX_USAGE. */
MUST_CHECK int lapse_rate_parse(const char *text, struct lapse_rate *r);

/* lapse_rate_fits -- lays the window of local rates on the grid of the input.
 * Errors EX_DATAERR  it has no rows and columns. */
MUST_CHECK int lapse_rate_fits(struct lapse_rate *r, const struct grid *g);

#endif
