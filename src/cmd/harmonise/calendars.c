/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of one calendar in another. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/clock.h"
#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"

static struct { const char *calendar; } cfg;

bool calendars_is_asked(void) {
    return cfg.calendar != NULL;
}

const struct opt calendars_opts[] = {
    { .name = "calendar",
      .arg = "NAME[:date|year]",
      .text = &cfg.calendar,
      .help = "another calendar; steps keep their date, or place in the year" },
    { 0 },
};

struct calendars {
    struct stage st;
    const struct dataset *in;
    enum calendar from, to;
    bool has_way, by_year;
    struct clock clock;
    bool started;
    int64_t was;  /* the stamp of the step before, as it came */
    int64_t last; /* and as it went on */
    int64_t last_from, last_to;
    struct step *none;       /* all missing */
    struct instants *points; /* or NULL */
};

static int parse(struct calendars *k);
static int describe(struct calendars *k);
static int calendars_put(struct stage *st, const struct step *s);
static void calendars_free(struct stage *st);

int calendars_open(struct stage **out, const struct dataset *in) {
    struct calendars *k;
    int status;

    if (cfg.calendar == NULL)
        return EX_OK;
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "no time axis (--calendar needs one)");
    k = mem_array(1, sizeof *k);
    k->st.put = calendars_put;
    k->st.free = calendars_free;
    k->in = in;
    k->from = in->time.unit.calendar;
    TRY(err_in(parse(k), "--calendar"));
    if (k->from == k->to)
        goto done;
    TRY(pace_of(&k->clock.pace, &in->time));
    k->st.ds = dataset_copy(in, true);
    TRY(describe(k));
    k->points = instants_new(in);
    k->none = step_new(in);
    for (size_t i = 0; i < in->nfields; i++)
        for (size_t j = 0; j < in->field[i].n; j++)
            if (in->field[i].type == LABEL)
                k->none->value[i].i[j] = LABEL_MISSING;
            else
                k->none->value[i].f[j] = NAN;
    *out = &k->st;
    k = NULL;
done:
    if (k != NULL)
        stage_free(&k->st);
    return status;
}

static int parse(struct calendars *k) {
    char *name = mem_text(cfg.calendar), *way = strchr(name, ':');
    int status;

    if (way != NULL)
        *way++ = 0;
    if (calendar_parse(name, &k->to) != EX_OK)
        TRY(err_set(EX_USAGE, "%s", err_text()));
    if (way != NULL && strcmp(way, "date") != 0 && strcmp(way, "year") != 0)
        TRY(err_set(EX_USAGE, "no way \"%s\" (there are date, year)", way));
    if ((k->to == CALENDAR_NONE) != (k->from == CALENDAR_NONE))
        TRY(err_set(k->to == CALENDAR_NONE ? EX_USAGE : EX_DATAERR,
                    "calendar none has no dates"));
    k->has_way = way != NULL;
    k->by_year = way != NULL && *way == 'y';
    status = EX_OK;
done:
    free(name);
    return status;
}

/* Without a word all keep their date; but from and to years of 360 days states
 * of a day or less keep their place in the year, so that each survives. */
static int choose(struct calendars *k) {
    const struct pace *p = &k->clock.pace;
    size_t amounts = 0;

    if (k->has_way ||
        (k->from != CALENDAR_360_DAY && k->to != CALENDAR_360_DAY))
        return EX_OK;
    for (size_t i = 0; i < k->in->nfields; i++) {
        const enum unit_class class = quantity_class(&k->in->field[i]);
        amounts += class == CLASS_FLUX || class == CLASS_AMOUNT;
    }
    k->by_year =
        amounts == 0 && p->length.months == 0 && p->length.ms <= MS_PER_DAY;
    if (amounts == 0 || amounts == k->in->nfields)
        return EX_OK;
    return err_set(EX_USAGE,
                   "--calendar: rates or amounts beside states: say "
                   "%s:date or %s:year",
                   cfg.calendar, cfg.calendar);
}

static int describe(struct calendars *k) {
    struct time_axis *t = &k->st.ds->time;
    const char *name = calendar_name(k->to);
    struct date d = time_date(k->from, t->unit.epoch);
    char *units;
    int status;

    TRY(choose(k));
    if (time_unit_parse(t->units, name, &t->unit) != EX_OK) {
        /* The reference is none of its dates. */
        units = mem_format("days since %04lld-01-01", (long long)d.year);
        free(t->units);
        t->units = units;
        TRY(time_unit_parse(t->units, name, &t->unit));
    }
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    t->n = STEPS_UNKNOWN;
done:
    return status;
}

