/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/climate.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "kernel/quantile.h"

/* Sums that cancel to such a share of what they were are made anew. */
#define CANCELLED 1e-7

/* The most values that a slot pools. */
static size_t pool_size(const struct climate *c) {
    size_t most = 0;

    for (size_t s = 0; s < c->slots; s++) {
        size_t n = 0;
        for (size_t k = c->first[s]; k < c->first[s + 1]; k++)
            n += c->window[k].end - c->window[k].first;
        most = n > most ? n : most;
    }
    return most;
}

size_t climate_scratch(const struct climate *c) {
    const size_t sums = 3 * (c->n + 1), pool = pool_size(c) + 1;

    return (sums > pool ? sums : pool) + c->slots;
}

/* Sums up to each step, of valid values less m: their count, they, squares. */
static double prefixes(const struct climate *c, const float *restrict x,
                       double *restrict p) {
    double m = 0, valid = 0;

    for (size_t k = 0; k < c->n; k++) {
        m += isnan(x[k]) ? 0 : (double)x[k];
        valid += isnan(x[k]) ? 0 : 1;
    }
    m = valid > 0 ? m / valid : 0;
    p[0] = p[1] = p[2] = 0;
    for (size_t k = 0; k < c->n; k++) {
        const double d = isnan(x[k]) ? 0 : (double)x[k] - m;
        p[3 * k + 3] = p[3 * k] + (isnan(x[k]) ? 0 : 1);
        p[3 * k + 4] = p[3 * k + 1] + d;
        p[3 * k + 5] = p[3 * k + 2] + d * d;
    }
    return m;
}

/* Is there enough of a slot? */
static int enough(const struct climate_ask *ask, double valid, double all) {
    return valid > 0 && valid >= ask->share * all * (1 - 1e-9) &&
           valid >= ask->steps;
}

/* The sum of values of a slot less `from`, or of their squares. */
static double slot_sum(const struct climate *c, size_t s,
                       const float *restrict x, double from, int squares) {
    double sum = 0;

    for (size_t k = c->first[s]; k < c->first[s + 1]; k++)
        for (size_t i = c->window[k].first; i < c->window[k].end; i++) {
            const double d = isnan(x[i]) ? 0 : (double)x[i] - from;
            sum += squares ? d * d : d;
        }
    return sum;
}

static void by_sums(const struct climate *c, const struct climate_ask *ask,
                    const float *restrict x, double *restrict p, double *out) {
    const double m = prefixes(c, x, p), whole = p[3 * c->n + 2];

    for (size_t s = 0; s < c->slots; s++) {
        double n = 0, sum = 0, square = 0, all = 0, mean, var;
        for (size_t k = c->first[s]; k < c->first[s + 1]; k++) {
            const struct climate_window *w = &c->window[k];
            n += p[3 * w->end] - p[3 * w->first];
            sum += p[3 * w->end + 1] - p[3 * w->first + 1];
            square += p[3 * w->end + 2] - p[3 * w->first + 2];
            all += (double)(w->end - w->first);
        }
        mean = m + sum / n;
        square -= sum * sum / n;
        /* Little is left of the difference of two sums; 0 must be 0. */
        if (fabs(mean) <= CANCELLED * fabs(m))
            mean = slot_sum(c, s, x, 0, 0) / n;
        if (square <= CANCELLED * whole)
            square = slot_sum(c, s, x, slot_sum(c, s, x, 0, 0) / n, 1);
        var = square / (n - ask->ddof);
        out[s] = ask->stat == CLIMATE_MEAN    ? mean
                 : ask->stat == CLIMATE_COUNT ? n
                 : ask->stat == CLIMATE_VAR   ? var
                                              : sqrt(var);
        if (!enough(ask, n, all) ||
            ((ask->stat == CLIMATE_VAR || ask->stat == CLIMATE_STD) &&
             n <= ask->ddof))
            out[s] = NAN;
    }
}

/* Extremes of n values, at least one; or the range. */
static double extreme(enum climate_stat stat, size_t n, const float *x) {
    float least = x[0], most = x[0];

    for (size_t i = 1; i < n; i++) {
        least = x[i] < least ? x[i] : least;
        most = x[i] > most ? x[i] : most;
    }
    return stat == CLIMATE_MIN   ? (double)least
           : stat == CLIMATE_MAX ? (double)most
                                 : (double)most - (double)least;
}

/* Those that need the values of a slot beside each other. */
static void by_order(const struct climate *c, const struct climate_ask *ask,
                     const float *restrict x, float *restrict pool,
                     double *out) {
    for (size_t s = 0; s < c->slots; s++) {
        struct quantile_sample sample = { .x = pool };
        size_t all = 0, n;
        for (size_t k = c->first[s]; k < c->first[s + 1]; k++) {
            const struct climate_window *w = &c->window[k];
            memcpy(pool + all, x + w->first,
                   (w->end - w->first) * sizeof *pool);
            all += w->end - w->first;
        }
        sample.n = n = quantile_valid(all, pool);
        sample.scratch = (uint32_t *)(pool + all);
        if (!enough(ask, (double)n, (double)all))
            out[s] = NAN;
        else if (ask->stat == CLIMATE_QUANTILE)
            out[s] = quantile_of(&sample, ask->p, ask->type);
        else
            out[s] = extreme(ask->stat, n, pool);
    }
}

static void smooth(const struct climate *c, const double *value, float *out) {
    const size_t half = c->smooth / 2;

    for (size_t s = 0; s < c->slots; s++) {
        double sum = 0, n = 0;
        for (size_t k = 0; k < c->smooth; k++) {
            const double v =
                value[(s + c->slots * c->smooth + k - half) % c->slots];
            sum += isnan(v) ? 0 : v;
            n += isnan(v) ? 0 : 1;
        }
        out[s] = isnan(value[s]) ? NAN : (float)(sum / n);
    }
}

void climate_series(const struct climate *c, const struct climate_ask *ask,
                    const float *restrict x, double *restrict scratch,
                    float *restrict out) {
    double *value = scratch, *room = scratch + c->slots;

    assert(c->smooth % 2 == 1);
    if (ask->stat == CLIMATE_MEAN || ask->stat == CLIMATE_STD ||
        ask->stat == CLIMATE_VAR || ask->stat == CLIMATE_COUNT)
        by_sums(c, ask, x, room, value);
    else
        by_order(c, ask, x, (float *)room, value);
    if (c->leap < c->slots)
        value[c->leap] = (value[c->leap - 1] + value[c->leap + 1]) / 2;
    if (c->smooth > 1)
        smooth(c, value, out);
    else
        for (size_t s = 0; s < c->slots; s++)
            out[s] = (float)value[s];
}
