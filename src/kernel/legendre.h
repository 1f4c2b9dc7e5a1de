/* SPDX-License-Identifier: Apache-2.0 */
/* legendre -- the rows of Gaussian grids */
#ifndef TWIN_LEGENDRE_H
#define TWIN_LEGENDRE_H

#include <stddef.h>

/*
 * legendre_latitudes -- the rows of a Gaussian grid, from north to south.
 *
 *   n    in             rows between pole and equator, 1 or more
 *   lat  [2 n]  out     asin of the zeros of the Legendre polynomial of degree
 *                       2 n [degrees]; lat[2 n - 1 - j] = -lat[j]
 *
 * Exact    zeros by Newton's iteration to 1e-15
 * Threads  parallel over rows
 */
void legendre_latitudes(size_t n, double *lat);

/*
 * legendre_weights -- the weights of those rows in Gauss' quadrature.
 *
 *   weight  [n]  out  from the north to the equator; their sum is 1
 */
void legendre_weights(size_t n, double *weight);

#endif
