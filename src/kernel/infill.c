/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/infill.h"

#include <math.h>
#include <stdbool.h>

/* The first step from k on that is (not) missing; n where there is none. */
static size_t next_of(const struct infill_axis *a, const float *x, size_t k,
                      bool missing) {
    while (k < a->n && (isnan(x[k]) != 0) != missing)
        k++;
    return k;
}

/* Gaps between two valid steps, on the line between them or as the first. */
static size_t bridge(const struct infill_axis *a, bool on_line, float *x) {
    size_t filled = 0;

    for (size_t k = next_of(a, x, 0, false), end; k < a->n; k = end) {
        k = next_of(a, x, k, true);
        end = next_of(a, x, k, false);
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
    return bridge(a, true, x);
}

size_t infill_previous(const struct infill_axis *a, float *x) {
    return bridge(a, false, x);
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

/* The first gap from *k on that is not too long: up to *end. */
static bool next_gap(const struct infill_axis *a, const float *x, size_t *k,
                     size_t *end) {
    for (; (*k = next_of(a, x, *k, true)) < a->n; *k = *end) {
        *end = next_of(a, x, *k, false);
        if (length(a, *k, *end) <= a->longest)
            return true;
    }
    return false;
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
    for (size_t k = 0, end; next_gap(a, x, &k, &end);)
        for (; k < end; k++) {
            x[k] = (float)usual(sum, count, a->slots, slot[k]);
            filled += isnan(x[k]) ? 0 : 1;
        }
    return filled;
}

void infill_waves_at(const struct infill_axis *a, double period, size_t terms,
                     double *basis, double *gram) {
    for (size_t i = 0; i < terms * terms; i++)
        gram[i] = 0;
    for (size_t k = 0; k < a->n; k++) {
        double *b = basis + k * terms;
        const double turn = fmod(a->time[k] - a->time[0], period) / period;
        b[0] = 1;
        for (size_t i = 1; i < terms; i += 2) {
            const double angle = 2 * M_PI * (double)((i + 1) / 2) * turn;
            b[i] = cos(angle);
            b[i + 1] = sin(angle);
        }
        for (size_t i = 0; i < terms * terms; i++)
            gram[i] += b[i / terms] * b[i % terms];
    }
}

/* Sums over the valid steps of products of the waves, less those of the others
 * where these are fewer; and of each wave with what is above x0. */
static void normal_equations(const struct infill_axis *a,
                             const struct infill_waves *w, const float *x,
                             double x0, double *g) {
    const size_t terms = w->terms;
    double *right = g + terms * terms, missing = 0;

    for (size_t k = 0; k < a->n; k++)
        missing += isnan(x[k]) ? 1 : 0;
    const bool few = 2 * missing < (double)a->n;
    for (size_t i = 0; i < terms * (terms + 1); i++)
        g[i] = few && i < terms * terms ? w->gram[i] : 0;
    for (size_t k = 0; k < a->n; k++) {
        const double *b = w->basis + k * terms, sign = few ? -1 : 1;
        const double y = isnan(x[k]) ? 0 : (double)x[k] - x0;
        for (size_t i = 0; i < terms; i++)
            right[i] += b[i] * y;
        if (few == !isnan(x[k]))
            continue;
        for (size_t i = 0; i < terms; i++)
            for (size_t j = 0; j <= i; j++)
                g[i * terms + j] += sign * b[i] * b[j];
    }
}

/* Cholesky's way: the factor in the lower triangle, the weights in right. */
static bool solve(size_t n, double *g, double *right) {
    for (size_t i = 0; i < n; i++) {
        const double whole = g[i * n + i];
        for (size_t j = 0; j <= i; j++) {
            double s = g[i * n + j];
            for (size_t k = 0; k < j; k++)
                s -= g[i * n + k] * g[j * n + k];
            if (j < i)
                g[i * n + j] = s / g[j * n + j];
            else if (!(s > 1e-9 * whole))
                return false;
            else
                g[i * n + i] = sqrt(s);
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            right[i] -= g[i * n + k] * right[k];
        right[i] /= g[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            right[i] -= g[k * n + i] * right[k];
        right[i] /= g[i * n + i];
    }
    return true;
}

/* The variance of the fit at waves b, of values of variance 1. */
static double leverage(size_t n, const double *factor, const double *b,
                       double *scratch) {
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        scratch[i] = b[i];
        for (size_t k = 0; k < i; k++)
            scratch[i] -= factor[i * n + k] * scratch[k];
        scratch[i] /= factor[i * n + i];
        sum += scratch[i] * scratch[i];
    }
    return sum;
}

/* The fit at step k; NaN where it says nothing. */
static float harmonic(const struct infill_waves *w, const double *g, size_t k,
                      double x0, double *scratch) {
    const double *b = w->basis + k * w->terms,
                 *weight = g + w->terms * w->terms;
    double y = x0;

    if (leverage(w->terms, g, b, scratch) > INFILL_LEVERAGE)
        return NAN;
    for (size_t i = 0; i < w->terms; i++)
        y += b[i] * weight[i];
    return (float)y;
}

size_t infill_harmonic(const struct infill_axis *a,
                       const struct infill_waves *w, double *scratch,
                       float *x) {
    double *weight = scratch + w->terms * w->terms;
    const size_t first = next_of(a, x, 0, false);
    size_t filled = 0, valid = 0;

    for (size_t k = first; k < a->n; k++)
        valid += isnan(x[k]) ? 0 : 1;
    if (valid < w->terms || valid == a->n)
        return 0;
    const double x0 = (double)x[first];
    normal_equations(a, w, x, x0, scratch);
    if (!solve(w->terms, scratch, weight))
        return 0;
    for (size_t k = 0, end; next_gap(a, x, &k, &end);)
        for (; k < end; k++) {
            x[k] = harmonic(w, scratch, k, x0, weight + w->terms);
            filled += isnan(x[k]) ? 0 : 1;
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
