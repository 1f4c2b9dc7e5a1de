/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/command.h"
#include "core/mem.h"

struct learn *learn_new(size_t n) {
    struct learn *l = mem_array(1, sizeof *l);

    l->n = n;
    l->first = mem_array(n, sizeof *l->first);
    l->sum = mem_array(n, sizeof *l->sum);
    l->square = mem_array(n, sizeof *l->square);
    l->count = mem_array(n, sizeof *l->count);
    l->least = mem_array(n, sizeof *l->least);
    l->most = mem_array(n, sizeof *l->most);
    return l;
}

void learn_free(struct learn *l) {
    if (l == NULL)
        return;
    free(l->first);
    free(l->sum);
    free(l->square);
    free(l->count);
    free(l->least);
    free(l->most);
    free(l);
}

void learn_step(struct learn *l, const float *x) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < l->n; i++) {
        double d;
        if (isnan(x[i]))
            continue;
        if (l->count[i] == 0) {
            l->first[i] = (double)x[i];
            l->least[i] = l->most[i] = x[i];
        }
        d = (double)x[i] - l->first[i];
        l->sum[i] += d;
        l->square[i] += d * d;
        l->count[i]++;
        l->least[i] = x[i] < l->least[i] ? x[i] : l->least[i];
        l->most[i] = x[i] > l->most[i] ? x[i] : l->most[i];
    }
}

/* Of many values: how many, their mean, squares about it, least and most. */
struct moments {
    double n, mean, square, least, most;
};

static struct moments moments_of(const struct learn *l, size_t i) {
    const double n = l->count[i];

    if (n == 0)
        return (struct moments){ 0, 0, 0, INFINITY, -INFINITY };
    return (struct moments){ n, l->first[i] + l->sum[i] / n,
                             l->square[i] - l->sum[i] * l->sum[i] / n,
                             (double)l->least[i], (double)l->most[i] };
}

/* Chan, Golub & LeVeque (1983), Am. Stat. 37, 242-247, doi:10.2307/2683386. */
static void add(struct moments *a, const struct moments *b) {
    const double n = a->n + b->n, d = b->mean - a->mean;

    if (b->n == 0)
        return;
    a->mean += d * b->n / n;
    a->square += b->square + d * d * a->n * b->n / n;
    a->n = n;
    a->least = fmin(a->least, b->least);
    a->most = fmax(a->most, b->most);
}

static void put(const struct scaler *s, struct scaler_field *f, size_t i,
                const struct moments *m) {
    const bool any = m->n > 0;
    const double sd = any ? sqrt(fmax(0, m->square) / m->n) : NAN;
    double offset = 0, scale = 1;

    if (s->kind == ZSCORE) {
        offset = m->mean;
        scale = m->least < m->most ? sd : 0;
    } else if (s->kind == MINMAX) {
        scale = (m->most - m->least) / (s->b - s->a);
        offset = m->least - s->a * scale;
    }
    f->number[OFFSET][i] = any ? offset : NAN;
    f->number[SCALE][i] = any ? scale : NAN;
    f->number[MEAN][i] = any ? m->mean : NAN;
    f->number[DEVIATION][i] = sd;
    f->number[COUNT][i] = m->n;
    f->number[LEAST][i] = any ? m->least : NAN;
    f->number[MOST][i] = any ? m->most : NAN;
}

void learn_finish(const struct learn *l, const struct scaler *s,
                  struct scaler_field *f) {
    struct moments all = { 0, 0, 0, INFINITY, -INFINITY };

    for (size_t k = 0; k < NUMBERS; k++)
        f->number[k] = mem_array(f->n, sizeof(double));
    for (size_t i = 0; i < l->n; i++) {
        const struct moments m = moments_of(l, i);
        if (f->n == l->n)
            put(s, f, i, &m);
        else
            add(&all, &m);
    }
    if (f->n != l->n)
        put(s, f, 0, &all);
}

/* Floats in the order of their values. */
static uint32_t key_of(float x) {
    uint32_t k;

    memcpy(&k, &x, sizeof k);
    return k & 0x80000000u ? ~k : k | 0x80000000u;
}

