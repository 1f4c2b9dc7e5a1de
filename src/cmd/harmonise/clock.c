/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/clock.h"

#include "core/mem.h"

bool pace_is_known(const struct pace *p) {
    return p->length.ms + p->length.months != 0;
}

bool pace_is_long(const struct pace *p) {
    return p->length.months > 0 || p->length.ms > MS_PER_DAY;
}

/* From steps at a and b, unless it is less already. */
static void pace_learn(struct pace *p, enum calendar c, int64_t a, int64_t b) {
    const struct date from = time_date(c, a), to = time_date(c, b);
    const int64_t months = (to.year - from.year) * 12 + to.month - from.month;
    const struct duration m = { .months = months };
    const int64_t off = time_add(c, a, &m, 1) - b;
    /* Middles of months lie up to 2 days beside the same day. */
    const int64_t slack =
        b - a >= 27 * (int64_t)MS_PER_DAY ? 2 * (int64_t)MS_PER_DAY : 0;

    if (b <= a || (pace_is_known(p) &&
                   time_add(c, a, &p->length, 1) <=
                       b + (p->length.months ? 4 * (int64_t)MS_PER_DAY : 0)))
        return;
    if (months > 0 && off >= -slack && off <= slack)
        p->length = m;
    else
        p->length = (struct duration){ .ms = b - a };
}

int pace_of(struct pace *p, const struct time_axis *t) {
    int64_t a = 0, b;
    int status = EX_OK;

    for (size_t k = 0; t->value != NULL && k < t->n; k++) {
        TRY(time_decode(&t->unit, t->value[k], &b));
        if (k > 0)
            pace_learn(p, t->unit.calendar, a, b);
        a = b;
    }
done:
    return status;
}

double pace_steps(const struct pace *p, enum calendar c, int64_t start,
                  int64_t end) {
    const struct date from = time_date(c, start), to = time_date(c, end);
    double months;

    if (p->length.ms > 0)
        return (double)(end - start) / (double)p->length.ms;
    if (p->length.months == 0)
        return 1;
    months = (double)((to.year - from.year) * 12 + to.month - from.month);
    return months / (double)p->length.months;
}

char *pace_text(const struct pace *p) {
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = { { MS_PER_DAY, "day" },
                  { MS_PER_HOUR, "hour" },
                  { 60000, "minute" },
                  { 1000, "second" } };
    int64_t n = p->length.months;

    if (n > 0)
        return mem_format("%lld month%s", (long long)n, n > 1 ? "s" : "");
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        n = p->length.ms / units[k].ms;
        if (n > 0 && p->length.ms % units[k].ms == 0)
            return mem_format("%lld %s%s", (long long)n, units[k].name,
                              n > 1 ? "s" : "");
    }
    return NULL;
}

int clock_read(struct clock *k, const struct time_axis *t, const struct step *s,
               struct when *w) {
    const enum calendar c = t->unit.calendar;
    int status;

    TRY(time_decode(&t->unit, s->time, &w->stamp));
    if (t->has_bounds) {
        TRY(time_decode(&t->unit, s->bounds[0], &w->from));
        TRY(time_decode(&t->unit, s->bounds[1], &w->to));
        if (!pace_is_known(&k->pace))
            pace_learn(&k->pace, c, w->from, w->to);
    } else {
        if (k->started)
            pace_learn(&k->pace, c, k->now, w->stamp);
        w->from = w->stamp;
        w->to = time_add(c, w->stamp, &k->pace.length, 1);
    }
    k->started = true;
    k->now = w->stamp;
    w->mid = t->has_bounds ? w->from + (w->to - w->from) / 2 : w->stamp;
done:
    return status;
}
