/* SPDX-License-Identifier: Apache-2.0 */
/* One step a day, as things are at an hour: states nearest to it, fluxes and
 * amounts of the 24 hours that end then. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/clock.h"
#include "cmd/harmonise/localtime.h"
#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/statistic.h"
#include "core/mem.h"
#include "core/quantity.h"

static struct { const char *at; } cfg;

const struct opt hours_opts[] = {
    { .name = "at",
      .arg = "HH:MM|local:HH",
      .text = &cfg.at,
      .help = "one step a day, as it is at that hour of UTC, or of each cell" },
    { 0 },
};

bool hours_is_asked(void) {
    return cfg.at != NULL;
}

/* Days that are open at once: local time spreads over one of them. */
enum { DAYS = 3 };

struct day {
    bool open;
    int64_t number;       /* from 1970 */
    int32_t *distance;    /* [cells]  of the state from the hour [ms] */
    union values *value;  /* [nfields]  of states */
    double **sum, **part; /* [nfields]  of the others; valid weight */
};

struct hours {
    struct stage st;
    const struct dataset *in;
    int64_t hour;            /* after midnight [ms] */
    struct localtime *local; /* or NULL */
    size_t cells, nfields;
    bool *summed; /* [nfields] */
    bool any_summed, any_rate;
    struct clock clock;
    struct day day[DAYS]; /* open ones first, in order */
    struct step *out;
};

static int parse_hour(struct hours *h);
static int describe(struct hours *h);
static void day_make(const struct hours *h, struct day *d);
static int hours_put(struct stage *st, const struct step *s);
static int hours_end(struct stage *st);
static void hours_free(struct stage *st);

int hours_open(struct stage **out, const struct dataset *in) {
    struct hours *h;
    int status;

    if (cfg.at == NULL)
        return EX_OK;
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "no time axis (--at needs one)");
    h = mem_array(1, sizeof *h);
    h->st.put = hours_put;
    h->st.end = hours_end;
    h->st.free = hours_free;
    h->in = in;
    h->nfields = in->nfields;
    h->cells = grid_cells(in->grid);
    h->summed = mem_array(in->nfields, sizeof *h->summed);
    h->st.ds = dataset_copy(in, true);
    TRY(err_in(parse_hour(h), "--at"));
    TRY(pace_of(&h->clock.pace, &in->time));
    TRY(describe(h));
    for (int k = 0; k < DAYS; k++)
        day_make(h, &h->day[k]);
    h->out = step_new(h->st.ds);
    *out = &h->st;
    h = NULL;
done:
    if (h != NULL)
        stage_free(&h->st);
    return status;
}

static int parse_hour(struct hours *h) {
    const bool local = strncmp(cfg.at, "local:", 6) == 0;
    const char *hour = cfg.at + (local ? 6 : 0);
    char *text = mem_format("2000-01-01T%s", hour);
    enum precision precision;
    struct date d;
    const int status = parse_date(text, &d, &precision);

    free(text);
    if (status != EX_OK || precision > PRECISION_MINUTE ||
        precision < (local ? PRECISION_HOUR : PRECISION_MINUTE) ||
        strpbrk(hour, "TZ ") != NULL)
        return err_set(EX_USAGE, "\"%s\" is not HH:MM or local:HH[:MM]",
                       cfg.at);
    h->hour = (d.hour * 60 + d.minute) * (int64_t)60000;
    return local ? localtime_new(&h->local, h->in->grid) : EX_OK;
}

