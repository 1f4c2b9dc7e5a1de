/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/zone.h"

#include <math.h>

/* Heap sort of pairs by value, then weight: no allocation, no bad case. */
static int less(double v1, double w1, double v2, double w2) {
    return v1 < v2 || (v1 == v2 && w1 < w2);
}

static void swap(double *a, double *b) {
    const double t = *a;

    *a = *b;
    *b = t;
}

static void sink(size_t i, size_t n, double *v, double *w) {
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n &&
            less(v[child], w[child], v[child + 1], w[child + 1]))
            child++;
        if (!less(v[i], w[i], v[child], w[child]))
            return;
        swap(&v[i], &v[child]);
        swap(&w[i], &w[child]);
    }
}

static void sort(size_t n, double *v, double *w) {
    for (size_t i = n / 2; i-- > 0;)
        sink(i, n, v, w);
    for (size_t end = n; end-- > 1;) {
        swap(&v[0], &v[end]);
        swap(&w[0], &w[end]);
        sink(0, end, v, w);
    }
}

/* The runs of equal values. */
static void classes(struct zone *z, const double *v, const double *w) {
    double most = -1, least = INFINITY;

    for (size_t i = 0, next; i < z->count; i = next) {
        double weight = 0;
        for (next = i; next < z->count && v[next] == v[i]; next++)
            weight += w[next];
        z->variety++;
        if (weight > most) {
            most = weight;
            z->majority = v[i];
        }
        if (weight < least) {
            least = weight;
            z->minority = v[i];
        }
    }
}

void zone_statistics(struct zone *z, size_t n, const double *value,
                     const double *weight, double *sorted, double *share) {
    double squares = 0;

    *z = (struct zone){ .cells = n,
                        .mean = NAN,
                        .std = NAN,
                        .min = NAN,
                        .max = NAN,
                        .majority = NAN,
                        .minority = NAN };
    for (size_t i = 0; i < n; i++) {
        const double w = weight ? weight[i] : 1;
        if (isnan(value[i]))
            continue;
        z->weight += w;
        z->sum += w * value[i];
        sorted[z->count] = value[i];
        share[z->count++] = w;
    }
    if (z->count == 0) {
        z->sum = NAN;
        return;
    }
    z->mean = z->sum / z->weight;
    for (size_t i = 0; i < z->count; i++)
        squares += share[i] * (sorted[i] - z->mean) * (sorted[i] - z->mean);
    z->std = sqrt(squares / z->weight);
    sort(z->count, sorted, share);
    z->min = sorted[0];
    z->max = sorted[z->count - 1];
    classes(z, sorted, share);
}

double zone_quantile(size_t n, const double *sorted, double p) {
    const double h = p * (double)(n - 1);
    const size_t i = (size_t)h;

    if (n == 0)
        return NAN;
    if (i + 1 >= n)
        return sorted[n - 1];
    return sorted[i] + (h - (double)i) * (sorted[i + 1] - sorted[i]);
}
