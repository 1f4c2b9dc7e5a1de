/* SPDX-License-Identifier: Apache-2.0 */
/* The usual for the time of the year, over all years. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/columns.h"
#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/periods.h"
#include "cmd/harmonise/schedule.h"
#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/yearly.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/spool.h"

static struct { const char *climatology; } cfg;

const struct opt climatology_opts[] = {
    { .name = "climatology",
      .arg = "HOW",
      .text = &cfg.climatology,
      .help = "day, month, season or year, over all years; or of base=A/B" },
    { 0 },
};

struct climatology {
    struct stage st;
    const struct dataset *in;
    struct yearly yearly;
    struct plan plan;
    struct climate_ask *ask; /* [plan.n] */
    struct spool **spool;    /* [in->nfields] */
    size_t n;
    struct {
        int64_t *time; /* [n] */
        struct climate climate;
        int64_t base[2]; /* its first and last step */
    } by[2];             /* the middles of the steps; their stamps */
    size_t from, to;     /* slots at hand */
    float **value;       /* [plan.n]  of them, [to - from][column.n] */
};

static int options(struct climatology *c);
static int columns(struct climatology *c);
static int climatology_put(struct stage *st, const struct step *s);
static int climatology_end(struct stage *st);
static void climatology_free(struct stage *st);

bool climatology_is_asked(void) {
    return cfg.climatology != NULL;
}

int climatology_open(struct stage **out, const struct dataset *in) {
    struct climatology *c;
    struct time_axis *t;
    int status;

    if (cfg.climatology == NULL)
        return EX_OK;
    if (in->time.name == NULL || in->time.unit.calendar == CALENDAR_NONE)
        return err_set(EX_DATAERR, "no dates (--climatology needs them)");
    if ((status = stage_angles(in, "--climatology")) != EX_OK)
        return status;
    c = mem_array(1, sizeof *c);
    c->st.put = climatology_put;
    c->st.end = climatology_end;
    c->st.free = climatology_free;
    c->in = in;
    c->st.ds = dataset_copy(in, false);
    TRY(err_in(options(c), "--climatology"));
    TRY(stat_options_check());
    TRY(columns(c));
    t = &c->st.ds->time;
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    t->n = yearly_slots(c->yearly.kind, t->unit.calendar);
    t->has_bounds = t->is_climatology = true;
    c->spool = mem_array(in->nfields, sizeof(struct spool *));
    for (size_t k = 0; k < in->nfields; k++)
        c->spool[k] =
            spool_new(in->field[k].n, command_memory() / 4 / in->nfields);
    *out = &c->st;
    c = NULL;
done:
    if (c != NULL)
        stage_free(&c->st);
    return status;
}

static int options(struct climatology *c) {
    char **word = NULL;
    size_t n = 0;
    int status;

    c->yearly.window = c->yearly.smooth = 1;
    TRY(parse_list(cfg.climatology, &word, &n));
    for (size_t k = 0; k < n; k++)
        TRY(yearly_word(&c->yearly, word[k]));
    if (!c->yearly.has_kind)
        TRY(err_set(EX_USAGE, "by day, month, season or year?"));
    TRY(yearly_check(&c->yearly));
done:
    free(word);
    return status;
}

/* How a statistic of --stat is asked of the years. */
static int ask_for(const struct statistic *s, struct climate_ask *ask) {
    static const struct {
        enum stat stat;
        enum climate_stat climate;
    } all[] = {
        { STAT_MEAN, CLIMATE_MEAN },   { STAT_STD, CLIMATE_STD },
        { STAT_VAR, CLIMATE_VAR },     { STAT_MIN, CLIMATE_MIN },
        { STAT_MAX, CLIMATE_MAX },     { STAT_RANGE, CLIMATE_RANGE },
        { STAT_COUNT, CLIMATE_COUNT }, { STAT_QUANTILE, CLIMATE_QUANTILE },
    };
    const struct stat_options *o = stat_options();
    struct rule rule = rule_default(STAT_MEAN);
    int status = EX_OK;

    if (o->min_valid != NULL)
        TRY(rule_parse(o->min_valid, &rule));
    if (rule.days)
        TRY(err_set(EX_USAGE, "--min-valid %s: not of a climatology",
                    o->min_valid));
    *ask = (struct climate_ask){ .p = s->p,
                                 .type = (int)o->quantile_type,
                                 .ddof = (double)o->ddof,
                                 .share = rule.share,
                                 .steps = rule.steps };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (all[k].stat == s->kind) {
            ask->stat = all[k].climate;
            return EX_OK;
        }
    status = err_set(EX_USAGE,
                     "--climatology: no %s over the years (there are "
                     "mean, std, var, min, max, range, count, median, "
                     "qP)",
                     s->name);
done:
    return status;
}

