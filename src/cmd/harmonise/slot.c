/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/slot.h"

#include <float.h>
#include <stdlib.h>

#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/periods.h"
#include "core/mem.h"
#include "core/narrow.h"

/* What goes out of a column. */
static struct room room_of(const struct column *c, union values v) {
    return c->wide_out ? (struct room){ .d = v.d } : (struct room){ .f = v.f };
}

static size_t quantiles_of(const struct plan *p, size_t field) {
    size_t n = 0;

    for (size_t k = 0; k < p->n; k++)
        n += p->column[k].field == field && !p->column[k].coverage &&
             p->column[k].stat.kind == STAT_QUANTILE;
    return n;
}

void slot_make(struct slot *s, const struct plan *plan) {
    const struct dataset *in = plan->in;
    size_t spooled = 0;

    *s = (struct slot){ .plan = plan };
    s->tally = mem_array(plan->n, sizeof *s->tally);
    s->series = mem_array(in->nfields, sizeof *s->series);
    s->narrow = mem_array(in->nfields, sizeof *s->narrow);
    s->watch = mem_array(plan->n, sizeof *s->watch);
    s->waits = plan->most == NULL;
    for (size_t k = 0; k < plan->n; k++) {
        if (plan->column[k].coverage)
            continue;
        s->tally[k] = tally_new(&plan->column[k]);
        s->waits = s->waits && tally_parts(s->tally[k]);
        if (plan->most == NULL)
            continue;
        s->watch[k] = watch_new(plan->column[k].n, plan->most);
        s->watch[k]->calendar = plan->calendar;
        s->watch[k]->shift = plan->shift;
        s->watch[k]->whole_year = plan->whole_year;
    }
    for (size_t k = 0; k < in->nfields; k++)
        spooled += quantiles_of(plan, k) > 0;
    for (size_t k = 0; k < in->nfields; k++)
        if (quantiles_of(plan, k) > 0) {
            s->series[k] = series_new(in->field[k].n, plan->memory / spooled);
            if (in->field[k].type == WIDE)
                s->narrow[k] = mem_array(in->field[k].n, sizeof(float));
        }
}

void slot_clear(struct slot *s) {
    if (s->plan == NULL)
        return;
    for (size_t k = 0; k < s->plan->n; k++) {
        tally_free(s->tally[k]);
        watch_free(s->watch[k]);
    }
    free(s->watch);
    for (size_t k = 0; k < s->plan->nfields; k++) {
        series_free(s->series[k]);
        free(s->narrow[k]);
    }
    free(s->narrow);
    free(s->tally);
    free(s->series);
}

void slot_start(struct slot *s, const struct time_span *span, int64_t first) {
    s->open = true;
    s->span = *span;
    s->first = s->last = first;
    s->steps = 0;
    s->weight = 0;
    for (size_t k = 0; k < s->plan->n; k++) {
        if (s->tally[k] != NULL)
            tally_start(s->tally[k]);
        if (s->watch[k] != NULL)
            watch_start(s->watch[k],
                        span->first == INT64_MIN ? first : span->first);
    }
    for (size_t k = 0; k < s->plan->nfields; k++)
        if (s->series[k] != NULL)
            series_start(s->series[k]);
}

/* The series of a field keeps values of 32 bits. */
static const float *rounded(struct slot *s, size_t k, union values v) {
    const struct field *f = &s->plan->in->field[k];

    if (s->narrow[k] == NULL)
        return v.f;
    if (!narrow_values(f->n, v.d, s->narrow[k]) && !s->told) {
        warn("%s: values beyond %g are missing in quantiles", f->name,
             (double)FLT_MAX);
        s->told = true;
    }
    return s->narrow[k];
}

int slot_admits(const struct slot *s, const struct weighing *w) {
    for (size_t k = 0; k < s->plan->n; k++) {
        const struct column *c = &s->plan->column[k];
        if (c->integral && !(w->seconds > 0))
            return err_set(EX_DATAERR,
                           "%s: a sum of rates needs the length of its steps "
                           "(--accumulation)",
                           s->plan->in->field[c->field].name);
    }
    return EX_OK;
}

