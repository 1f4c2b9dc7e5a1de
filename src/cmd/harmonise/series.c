/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/series.h"

#include <stdlib.h>

#include "core/mem.h"
#include "core/spool.h"
#include "kernel/quantile.h"

struct series {
    size_t n, memory;
    struct spool *spool;
};

struct series *series_new(size_t n, size_t memory) {
    struct series *s = mem_array(1, sizeof *s);

    s->n = n;
    s->memory = memory;
    return s;
}

void series_free(struct series *s) {
    if (s == NULL)
        return;
    spool_free(s->spool);
    free(s);
}

void series_start(struct series *s) {
    spool_free(s->spool);
    s->spool = spool_new(s->n, s->memory / 2);
}

int series_add(struct series *s, const float *x) {
    return spool_put(s->spool, x);
}

int series_get(struct series *s, size_t k, float *x) {
    return spool_get(s->spool, k, x);
}

/* What is asked for, and the cells at hand. */
struct work {
    size_t first, count, steps, m;
    const double *p;
    int type;
    float *value;      /* [count][steps] */
    float *const *out; /* [m] */
};

static void quantiles(const struct work *w) {
#pragma omp parallel
    {
        uint32_t *scratch = mem_array(w->steps, sizeof *scratch);
#pragma omp for schedule(static)
        for (size_t i = 0; i < w->count; i++) {
            float *x = w->value + i * w->steps;
            const struct quantile_sample s = { quantile_valid(w->steps, x), x,
                                               scratch };
            for (size_t k = 0; k < w->m; k++)
                w->out[k][w->first + i] =
                    (float)quantile_of(&s, w->p[k], w->type);
        }
        free(scratch);
    }
}

int series_quantiles(struct series *s, size_t m, const double *p, int type,
                     float *const *out) {
    const size_t block = spool_block(s->spool, s->memory / 2);
    struct work w = {
        .steps = spool_steps(s->spool), .m = m, .p = p, .type = type, .out = out
    };
    int status = EX_OK;

    w.value = mem_array(block * w.steps, sizeof *w.value);
    for (w.first = 0; w.first < s->n; w.first += block) {
        w.count = s->n - w.first < block ? s->n - w.first : block;
        TRY(spool_series(s->spool, w.first, w.count, w.value));
        quantiles(&w);
    }
done:
    free(w.value);
    return status;
}
