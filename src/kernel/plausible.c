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

struct plausible plausible_count(size_t n, const float *x, double least,
                                 double most) {
    const float low = outward(least, -INFINITY), high = outward(most, INFINITY);
    size_t valid = 0, outside = 0, first = SIZE_MAX;
    float lowest = INFINITY, highest = -INFINITY;

#pragma omp parallel for schedule(static) if (n > RUN)                         \
    reduction(+ : valid, outside) reduction(min : lowest, first)               \
    reduction(max : highest)
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t m = n - i < BLOCK ? n - i : BLOCK;
        struct some s = look(m, x + i);
        if (s.least < low || s.most > high)
            s.outside = count_outside(m, x + i, low, high);
        valid += s.valid;
        outside += s.outside;
        lowest = s.least < lowest ? s.least : lowest;
        highest = s.most > highest ? s.most : highest;
        for (size_t k = i; s.outside > 0 && first > k; k++)
            if (x[k] < low || x[k] > high)
                first = k;
    }
    return (struct plausible){ valid, outside, first == SIZE_MAX ? 0 : first,
                               (double)lowest, (double)highest };
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
