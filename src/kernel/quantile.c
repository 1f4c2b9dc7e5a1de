/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/quantile.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "kernel/hot.h"

enum { BUCKETS = 256, FEW = 24 };

/* Keys rise as values do; -0 is 0. */
static uint32_t key_of(float x) {
    uint32_t u;

    x += 0.0f;
    memcpy(&u, &x, sizeof u);
    return u >> 31 ? ~u : u | 0x80000000u;
}

static float value_of(uint32_t key) {
    const uint32_t u = key >> 31 ? key ^ 0x80000000u : ~key;
    float x;

    memcpy(&x, &u, sizeof x);
    return x;
}

size_t quantile_valid(size_t n, float *x) {
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        x[m] = x[i];
        m += isnan(x[i]) ? 0 : 1;
    }
    return m;
}

HOT static void take_keys(size_t n, const float *restrict x,
                          uint32_t *restrict key) {
    for (size_t i = 0; i < n; i++)
        key[i] = key_of(x[i]);
}

HOT static void range(size_t n, const uint32_t *key, uint32_t *low,
                      uint32_t *high) {
    uint32_t least = UINT32_MAX, most = 0;

    for (size_t i = 0; i < n; i++) {
        least = key[i] < least ? key[i] : least;
        most = key[i] > most ? key[i] : most;
    }
    *low = least;
    *high = most;
}

static void insertion(size_t n, uint32_t *x) {
    for (size_t i = 1; i < n; i++) {
        const uint32_t v = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1] > v; k--)
            x[k] = x[k - 1];
        x[k] = v;
    }
}

/* Key number k (from 0).  Round after round those of its bucket stay, which
 * span less and less. */
static uint32_t pick(size_t n, uint32_t *key, size_t k) {
    for (;;) {
        uint32_t count[BUCKETS] = { 0 }, low, high, b = 0;
        size_t m = 0;
        int shift = 0;
        range(n, key, &low, &high);
        if (low == high)
            return low;
        if (n <= FEW) {
            insertion(n, key);
            return key[k];
        }
        while ((high - low) >> shift >= BUCKETS)
            shift++;
        for (size_t i = 0; i < n; i++)
            count[(key[i] - low) >> shift]++;
        for (; k >= count[b]; b++)
            k -= count[b];
        for (size_t i = 0; i < n; i++) {
            const uint32_t one = key[i];
            key[m] = one;
            m += (one - low) >> shift == b;
        }
        n = m;
    }
}

/* The value that follows value number k (from 0), which is v. */
HOT static float after(size_t n, const float *x, size_t k, float v) {
    float next = INFINITY;
    size_t upto = 0;

    for (size_t i = 0; i < n; i++) {
        upto += x[i] <= v;
        next = x[i] > v && x[i] < next ? x[i] : next;
    }
    return upto > k + 1 ? v : next;
}

/* Value number h (from 1, with a fraction g to the next), held inside. */
static double between(const struct quantile_sample *s, double h, double g) {
    const double last = (double)s->n;
    const double j = h < 1 ? 1 : h > last ? last : h;
    const double k = h + 1 < 1 ? 1 : h + 1 > last ? last : h + 1;
    float a, b;

    take_keys(s->n, s->x, s->scratch);
    a = value_of(pick(s->n, s->scratch, (size_t)j - 1));
    if (!(g > 0) || k == j)
        return (double)a;
    b = after(s->n, s->x, (size_t)j - 1, a);
    return (double)a + g * ((double)b - (double)a);
}

double quantile_of(const struct quantile_sample *s, double p, int type) {
    const size_t n = s->n;
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
            return between(s, h + 1, 0);
        if (type == 1 || (type == 3 && fmod(h, 2) == 0))
            return between(s, h, 0);
        return type == 2 ? between(s, h, 0.5) : between(s, h + 1, 0);
    }
    m = alpha[type - 4] + p * (1 - alpha[type - 4] - beta[type - 4]);
    h = floor((double)n * p + m + fuzz);
    g = (double)n * p + m - h;
    return between(s, h, fabs(g) < fuzz ? 0 : g);
}
