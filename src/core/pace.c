/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pace.h"

void pace_begin(struct pace *p, const struct time_axis *axis) {
    *p = (struct pace){ .axis = axis };
}

static int times(const struct pace *p, const struct step *s,
                 struct instant *now) {
    const struct time_unit *unit = &p->axis->unit;
    int status;

    TRY(time_decode(unit, s->time, &now->time));
    now->from = now->to = now->time;
    if (p->axis->has_bounds && !p->axis->is_climatology) {
        TRY(time_decode(unit, s->bounds[0], &now->from));
        TRY(time_decode(unit, s->bounds[1], &now->to));
    }
done:
    return status;
}

int pace_next(struct pace *p, const struct step *s, struct instant *now) {
    int64_t length, between;
    int status;

    *now = (struct instant){ .step = p->n };
    if (p->axis->name != NULL) /* else one step without a time */
        TRY(times(p, s, now));
    if (p->n > 0 && now->time <= p->last.time)
        return err_set(EX_DATAERR, "step %zu is not after the one before it",
                       p->n + 1);
    length = now->to - now->from;
    if (p->n > 0 && length == 0)
        length = now->time - p->last.time;
    if (length > 0 && (p->shortest == 0 || length < p->shortest))
        p->shortest = length;
    if (p->n > 0) {
        between = now->to > now->from ? now->from - p->last.to
                                      : now->time - p->last.time - p->shortest;
        now->hole = 2 * between > p->shortest;
    }
    p->last = *now;
    p->n++;
    status = EX_OK;
done:
    return err_in(status, "time");
}
