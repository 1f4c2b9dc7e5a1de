/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics in time, one period after another. */
#include "cmd/harmonise/periods.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/clock.h"
#include "cmd/harmonise/columns.h"
#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/schedule.h"
#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/state.h"
#include "core/mem.h"

/* Local days, and instants beside amounts: one begins while one ends. */
enum { SLOTS = 2 };

struct periods {
    struct stage st;
    const struct dataset *in;
    struct schedule when;
    struct rule rule;
    bool has_rule, weighted; /* steps count by their length */
    struct plan plan;
    struct clock clock;
    struct state state;     /* of --state, and */
    struct carried carried; /* what all this is to it */
    size_t nsaid;
    struct said said[16];
    char ddof[24], type[24]; /* their texts */
    struct slot slot[SLOTS]; /* open ones first, in order of time */
    union values *masked;    /* [in->nfields] of local days */
    struct instants *points; /* or NULL */
    double *need;            /* [plan.n] */
    struct step *out;
};

static int options(struct periods *p);
static int columns(struct periods *p);
static void describe(struct periods *p);
static int periods_put(struct stage *st, const struct step *s);
static int periods_end(struct stage *st);
static int periods_commit(struct stage *st);
static void periods_free(struct stage *st);

int periods_open(struct stage **out, const struct dataset *in) {
    struct periods *p;
    int status;

    if ((status = state_check()) != EX_OK || !schedule_is_asked())
        return status != EX_OK ? status : stat_options_check();
    p = mem_array(1, sizeof *p);
    p->st.put = periods_put;
    p->st.end = periods_end;
    p->st.commit = periods_commit;
    p->st.free = periods_free;
    p->in = in;
    p->weighted = in->time.has_bounds && !stat_options()->equal_steps;
    TRY(options(p));
    p->st.ds = dataset_copy(in, false);
    TRY(columns(p));
    describe(p);
    p->carried.nslots = p->when.local || p->points ? SLOTS : 1;
    for (size_t k = 0; k < p->carried.nslots; k++)
        slot_make(&p->slot[k], &p->plan);
    p->masked = mem_array(in->nfields, sizeof *p->masked);
    for (size_t k = 0; p->when.local != NULL && k < in->nfields; k++)
        p->masked[k].f =
            mem_array(in->field[k].n, type_size(in->field[k].type));
    p->st.pulls = p->slot[0].waits && p->carried.nslots == 1;
    p->need = mem_array(p->plan.n, sizeof *p->need);
    p->carried.slot = p->slot;
    TRY(state_take(&p->state, &p->carried));
    p->out = step_new(p->st.ds);
    *out = &p->st;
    p = NULL;
done:
    if (p != NULL)
        stage_free(&p->st);
    return status;
}

static int options(struct periods *p) {
    int status;

    if (stat_options()->min_valid != NULL)
        TRY(rule_parse(stat_options()->min_valid, &p->rule));
    p->has_rule = stat_options()->min_valid != NULL;
    TRY(stat_options_check());
    TRY(schedule_open(&p->when, p->in));
    if (p->when.local == NULL)
        p->points = instants_new(p->in);
    p->when.stamps = p->points != NULL;
    p->carried = (struct carried){ .when = &p->when,
                                   .clock = &p->clock,
                                   .emitted = INT64_MIN };
    if (p->rule.days && (p->when.period.kind < PERIOD_MONTH || p->when.local))
        TRY(err_set(EX_USAGE,
                    "--min-valid %s: is for months and longer, and "
                    "not for local days",
                    stat_options()->min_valid));
done:
    return status;
}

/* What a state must have been made with. */
static void said(struct periods *p) {
    const struct said mine[] = {
        { "--stat", stat_options()->stat },
        { "--min-valid", stat_options()->min_valid },
        { "--ddof", p->ddof },
        { "--quantile-type", p->type },
        { "--coverage", stat_options()->coverage ? "" : NULL },
        { "--equal-steps", stat_options()->equal_steps ? "" : NULL },
    };

    snprintf(p->ddof, sizeof p->ddof, "%zu", stat_options()->ddof);
    snprintf(p->type, sizeof p->type, "%zu", stat_options()->quantile_type);
    p->nsaid = schedule_said(p->said);
    for (size_t k = 0; k < sizeof mine / sizeof *mine; k++)
        p->said[p->nsaid++] = mine[k];
}

