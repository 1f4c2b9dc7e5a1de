/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/occur.h"

#include <math.h>

#include "kernel/hot.h"

/* Cells worked on at once. */
enum { BLOCK = 4096 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Comparisons with NaN are false. */
INLINE void count_block(enum occur what, size_t n, struct cells x, double limit,
                        double *restrict count) {
    const float low = (float)limit; /* of floats it is one */

    switch (what) {
    case OCCUR_VALID:
        for (size_t i = 0; i < n; i++)
            count[i] += isnan(cells_get(x, i)) ? 0 : 1;
        break;
    case OCCUR_OVER:
        for (size_t i = 0; i < n; i++)
            count[i] += (x.d != NULL ? x.d[i] > limit : x.f[i] > low) ? 1 : 0;
        break;
    case OCCUR_UNDER:
        for (size_t i = 0; i < n; i++)
            count[i] += (x.d != NULL ? x.d[i] < limit : x.f[i] < low) ? 1 : 0;
        break;
    case OCCUR_ATLEAST:
        for (size_t i = 0; i < n; i++)
            count[i] += (x.d != NULL ? x.d[i] >= limit : x.f[i] >= low) ? 1 : 0;
        break;
    }
}

void occur_count(enum occur what, size_t n, struct cells x, double limit,
                 double *restrict count) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t m = least(n - i, BLOCK);
        if (x.d != NULL)
            count_block(what, m, (struct cells){ .d = x.d + i }, limit,
                        count + i);
        else
            count_block(what, m, (struct cells){ .f = x.f + i }, limit,
                        count + i);
    }
}

INLINE void weigh_block(size_t n, struct cells x, double weight,
                        double *restrict valid) {
    for (size_t i = 0; i < n; i++)
        valid[i] += isnan(cells_get(x, i)) ? 0 : weight;
}

void occur_weigh(size_t n, struct cells x, double weight,
                 double *restrict valid) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t m = least(n - i, BLOCK);
        if (x.d != NULL)
            weigh_block(m, (struct cells){ .d = x.d + i }, weight, valid + i);
        else
            weigh_block(m, (struct cells){ .f = x.f + i }, weight, valid + i);
    }
}

void occur_last(size_t n, struct cells x, double *restrict value) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        value[i] = isnan(cells_get(x, i)) ? value[i] : cells_get(x, i);
}

void occur_first(size_t n, struct cells x, const double *restrict valid,
                 double *restrict value) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        value[i] =
            valid[i] > 0 || isnan(cells_get(x, i)) ? value[i] : cells_get(x, i);
}

void occur_extreme(const struct extreme *e, int sign, struct cells x,
                   double now) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < e->n; i++) {
        const double v = cells_get(x, i);
        const int more = sign > 0 ? v > e->value[i] : v < e->value[i];
        if (more || (!isnan(v) && !(e->valid[i] > 0))) {
            e->value[i] = v;
            e->when[i] = now;
        }
    }
}

void occur_finish(size_t n, const double *value, const double *valid,
                  double need, struct room out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        room_put(out, i, valid[i] > 0 && valid[i] >= need ? value[i] : NAN);
}