/* "time: mean within years time: mean over years" */
static void methods(const struct field *from, struct field *to) {
    const char *was = from->cell_methods, *now = to->cell_methods;
    const char *first =
        was && strncmp(was, "time: ", 6) == 0 ? was + 6 : "mean";
    const int n =
        strncmp(first, "point", 5) == 0 ? 0 : (int)strcspn(first, " ");
    char *all;

    if (now == NULL)
        return;
    for (const char *s = now; (s = strstr(s, "time: ")) != NULL;)
        now = s += 6;
    all = mem_format("time: %.*s within years time: %.*s over years%s",
                     n ? n : 4, n ? first : "mean", (int)strcspn(now, " "), now,
                     now + strcspn(now, " "));
    field_text(&to->cell_methods, all);
    free(all);
}

static int columns(struct climatology *c) {
    char name[] = "mean";
    const struct statistic mean = { .kind = STAT_MEAN, .name = name };
    const char *list = schedule_is_asked() ? NULL : stat_options()->stat;
    struct statistic *stat = NULL;
    struct climate_ask ask;
    size_t n = 0;
    int status;

    TRY(statistics_parse(list, &stat, &n));
    if (!schedule_is_asked())
        TRY(stat_options_fit(n, stat));
    for (size_t k = 0; k < n; k++)
        TRY(ask_for(&stat[k], &ask));
    c->plan.in = c->in;
    c->plan.nfields = c->in->nfields;
    TRY(columns_make(&c->plan, c->st.ds, n ? n : 1, n ? stat : &mean, NULL));
    c->ask = mem_array(c->plan.n, sizeof *c->ask);
    for (size_t k = 0; k < c->plan.n; k++) {
        TRY(ask_for(&c->plan.column[k].stat, &c->ask[k]));
        methods(&c->in->field[c->plan.column[k].field], &c->st.ds->field[k]);
    }
done:
    for (size_t k = 0; k < n; k++)
        statistic_free(&stat[k]);
    free(stat);
    return status;
}

static int climatology_put(struct stage *st, const struct step *s) {
    struct climatology *c = (struct climatology *)st;
    const struct time_axis *t = &c->in->time;
    const double at[2] = { t->has_bounds ? (s->bounds[0] + s->bounds[1]) / 2
                                         : s->time,
                           s->time };
    int status;

    for (int b = 0; b < 2; b++) {
        int64_t **time = &c->by[b].time;
        if (c->n % 1024 == 0)
            *time = mem_grow(*time, c->n + 1024, sizeof **time);
        TRY(time_decode(&t->unit, at[b], &(*time)[c->n]));
    }
    c->n++;
    for (size_t k = 0; k < c->in->nfields; k++)
        TRY(spool_put(c->spool[k], s->value[k].f));
done:
    return status;
}

/* The slots at hand of one column, for some cells. */
static void work(const struct climatology *c, size_t column, size_t first,
                 size_t count, const float *series) {
    const struct column *of = &c->plan.column[column];
    const struct climate *k =
        &c->by[instants_is(&c->in->field[of->field])].climate;
    const size_t n = of->n;
    float *value = c->value[column];

#pragma omp parallel
    {
        double *scratch = mem_array(climate_scratch(k), sizeof *scratch);
        float *out = mem_array(k->slots, sizeof *out);
#pragma omp for schedule(static)
        for (size_t i = 0; i < count; i++) {
            climate_series(k, &c->ask[column], series + i * k->n, scratch, out);
            for (size_t s = c->from; s < c->to; s++)
                value[(s - c->from) * n + first + i] = out[s];
        }
        free(out);
        free(scratch);
    }
}

static int work_field(struct climatology *c, size_t field) {
    const size_t n = c->in->field[field].n;
    const size_t block = spool_block(c->spool[field], command_memory() / 4);
    float *series = mem_array(block * c->n, sizeof *series);
    int status = EX_OK;

    for (size_t first = 0; first < n; first += block) {
        const size_t count = n - first < block ? n - first : block;
        TRY(spool_series(c->spool[field], first, count, series));
        for (size_t k = 0; k < c->plan.n; k++)
            if (c->plan.column[k].field == field)
                work(c, k, first, count, series);
    }
done:
    free(series);
    return status;
}

/* Day `slot` of a year, or the first day of month or season `slot`; the year
 * must have it. */
