/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/plausible.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/hot.h"

enum { BLOCK = 4096, LANES = 32, RUN = 98304 };

/* What some values are.  All of it is the same in any order. */
struct some {
    size_t valid, outside;
    float least, most;
};

/* In lanes, or the extremes would be found one value after the other; these
 * tell of most blocks that nothing is outside. */
HOT static struct some look(size_t n, const float *x) {
    struct some s = { 0, 0, INFINITY, -INFINITY };
    uint32_t valid[LANES] = { 0 };
    float low[LANES], high[LANES];
    const size_t whole = n / LANES * LANES;

    for (size_t k = 0; k < LANES; k++) {
        low[k] = INFINITY;
        high[k] = -INFINITY;
    }
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++) {
            const float v = x[i + k];
            valid[k] += v == v;
            low[k] = v < low[k] ? v : low[k];
            high[k] = v > high[k] ? v : high[k];
        }
    for (size_t i = whole; i < n; i++) {
        const float v = x[i];
        valid[0] += v == v;
        low[0] = v < low[0] ? v : low[0];
        high[0] = v > high[0] ? v : high[0];
    }
    for (size_t k = 0; k < LANES; k++) {
        s.valid += valid[k];
        s.least = low[k] < s.least ? low[k] : s.least;
        s.most = high[k] > s.most ? high[k] : s.most;
    }
    return s;
}

HOT static size_t count_outside(size_t n, const float *x, float least,
                                float most) {
    size_t outside = 0;

    for (size_t i = 0; i < n; i++)
        outside += (x[i] < least) | (x[i] > most);
    return outside;
}

/* The limit as a float, rounded away from the range: up for `to` over 0. */
static float outward(double limit, float to) {
    const float f = (float)limit;

    return to > 0 ? ((double)f < limit ? nextafterf(f, to) : f)
                  : ((double)f > limit ? nextafterf(f, to) : f);
}

/* What all values are, from block after block. */
struct all {
    size_t valid, outside, first;
    float least, most;
};

static void add_block(struct all *a, const float *x, size_t from, size_t n,
                      float low, float high) {
    struct some s = look(n, x + from);

    if (s.least < low || s.most > high)
        s.outside = count_outside(n, x + from, low, high);
    a->valid += s.valid;
    a->outside += s.outside;
    a->least = s.least < a->least ? s.least : a->least;
    a->most = s.most > a->most ? s.most : a->most;
    for (size_t k = from; s.outside > 0 && a->first > k; k++)
        if (x[k] < low || x[k] > high)
            a->first = k;
}

static struct all both(struct all a, struct all b) {
    return (struct all){ a.valid + b.valid, a.outside + b.outside,
                         a.first < b.first ? a.first : b.first,
                         a.least < b.least ? a.least : b.least,
                         a.most > b.most ? a.most : b.most };
}

static const struct all none = { 0, 0, SIZE_MAX, INFINITY, -INFINITY };

#pragma omp declare reduction(both                                             \
                              : struct all                                     \
                              : omp_out = both(omp_out, omp_in))               \
    initializer(omp_priv = omp_orig)

/* Few values come from a thread among others, which must not make a team. */
static struct all count_few(size_t n, const float *x, float low, float high) {
    struct all a = none;

    for (size_t i = 0; i < n; i += BLOCK)
        add_block(&a, x, i, n - i < BLOCK ? n - i : BLOCK, low, high);
    return a;
}

static struct all count_many(size_t n, const float *x, float low, float high) {
    struct all a = none;

#pragma omp parallel for schedule(static) reduction(both : a)
    for (size_t i = 0; i < n; i += BLOCK)
        add_block(&a, x, i, n - i < BLOCK ? n - i : BLOCK, low, high);
    return a;
}

struct plausible plausible_count(size_t n, const float *x, double least,
                                 double most) {
    const float low = outward(least, -INFINITY), high = outward(most, INFINITY);
    const struct all a =
        n > RUN ? count_many(n, x, low, high) : count_few(n, x, low, high);

    return (struct plausible){ a.valid, a.outside,
                               a.first == SIZE_MAX ? 0 : a.first,
                               (double)a.least, (double)a.most };
}

void plausible_join(struct plausible *all, const struct plausible *p,
                    size_t first) {
    if (p->outside > 0 && (all->outside == 0 || first + p->first < all->first))
        all->first = first + p->first;
    all->valid += p->valid;
    all->outside += p->outside;
    all->least = fmin(all->least, p->least);
    all->most = fmax(all->most, p->most);
}

struct plausible plausible_wide(size_t n, const double *x, double least,
                                double most) {
    struct plausible p = { .least = INFINITY, .most = -INFINITY };

    for (size_t i = 0; i < n; i++) {
        const bool outside = x[i] < least || x[i] > most;
        if (outside && p.outside++ == 0)
            p.first = i;
        p.valid += isnan(x[i]) ? 0 : 1;
        p.least = x[i] < p.least ? x[i] : p.least;
        p.most = x[i] > p.most ? x[i] : p.most;
    }
    return p;
}
