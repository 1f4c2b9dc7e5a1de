/* SPDX-License-Identifier: Apache-2.0 */
/* Months of the year, and times since the start of a forecast. */
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/state.h"
#include "core/mem.h"
#include "core/parse.h"

static struct { const char *months, *lead; } cfg;

const struct opt leads_opts[] = {
    { .name = "months",
      .arg = "LIST",
      .text = &cfg.months,
      .help = "months of the year: 6-8, 11-2, 1,7 or DJF" },
    { .name = "lead",
      .arg = "A/B",
      .text = &cfg.lead,
      .help = "times since the start of the forecast, 0h/72h" },
    { 0 },
};

unsigned leads_months(void) {
    unsigned months = 0;

    return cfg.months != NULL && parse_months(cfg.months, &months) == EX_OK
               ? months
               : 0;
}

struct leads {
    struct stage st;
    unsigned months; /* bit m is month m; 0: all */
    bool has_lead;
    int64_t reference; /* start of the forecast [time] */
    int64_t lead[2];   /* least and most after it [ms] */
    enum taken taken;
    int64_t covers[2]; /* steps without bounds, from the stamp on [ms] */
    size_t passed;
};

static int leads_put(struct stage *st, const struct step *s);
static int leads_end(struct stage *st);

static int parse_lead(int64_t lead[2]) {
    char *copy = mem_text(cfg.lead), *slash = strchr(copy, '/');
    int status = EX_OK;

    if (slash != NULL)
        *slash = 0;
    lead[0] = INT64_MIN;
    lead[1] = INT64_MAX;
    if (strcmp(copy, "..") != 0)
        TRY(parse_ms(copy, &lead[0]));
    if (slash == NULL)
        lead[1] = lead[0];
    else if (strcmp(slash + 1, "..") != 0)
        TRY(parse_ms(slash + 1, &lead[1]));
    if (lead[0] > lead[1])
        TRY(err_set(EX_USAGE, "%s: ends before it begins", cfg.lead));
done:
    free(copy);
    return err_in(status, "--lead");
}

int leads_select(struct input *in) {
    int64_t lead[2];
    int status;

    if (cfg.lead == NULL)
        return EX_OK;
    TRY(parse_lead(lead));
    in->lead = words_keep(mem_copy(lead, 2, sizeof *lead));
done:
    return status;
}

/* Where there are several forecasts the reader has chosen: their coordinate
 * forecast_period tells from when to when. */
static bool is_chosen(const struct dataset *in) {
    for (size_t k = 0; k < in->nscalars; k++)
        if (strcmp(in->scalar[k].name, "forecast_period") == 0)
            return true;
    return false;
}

static int find_reference(struct leads *l, const struct dataset *in) {
    l->reference = forecast_reference(in);
    if (l->reference == INT64_MIN && is_chosen(in)) {
        l->has_lead = false;
        return EX_OK;
    }
    return l->reference != INT64_MIN
               ? EX_OK
               : err_set(EX_DATAERR,
                         "--lead: no forecast_reference_time says when the "
                         "forecast began");
}

static bool is_month(const struct leads *l, enum calendar c, int64_t time) {
    return l->months >> time_date(c, time).month & 1;
}

/* Whether a step goes on: by its stamp, by the middle of what it covers, or by
 * either. */
static int is_wanted(const struct leads *l, const struct time_axis *t,
                     const double *at, bool *yes) {
    const bool bounded = t->has_bounds && at[1] < at[2];
    const enum calendar c = t->unit.calendar;
    int64_t stamp, middle;
    int status;

    TRY(time_decode(&t->unit, at[0], &stamp));
    TRY(time_decode(&t->unit, bounded ? (at[1] + at[2]) / 2 : at[0], &middle));
    if (!bounded)
        middle += l->covers[0] + (l->covers[1] - l->covers[0]) / 2;
    *yes = (l->months == 0 ||
            (l->taken != TAKEN_STAMP && is_month(l, c, middle)) ||
            (l->taken >= TAKEN_STAMP && is_month(l, c, stamp))) &&
           (!l->has_lead || (stamp - l->reference >= l->lead[0] &&
                             stamp - l->reference <= l->lead[1]));
done:
    return status;
}

/* A run that is one of many may have nothing to add. */
static int no_step(const struct leads *l) {
    if (state_is_asked() && !l->has_lead)
        return EX_OK;
    return err_set(EX_DATAERR, "%s: no step in --%s %s", stages_input(),
                   l->has_lead ? "lead" : "months",
                   l->has_lead ? cfg.lead : cfg.months);
}

/* The time axis of what goes on, where it is known beforehand. */
static int cut_time(struct leads *l, struct time_axis *t) {
    size_t n = 0;
    int status = EX_OK;

    if (t->n == STEPS_UNKNOWN || t->value == NULL ||
        (t->has_bounds && t->bounds == NULL)) {
        free(t->value);
        t->value = NULL;
        t->n = STEPS_UNKNOWN;
        return EX_OK;
    }
    for (size_t k = 0; k < t->n; k++) {
        const double at[3] = { t->value[k], t->bounds ? t->bounds[2 * k] : 0,
                               t->bounds ? t->bounds[2 * k + 1] : 0 };
        bool yes;
        TRY(is_wanted(l, t, at, &yes));
        if (!yes)
            continue;
        t->value[n] = t->value[k];
        if (t->bounds != NULL)
            memcpy(t->bounds + 2 * n, t->bounds + 2 * k, 2 * sizeof *t->bounds);
        n++;
    }
    t->n = n;
    if (n == 0)
        status = no_step(l);
done:
    return status;
}

int leads_open(struct stage **out, const struct dataset *in) {
    struct leads *l;
    int status = EX_OK;

    if (cfg.months == NULL && cfg.lead == NULL)
        return EX_OK;
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "%s: has no time to select from",
                       stages_input());
    l = mem_array(1, sizeof *l);
    l->st.put = leads_put;
    l->st.end = leads_end;
    l->st.ds = dataset_copy(in, true);
    l->has_lead = cfg.lead != NULL;
    l->taken = stages_taken(&l->covers[0], &l->covers[1]);
    if (cfg.months != NULL)
        TRY(err_in(parse_months(cfg.months, &l->months), "--months"));
    if (l->months != 0 && in->time.unit.calendar == CALENDAR_NONE)
        TRY(err_set(EX_USAGE, "--months: the calendar has no dates"));
    if (l->has_lead)
        TRY(parse_lead(l->lead));
    if (l->has_lead)
        TRY(find_reference(l, in));
    TRY(cut_time(l, &l->st.ds->time));
    *out = &l->st;
    return EX_OK;
done:
    stage_free(&l->st);
    return status;
}

static int leads_put(struct stage *st, const struct step *s) {
    struct leads *l = (struct leads *)st;
    const double at[3] = { s->time, s->bounds[0], s->bounds[1] };
    bool yes;
    const int status = is_wanted(l, &st->ds->time, at, &yes);

    if (status != EX_OK || !yes)
        return status;
    l->passed++;
    return stage_pass(st, s);
}

static int leads_end(struct stage *st) {
    const struct leads *l = (struct leads *)st;

    if (l->passed == 0 && state_is_asked() && !l->has_lead)
        warn("%s: no step in --months %s; nothing is added", stages_input(),
             cfg.months);
    return l->passed > 0 ? EX_OK : no_step(l);
}
