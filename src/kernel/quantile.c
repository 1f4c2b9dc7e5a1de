/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/quantile.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { RUN = 16 };

static void insertion(size_t n, float *x) {
    for (size_t i = 1; i < n; i++) {
        const float v = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1] > v; k--)
            x[k] = x[k - 1];
        x[k] = v;
    }
}

/* The sorted x[0..a) and x[a..n) into to. */
static void merge(size_t a, size_t n, const float *restrict x,
                  float *restrict to) {
    size_t i = 0, k = a;

    for (size_t at = 0; at < n; at++)
        to[at] = k >= n || (i < a && x[i] <= x[k]) ? x[i++] : x[k++];
}

size_t quantile_sort(size_t n, float *restrict x, float *restrict scratch) {
    float *from = x, *to = scratch;
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        x[m] = x[i];
        m += isnan(x[i]) ? 0 : 1;
    }
    for (size_t i = 0; i < m; i += RUN)
        insertion(m - i < RUN ? m - i : RUN, x + i);
    for (size_t w = RUN; w < m; w *= 2) {
        float *swap = from;
        for (size_t i = 0; i < m; i += 2 * w) {
            const size_t left = m - i;
            merge(left < w ? left : w, left < 2 * w ? left : 2 * w, from + i,
                  to + i);
        }
        from = to;
        to = swap;
    }
    if (from != x)
        memcpy(x, from, m * sizeof *x);
    return m;
}

/* Value number h (from 1, with a fraction g to the next), held inside. */
static double between(size_t n, const float *x, double h, double g) {
    const double last = (double)n;
    const double j = h < 1 ? 1 : h > last ? last : h;
    const double k = h + 1 < 1 ? 1 : h + 1 > last ? last : h + 1;
    const double a = x[(size_t)j - 1], b = x[(size_t)k - 1];

    return g > 0 ? a + g * (b - a) : a;
}

double quantile_of(size_t n, const float *x, double p, int type) {
    /* m = alpha + p * (1 - alpha - beta) of types 4 to 9 */
    static const double alpha[] = { 0, 0.5, 0, 1, 1.0 / 3, 0.375 };
    static const double beta[] = { 1, 0.5, 0, 1, 1.0 / 3, 0.375 };
    const double fuzz = 4 * DBL_EPSILON;
    double m, h, g;

    assert(type >= 1 && type <= 9 && p >= 0 && p <= 1);
    if (n == 0)
        return NAN;
    if (type <= 3) {
        m = type == 3 ? -0.5 : 0;
        h = floor((double)n * p + m + fuzz * (double)n);
        g = (double)n * p + m - h;
        if (g > fuzz * (double)n)
            return between(n, x, h + 1, 0);
        if (type == 1 || (type == 3 && fmod(h, 2) == 0))
            return between(n, x, h, 0);
        return type == 2 ? between(n, x, h, 0.5) : between(n, x, h + 1, 0);
    }
    m = alpha[type - 4] + p * (1 - alpha[type - 4] - beta[type - 4]);
    h = floor((double)n * p + m + fuzz);
    g = (double)n * p + m - h;
    return between(n, x, h, fabs(g) < fuzz ? 0 : g);
}
