/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a FILE that --time takes. */
#include <math.h>

#include "core/feed.h"

/* What a step covers; false: it says nothing of that. */
static bool interval(const struct feed *f, int64_t time, const double *bounds,
                     int64_t *from, int64_t *to) {
    *from = time + f->from;
    *to = time + f->until;
    if (bounds == NULL)
        return f->until > f->from;
    return !isnan(bounds[0]) && !isnan(bounds[1]) &&
           time_decode(&f->unit, bounds[0], from) == EX_OK &&
           time_decode(&f->unit, bounds[1], to) == EX_OK;
}

void feed_covers(const struct feed *f, int64_t *from, int64_t *until) {
    int64_t a = f->from, b = f->until, c, d;

    for (size_t k = 0; f->bounds != NULL && k < f->nsteps; k++) {
        if (!interval(f, f->time[k], f->bounds + 2 * k, &c, &d))
            return;
        c -= f->time[k];
        d -= f->time[k];
        if (k > 0 && (c != a || d != b))
            return;
        a = c;
        b = d;
    }
    if (b > a) {
        *from = a;
        *until = b;
    }
}

bool feed_keeps(const struct feed *f, int64_t time, const double *bounds) {
    const bool stamped = time_span_has(&f->span, time);
    int64_t from, to;

    if (!f->selects)
        return true;
    if (f->taken == TAKEN_STAMP || !interval(f, time, bounds, &from, &to))
        return stamped;
    return time_span_covers(&f->span, from, to) ||
           (f->taken == TAKEN_EITHER && stamped);
}

int feed_select(struct feed *f, const struct time_range *range) {
    int status;

    if (!f->has_time)
        return err_set(EX_DATAERR, "%s: has no time to select from (--time)",
                       f->path);
    status = calendar_span(f->unit.calendar, range, &f->span);
    if (status != EX_OK)
        return err_in(status, "--time");
    f->selects = true;
    f->nkept = STEPS_UNKNOWN;
    if (f->time == NULL)
        return EX_OK;
    f->nkept = 0;
    for (size_t k = 0; k < f->nsteps; k++) {
        const double *bounds = f->bounds ? f->bounds + 2 * k : NULL;
        f->drop[k] = f->drop[k] || !feed_keeps(f, f->time[k], bounds);
        f->nkept += !f->drop[k];
    }
    return EX_OK;
}