static int describe(struct hours *h) {
    const struct statistic sum = { .kind = STAT_SUM, .name = "sum" };
    struct time_axis *t = &h->st.ds->time;
    char *interval = pace_text(&h->clock.pace);
    bool integral;
    int status = EX_OK;

    for (size_t k = 0; k < h->nfields; k++) {
        struct field *f = &h->st.ds->field[k];
        const enum unit_class class = quantity_class(f);
        h->summed[k] =
            f->type == REAL && (class == CLASS_FLUX || class == CLASS_AMOUNT);
        h->any_summed |= h->summed[k];
        h->any_rate |= class == CLASS_FLUX;
        if (h->summed[k])
            TRY(statistic_describe(f, &sum, interval, &integral));
        else
            field_text(&f->cell_methods, "time: point");
    }
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    t->n = STEPS_UNKNOWN;
    t->has_bounds = h->any_summed;
    t->is_climatology = false;
    if (h->local != NULL)
        atts_set_text(&t->atts, "comment", LOCALTIME_COMMENT);
done:
    free(interval);
    return status;
}

static void day_make(const struct hours *h, struct day *d) {
    const size_t n = h->nfields;

    d->distance = mem_array(h->cells, sizeof *d->distance);
    d->value = mem_array(n, sizeof *d->value);
    d->sum = mem_array(n, sizeof *d->sum);
    d->part = mem_array(n, sizeof *d->part);
    for (size_t k = 0; k < n; k++) {
        const size_t values = h->in->field[k].n;
        if (!h->summed[k]) {
            d->value[k].f = mem_array(values, sizeof(float));
            continue;
        }
        d->sum[k] = mem_array(values, sizeof(double));
        d->part[k] = mem_array(values, sizeof(double));
    }
}

static void day_start(const struct hours *h, struct day *d, int64_t number) {
    d->open = true;
    d->number = number;
    for (size_t i = 0; i < h->cells; i++)
        d->distance[i] = INT32_MAX;
    for (size_t k = 0; k < h->nfields; k++) {
        const struct field *f = &h->in->field[k];
        if (h->summed[k]) {
            memset(d->sum[k], 0, f->n * sizeof(double));
            memset(d->part[k], 0, f->n * sizeof(double));
            continue;
        }
        for (size_t i = 0; i < f->n; i++)
            if (f->type == LABEL)
                d->value[k].i[i] = LABEL_MISSING;
            else
                d->value[k].f[i] = NAN;
    }
}

/* Local time after the hour of day 0. */
static int64_t after(const struct hours *h, int64_t time, size_t i) {
    return time - h->hour + (h->local ? h->local->offset[i] : 0);
}

static int64_t half_step(const struct hours *h) {
    const struct pace *p = &h->clock.pace;

    return p->length.ms > 0 && p->length.ms < MS_PER_DAY ? p->length.ms / 2
                                                         : MS_PER_DAY / 2;
}

/* The state nearest to the hour; of two as near the earlier stays. */
static void take_states(const struct hours *h, struct day *d,
                        const struct step *s, int64_t stamp) {
    const int64_t half = half_step(h);
    uint8_t *nearer = mem_array(h->cells, 1);

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < h->cells; i++) {
        const int64_t x = after(h, stamp, i) - d->number * MS_PER_DAY;
        const int64_t far = x < 0 ? -x : x;
        nearer[i] = far <= half && x < MS_PER_DAY / 2 && far < d->distance[i];
        if (nearer[i])
            d->distance[i] = (int32_t)far;
    }
    for (size_t k = 0; k < h->nfields; k++) {
        const size_t n = h->in->field[k].n;
        if (h->summed[k])
            continue;
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i++)
            if (nearer[i % h->cells])
                d->value[k].i[i] = s->value[k].i[i];
    }
    free(nearer);
}

/* What a step gives to the 24 hours that end at the hour. */
static void take_sums(const struct hours *h, struct day *d,
                      const struct step *s, const struct when *w) {
    const double length = (double)(w->to - w->from) / 1000;
    const double weight = h->in->time.has_bounds ? length : 1;

    for (size_t k = 0; k < h->nfields; k++) {
        const struct field *f = &h->in->field[k];
        const double factor =
            h->summed[k] && quantity_class(f) == CLASS_FLUX ? length : 1;
        const float *x = s->value[k].f;
        if (!h->summed[k])
            continue;
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < f->n; i++) {
            const int64_t t =
                d->number * MS_PER_DAY - after(h, w->mid, i % h->cells);
            if (t < 0 || t >= MS_PER_DAY || isnan(x[i]))
                continue;
            d->sum[k][i] += factor * (double)x[i];
            d->part[k][i] += weight;
        }
    }
}

