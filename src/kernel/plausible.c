/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/plausible.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

enum { BLOCK = 4096 };

struct block {
    uint32_t valid, outside;
    float least, most;
};

__attribute__((target_clones("avx2", "default"))) static struct block
count(size_t n, const float *x, float least, float most) {
    struct block b = { 0, 0, INFINITY, -INFINITY };

    for (size_t i = 0; i < n; i++) {
        b.valid += isnan(x[i]) ? 0 : 1;
        b.outside += (x[i] < least) | (x[i] > most);
        b.least = x[i] < b.least ? x[i] : b.least;
        b.most = x[i] > b.most ? x[i] : b.most;
    }
    return b;
}

static float outward(double limit, float to) {
    const float f = (float)limit;

    return to > 0 ? ((double)f < limit ? nextafterf(f, to) : f)
                  : ((double)f > limit ? nextafterf(f, to) : f);
}

struct plausible plausible_count(size_t n, const float *x, double least,
                                 double most) {
    const float low = outward(least, -INFINITY), high = outward(most, INFINITY);
    struct plausible p = { .least = INFINITY, .most = -INFINITY };

    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t m = n - i < BLOCK ? n - i : BLOCK;
        const struct block b = count(m, x + i, low, high);
        if (b.outside > 0 && p.outside == 0)
            for (p.first = i; !(x[p.first] < low || x[p.first] > high);)
                p.first++;
        p.valid += b.valid;
        p.outside += b.outside;
        p.least = fmin(p.least, (double)b.least);
        p.most = fmax(p.most, (double)b.most);
    }
    return p;
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
