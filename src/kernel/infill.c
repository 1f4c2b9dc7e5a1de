/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/infill.h"

#include <math.h>

/* The first step from k on that is (not) missing; n where there is none. */
static size_t next_of(const struct infill_axis *a, const float *x, size_t k,
                      int missing) {
    while (k < a->n && (isnan(x[k]) != 0) != missing)
        k++;
    return k;
}

/* Gaps between two valid steps, on the line between them or as the first. */
static size_t bridge(const struct infill_axis *a, int on_line, float *x) {
    size_t filled = 0;

    for (size_t k = next_of(a, x, 0, 0), end; k < a->n; k = end) {
        k = next_of(a, x, k, 1);
        end = next_of(a, x, k, 0);
        if (end >= a->n || a->time[end] - a->time[k] > a->longest)
            continue;
        const double t0 = a->time[k - 1], t1 = a->time[end];
        const double x0 = (double)x[k - 1], x1 = (double)x[end];
        for (; k < end; k++, filled++)
            x[k] = on_line
                       ? (float)(x0 + (a->time[k] - t0) / (t1 - t0) * (x1 - x0))
                       : x[k - 1];
    }
    return filled;
}

size_t infill_linear(const struct infill_axis *a, float *x) {
    return bridge(a, 1, x);
}

size_t infill_previous(const struct infill_axis *a, float *x) {
    return bridge(a, 0, x);
}

/* The window of each day from the sums of single days. */
static double usual(const double *sum, const double *count, int slots,
                    int day) {
    const int half = 15;
    double s = 0, n = 0;

    for (int d = day - half; d <= day + half; d++) {
        const int slot = (d + slots) % slots;
        s += sum[slot];
        n += count[slot];
    }
    return n > 0 ? s / n : NAN;
}

/* The length of a gap from k to end; of one at an end, as far as it goes. */
static double length(const struct infill_axis *a, size_t k, size_t end) {
    if (end < a->n)
        return a->time[end] - a->time[k];
    return a->time[a->n - 1] - a->time[k];
}

size_t infill_usual(const struct infill_axis *a, const int *slot, double *sum,
                    double *count, float *x) {
    size_t filled = 0;

    for (int d = 0; d < a->slots; d++)
        sum[d] = count[d] = 0;
    for (size_t k = 0; k < a->n; k++)
        if (!isnan(x[k])) {
            sum[slot[k]] += (double)x[k];
            count[slot[k]] += 1;
        }
    for (size_t k = next_of(a, x, 0, 1), end; k < a->n;
         k = next_of(a, x, end, 1)) {
        end = next_of(a, x, k, 0);
        if (length(a, k, end) > a->longest)
            continue;
        for (; k < end; k++) {
            x[k] = (float)usual(sum, count, a->slots, slot[k]);
            filled += isnan(x[k]) ? 0 : 1;
        }
    }
    return filled;
}

size_t infill_clip(size_t n, double kappa, size_t rounds, float *x) {
    size_t gone = 0, now = 1;

    for (size_t r = 0; r < rounds && now > 0; r++) {
        double sum = 0, squares = 0, count = 0;
        now = 0;
        for (size_t k = 0; k < n; k++)
            if (!isnan(x[k])) {
                sum += (double)x[k];
                count++;
            }
        const double mean = sum / count;
        for (size_t k = 0; k < n; k++)
            if (!isnan(x[k]))
                squares += ((double)x[k] - mean) * ((double)x[k] - mean);
        const double most = kappa * sqrt(squares / count);
        for (size_t k = 0; k < n; k++)
            if (fabs((double)x[k] - mean) > most) {
                x[k] = NAN;
                now++;
            }
        gone += now;
    }
    return gone;
}