int slot_add(struct slot *s, const union values *value,
             const struct weighing *w) {
    const struct dataset *in = s->plan->in;
    struct weighing at = *w;
    int status;

    TRY(slot_admits(s, w));
    for (size_t k = 0; k < s->plan->n; k++) {
        const struct column *c = &s->plan->column[k];
        struct cells x;
        at.weight = in->time.has_bounds && instants_is(&in->field[c->field])
                        ? w->instant
                        : w->weight;
        if (s->tally[k] == NULL)
            continue;
        x = field_cells(&in->field[c->field], value[c->field], 0);
        tally_add(s->tally[k], x, &at);
        if (s->watch[k] != NULL) {
            s->watch[k]->need = w->day * rule_default(c->stat.kind).share;
            watch_add(s->watch[k], x, at.weight, w->mid);
        }
    }
    for (size_t k = 0; k < in->nfields; k++)
        if (s->series[k] != NULL)
            TRY(series_add(s->series[k], rounded(s, k, value[k])));
    s->steps++;
    s->weight += w->weight;
done:
    return status;
}

/* All quantiles of one field, from one look at its series. */
static int finish_series(const struct slot *s, size_t field, const double *need,
                         union values *value) {
    const struct plan *plan = s->plan;
    const size_t m = quantiles_of(plan, field);
    double *p = mem_array(m, sizeof *p);
    float **out = mem_array(m, sizeof *out);
    size_t i = 0;
    int status;

    for (size_t k = 0; k < plan->n; k++)
        if (s->tally[k] != NULL && plan->column[k].field == field &&
            plan->column[k].stat.kind == STAT_QUANTILE) {
            p[i] = plan->column[k].stat.p;
            out[i++] = value[k].f;
        }
    TRY(series_quantiles(s->series[field], m, p, plan->quantile_type, out));
    for (size_t k = 0; k < plan->n; k++)
        if (s->tally[k] != NULL && plan->column[k].field == field &&
            plan->column[k].stat.kind == STAT_QUANTILE)
            tally_judge(s->tally[k], need[k], value[k].f);
done:
    free(p);
    free(out);
    return status;
}

/* All but quantiles. */
static void finish_tally(const struct slot *s, size_t k, double need,
                         struct room out) {
    const struct plan *plan = s->plan;
    const struct column *c = &plan->column[k];

    tally_finish(s->tally[k], need, plan->ddof, out);
    if (plan->local != NULL &&
        (c->stat.kind == STAT_WHEN_MIN || c->stat.kind == STAT_WHEN_MAX))
        localtime_hours(plan->local, c->n, out);
}

int slot_finish(struct slot *s, const double *need, double whole,
                union values *value) {
    const struct plan *plan = s->plan;
    int status = EX_OK;

    for (size_t k = 0; k < plan->n; k++) {
        const struct column *c = &plan->column[k];
        if (c->coverage) /* of the statistic before it, of the same field */
            tally_share(s->tally[k - 1], 1 / whole, value[k].f);
        else if (c->stat.kind != STAT_QUANTILE)
            finish_tally(s, k, need[k], room_of(c, value[k]));
    }
    for (size_t k = 0; k < plan->in->nfields; k++)
        if (s->series[k] != NULL)
            TRY(finish_series(s, k, need, value));
    for (size_t k = 0; k < plan->n; k++)
        if (s->watch[k] != NULL)
            watch_end(s->watch[k], s->span.end,
                      room_of(&plan->column[k], value[k]));
done:
    return status;
}

static int get_given(const struct pull *p, size_t k, size_t first, size_t n,
                     float *out) {
    const struct given *g = (const struct given *)p;

    tally_give(g->tally[k], g->need[k], (const size_t[2]){ first, n }, out);
    return EX_OK;
}

bool slot_give(struct slot *s, const double *need, struct step *out) {
    bool all = s->waits;

    for (size_t k = 0; k < s->plan->n; k++)
        all = all && s->tally[k] != NULL && tally_gives(s->tally[k]);
    s->given = (struct given){ { get_given }, s->tally, need };
    out->pull = all ? &s->given.pull : NULL;
    out->held = 1;
    return all;
}
