/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_stat.h"

#include <math.h>
#include <stdlib.h>

#include "core/dataset.h"
#include "core/mem.h"
#include "core/remap_links.h"
#include "kernel/overlapstat.h"

static const enum overlapstat stats[] = {
    [REMAP_MODE] = OVERLAP_MODE,     [REMAP_MIN] = OVERLAP_MIN,
    [REMAP_MAX] = OVERLAP_MAX,       [REMAP_Q1] = OVERLAP_Q1,
    [REMAP_MEDIAN] = OVERLAP_MEDIAN, [REMAP_Q3] = OVERLAP_Q3,
    [REMAP_RMS] = OVERLAP_RMS,
};

bool remap_is_stat(enum remap_method method) {
    return method >= REMAP_MODE;
}

struct product {
    const struct weights *y, *x;
    size_t ny;
};

static void fill(const void *self, size_t at, struct links *row) {
    const struct product *p = self;
    const struct weights *y = p->y, *x = p->x;
    const size_t j = at / x->ndst, i = at % x->ndst;

    for (size_t b = y->row[j]; b < y->row[j + 1]; b++)
        for (size_t a = x->row[i]; a < x->row[i + 1]; a++)
            if (y->col[b] < p->ny)
                links_add(row, y->col[b] * x->nsrc + x->col[a],
                          y->weight[b] * x->weight[a]);
}

struct weights *remap_product(const struct weights *y, const struct weights *x,
                              size_t ny) {
    const struct product p = { y, x, ny };

    return weights_build(y->ndst * x->ndst, ny * x->nsrc, fill, &p);
}

static void put(double v, size_t i, float *f, double *d, int32_t *labels) {
    if (f != NULL)
        f[i] = (float)v;
    else if (d != NULL)
        d[i] = v;
    else
        labels[i] = isnan(v) ? LABEL_MISSING : (int32_t)v;
}

void remap_stat(const struct remap *r, struct cells src, float *f, double *d,
                int32_t *labels) {
    const size_t n = r->w->ndst, longest = overlapstat_longest(r->w);
    struct overlap *all = mem_array(REGRID_BLOCKS * (longest + 1), sizeof *all);

#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < REGRID_BLOCKS; b++)
        for (size_t i = n * b / REGRID_BLOCKS; i < n * (b + 1) / REGRID_BLOCKS;
             i++)
            put(overlapstat_cell(r->w, i, src, stats[r->method], r->min_frac,
                                 all + b * (longest + 1)),
                i, f, d, labels);
    free(all);
}

void remap_stat_labels(const struct remap *r, const int32_t *src,
                       int32_t *dst) {
    double *values = mem_array(r->w->nsrc, sizeof *values);

    for (size_t i = 0; i < r->w->nsrc; i++)
        values[i] = src[i] == LABEL_MISSING ? NAN : (double)src[i];
    remap_stat(r, (struct cells){ .d = values }, NULL, NULL, dst);
    free(values);
}
