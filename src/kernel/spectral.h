/* SPDX-License-Identifier: Apache-2.0 */
/* spectral -- indices of reflectances, and decibels
 *
 * Each takes arrays in[] of n values and fills out [n].  Missing where an input
 * is, and where a denominator is not above 0.
 *
 * Threads  parallel over cells, the same bits at any number */
#ifndef TWIN_SPECTRAL_H
#define TWIN_SPECTRAL_H

#include <stddef.h>

/* spectral_difference -- (a - b) / (a + b): ndvi of nir and red, ndwi of green
 * and nir, mndwi and ndsi of green and swir1, nbr of nir and swir2, ndmi of nir
 * and swir1. */
void spectral_difference(size_t n, const float *const *in, const double *p,
                         float *out);

/*
 * spectral_evi -- 2.5 (nir - red) / (nir + 6 red - 7.5 blue + 1).
 *
 * Source  Huete et al. (2002), Remote Sens. Environ. 83, 195-213,
 *         doi:10.1016/S0034-4257(02)00096-2
 */
void spectral_evi(size_t n, const float *const *in, const double *p,
                  float *out);

/*
 * spectral_savi -- 1.5 (nir - red) / (nir + red + 0.5).
 *
 * Source  Huete (1988), Remote Sens. Environ. 25, 295-309,
 *         doi:10.1016/0034-4257(88)90106-X
 */
void spectral_savi(size_t n, const float *const *in, const double *p,
                   float *out);

/* spectral_db -- 10 log10 x of x above 0; spectral_linear -- 10^(x / 10). */
void spectral_db(size_t n, const float *const *in, const double *p, float *out);
void spectral_linear(size_t n, const float *const *in, const double *p,
                     float *out);

#endif
