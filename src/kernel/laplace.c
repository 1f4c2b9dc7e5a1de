/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/laplace.h"

#include <math.h>
#include <stdbool.h>

enum { K = LAPLACE_LINKS };

/* The share of what the factor leaves out that goes to its diagonal, and the
 * least share of the diagonal that may remain.  Bridson (2015), Fluid
 * Simulation for Computer Graphics, section 5.5. */
static const double moved = 0.97, least = 0.25;

/* The weights of the links of q to unknowns behind it, but one. */
static double behind(const struct laplace *l, size_t q, size_t but) {
    double sum = 0;

    for (size_t k = K * q; k < K * (q + 1); k++)
        if (l->inner[k] != LAPLACE_NONE && l->inner[k] > q &&
            l->inner[k] != but)
            sum += l->weight[k];
    return sum;
}

void laplace_factor(const struct laplace *l, const struct laplace_part *p,
                    double *diagonal, double *factor) {
    for (size_t i = p->first; i < p->end; i++) {
        double sum = 0, d;
        for (size_t k = K * i; k < K * (i + 1); k++)
            sum += l->inner[k] != LAPLACE_NONE || l->fixed[k] != LAPLACE_NONE
                       ? l->weight[k]
                       : 0;
        d = sum;
        for (size_t k = K * i; k < K * (i + 1); k++) {
            const uint32_t q = l->inner[k];
            if (q == LAPLACE_NONE || q >= i)
                continue;
            d -= l->weight[k] * factor[q] *
                 (l->weight[k] + moved * behind(l, q, i));
        }
        diagonal[i] = sum;
        factor[i] = 1 / (d < least * sum ? sum : d);
    }
}

/* r = what the factor's matrix makes z of.  Returns r z.  The link to the
 * unknown just done, which is waited for, comes last. */
static double precondition(const struct laplace *l,
                           const struct laplace_part *p, const double *factor,
                           const double *r, double *z) {
    double rz = 0;

    for (size_t i = p->first; i < p->end; i++) {
        double sum = r[i];
        for (size_t k = K * (i + 1); k-- > K * i;)
            if (l->inner[k] < i)
                sum += l->weight[k] * z[l->inner[k]];
        z[i] = sum * factor[i];
    }
    for (size_t i = p->end; i-- > p->first;) {
        double sum = 0;
        for (size_t k = K * (i + 1); k-- > K * i;)
            if (l->inner[k] != LAPLACE_NONE && l->inner[k] > i)
                sum += l->weight[k] * z[l->inner[k]];
        z[i] += sum * factor[i];
        rz += r[i] * z[i];
    }
    return rz;
}

/* What the links to unknowns take from an unknown, for values s. */
static double apply(const struct laplace *l, double diagonal, size_t i,
                    const double *s) {
    double sum = diagonal * s[i];

    for (size_t k = K * i; k < K * (i + 1); k++)
        if (l->inner[k] != LAPLACE_NONE)
            sum -= l->weight[k] * s[l->inner[k]];
    return sum;
}

/* Goes along s as far as is best; is a residual left that is more than enough,
 * as a change of its value? */
static bool go(const struct laplace *l, const struct laplace_part *p,
               const struct laplace_work *w, double rz, double enough) {
    double *r = w->scratch, *s = r + 2 * l->n, *q = s + l->n;
    double sq = 0;
    bool more = false;

    for (size_t i = p->first; i < p->end; i++) {
        q[i] = apply(l, w->diagonal[i], i, s);
        sq += s[i] * q[i];
    }
    const double alpha = rz / sq;
    for (size_t i = p->first; i < p->end; i++) {
        w->u[i] += alpha * s[i];
        r[i] -= alpha * q[i];
        more |= fabs(r[i]) > enough * w->diagonal[i];
    }
    return more;
}

static void range(const struct laplace *l, const struct laplace_part *p,
                  const float *given, double *low, double *high) {
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t k = K * p->first; k < K * p->end; k++) {
        if (l->fixed[k] == LAPLACE_NONE)
            continue;
        *low = fmin(*low, (double)given[l->fixed[k]]);
        *high = fmax(*high, (double)given[l->fixed[k]]);
    }
}

/* u, above low, and the residual of it. */
static void start(const struct laplace *l, const struct laplace_part *p,
                  const struct laplace_work *w, const float *given,
                  double low) {
    double *r = w->scratch;

    for (size_t i = p->first; i < p->end; i++)
        w->u[i] -= low;
    for (size_t i = p->first; i < p->end; i++) {
        r[i] = -apply(l, w->diagonal[i], i, w->u);
        for (size_t k = K * i; k < K * (i + 1); k++)
            if (l->fixed[k] != LAPLACE_NONE)
                r[i] += l->weight[k] * ((double)given[l->fixed[k]] - low);
    }
}

static void iterate(const struct laplace *l, const struct laplace_part *p,
                    const struct laplace_work *w, double enough) {
    double *r = w->scratch, *z = r + l->n, *s = z + l->n;
    double rz = precondition(l, p, w->factor, r, z);

    for (size_t i = p->first; i < p->end; i++)
        s[i] = z[i];
    for (size_t round = p->end - p->first + 100;
         rz > 0 && round > 0 && go(l, p, w, rz, enough); round--) {
        const double next = precondition(l, p, w->factor, r, z);
        for (size_t i = p->first; i < p->end; i++)
            s[i] = z[i] + next / rz * s[i];
        rz = next;
    }
}

/* An unknown is at most as wrong as n residuals that all have one sign. */
void laplace_solve(const struct laplace *l, const struct laplace_part *p,
                   const struct laplace_work *w, const float *given) {
    const double n = (double)(p->end - p->first);
    double low, high;

    range(l, p, given, &low, &high);
    start(l, p, w, given, low);
    if (high > low && isfinite(high - low))
        iterate(l, p, w, 1e-6 / (n + K) * (high - low));
    for (size_t i = p->first; i < p->end; i++)
        w->u[i] = low + fmin(high - low, fmax(0, w->u[i]));
}
