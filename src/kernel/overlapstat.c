/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/overlapstat.h"

#include <math.h>

/* Sums of overlaps that should be equal differ by rounding. */
#define ROUNDING 1e-9

size_t overlapstat_longest(const struct weights *w) {
    size_t longest = 0;

    for (size_t i = 0; i < w->ndst; i++)
        if (w->row[i + 1] - w->row[i] > longest)
            longest = w->row[i + 1] - w->row[i];
    return longest;
}

/* Lets o[k] sink in the heap of n, the largest value first. */
static void sink(struct overlap *o, size_t k, size_t n) {
    const struct overlap it = o[k];
    size_t below;

    while ((below = 2 * k + 1) < n) {
        if (below + 1 < n && o[below + 1].value > o[below].value)
            below++;
        if (!(o[below].value > it.value))
            break;
        o[k] = o[below];
        k = below;
    }
    o[k] = it;
}

static void sort(struct overlap *o, size_t n) {
    for (size_t k = n / 2; k-- > 0;)
        sink(o, k, n);
    while (n > 1) {
        const struct overlap last = o[--n];
        o[n] = o[0];
        o[0] = last;
        sink(o, 0, n);
    }
}

static double quantile(const struct overlap *o, size_t n, double least) {
    double sum = 0;

    for (size_t k = 0; k < n; k++)
        if ((sum += o[k].weight) >= least)
            return o[k].value;
    return o[n - 1].value;
}

static double mode(const struct overlap *o, size_t n, double rounding) {
    double best = -INFINITY, value = NAN, sum = 0;

    for (size_t k = 0; k < n; k++) {
        sum = k > 0 && o[k].value == o[k - 1].value ? sum + o[k].weight
                                                    : o[k].weight;
        if (k + 1 < n && o[k + 1].value == o[k].value)
            continue;
        if (sum > best + rounding) {
            best = sum;
            value = o[k].value;
        }
    }
    return value;
}

static double rms(const struct overlap *o, size_t n, double valid) {
    double sum = 0, low = INFINITY, high = 0;

    for (size_t k = 0; k < n; k++) {
        sum += o[k].weight * o[k].value * o[k].value;
        low = fmin(low, fabs(o[k].value));
        high = fmax(high, fabs(o[k].value));
    }
    return fmin(fmax(sqrt(sum / valid), low), high);
}

static double statistic(const struct overlap *o, size_t n, double valid,
                        enum overlapstat stat) {
    switch (stat) {
    case OVERLAP_MODE:
        return mode(o, n, ROUNDING * valid);
    case OVERLAP_MIN:
        return o[0].value;
    case OVERLAP_MAX:
        return o[n - 1].value;
    case OVERLAP_MEDIAN:
        return quantile(o, n, (0.5 - ROUNDING) * valid);
    case OVERLAP_Q1:
        return quantile(o, n, (0.25 - ROUNDING) * valid);
    case OVERLAP_Q3:
        return quantile(o, n, (0.75 - ROUNDING) * valid);
    case OVERLAP_RMS:
        return rms(o, n, valid);
    }
    return NAN;
}

double overlapstat_cell(const struct weights *w, size_t i, struct cells src,
                        enum overlapstat stat, double min_valid,
                        struct overlap *scratch) {
    double valid = 0;
    size_t n = 0;

    for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
        const double v = cells_get(src, w->col[k]);
        if (isnan(v) || !(w->weight[k] > 0))
            continue;
        scratch[n++] = (struct overlap){ v, w->weight[k] };
        valid += w->weight[k];
    }
    if (n == 0 || valid < min_valid - ROUNDING)
        return NAN;
    sort(scratch, n);
    return statistic(scratch, n, valid, stat);
}