/* n * to / from, to the nearest; halves to the even one. */
static int64_t scale(int64_t n, int64_t to, int64_t from) {
    const int64_t whole = n * to / from, rest = 2 * (n * to % from);

    return whole + (rest > from || (rest == from && whole % 2 == 1));
}

/* The time in the other calendar; false where it has no such date. */
static bool convert(const struct calendars *k, int64_t t, int64_t *out) {
    struct date d = time_date(k->from, t);
    int64_t days;

    if (!k->by_year)
        return time_of(k->to, &d, out) == EX_OK;
    days =
        scale(time_day_of_year(k->from, t), calendar_year_days(k->to, d.year),
              calendar_year_days(k->from, d.year));
    d.month = d.day = 1;
    if (time_of(k->to, &d, out) != EX_OK)
        return false;
    *out += (days - 1) * (int64_t)MS_PER_DAY;
    return true;
}

/* A bound: as far from its stamp as it was or, of longer steps, its date; the
 * first of the next month for one that is not there. */
static int64_t bound(const struct calendars *k, const struct when *w, int64_t b,
                     int64_t stamp) {
    struct date d = time_date(k->from, b);
    int64_t t;

    if (w->to - w->from <= MS_PER_DAY)
        return stamp + b - w->stamp;
    if (time_of(k->to, &d, &t) == EX_OK)
        return t;
    d.day = 1;
    if (++d.month > 12) {
        d.month = 1;
        d.year++;
    }
    return time_of(k->to, &d, &t) == EX_OK ? t : stamp;
}

/* What the old calendar had no dates for, between two steps that followed on
 * each other, is missing. */
static int insert(struct calendars *k, int64_t was, int64_t now, int64_t next) {
    const struct time_unit *u = &k->st.ds->time.unit;
    const int64_t pace = k->clock.pace.length.ms;
    int status = EX_OK;

    if (pace <= 0 || pace > MS_PER_DAY || now - was > pace + pace / 2)
        return EX_OK;
    for (int64_t t = k->last + pace; t <= next - pace; t += pace) {
        k->none->time = time_encode(u, t);
        k->none->bounds[0] = k->none->bounds[1] = NAN;
        if (k->st.ds->time.has_bounds) {
            k->none->bounds[0] = time_encode(u, t + k->last_from);
            k->none->bounds[1] = time_encode(u, t + k->last_to);
        }
        TRY(stage_pass(&k->st, k->none));
    }
done:
    return status;
}

/* The stamp of a step in the other calendar; false where its date is not there,
 * or taken.  Steps of a day or less have the date of their middle: of hours
 * that are stamped where they end, the last is of that day. */
static bool stamp_of(const struct calendars *k, const struct when *w,
                     int64_t *stamp) {
    const bool whole = w->mid != w->stamp && w->to - w->from <= MS_PER_DAY;
    const int64_t at = whole ? w->mid : w->stamp;

    if (!convert(k, at, stamp))
        return false;
    *stamp += w->stamp - at;
    return !k->started || *stamp > k->last;
}

/* The values of a step, without states at a stamp that has another date. */
static union values *values_of(const struct calendars *k, const struct step *s,
                               const struct when *w, int64_t stamp) {
    int64_t own;

    if (k->points == NULL || k->by_year ||
        (convert(k, w->stamp, &own) && own == stamp))
        return s->value;
    return instants_part(k->points, s->value, false, true);
}

static int calendars_put(struct stage *st, const struct step *s) {
    struct calendars *k = (struct calendars *)st;
    const struct time_unit *u = &st->ds->time.unit;
    struct step out = { .bounds = { NAN, NAN } };
    const bool started = k->started;
    const int64_t was = k->was;
    struct when w;
    int64_t stamp;
    int status;

    TRY(clock_read(&k->clock, &k->in->time, s, &w));
    k->was = w.stamp;
    if (!stamp_of(k, &w, &stamp))
        return EX_OK;
    out.value = values_of(k, s, &w, stamp);
    if (started)
        TRY(insert(k, was, w.stamp, stamp));
    out.time = time_encode(u, stamp);
    if (st->ds->time.has_bounds) {
        const int64_t a = bound(k, &w, w.from, stamp);
        const int64_t b = bound(k, &w, w.to, stamp);
        out.bounds[0] = time_encode(u, a);
        out.bounds[1] = time_encode(u, b);
        k->last_from = a - stamp;
        k->last_to = b - stamp;
    }
    k->started = true;
    k->last = stamp;
    status = stage_pass(st, &out);
done:
    return status;
}

static void calendars_free(struct stage *st) {
    struct calendars *k = (struct calendars *)st;

    step_free(k->none);
    instants_free(k->points);
    free(k);
}
