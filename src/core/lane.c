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
    free(l->past);
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
                      a->count[k] * type_size(a->want_type[k])) == 0;
    if (same)
        return EX_OK;
    feed_date(b, b->at, when);
    return err_set(EX_DATAERR,
                   "%s: step %zu (%s) is not after step %zu of %s (%s) and "
                   "differs from it; --on-overlap first or last keeps one",
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
        if (l->now == NULL || f->at < l->now->at ||
            (f->at == l->now->at &&
             feed_precedes(f, l->now) == (l->overlap != OVERLAP_LAST)))
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
    for (size_t i = 0; i < l->nopen && l->overlap == OVERLAP_REFUSE; i++)
        if (l->open[i] != l->now && l->open[i]->at == l->now->at)
            TRY(step_same(l->now, l->open[i]));
    if (l->now == NULL && l->npast > 0) {
        holes_tell(l->npast, l->past);
        l->npast = 0;
    }
done:
    return status;
}

/* Room is doubled whenever it is full. */
static void remember(struct lane *l) {
    const struct feed *f = l->now;
    struct moment m = { f->at, f->at, f->at, f };

    if ((l->npast & (l->npast - 1)) == 0)
        l->past = mem_grow(l->past, l->npast ? 2 * l->npast : 1, sizeof m);
    if (f->has_bounds &&
        (time_decode(&f->want, f->step.bounds[0], &m.from) != EX_OK ||
         time_decode(&f->want, f->step.bounds[1], &m.to) != EX_OK))
        m.from = m.to = f->at;
    l->past[l->npast++] = m;
}

void lane_take(struct lane *l) {
    const int64_t at = l->now != NULL ? l->now->at : 0;

    if (l->watched && l->now != NULL)
        remember(l);
    for (size_t i = 0; i < l->nopen && l->now != NULL; i++)
        if (l->open[i]->at == at)
            feed_take(l->open[i]);
    l->now = NULL;
}