static int columns(struct periods *p) {
    const struct time_axis *t = &p->in->time;
    struct statistic *stat = NULL;
    char *interval = NULL;
    size_t n = 0;
    int status;

    TRY(sources_refuse("--coverage", stat_options()->coverage));
    TRY(pace_of(&p->clock.pace, t));
    said(p);
    TRY(state_find(&p->state, p->in, p->nsaid, p->said, &p->clock.pace));
    TRY(statistics_parse(stat_options()->stat, &stat, &n));
    TRY(stat_options_fit(n, stat));
    p->plan =
        (struct plan){ .in = p->in,
                       .nfields = p->in->nfields,
                       .ddof = (double)stat_options()->ddof,
                       .quantile_type = (int)stat_options()->quantile_type,
                       .memory = command_memory() / 2,
                       .local = p->when.local,
                       .most = p->rule.days ? &p->rule.most : NULL,
                       .calendar = t->unit.calendar,
                       .shift = p->when.shift,
                       .whole_year = p->when.period.kind == PERIOD_YEAR };
    interval = pace_text(&p->clock.pace);
    TRY(columns_make(&p->plan, p->st.ds, n, stat, interval));
    if (stat_options()->coverage)
        columns_cover(&p->plan, p->st.ds);
done:
    for (size_t k = 0; k < n; k++)
        statistic_free(&stat[k]);
    free(stat);
    free(interval);
    return status;
}

static void describe(struct periods *p) {
    struct time_axis *t = &p->st.ds->time;
    char *rule;

    t->n = state_is_asked() ? STEPS_UNKNOWN
                            : schedule_count(&p->when, &p->in->time);
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    t->has_bounds = true;
    t->is_climatology = false;
    if (p->when.local != NULL)
        atts_set_text(&t->atts, "comment", LOCALTIME_COMMENT);
    rule = p->has_rule
               ? mem_format("--min-valid %s", stat_options()->min_valid)
               : mem_text("a sum or count needs all of a period, others 90 %");
    atts_set_text(&p->st.ds->atts, "twinpipe_missing_rule", rule);
    free(rule);
}

/* The weight of a period without gaps. */
static double whole(const struct periods *p, const struct slot *s) {
    const struct time_span *span = &s->span;

    if (p->weighted)
        return (double)(span->end - span->first) / 1000;
    return pace_steps(&p->clock.pace, p->in->time.unit.calendar, span->first,
                      span->end);
}

/* The period of the first slot comes out; the next one takes its place. */
static int emit(struct periods *p) {
    const struct time_unit *unit = &p->in->time.unit;
    struct slot *s = &p->slot[0];
    struct slot spare;
    double all;
    int status;

    TRY(slot_settle(s));
    if (s->span.first == INT64_MIN)
        s->span = (struct time_span){ s->first, s->last };
    all = whole(p, s);
    for (size_t k = 0; k < p->plan.n; k++) {
        const enum stat stat = p->plan.column[k].stat.kind;
        const struct rule rule = p->has_rule ? p->rule : rule_default(stat);
        p->need[k] = rule_need(&rule, all, s->weight / (double)s->steps);
    }
    TRY(slot_finish(s, p->need, all, p->out->value));
    p->out->time = time_encode(unit, schedule_stamp(&p->when, &s->span));
    p->out->bounds[0] = time_encode(unit, s->span.first);
    p->out->bounds[1] = time_encode(unit, s->span.end);
    p->carried.emitted = s->span.end;
    s->open = false;
    spare = *s;
    p->slot[0] = p->slot[1];
    p->slot[1] = spare;
    if (p->slot[0].plan == NULL) { /* there is but one */
        p->slot[0] = p->slot[1];
        p->slot[1].plan = NULL;
    }
    status = stage_pass(&p->st, p->out);
done:
    return status;
}

