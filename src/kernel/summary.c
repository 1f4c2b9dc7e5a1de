/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/summary.h"

#include <math.h>

/* A block by itself: extremes and sum, then squares about the mean. */
static void merge(struct summary *m, size_t n, const double *value) {
    double low = INFINITY, high = -INFINITY, sum = 0, m2 = 0, mean, d, all;
    size_t count = 0;

    for (size_t k = 0; k < n; k++) {
        if (!isfinite(value[k]))
            continue;
        low = value[k] < low ? value[k] : low;
        high = value[k] > high ? value[k] : high;
        sum += value[k];
        count++;
    }
    m->cells += n;
    if (count == 0)
        return;
    mean = sum / (double)count;
    for (size_t k = 0; k < n; k++)
        if (isfinite(value[k]))
            m2 += (value[k] - mean) * (value[k] - mean);
    m->low = m->count == 0 || low < m->low ? low : m->low;
    m->high = m->count == 0 || high > m->high ? high : m->high;
    all = (double)(m->count + count);
    d = mean - m->mean;
    m->m2 += m2 + d * d * ((double)m->count * (double)count / all);
    m->mean += d * ((double)count / all);
    m->count += count;
}

void summary_add(struct summary *m, size_t n, const double *value) {
    while (n > 0) {
        if (m->held == 0 && n >= SUMMARY_BLOCK) {
            merge(m, SUMMARY_BLOCK, value);
            value += SUMMARY_BLOCK;
            n -= SUMMARY_BLOCK;
            continue;
        }
        m->block[m->held++] = *value++;
        n--;
        if (m->held == SUMMARY_BLOCK) {
            m->held = 0;
            merge(m, SUMMARY_BLOCK, m->block);
        }
    }
}

void summary_end(struct summary *m) {
    const size_t n = m->held;

    m->held = 0;
    merge(m, n, m->block);
}

double summary_spread(const struct summary *m) {
    return m->count > 0 ? sqrt(m->m2 / (double)m->count) : NAN;
}
