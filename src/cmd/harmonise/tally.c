/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/circle.h"
#include "kernel/moments.h"
#include "kernel/occur.h"

/* Which array is the valid weight; all are 0 when a period starts. */
enum { VALUE, VALID, SECOND, THIRD };

static size_t arrays(const struct column *c) {
    if (c->turn > 0)
        return 3;
    switch (c->stat.kind) {
    case STAT_RANGE:
    case STAT_STD:
    case STAT_VAR:
        return 4;
    case STAT_WHEN_MIN:
    case STAT_WHEN_MAX:
        return 3;
    default:
        return 2;
    }
}

static size_t sums(const struct column *c) {
    if (c->turn > 0)
        return 0;
    return c->stat.kind == STAT_RANGE ? 2 : c->stat.kind <= STAT_MAX ? 1 : 0;
}

struct tally *tally_new(const struct column *c) {
    struct tally *t = mem_array(1, sizeof *t);

    t->column = c;
    t->arrays = arrays(c);
    t->sums = sums(c);
    for (size_t k = 0; k < t->arrays; k++)
        t->acc[k] = mem_array(c->n, sizeof(double));
    t->valid = t->acc[VALID];
    for (size_t k = 0; k < t->sums; k++) {
        struct aggregate *a = &t->sum[k];
        a->kind = c->stat.kind == STAT_MIN             ? AGGREGATE_MIN
                  : c->stat.kind == STAT_MAX || k == 1 ? AGGREGATE_MAX
                  : c->stat.kind == STAT_RANGE         ? AGGREGATE_MIN
                                                       : AGGREGATE_SUM;
        a->n = c->n;
        a->acc = t->acc[2 * k];
        a->valid = t->acc[2 * k + 1];
        a->dirty = mem_array(aggregate_blocks(c->n), 1);
    }
    return t;
}

void tally_free(struct tally *t) {
    if (t == NULL)
        return;
    for (size_t k = 0; k < t->sums; k++)
        free(t->sum[k].dirty);
    for (size_t k = 0; k < t->arrays; k++)
        free(t->acc[k]);
    free(t);
}

void tally_start(struct tally *t) {
    if (t->sums == 0)
        for (size_t k = 0; k < t->arrays; k++)
            memset(t->acc[k], 0, t->column->n * sizeof(double));
    for (size_t k = 0; k < t->sums; k++)
        aggregate_start(&t->sum[k]);
}

static struct moments moments_of(const struct tally *t) {
    return (struct moments){ t->column->n, t->acc[VALUE], t->acc[SECOND],
                             t->valid, t->acc[THIRD] };
}

/* All but what aggregate.h does. */
static void add_other(struct tally *t, struct cells x,
                      const struct weighing *w) {
    const struct column *c = t->column;
    const struct extreme e = { c->n, t->acc[VALUE], t->acc[SECOND], t->valid };
    const struct moments m = moments_of(t);
    const size_t n = c->n;

    switch (c->stat.kind) {
    case STAT_STD:
    case STAT_VAR:
        moments_add(&m, x, w->weight); /* weighs too */
        return;
    case STAT_MEAN: /* of angles */
        circle_add(n, x, c->turn, w->weight, t->acc[VALUE], t->acc[SECOND]);
        break;
    case STAT_COUNT:
        occur_count(OCCUR_VALID, n, x, 0, t->acc[VALUE]);
        break;
    case STAT_OVER:
        occur_count(OCCUR_OVER, n, x, c->limit, t->acc[VALUE]);
        break;
    case STAT_UNDER:
        occur_count(OCCUR_UNDER, n, x, c->limit, t->acc[VALUE]);
        break;
    case STAT_ATLEAST:
        occur_count(OCCUR_ATLEAST, n, x, c->limit, t->acc[VALUE]);
        break;
    case STAT_FIRST:
        occur_first(n, x, t->valid, t->acc[VALUE]);
        break;
    case STAT_LAST:
        occur_last(n, x, t->acc[VALUE]);
        break;
    case STAT_WHEN_MIN:
        occur_extreme(&e, -1, x, w->hours);
        break;
    case STAT_WHEN_MAX:
        occur_extreme(&e, 1, x, w->hours);
        break;
    default: /* a quantile keeps its values elsewhere */
        break;
    }
    occur_weigh(n, x, w->weight, t->valid);
}