/* The slot of a period, which is opened if it is not. */
static struct slot *slot_of(struct periods *p, const struct time_span *span,
                            const struct when *w) {
    int k = 0;

    while (k < SLOTS - 1 && p->slot[k].open &&
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
                 int64_t now, const struct step *s) {
    const struct field *f = &p->in->field[k];

    localtime_mask(p->when.local, span, now, f->n,
                   field_cells(f, s->value[k], 0),
                   field_room(f, p->masked[k], 0));
}

/* Adds a step to the period that holds a time, for all cells or, where another
 * period has begun in some, for those that are inside. */
static int add(struct periods *p, const struct step *s, const struct when *w,
               const struct time_span *span, bool all) {
    struct slot *slot = slot_of(p, span, w);
    const double length = (double)(w->to - w->from) / 1000;
    const int64_t start = span->first == INT64_MIN ? slot->first : span->first;
    const struct weighing weigh = {
        .weight = p->weighted && length > 0 ? length : 1,
        .seconds = length,
        .hours = (double)(w->stamp - start) / MS_PER_HOUR,
        .mid = time_span_has(span, w->mid) ? w->mid : w->stamp,
        .day = day_weight(p, w) * (1 - 1e-9),
    };
    int status;

    slot->last = w->to;
    if (s->pull != NULL)
        return slot_wait(slot, s, &weigh);
    TRY(slot_settle(slot));
    if (all)
        return slot_add(slot, s->value, &weigh);
    if (p->points != NULL)
        return slot_add(slot,
                        instants_part(p->points, s->value,
                                      time_span_has(span, w->stamp),
                                      time_span_has(span, w->mid)),
                        &weigh);
    for (size_t k = 0; k < p->in->nfields; k++)
        mask(p, k, span, w->mid, s);
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

/* Adds a step to the one or, of local days, two periods it is in. */
static int spread(struct periods *p, const struct step *s,
                  const struct when *w) {
    const struct localtime *l = p->when.local;
    const bool early = p->points != NULL && w->stamp < w->mid;
    const bool late = p->points != NULL && w->stamp > w->mid;
    const int64_t least = early ? w->stamp : w->mid + (l ? l->least : 0);
    const int64_t most = late ? w->stamp : w->mid + (l ? l->most : 0);
    struct time_span span[SLOTS];
    int n, status;

    while (p->slot[0].open && least >= p->slot[0].span.end)
        TRY(emit(p));
    n = schedule_span(&p->when, least, &span[0]);
    if (most > least && schedule_span(&p->when, most, &span[n]))
        n += n == 0 || span[1].first != span[0].first;
    for (int k = 0; k < n; k++) {
        TRY(check_order(p, &span[k], w->stamp));
        TRY(check_open(p, &span[k], w->stamp));
        TRY(add(p, s, w, &span[k],
                span[k].first <= least && most < span[k].end));
    }
    if (p->slot[0].open &&
        state_is_whole(&p->carried, p->in->time.has_bounds, p->slot[0].span.end,
                       w->to + (l ? l->least : 0)))
        TRY(emit(p));
done:
    return status;
}

static int periods_put(struct stage *st, const struct step *s) {
    struct periods *p = (struct periods *)st;
    const struct time_unit *unit = &p->in->time.unit;
    struct when w;
    int64_t stamp;
    int status;

    TRY(time_decode(unit, s->time, &stamp));
    if (!state_admits(&p->state, &p->carried, unit->calendar, stamp))
        return slot_skip(&p->slot[0]);
    TRY(clock_read(&p->clock, &p->in->time, s, &w));
    TRY(rule_check(&p->rule, p->weighted ? w.to - w.from > MS_PER_DAY
                                         : pace_is_long(&p->clock.pace)));
    schedule_anchor(&p->when, w.mid);
    status = spread(p, s, &w);
done:
    return status;
}

static int periods_end(struct stage *st) {
    struct periods *p = (struct periods *)st;
    int status = EX_OK;

    TRY(slot_settle(&p->slot[0]));
    TRY(state_save(&p->state, p->in, p->nsaid, p->said, &p->carried));
    while ((!state_is_asked() || state_flushes()) && p->slot[0].open)
        TRY(emit(p));
done:
    return status;
}

static int periods_commit(struct stage *st) {
    return state_commit(&((struct periods *)st)->state);
}

static void periods_free(struct stage *st) {
    struct periods *p = (struct periods *)st;

    for (int k = 0; k < SLOTS; k++)
        slot_clear(&p->slot[k]);
    for (size_t k = 0; p->masked != NULL && k < p->plan.nfields; k++)
        free(p->masked[k].f);
    free(p->masked);
    instants_free(p->points);
    columns_free(&p->plan);
    schedule_close(&p->when);
    state_free(&p->state);
    free(p->need);
    step_free(p->out);
    free(p);
}
