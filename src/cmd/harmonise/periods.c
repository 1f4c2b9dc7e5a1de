/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics in time, one period after another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/periods_part.h"
#include "core/mem.h"

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
    p->carried.nslots = p->when.local && p->points   ? SLOTS
                        : p->when.local || p->points ? 2
                                                     : 1;
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
    p->points = instants_new(p->in);
    p->when.stamps = p->points != NULL;
    TRY(parts_open(&p->when.parts, p->in, p->when.stamps));
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

int periods_emit(struct periods *p) {
    const struct time_unit *unit = &p->in->time.unit;
    struct slot *s = &p->slot[0], spare;
    double all;
    int status;

    TRY(slot_settle(s));
    if (s->span.first == INT64_MIN)
        s->span = (struct time_span){ s->first, s->last };
    all = whole(p, s);
    for (size_t k = 0; k < p->plan.n; k++) {
        const struct rule usual = rule_default(p->plan.column[k].stat.kind);
        const struct rule rule = p->has_rule ? p->rule : usual;
        p->need[k] = rule_need(&rule, all, s->weight / (double)s->steps);
    }
    if (!p->st.next->pulls || !slot_give(s, p->need, p->out))
        TRY(slot_finish(s, p->need, all, p->out->value));
    p->out->time = time_encode(unit, schedule_stamp(&p->when, &s->span));
    p->out->bounds[0] = time_encode(unit, s->span.first);
    p->out->bounds[1] = time_encode(unit, s->span.end);
    p->carried.emitted = s->span.end;
    s->open = false;
    status = stage_pass(&p->st, p->out);
    spare = *s;
    for (size_t k = 1; k < p->carried.nslots; k++)
        p->slot[k - 1] = p->slot[k];
    p->slot[p->carried.nslots - 1] = spare;
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
    status = periods_place(p, s, &w);
done:
    return status;
}

static int periods_end(struct stage *st) {
    struct periods *p = (struct periods *)st;
    int status = EX_OK;

    TRY(slot_settle(&p->slot[0]));
    TRY(state_save(&p->state, p->in, p->nsaid, p->said, &p->carried));
    while ((!state_is_asked() || state_flushes()) && p->slot[0].open)
        TRY(periods_emit(p));
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