static double value_of(uint32_t k) {
    float x;

    k = k & 0x80000000u ? k & 0x7fffffffu : ~k;
    memcpy(&x, &k, sizeof x);
    return (double)x;
}

/* How often each upper half of a key occurs, or each lower one below `upper`.
 */
static int count_keys(struct spool *spool, const bool *fits, size_t n,
                      uint32_t upper, double *count) {
    float *x = mem_array(n, sizeof *x);
    int status = EX_OK;

    memset(count, 0, 65536 * sizeof *count);
    for (size_t k = 0; k < spool_steps(spool); k++) {
        if (!fits[k])
            continue;
        TRY(spool_get(spool, k, x));
        for (size_t i = 0; i < n; i++) {
            const uint32_t key = key_of(x[i]);
            if (isnan(x[i]))
                continue;
            if (upper == UINT32_MAX)
                count[key >> 16]++;
            else if (key >> 16 == upper)
                count[key & 0xffff]++;
        }
    }
done:
    free(x);
    return status;
}

/* The half key that holds rank r, which becomes the rank below it. */
static uint32_t find_rank(const double *count, double *r) {
    uint32_t k = 0;

    for (; k < 65535 && *r >= count[k]; k++)
        *r -= count[k];
    return k;
}

/* The value of rank r, from 0, of all cells together. */
static int ranked(struct spool *spool, const bool *fits, size_t n, double r,
                  double *value) {
    double *count = mem_array(65536, sizeof *count);
    uint32_t upper, lower;
    int status;

    TRY(count_keys(spool, fits, n, UINT32_MAX, count));
    upper = find_rank(count, &r);
    TRY(count_keys(spool, fits, n, upper, count));
    lower = find_rank(count, &r);
    *value = value_of(upper << 16 | lower);
done:
    free(count);
    return status;
}

/* Three quartiles of all cells together. */
static int all_quartiles(struct spool *spool, const bool *fits, size_t n,
                         struct scaler_field *f) {
    const double valid = f->number[COUNT][0];
    double q[3] = { NAN, NAN, NAN };
    int status = EX_OK;

    for (int k = 0; k < 3 && valid > 0; k++) {
        const double h = (valid - 1) * (k + 1) / 4, low = floor(h);
        double a, b;
        TRY(ranked(spool, fits, n, low, &a));
        TRY(ranked(spool, fits, n, low + (h > low), &b));
        q[k] = a + (h - low) * (b - a);
    }
    f->number[OFFSET][0] = q[1];
    f->number[SCALE][0] = q[2] - q[0];
done:
    return status;
}

static int by_value(const void *a, const void *b) {
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static double quartile(const float *x, size_t n, int k) {
    const double h = (double)(n - 1) * k / 4;
    const size_t i = (size_t)h;
    const double low = (double)x[i];

    return i + 1 < n ? low + (h - (double)i) * ((double)x[i + 1] - low) : low;
}

/* The valid values of the steps learnt from, sorted, in place. */
static size_t keep_valid(const bool *fits, size_t nsteps, float *x) {
    size_t n = 0;

    for (size_t k = 0; k < nsteps; k++)
        if (fits[k] && !isnan(x[k]))
            x[n++] = x[k];
    qsort(x, n, sizeof *x, by_value);
    return n;
}

int learn_quartiles(struct spool *spool, const bool *fits, size_t n,
                    struct scaler_field *f) {
    const size_t steps = spool_steps(spool);
    const size_t block = spool_block(spool, command_memory() / 4);
    float *series;
    int status = EX_OK;

    if (f->n != n || n == 1)
        return all_quartiles(spool, fits, n, f);
    series = mem_array(block * steps, sizeof *series);
    for (size_t at = 0; at < n; at += block) {
        const size_t count = n - at < block ? n - at : block;
        TRY(spool_series(spool, at, count, series));
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < count; i++) {
            float *x = series + i * steps;
            const size_t m = keep_valid(fits, steps, x);
            f->number[OFFSET][at + i] = m ? quartile(x, m, 2) : NAN;
            f->number[SCALE][at + i] =
                m ? quartile(x, m, 3) - quartile(x, m, 1) : NAN;
        }
    }
done:
    free(series);
    return status;
}
