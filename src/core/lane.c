/* SPDX-License-Identifier: Apache-2.0 */
#include "core/lane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void lane_add(struct lane *l, struct feed *f) {
    l->feed = mem_grow(l->feed, l->n + 1, sizeof(struct feed *));
    l->feed[l->n++] = f;
}

void lane_free(struct lane *l) {
    free(l->feed);
    free(l->open);
}

int lane_sort(struct lane *l) {
    size_t n = 0;

    for (size_t i = 0; i < l->n && l->n > 1; i++) {
        struct feed *f = l->feed[i];
        size_t k = n;
        if (!f->has_time)
            return err_set(EX_DATAERR,
                           "%s: has no time by which to follow %s, which has "
                           "the same fields",
                           f->path, l->feed[i == 0]->path);
        const int status = feed_peek(f);
        if (status != EX_OK)
            return status;
        feed_rest(f);
        if (f->first == INT64_MAX)
            continue;
        for (; k > 0 && l->feed[k - 1]->first > f->first; k--)
            l->feed[k] = l->feed[k - 1];
        l->feed[k] = f;
        n++;
    }
    if (l->n > 1)
        l->n = n;
    l->open = mem_array(l->n, sizeof(struct feed *));
    return EX_OK;
}

/* A step whose time is known. */
struct known {
    int64_t at;
    double value, bounds[2];
};

static int by_time(const void *a, const void *b) {
    const int64_t x = ((const struct known *)a)->at;
    const int64_t y = ((const struct known *)b)->at;

    return (x > y) - (x < y);
}

static double convert(const struct feed *f, double value) {
    int64_t time;

    if (f->same_unit || time_decode(&f->unit, value, &time) != EX_OK)
        return value;
    return time_encode(&f->want, time);
}

static struct known known_step(const struct feed *f, size_t k) {
    struct known s = { f->time[k], convert(f, f->value[k]), { NAN, NAN } };

    for (int i = 0; i < 2 && f->bounds != NULL; i++)
        s.bounds[i] = convert(f, f->bounds[2 * k + (size_t)i]);
    return s;
}

bool lane_times(const struct lane *l, struct time_axis *t) {
    struct known *all = NULL;
    size_t n = 0, total = 0;

    for (size_t i = 0; i < l->n; i++)
        if (l->feed[i]->time == NULL)
            return false;
        else
            total += l->feed[i]->nkept;
    all = mem_array(total, sizeof *all);
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->feed[i]->nsteps; k++)
            if (!l->feed[i]->drop[k])
                all[n++] = known_step(l->feed[i], k);
    qsort(all, n, sizeof *all, by_time);
    free(t->value);
    free(t->bounds);
    t->n = 0;
    t->value = mem_array(n, sizeof *t->value);
    t->bounds = t->has_bounds ? mem_array(2 * n, sizeof *t->bounds) : NULL;
    for (size_t k = 0; k < n; k++) {
        if (k > 0 && all[k].at == all[k - 1].at)
            continue;
        t->value[t->n] = all[k].value;
        if (t->has_bounds)
            memcpy(t->bounds + 2 * t->n, all[k].bounds, sizeof all[k].bounds);
        t->n++;
    }
    free(all);
    return true;
}

static bool bits_same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

/* Two steps at one time: the later is left out, if it says the same. */
static int step_same(const struct feed *a, const struct feed *b) {
    char when[TIME_TEXT];
    bool same = bits_same(a->step.bounds[0], b->step.bounds[0]) &&
                bits_same(a->step.bounds[1], b->step.bounds[1]);

    for (size_t k = 0; k < a->nfields && same; k++)
        same = memcmp(a->step.value[k].f, b->step.value[k].f,
                      a->count[k] * type_size(a->type[k])) == 0;
    if (same)
        return EX_OK;
    feed_date(b, b->at, when);
    return err_set(EX_DATAERR,
                   "%s: step %zu (%s) is not after step %zu of %s (%s) and "
                   "differs from it; --on-overlap first keeps one",
                   b->path, b->k, when, a->k, a->path, when);
}

/* Gets the next steps of all that have begun; sheds those that are over. */
static int refresh(struct lane *l) {
    size_t n = 0;
    int status = EX_OK;

    l->now = NULL;
    for (size_t i = 0; i < l->nopen && status == EX_OK; i++) {
        struct feed *f = l->open[i];
        status = feed_ready(f);
        if (f->at == INT64_MAX)
            continue;
        l->open[n++] = f;
        if (l->now == NULL || f->at < l->now->at)
            l->now = f;
    }
    l->nopen = n;
    return status;
}

int lane_ready(struct lane *l) {
    int status;

    TRY(refresh(l));
    while (l->next < l->n &&
           (l->now == NULL || l->feed[l->next]->first <= l->now->at)) {
        l->open[l->nopen++] = l->feed[l->next++];
        TRY(refresh(l));
    }
    for (size_t i = 0; i < l->nopen && !l->keep_first; i++)
        if (l->open[i] != l->now && l->open[i]->at == l->now->at)
            TRY(step_same(l->now, l->open[i]));
done:
    return status;
}

void lane_take(struct lane *l) {
    const int64_t at = l->now != NULL ? l->now->at : 0;

    for (size_t i = 0; i < l->nopen && l->now != NULL; i++)
        if (l->open[i]->at == at)
            feed_take(l->open[i]);
    l->now = NULL;
}