static int64_t start_of(const struct climatology *c, size_t slot,
                        int64_t year) {
    static const int before[13] = { 0,   31,  60,  91,  121, 152, 182,
                                    213, 244, 274, 305, 335, 366 };
    const enum calendar calendar = c->in->time.unit.calendar;
    struct date d = { .year = year, .month = 1, .day = 1 };
    int64_t t = 0;

    if (c->yearly.kind == YEARLY_MONTH)
        d.month = (int)slot + 1;
    else if (c->yearly.kind == YEARLY_SEASON)
        d = (struct date){
            year - (slot == 0), slot ? 3 * (int)slot : 12, 1, 0, 0, 0, 0
        };
    else if (c->yearly.kind == YEARLY_DAY && c->by[0].climate.slots == 366) {
        while (before[d.month] <= (int)slot)
            d.month++;
        d.day = (int)slot - before[d.month - 1] + 1;
    }
    if (time_of(calendar, &d, &t) != EX_OK) {
        d.day = 28; /* of February */
        if (time_of(calendar, &d, &t) != EX_OK)
            return 0;
    }
    return c->yearly.kind == YEARLY_DAY && c->by[0].climate.slots != 366
               ? t + (int64_t)slot * MS_PER_DAY
               : t;
}

/* When a slot is: from its start in the first year to its end in the last; its
 * stamp is in the first year that has all days.  A 29 February that none of
 * these years has is that of the days beside it, which it is the mean of. */
static void times_of(const struct climatology *c, size_t slot,
                     struct step *out) {
    static const struct duration length[] = {
        { 0, MS_PER_DAY }, { 1, 0 }, { 3, 0 }, { 12, 0 }
    };
    const struct time_unit *u = &c->in->time.unit;
    const int64_t first = time_date(u->calendar, c->by[0].base[0]).year;
    const int64_t last = time_date(u->calendar, c->by[0].base[1]).year;
    int64_t year = first;
    size_t from = slot, to = slot;

    while (c->yearly.kind == YEARLY_DAY && c->by[0].climate.slots == 366 &&
           calendar_year_days(u->calendar, year) != 366)
        year++;
    if (slot == c->by[0].climate.leap && year > last) {
        from--;
        to++;
    }
    const int64_t begins =
        start_of(c, from, from == c->by[0].climate.leap ? year : first);
    const int64_t ends = time_add(u->calendar, start_of(c, to, last),
                                  &length[c->yearly.kind], 1);
    out->time = time_encode(u, start_of(c, slot, year));
    out->bounds[0] = time_encode(u, begins);
    out->bounds[1] = time_encode(u, ends);
}

/* Slots come out as many at a time as fit into memory. */
static int some_slots(struct climatology *c, struct step *out) {
    int status = EX_OK;

    for (size_t k = 0; k < c->in->nfields; k++)
        TRY(work_field(c, k));
    for (size_t s = c->from; s < c->to; s++) {
        times_of(c, s, out);
        for (size_t k = 0; k < c->plan.n; k++) {
            const size_t n = c->plan.column[k].n;
            out->value[k].f = c->value[k] + (s - c->from) * n;
        }
        TRY(stage_pass(&c->st, out));
    }
done:
    return status;
}

static int climatology_end(struct stage *st) {
    struct climatology *c = (struct climatology *)st;
    struct step out = { .value = mem_array(c->plan.n, sizeof *out.value) };
    const size_t slots =
        yearly_slots(c->yearly.kind, c->in->time.unit.calendar);
    size_t bytes = 0, chunk;
    int status;

    for (int b = 0; b < 2; b++)
        TRY(err_in(yearly_windows(&c->yearly, c->in->time.unit.calendar, c->n,
                                  c->by[b].time, &c->by[b].climate,
                                  c->by[b].base),
                   "--climatology"));
    for (size_t k = 0; k < c->plan.n; k++)
        bytes += c->plan.column[k].n * sizeof(float);
    chunk = bytes ? command_memory() / 4 / bytes : 1;
    chunk = chunk < 1 ? 1 : chunk > slots ? slots : chunk;
    c->value = mem_array(c->plan.n, sizeof *c->value);
    for (size_t k = 0; k < c->plan.n; k++)
        c->value[k] = mem_array(chunk * c->plan.column[k].n, sizeof(float));
    for (c->from = 0; c->from < slots; c->from = c->to) {
        const size_t left = slots - c->from;
        c->to = c->from + (left < chunk ? left : chunk);
        TRY(some_slots(c, &out));
    }
done:
    free(out.value);
    return status;
}

static void climatology_free(struct stage *st) {
    struct climatology *c = (struct climatology *)st;

    for (size_t k = 0; c->spool != NULL && k < c->plan.nfields; k++)
        spool_free(c->spool[k]);
    for (size_t k = 0; c->value != NULL && k < c->plan.n; k++)
        free(c->value[k]);
    free(c->spool);
    free(c->value);
    free(c->ask);
    columns_free(&c->plan);
    for (int b = 0; b < 2; b++) {
        free(c->by[b].time);
        yearly_free(&c->by[b].climate);
    }
    free(c);
}
