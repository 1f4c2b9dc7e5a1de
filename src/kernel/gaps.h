/* SPDX-License-Identifier: Apache-2.0 */
/* gaps -- days without a value, counted in months and years, in each cell */
#ifndef TWIN_GAPS_H
#define TWIN_GAPS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/cells.h"

/* More of them than these spoil the period. */
struct gap_limits {
    unsigned month, row, year; /* days in a month, in a row there, in a year */
};

/* What a period has so far; the arrays are the caller's, 0 at its start. */
struct gaps {
    size_t n;
    struct gap_limits most;
    double *day;                  /* [n]  valid weight of the open day */
    uint16_t *month, *row, *year; /* [n]  missing days */
    uint8_t *bad;                 /* [n]  the period is spoilt */
};

/* gaps_add -- a step of the open day.  All here: parallel over cells, the same
 * bits at any number of threads. */
void gaps_add(const struct gaps *g, struct cells x, double weight);

/* gaps_close -- the open day is over; it is missing in cells that have less
 * than `need` of it. */
void gaps_close(const struct gaps *g, double need);

/* gaps_absent -- so many days that no step was in. */
void gaps_absent(const struct gaps *g, unsigned days);

/* gaps_month, gaps_year -- another month, another year begins. */
void gaps_month(const struct gaps *g);
void gaps_year(const struct gaps *g);

/* gaps_judge -- NaN where the period is spoilt. */
void gaps_judge(const struct gaps *g, struct room out);

#endif
