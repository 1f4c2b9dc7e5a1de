/* SPDX-License-Identifier: Apache-2.0 */
/* infill -- what is missing in the series of a cell, and what is too much */
#ifndef TWIN_INFILL_H
#define TWIN_INFILL_H

#include <stddef.h>

/* When the steps of a series are. */
struct infill_axis {
    size_t n;
    const double *time; /* [n] rising [any unit] */
    double longest;     /* a gap, from its first missing step to the next that
                           is not, may have [unit of time]; INFINITY: any */
    int slots;          /* days of a year, up to 366: of infill_usual() */
};

/*
 * infill_linear -- fills gaps on the line between their neighbours.
 *
 *   x  [n]  in out  NaN = missing
 *
 * Returns how many were filled.  Gaps at the ends stay, and those that are too
 * long.
 */
size_t infill_linear(const struct infill_axis *a, float *x);

/* infill_previous -- the same with the value before each gap. */
size_t infill_previous(const struct infill_axis *a, float *x);

/*
 * infill_usual -- fills gaps with the usual value of the day of the year.
 *
 *   slot   [n]    in      day of the year of each step, 0..slots - 1
 *   sum    [366]  scratch
 *   count  [366]  scratch
 *   x      [n]    in out  NaN = missing
 *
 * The usual value of a day is the mean of all values of the 31 days around it,
 * of all years; the year goes round.  Gaps at the ends are filled too, those
 * that are too long stay; so do days without any value.
 */
size_t infill_usual(const struct infill_axis *a, const int *slot, double *sum,
                    double *count, float *x);

enum { INFILL_SLOTS = 366 };

/* Waves of the year: 1, then cosine and sine of each of the harmonics. */
struct infill_waves {
    size_t terms;        /* 2 N + 1 */
    const double *basis; /* [n][terms]  at each step */
    const double *gram;  /* [terms][terms]  sums of their products */
};

/*
 * infill_waves_at -- the waves at the steps of an axis, and their sums.
 *
 *   period  in   length of the year [unit of time]
 *   basis   out  [n][terms]
 *   gram    out  [terms][terms]
 */
void infill_waves_at(const struct infill_axis *a, double period, size_t terms,
                     double *basis, double *gram);

/*
 * infill_harmonic -- fills gaps with the least-squares fit of the waves to the
 * valid values.
 *
 *   scratch  [terms * (terms + 2)]
 *   x        [n]  in out  NaN = missing
 *
 * Gaps at the ends are filled too, those that are too long stay; so do steps
 * where the variance of the fit is more than INFILL_LEVERAGE times that of a
 * value, and all where fewer values than terms are valid, or where these do not
 * tell the waves apart: what the others leave of one is less than 1e-9 of its
 * square.
 */
enum { INFILL_LEVERAGE = 100 };
size_t infill_harmonic(const struct infill_axis *a,
                       const struct infill_waves *w, double *scratch, float *x);

/*
 * infill_clip -- takes out what lies beyond kappa deviations of the mean, again
 * and again until nothing does, or `rounds` times.
 *
 *   x  [n]  in out  NaN = missing
 *
 * Returns how many went.  The deviation is that of the population.
 */
size_t infill_clip(size_t n, double kappa, size_t rounds, float *x);

#endif
