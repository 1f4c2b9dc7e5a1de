/* SPDX-License-Identifier: Apache-2.0 */
/* Step 15: statistics in time, one period after another. */
#include "cmd/harmonise/periods.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "kernel/aggregate.h"

static struct {
    const char *every, *stat, *min_valid, *day_start, *label;
    bool equal_steps;
} cfg;

static const char *const label_words[] = { "start", "mid", "end", NULL };

const struct opt periods_opts[] = {
    { .name = "every",
      .arg = "PERIOD",
      .text = &cfg.every,
      .help = "one step each hour, Nhour, day, month, season, year, all ..." },
    { .name = "stat",
      .arg = "LIST",
      .text = &cfg.stat,
      .help = "mean, sum, min, max (default: sum of amounts, mean of others)" },
    { .name = "min-valid",
      .arg = "RULE",
      .text = &cfg.min_valid,
      .help = "share of a period that must be valid: 90%, all, any, or steps" },
    { .name = "equal-steps",
      .flag = &cfg.equal_steps,
      .help = "a mean counts all steps alike, whatever their length" },
    { .name = "day-start",
      .arg = "HH:MM",
      .text = &cfg.day_start,
      .help = "when days and longer periods begin (00:00)" },
    { .name = "label",
      .arg = "WHERE",
      .text = &cfg.label,
      .words = label_words,
      .help = "stamp a period at its start (default), mid or end" },
    { 0 },
};

/* A field that comes out: one statistic of one field that comes in. */
struct column {
    size_t field;
    enum stat stat;
    bool integral; /* of a flux: values count by the seconds of their step */
    struct aggregate sum;
};

struct periods {
    struct stage st;
    const struct dataset *in;
    struct period period;
    int64_t shift; /* --day-start [ms] */
    struct rule rule;
    bool has_rule, weighted; /* steps count by their length */
    size_t n;
    struct column *column; /* [n] */
    struct pace pace;
    bool open;
    size_t steps;        /* in the open period */
    int64_t start, end;  /* the open period [time] */
    int64_t first, last; /* the time that its steps cover [time] */
    struct step *out;
};

static int options(struct periods *p);
static int columns(struct periods *p, const struct dataset *in);
static void describe(struct periods *p);
static int periods_put(struct stage *st, const struct step *s);
static int periods_end(struct stage *st);
static void periods_free(struct stage *st);

int periods_open(struct stage **out, const struct dataset *in) {
    struct periods *p;
    int status;

    if (cfg.every == NULL)
        return EX_OK;
    p = mem_array(1, sizeof *p);
    p->st.put = periods_put;
    p->st.end = periods_end;
    p->st.free = periods_free;
    p->in = in;
    p->weighted = in->time.has_bounds && !cfg.equal_steps;
    TRY(options(p));
    if (in->time.name == NULL) {
        status = err_set(EX_DATAERR, "no time axis (--every needs one)");
        goto done;
    }
    p->st.ds = dataset_copy(in, false);
    TRY(columns(p, in));
    describe(p);
    p->out = step_new(p->st.ds);
    *out = &p->st;
    p = NULL;
done:
    if (p != NULL) {
        dataset_free(p->st.ds);
        periods_free(&p->st);
    }
    return status;
}

static int options(struct periods *p) {
    struct date d;
    enum precision precision;
    int status;

    if ((status = period_parse(cfg.every, &p->period)) != EX_OK)
        return err_in(status, "--every");
    if (cfg.min_valid != NULL) {
        p->has_rule = true;
        TRY(rule_parse(cfg.min_valid, &p->rule));
    }
    if (cfg.day_start != NULL) {
        char *text = mem_format("2000-01-01T%s", cfg.day_start);
        status = parse_date(text, &d, &precision);
        free(text);
        if (status != EX_OK || precision < PRECISION_MINUTE)
            return err_set(EX_USAGE, "--day-start: \"%s\" is not HH:MM",
                           cfg.day_start);
        p->shift = (d.hour * 60 + d.minute) * (int64_t)60000;
    }
done:
    return status;
}

