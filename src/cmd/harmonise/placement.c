/* SPDX-License-Identifier: Apache-2.0 */
/* The periods that a step is in. */
#include "cmd/harmonise/periods_part.h"

/* A step, and which of its fields count. */
struct placed {
    const struct step *s;
    const struct when *w;
    bool stamped, covered; /* those at the stamp, those of the bounds */
};

/* The slot of a period, which is opened if it is not. */
static struct slot *slot_of(struct periods *p, const struct time_span *span,
                            const struct when *w) {
    size_t k = 0;

    while (k + 1 < p->carried.nslots && p->slot[k].open &&
           p->slot[k].span.first != span->first)
        k++;
    if (!p->slot[k].open)
        slot_start(&p->slot[k], span, w->from);
    return &p->slot[k];
}

/* The weight of a day without gaps. */
static double day_weight(const struct periods *p, const struct when *w) {
    return p->weighted && w->to > w->from
               ? MS_PER_DAY / 1000.0
               : pace_steps(&p->clock.pace, p->in->time.unit.calendar, 0,
                            MS_PER_DAY);
}

/* The values of those cells in which it is the period. */
static void mask(struct periods *p, size_t k, const struct time_span *span,
                 const struct placed *x) {
    static const struct time_span never;
    const struct field *f = &p->in->field[k];
    const bool point = instants_has(p->points, k);

    localtime_mask(
        p->when.local, (point ? x->stamped : x->covered) ? span : &never,
        point ? x->w->stamp : x->w->mid, f->n,
        field_cells(f, x->s->value[k], 0), field_room(f, p->masked[k], 0));
}

/* Adds a step to one of its periods, for all cells and fields or for those that
 * are inside. */
static int add(struct periods *p, const struct placed *x,
               const struct time_span *span, bool all) {
    const struct when *w = x->w;
    struct slot *slot = slot_of(p, span, w);
    const double length = (double)(w->to - w->from) / 1000;
    const int64_t start = span->first == INT64_MIN ? slot->first : span->first;
    const double weight = p->weighted && length > 0 ? length : 1;
    const int64_t pace = p->clock.pace.length.ms;
    const struct weighing weigh = {
        .weight = weight,
        .instant = p->weighted && pace > 0 ? (double)pace / 1000 : weight,
        .seconds = length,
        .hours = (double)(w->stamp - start) / MS_PER_HOUR,
        .mid = time_span_has(span, w->mid) ? w->mid : w->stamp,
        .day = day_weight(p, w) * (1 - 1e-9),
    };
    int status;

    slot->last = w->to;
    if (x->s->pull != NULL)
        return slot_wait(slot, x->s, &weigh);
    TRY(slot_settle(slot));
    if (all)
        return slot_add(slot, x->s->value, &weigh);
    if (p->when.local == NULL)
        return slot_add(
            slot,
            instants_part(p->points, x->s->value,
                          x->stamped && time_span_has(span, w->stamp),
                          x->covered && time_span_has(span, w->mid)),
            &weigh);
    for (size_t k = 0; k < p->in->nfields; k++)
        mask(p, k, span, x);
    status = slot_add(slot, p->masked, &weigh);
done:
    return status;
}

/* The bounds of steps, which say their periods, may go back though their times
 * do not. */
static int check_order(const struct periods *p, const struct time_span *span,
                       int64_t stamp) {
    char text[TIME_TEXT];

    if (!p->slot[0].open || span->first >= p->slot[0].span.first)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "time bounds: those of the step at %s are before the period "
                   "of the step before it",
                   time_text(p->in->time.unit.calendar, stamp, text));
}

/* A period that came out because it was whole cannot get another step. */
static int check_open(const struct periods *p, const struct time_span *span,
                      int64_t stamp) {
    char text[TIME_TEXT];

    if (!state_is_asked() || span->first >= p->carried.emitted)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "a step at %s is of a period that is out already",
                   time_text(p->in->time.unit.calendar, stamp, text));
}

int periods_place(struct periods *p, const struct step *s,
                  const struct when *w) {
    const struct localtime *l = p->when.local;
    struct placed x = { .s = s, .w = w };
    struct time_span span[SCHEDULE_SPANS];
    int64_t reach[2];
    int n, status = EX_OK;

    schedule_reach(&p->when, w, &x.stamped, &x.covered, reach);
    if (!x.stamped && !x.covered)
        return slot_skip(&p->slot[0]);
    schedule_anchor(&p->when, x.covered ? w->mid : w->stamp);
    while (p->slot[0].open && reach[0] >= p->slot[0].span.end)
        TRY(periods_emit(p));
    n = schedule_spans(&p->when, reach, span);
    for (int k = 0; k < n; k++) {
        TRY(check_order(p, &span[k], w->stamp));
        TRY(check_open(p, &span[k], w->stamp));
        TRY(add(p, &x, &span[k],
                x.stamped && x.covered && span[k].first <= reach[0] &&
                    reach[1] < span[k].end));
    }
    if (p->slot[0].open &&
        state_is_whole(&p->carried, p->in->time.has_bounds, p->slot[0].span.end,
                       w->to + (l ? l->least : 0)))
        TRY(periods_emit(p));
done:
    return status;
}
