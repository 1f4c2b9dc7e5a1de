/* SPDX-License-Identifier: Apache-2.0 */
/* The times of a lane that are known before its steps are read. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/lane.h"
#include "core/mem.h"

/* A step whose time is known. */
struct known {
    int64_t at;
    const struct feed *feed;
    double value, bounds[2];
};

static int by_time(const void *a, const void *b) {
    const struct known *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return feed_precedes(y->feed, x->feed) - feed_precedes(x->feed, y->feed);
}

static double convert(const struct feed *f, double value) {
    int64_t time;

    if (f->same_unit || time_decode(&f->unit, value, &time) != EX_OK)
        return value;
    return time_encode(&f->want, time);
}

static struct known known_step(const struct feed *f, size_t k) {
    struct known s = { f->time[k], f, convert(f, f->value[k]), { NAN, NAN } };

    for (int i = 0; i < 2 && f->bounds != NULL; i++)
        s.bounds[i] = convert(f, f->bounds[2 * k + (size_t)i]);
    return s;
}

/* Tells of holes in a series of steps, one at each time. */
static void tell_holes(size_t n, const struct known *all,
                       const struct time_axis *t) {
    struct moment *m = mem_array(n, sizeof *m);

    for (size_t k = 0; k < n; k++) {
        m[k] = (struct moment){ all[k].at, all[k].at, all[k].at, all[k].feed };
        if (time_decode(&t->unit, all[k].bounds[0], &m[k].from) != EX_OK ||
            time_decode(&t->unit, all[k].bounds[1], &m[k].to) != EX_OK)
            m[k].from = m[k].to = m[k].at;
    }
    holes_tell(n, m);
    free(m);
}

bool lane_is_bounded(const struct lane *l) {
    for (size_t i = 0; i < l->n; i++)
        if (!l->feed[i]->has_bounds)
            return false;
    return l->n > 0;
}

bool lane_times(struct lane *l, struct time_axis *t) {
    struct known *all = NULL;
    size_t n = 0, total = 0;

    for (size_t i = 0; i < l->n; i++) {
        l->watched = l->n > 1 && l->feed[i]->has_time;
        if (l->feed[i]->time == NULL)
            return false;
        total += l->feed[i]->nkept;
    }
    l->watched = false;
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
        const size_t twin = l->overlap == OVERLAP_LAST ? k + 1 : k - 1;
        if (twin < n && all[k].at == all[twin].at)
            continue;
        t->value[t->n] = all[k].value;
        if (t->has_bounds)
            memcpy(t->bounds + 2 * t->n, all[k].bounds, sizeof all[k].bounds);
        all[t->n++] = all[k];
    }
    if (l->n > 1)
        tell_holes(t->n, all, t);
    free(all);
    return true;
}