static int add_column(struct periods *p, size_t field, const char *stat,
                      bool suffix) {
    const struct field *from = &p->in->field[field];
    struct column *c;
    struct field *f, copy;
    char *interval;
    char *name;
    int status = EX_OK;

    p->column = mem_grow(p->column, p->n + 1, sizeof *p->column);
    c = memset(&p->column[p->n], 0, sizeof *c);
    c->field = field;
    if (stat == NULL)
        c->stat = quantity_class(from) == CLASS_AMOUNT ? STAT_SUM : STAT_MEAN;
    else if ((status = stat_parse(stat, &c->stat)) != EX_OK)
        return err_in(status, "--stat");
    if (from->type != REAL)
        return err_set(EX_DATAERR,
                       "%s has labels: no %s of them (--variable leaves it)",
                       from->name, stat_name(c->stat));
    name = suffix ? mem_format("%s_%s", from->name, stat_name(c->stat))
                  : mem_text(from->name);
    f = dataset_add(p->st.ds, name, REAL);
    copy = field_copy(from);
    field_free(f);
    *f = copy;
    field_text(&f->name, name);
    free(name);
    interval = pace_text(&p->pace);
    status = stat_describe(f, c->stat, interval, &c->integral);
    free(interval);
    if (status != EX_OK)
        return status;
    c->sum.kind = c->stat == STAT_MIN   ? AGGREGATE_MIN
                  : c->stat == STAT_MAX ? AGGREGATE_MAX
                                        : AGGREGATE_SUM;
    c->sum.n = f->n;
    c->sum.acc = mem_array(f->n, sizeof(double));
    c->sum.valid = mem_array(f->n, sizeof(double));
    c->sum.dirty = mem_array(aggregate_blocks(f->n), 1);
    p->n++;
    return EX_OK;
}

static int columns(struct periods *p, const struct dataset *in) {
    char **stat = NULL;
    size_t n = 0;
    int status = EX_OK;

    if (in->time.value != NULL && in->time.n > 1) {
        int64_t a, b;
        TRY(time_decode(&in->time.unit, in->time.value[0], &a));
        TRY(time_decode(&in->time.unit, in->time.value[1], &b));
        pace_learn(&p->pace, in->time.unit.calendar, a, b);
    }
    if (cfg.stat != NULL)
        TRY(parse_list(cfg.stat, &stat, &n));
    for (size_t k = 0; k < in->nfields; k++) {
        if (n == 0)
            TRY(add_column(p, k, NULL, false));
        for (size_t i = 0; i < n; i++)
            TRY(add_column(p, k, stat[i], n > 1));
    }
done:
    free(stat);
    return status;
}

/* The period that holds a time, [start, end). */
static void place(const struct periods *p, int64_t t, int64_t *start,
                  int64_t *end) {
    const enum calendar c = p->in->time.unit.calendar;

    *start = period_start(c, &p->period, t - p->shift);
    *end = period_next(c, &p->period, t - p->shift);
    if (p->period.kind != PERIOD_ALL) {
        *start += p->shift;
        *end += p->shift;
    }
}

/* How many periods there are, where the input says when its steps are. */
static size_t count(const struct periods *p) {
    const struct time_axis *t = &p->in->time;
    int64_t now, start = 0, end = INT64_MIN;
    size_t n = 0;

    if (t->n == 0 || (p->period.kind == PERIOD_ALL && t->n != STEPS_UNKNOWN))
        return t->n > 0;
    if (t->value == NULL)
        return STEPS_UNKNOWN;
    for (size_t k = 0; k < t->n; k++) {
        const double mid = t->bounds
                               ? (t->bounds[2 * k] + t->bounds[2 * k + 1]) / 2
                               : t->value[k];
        if (t->has_bounds && t->bounds == NULL)
            return STEPS_UNKNOWN;
        if (time_decode(&t->unit, mid, &now) != EX_OK)
            return STEPS_UNKNOWN;
        if (n > 0 && now < end)
            continue;
        place(p, now, &start, &end);
        n++;
    }
    return n;
}

static void describe(struct periods *p) {
    struct time_axis *t = &p->st.ds->time;
    char *rule;

    t->n = count(p);
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    t->has_bounds = true;
    rule = p->has_rule ? mem_format("--min-valid %s", cfg.min_valid)
                       : mem_text("a sum needs all of a period, others 90 %");
    atts_set_text(&p->st.ds->atts, "twinpipe_missing_rule", rule);
    free(rule);
}

