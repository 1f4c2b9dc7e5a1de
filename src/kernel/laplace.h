/* SPDX-License-Identifier: Apache-2.0 */
/* laplace -- values between given ones, each the weighted mean of those around
 */
#ifndef TWIN_LAPLACE_H
#define TWIN_LAPLACE_H

#include <stddef.h>
#include <stdint.h>

#define LAPLACE_NONE UINT32_MAX

enum { LAPLACE_LINKS = 4 };

/* Unknown values, numbered from 0, each with four links. */
struct laplace {
    size_t n;
    const uint32_t *inner; /* [n][4]  the unknown at the other end, or NONE */
    const uint32_t *fixed; /* [n][4]  or the place of a given value, or NONE */
    const double *weight;  /* [n][4]  >= 0; the same from both ends */
};

/* Those of one part, which no link leads out of; one of them at least has a
 * link to a given value. */
struct laplace_part {
    size_t first, end;
};

/*
 * laplace_factor -- what makes the solution fast: a modified incomplete
 * Cholesky factor.
 *
 *   diagonal, factor  [l->n]  out  those of the part
 */
void laplace_factor(const struct laplace *l, const struct laplace_part *p,
                    double *diagonal, double *factor);

/*
 * laplace_solve -- the values of a part.
 *
 *   given     in      values at the places of `fixed`, none of them missing
 *   scratch   [4 n]   of all parts; each uses its own
 *   u         [n]     in: a guess; out: the values
 *
 * Exact   to 1e-6 of the range of the given values, within which they lie
 * Method  preconditioned conjugate gradients
 * Threads none; parts may be solved at the same time
 */
struct laplace_work {
    const double *diagonal, *factor; /* [n] */
    double *scratch, *u;
};
void laplace_solve(const struct laplace *l, const struct laplace_part *p,
                   const struct laplace_work *w, const float *given);

#endif
