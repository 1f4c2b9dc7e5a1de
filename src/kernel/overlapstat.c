/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/overlapstat.h"

#include <math.h>

/* Weights that should fill a cell miss 1 by rounding. */
#define ROUNDING 1e-9
/* So many values are sorted by insertion. */
#define FEW 32

static double value_at(const void *src, enum overlap_values kind, size_t i) {
    if (kind == OVERLAP_FLOATS)
        return (double)((const float *)src)[i];
    if (kind == OVERLAP_DOUBLES)
        return ((const double *)src)[i];
    return ((const int32_t *)src)[i] == INT32_MIN
               ? NAN
               : (double)((const int32_t *)src)[i];
}

static void put(void *dst, enum overlap_values kind, size_t i, double x) {
    if (kind == OVERLAP_FLOATS)
        ((float *)dst)[i] = (float)x;
    else if (kind == OVERLAP_DOUBLES)
        ((double *)dst)[i] = x;
    else
        ((int32_t *)dst)[i] = isnan(x) ? INT32_MIN : (int32_t)x;
}

/* By value, equal ones by weight, so that the order of cells has no part. */
static int is_less(const struct overlap_value *a,
                   const struct overlap_value *b) {
    return a->value < b->value ||
           (a->value == b->value && a->weight < b->weight);
}

static void sort_few(size_t n, struct overlap_value *v) {
    for (size_t i = 1; i < n; i++) {
        const struct overlap_value x = v[i];
        size_t j = i;
        for (; j > 0 && is_less(&x, &v[j - 1]); j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

/* Lets v[i] sink to its place in the heap. */
static void sink(size_t n, struct overlap_value *v, size_t i) {
    const struct overlap_value x = v[i];

    for (size_t k = 2 * i + 1; k < n; k = 2 * i + 1) {
        if (k + 1 < n && is_less(&v[k], &v[k + 1]))
            k++;
        if (!is_less(&x, &v[k]))
            break;
        v[i] = v[k];
        i = k;
    }
    v[i] = x;
}

static void sort(size_t n, struct overlap_value *v) {
    if (n <= FEW) {
        sort_few(n, v);
        return;
    }
    for (size_t i = n / 2; i-- > 0;)
        sink(n, v, i);
    for (size_t i = n; i-- > 1;) {
        const struct overlap_value last = v[i];
        v[i] = v[0];
        v[0] = last;
        sink(i, v, 0);
    }
}

static double mode(size_t n, struct overlap_value *v) {
    double best = NAN, most = 0;

    sort(n, v);
    for (size_t i = 0, next; i < n; i = next) {
        double sum = 0;
        for (next = i; next < n && v[next].value == v[i].value; next++)
            sum += v[next].weight;
        if (sum > most * (1 + ROUNDING)) {
            most = sum;
            best = v[i].value;
        }
    }
    return best;
}

/* The least value up to which at least p of the weight lies. */
static double quantile(size_t n, struct overlap_value *v, double valid,
                       double p) {
    double sum = 0;
    size_t i = 0;

    sort(n, v);
    for (; i < n; i++) {
        sum += v[i].weight;
        if (sum >= p * valid * (1 - ROUNDING))
            break;
    }
    return v[i < n ? i : n - 1].value;
}

static double extreme(size_t n, const struct overlap_value *v, int most) {
    double x = v[0].value;

    for (size_t i = 1; i < n; i++)
        x = most ? fmax(x, v[i].value) : fmin(x, v[i].value);
    return x;
}

/* Are all values one, to the last bit?  So is what comes of them. */
static int is_flat(size_t n, const struct overlap_value *v) {
    for (size_t i = 1; i < n; i++)
        if (v[i].value != v[0].value)
            return 0;
    return 1;
}

/* Of n valid values, whose weights are `valid` in all. */
static double statistic(enum overlap_stat stat, size_t n,
                        struct overlap_value *v, double valid) {
    double sum = 0;

    if (stat != OVERLAP_SUM && stat != OVERLAP_SHARE && is_flat(n, v))
        return stat == OVERLAP_RMS ? fabs(v[0].value) : v[0].value;
    switch (stat) {
    case OVERLAP_MODE:
        return mode(n, v);
    case OVERLAP_MIN:
        return extreme(n, v, 0);
    case OVERLAP_MAX:
        return extreme(n, v, 1);
    case OVERLAP_MEDIAN:
        return quantile(n, v, valid, 0.5);
    case OVERLAP_Q1:
        return quantile(n, v, valid, 0.25);
    case OVERLAP_Q3:
        return quantile(n, v, valid, 0.75);
    case OVERLAP_RMS:
        for (size_t i = 0; i < n; i++)
            sum += v[i].weight * v[i].value * v[i].value;
        return sqrt(sum / valid);
    default:
        for (size_t i = 0; i < n; i++)
            sum += v[i].weight * v[i].value;
        return sum;
    }
}

static double one_cell(const struct overlap_how *how, const struct weights *w,
                       const void *src, size_t i, struct overlap_value *v) {
    double valid = 0;
    size_t n = 0;

    for (size_t k = w->row[i]; k < w->row[i + 1]; k++) {
        const double x = value_at(src, how->values, w->col[k]);
        if (isnan(x))
            continue;
        v[n].value = x;
        v[n++].weight = how->of_source ? how->of_source[k] : w->weight[k];
        valid += w->weight[k];
    }
    if (how->stat == OVERLAP_PLAIN)
        return n > 0 && n == w->row[i + 1] - w->row[i]
                   ? statistic(how->stat, n, v, valid)
                   : NAN;
    return valid > 0 && valid >= how->min_valid - ROUNDING
               ? statistic(how->stat, n, v, valid)
               : NAN;
}

void overlap_apply(const struct overlap_how *how, const struct weights *w,
                   const void *src, void *dst, size_t most,
                   struct overlap_value *scratch) {
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < REGRID_BLOCKS; b++) {
        const size_t end = (b + 1) * w->ndst / REGRID_BLOCKS;
        for (size_t i = b * w->ndst / REGRID_BLOCKS; i < end; i++)
            put(dst, how->values, i,
                one_cell(how, w, src, i, scratch + b * most));
    }
}
