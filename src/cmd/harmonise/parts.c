/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/parts.h"

#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/schedule.h"
#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/state.h"
#include "core/parse.h"

static const char *time_asked;

bool parts_are_asked(void) {
    return schedule_is_asked() && !hours_is_asked() && !state_is_asked() &&
           !calendars_is_asked();
}

void parts_select(const struct input *in) {
    time_asked = in->time;
}

enum taken parts_taken(const struct dataset *ds, int64_t *from,
                       int64_t *until) {
    size_t fields = 0, points = 0, covered;

    *from = *until = 0;
    for (size_t k = 0; k < ds->nfields; k++) {
        fields += ds->field[k].type != LABEL;
        points += instants_is(&ds->field[k]);
    }
    if (ds->time.has_bounds && points == 0)
        return TAKEN_PLAIN;
    covered = ds->time.has_bounds ? fields - points
                                  : accumulation_covers(ds, from, until);
    if (covered == fields)
        return TAKEN_COVER;
    if (covered == 0)
        return ds->time.has_bounds ? TAKEN_STAMP : TAKEN_PLAIN;
    return parts_are_asked() ? TAKEN_EITHER : TAKEN_STAMP;
}

int parts_open(struct parts *p, const struct dataset *in, bool points) {
    struct time_range range;
    int64_t from, until;
    int status = EX_OK;

    *p = (struct parts){ .points = points,
                         .months = leads_months(),
                         .has_span = time_asked != NULL,
                         .calendar = in->time.unit.calendar };
    p->on = stages_taken(&from, &until) == TAKEN_EITHER &&
            in->time.has_bounds && (p->has_span || p->months != 0);
    if (!p->on || !p->has_span)
        return EX_OK;
    TRY(parse_time_range(time_asked, &range));
    TRY(calendar_span(p->calendar, &range, &p->span));
done:
    return err_in(status, "--time");
}

static bool is_in(const struct parts *p, int64_t time) {
    return p->months == 0 ||
           (p->months >> time_date(p->calendar, time).month & 1);
}

void parts_of(const struct parts *p, const struct when *w, bool *stamped,
              bool *covered) {
    *stamped = *covered = true;
    if (!p->on)
        return;
    *covered = is_in(p, w->mid) &&
               (!p->has_span || time_span_covers(&p->span, w->from, w->to));
    *stamped = p->points
                   ? is_in(p, w->stamp) &&
                         (!p->has_span || time_span_has(&p->span, w->stamp))
                   : *covered;
}
