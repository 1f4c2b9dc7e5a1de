/* SPDX-License-Identifier: Apache-2.0 */
/* seasons -- the time of the year and of the day as waves
 *
 * Each fills out [n]; in[] are arrays of n values.
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_SEASONS_H
#define TWIN_SEASONS_H

#include <stddef.h>

/* seasons_sin, seasons_cos -- of 2 pi p[0] / 365, p[0] the day of the year; the
 * same in all cells. */
void seasons_sin(size_t n, const float *const *in, const double *p, float *out);
void seasons_cos(size_t n, const float *const *in, const double *p, float *out);

/* seasons_hour_sin, seasons_hour_cos -- of 2 pi h / 24, h the hour of the sun:
 * p[1], in UTC, and a 15th of the longitude in[0] [degrees]. */
void seasons_hour_sin(size_t n, const float *const *in, const double *p,
                      float *out);
void seasons_hour_cos(size_t n, const float *const *in, const double *p,
                      float *out);

#endif