/* The weight that a cell needs of the period that ends. */
static double needed(const struct periods *p, const struct column *c) {
    const struct rule rule = p->has_rule ? p->rule : rule_default(c->stat);
    const double slack = 1 - 1e-9; /* sums of seconds round */
    double whole;

    if (rule.counts)
        return rule.steps * c->sum.weight / (double)p->steps * slack;
    if (p->weighted)
        whole = (double)(p->end - p->start) / 1000;
    else
        whole =
            pace_steps(&p->pace, p->in->time.unit.calendar, p->start, p->end);
    return rule.share * whole * slack;
}

static int emit(struct periods *p) {
    const struct time_unit *unit = &p->in->time.unit;
    int64_t stamp = p->start;

    if (p->period.kind == PERIOD_ALL) {
        p->start = stamp = p->first;
        p->end = p->last;
    }
    if (cfg.label != NULL && strcmp(cfg.label, "end") == 0)
        stamp = p->end;
    else if (cfg.label != NULL && strcmp(cfg.label, "mid") == 0)
        stamp = p->start + (p->end - p->start) / 2;
    for (size_t k = 0; k < p->n; k++)
        aggregate_finish(&p->column[k].sum, needed(p, &p->column[k]),
                         p->column[k].stat == STAT_MEAN, p->out->value[k].f);
    p->out->time = time_encode(unit, stamp);
    p->out->bounds[0] = time_encode(unit, p->start);
    p->out->bounds[1] = time_encode(unit, p->end);
    p->open = false;
    return stage_pass(&p->st, p->out);
}

/* When a step is: its stamp, and what it covers. */
struct when {
    int64_t stamp, from, to, mid;
};

static int when(struct periods *p, const struct step *s, struct when *w) {
    const struct time_axis *t = &p->in->time;
    const enum calendar c = t->unit.calendar;
    int status;

    TRY(time_decode(&t->unit, s->time, &w->stamp));
    w->from = w->to = w->stamp;
    if (t->has_bounds) {
        TRY(time_decode(&t->unit, s->bounds[0], &w->from));
        TRY(time_decode(&t->unit, s->bounds[1], &w->to));
        if (p->pace.length.ms + p->pace.length.months == 0)
            pace_learn(&p->pace, c, w->from, w->to);
    } else {
        if (p->pace.length.ms + p->pace.length.months == 0 && p->open)
            pace_learn(&p->pace, c, p->first, w->stamp);
        w->to = time_add(c, w->stamp, &p->pace.length, 1);
    }
    w->mid = t->has_bounds ? w->from + (w->to - w->from) / 2 : w->stamp;
done:
    return status;
}

static int periods_put(struct stage *st, const struct step *s) {
    struct periods *p = (struct periods *)st;
    struct when w;
    double length;
    int status;

    TRY(when(p, s, &w));
    if (p->open && w.mid >= p->end)
        TRY(emit(p));
    if (!p->open) {
        place(p, w.mid, &p->start, &p->end);
        p->open = true;
        p->steps = 0;
        p->first = w.from;
        for (size_t k = 0; k < p->n; k++)
            aggregate_start(&p->column[k].sum);
    }
    p->steps++;
    p->last = w.to;
    length = (double)(w.to - w.from) / 1000;
    for (size_t k = 0; k < p->n; k++) {
        struct column *c = &p->column[k];
        const double weight = p->weighted && length > 0 ? length : 1;
        const double factor = c->integral            ? length
                              : c->stat == STAT_MEAN ? weight
                                                     : 1;
        if (c->integral && length <= 0) {
            status = err_set(EX_DATAERR,
                             "%s: a sum of rates needs the length of its steps "
                             "(--accumulation)",
                             p->in->field[c->field].name);
            goto done;
        }
        aggregate_add(&c->sum, s->value[c->field].f, factor, weight);
    }
done:
    return status;
}

static int periods_end(struct stage *st) {
    struct periods *p = (struct periods *)st;

    return p->open ? emit(p) : EX_OK;
}

static void periods_free(struct stage *st) {
    struct periods *p = (struct periods *)st;

    for (size_t k = 0; k < p->n; k++) {
        free(p->column[k].sum.acc);
        free(p->column[k].sum.valid);
        free(p->column[k].sum.dirty);
    }
    free(p->column);
    step_free(p->out);
    free(p);
}