/* What a value counts in a sum. */
static double factor_of(const struct tally *t, const struct weighing *w) {
    return t->column->integral                 ? w->seconds
           : t->column->stat.kind == STAT_MEAN ? w->weight
                                               : 1;
}

bool tally_parts(const struct tally *t) {
    return t->sums > 0 && !t->column->wide;
}

void tally_part(const struct tally *t, struct aggregate_part *p,
                const struct weighing *const *w) {
    for (size_t k = 0; k < p->nsteps; k++) {
        p->factor[k] = factor_of(t, w[k]);
        p->weight[k] = w[k]->weight;
    }
    for (size_t k = 0; k < t->sums; k++)
        aggregate_add_part(&t->sum[k], p);
}

void tally_raise(struct tally *t, double weight) {
    for (size_t k = 0; k < t->sums; k++)
        t->sum[k].weight += weight;
}

void tally_add(struct tally *t, struct cells x, const struct weighing *w) {
    const double factor = factor_of(t, w);

    for (size_t k = 0; k < t->sums; k++)
        if (x.d != NULL)
            aggregate_add_wide(&t->sum[k], x.d, factor, w->weight);
        else
            aggregate_add(&t->sum[k], x.f, factor, w->weight);
    if (t->sums == 0)
        add_other(t, x, w);
}

static void finish_sum(const struct aggregate *a, double need, bool mean,
                       struct room out) {
    if (out.d != NULL)
        aggregate_finish_wide(a, need, mean, out.d);
    else
        aggregate_finish(a, need, mean, out.f);
}

/* The weight of a cell's valid steps. */
static double weight_of(const struct tally *t, size_t i) {
    const struct aggregate *a = &t->sum[0];

    if (t->sums == 0 || a->dirty[i / AGGREGATE_BLOCK])
        return t->valid[i];
    return a->weight;
}

bool tally_gives(const struct tally *t) {
    return tally_parts(t) && t->sums == 1 && !t->column->wide_out;
}

void tally_give(const struct tally *t, double need, const size_t part[2],
                float *out) {
    aggregate_finish_part(&t->sum[0], need, t->column->stat.kind == STAT_MEAN,
                          part[0], part[1], out);
}

/* The largest less the smallest. */
static void finish_range(const struct tally *t, double need, struct room out) {
    const double *least = t->acc[0], *most = t->acc[2];
    const size_t n = t->column->n;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double valid = weight_of(t, i);
        room_put(out, i, valid > 0 && valid >= need ? most[i] - least[i] : NAN);
    }
}

/* The direction of the sum of unit vectors. */
static void finish_angle(const struct tally *t, double need, struct room out) {
    const double *sine = t->acc[VALUE], *cosine = t->acc[SECOND];
    const double turn = t->column->turn;
    const size_t n = t->column->n;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double v = t->valid[i];
        circle_put(out, i,
                   v > 0 && v >= need
                       ? circle_angle(sine[i], cosine[i], v, turn)
                       : NAN,
                   turn);
    }
}

void tally_finish(const struct tally *t, double need, double ddof,
                  struct room out) {
    const struct moments m = moments_of(t);
    const struct column *c = t->column;

    if (c->turn > 0) {
        finish_angle(t, need, out);
        return;
    }
    switch (c->stat.kind) {
    case STAT_MEAN:
    case STAT_SUM:
    case STAT_MIN:
    case STAT_MAX:
        finish_sum(&t->sum[0], need, c->stat.kind == STAT_MEAN, out);
        break;
    case STAT_RANGE:
        finish_range(t, need, out);
        break;
    case STAT_STD:
    case STAT_VAR:
        moments_spread(&m, need, ddof, c->stat.kind == STAT_STD, out);
        break;
    case STAT_WHEN_MIN:
    case STAT_WHEN_MAX:
        occur_finish(c->n, t->acc[SECOND], t->valid, need, out);
        break;
    default:
        occur_finish(c->n, t->acc[VALUE], t->valid, need, out);
        break;
    }
}

void tally_share(const struct tally *t, double scale, float *out) {
    const size_t n = t->column->n;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = (float)fmin(weight_of(t, i) * scale, 1);
}

void tally_judge(const struct tally *t, double need, float *out) {
    const size_t n = t->column->n;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double valid = weight_of(t, i);
        out[i] = valid > 0 && valid >= need ? out[i] : NAN;
    }
}