/* The values of a day; does it have any? */
static bool day_values(struct hours *h, const struct day *d) {
    const double steps =
        pace_steps(&h->clock.pace, h->in->time.unit.calendar, 0, MS_PER_DAY);
    const double whole =
        (h->in->time.has_bounds ? MS_PER_DAY / 1000.0 : steps) * (1 - 1e-9);
    bool any = false;

    for (size_t i = 0; i < h->cells; i++)
        any |= d->distance[i] <= half_step(h);
    any &= !h->any_summed || h->nfields > 1;
    for (size_t k = 0; k < h->nfields; k++) {
        const size_t n = h->in->field[k].n;
        float *out = h->out->value[k].f;
        if (!h->summed[k]) {
            memcpy(out, d->value[k].f, n * sizeof *out);
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            const bool all = d->part[k][i] >= whole;
            out[i] = all ? (float)d->sum[k][i] : NAN;
            any |= all;
        }
    }
    return any;
}

/* The first day comes out; the others move up. */
static int emit(struct hours *h) {
    const struct time_unit *unit = &h->in->time.unit;
    struct day first = h->day[0];
    const int64_t time = first.number * MS_PER_DAY + h->hour;

    for (int k = 1; k < DAYS; k++)
        h->day[k - 1] = h->day[k];
    first.open = false;
    h->day[DAYS - 1] = first;
    if (!day_values(h, &first))
        return EX_OK;
    h->out->time = time_encode(unit, time);
    h->out->bounds[0] =
        h->any_summed ? time_encode(unit, time - MS_PER_DAY) : NAN;
    h->out->bounds[1] = h->any_summed ? h->out->time : NAN;
    return stage_pass(&h->st, h->out);
}

static int hours_put(struct stage *st, const struct step *s) {
    struct hours *h = (struct hours *)st;
    const int64_t least = h->local ? h->local->least : 0;
    const int64_t most = h->local ? h->local->most : 0;
    int64_t first, last;
    struct when w;
    int status;

    TRY(clock_read(&h->clock, &h->in->time, s, &w));
    if (h->any_rate && w.to <= w.from)
        TRY(err_set(EX_DATAERR, "--at: a sum of rates needs the length of its "
                                "steps (--accumulation)"));
    /* Days whose hour the step is near to in some cell, or before in time. */
    first = w.mid < w.stamp ? w.mid : w.stamp;
    first = -floor_div(h->hour + half_step(h) - first - least, MS_PER_DAY);
    last = floor_div(w.stamp + most - h->hour, MS_PER_DAY) + 1;
    while (h->day[0].open && h->day[0].number < first)
        TRY(emit(h));
    for (int64_t number = first; number <= last; number++) {
        int k = 0;
        while (k < DAYS && h->day[k].open && h->day[k].number != number)
            k++;
        if (k == DAYS)
            continue;
        if (!h->day[k].open)
            day_start(h, &h->day[k], number);
        take_states(h, &h->day[k], s, w.stamp);
        take_sums(h, &h->day[k], s, &w);
    }
done:
    return status;
}

static int hours_end(struct stage *st) {
    struct hours *h = (struct hours *)st;
    int status = EX_OK;

    while (status == EX_OK && h->day[0].open)
        status = emit(h);
    return status;
}

static void hours_free(struct stage *st) {
    struct hours *h = (struct hours *)st;

    for (int d = 0; d < DAYS; d++) {
        for (size_t k = 0; h->day[d].value && k < h->nfields; k++) {
            free(h->day[d].value[k].f);
            free(h->day[d].sum[k]);
            free(h->day[d].part[k]);
        }
        free(h->day[d].value);
        free(h->day[d].sum);
        free(h->day[d].part);
        free(h->day[d].distance);
    }
    localtime_free(h->local);
    free(h->summed);
    step_free(h->out);
    free(h);
}
