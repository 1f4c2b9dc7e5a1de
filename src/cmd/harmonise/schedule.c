/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/resume.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"

static struct {
    const char *every, *anchor, *day_start, *year_start, *year_name, *seasons;
    const char *label;
} cfg;

static const char *const label_words[] = { "start", "mid", "end", NULL };
static const char *const year_words[] = { "start", "end", NULL };

const struct opt schedule_opts[] = {
    { .name = "every",
      .arg = "PERIOD",
      .text = &cfg.every,
      .help = "one step each hour, Nhour, day, month, season, year, all ..." },
    { .name = "anchor",
      .arg = "DATE",
      .text = &cfg.anchor,
      .help = "where runs of N days (first step) or N hours begin" },
    { .name = "day-start",
      .arg = "HH:MM|local",
      .text = &cfg.day_start,
      .help = "when days and longer periods begin (00:00)" },
    { .name = "year-start",
      .arg = "MM[-DD]",
      .text = &cfg.year_start,
      .help = "when years begin (01-01)" },
    { .name = "year-name",
      .arg = "WHERE",
      .text = &cfg.year_name,
      .words = year_words,
      .help = "a year is stamped where it starts (default), or ends" },
    { .name = "seasons",
      .arg = "LIST",
      .text = &cfg.seasons,
      .help = "DJF,MAM,JJA,SON (default), other runs, or doy:1-90,91-181" },
    { .name = "label",
      .arg = "WHERE",
      .text = &cfg.label,
      .words = label_words,
      .help = "stamp a period at its start (default), mid or end" },
    { 0 },
};

bool schedule_is_asked(void) {
    return cfg.every != NULL;
}

const char *schedule_word(void) {
    return cfg.anchor       ? "--anchor"
           : cfg.day_start  ? "--day-start"
           : cfg.year_start ? "--year-start"
           : cfg.year_name  ? "--year-name"
           : cfg.seasons    ? "--seasons"
           : cfg.label      ? "--label"
                            : NULL;
}

static int day_start(struct schedule *s, const struct grid *g) {
    struct date d;
    enum precision precision;
    char *text;
    int status;

    if (strcmp(cfg.day_start, "local") == 0)
        return localtime_new(&s->local, g);
    text = mem_format("2000-01-01T%s", cfg.day_start);
    status = parse_date(text, &d, &precision);
    free(text);
    if (status != EX_OK || precision < PRECISION_MINUTE)
        return err_set(EX_USAGE, "\"%s\" is not HH:MM", cfg.day_start);
    s->shift = (d.hour * 60 + d.minute) * (int64_t)60000;
    return EX_OK;
}

static int anchor(struct schedule *s) {
    enum precision precision;
    struct date d;
    int status;

    if ((status = parse_date(cfg.anchor, &d, &precision)) != EX_OK)
        return status;
    s->anchored = true;
    if (time_of(s->calendar, &d, &s->period.anchor) != EX_OK)
        return err_set(EX_USAGE, "%s", err_text());
    return EX_OK;
}

/* Options that only one kind of period has. */
static int refuse(const char *option, bool given, bool fits) {
    return !given || fits ? EX_OK
                          : err_set(EX_USAGE,
                                    "%s: has no meaning with "
                                    "--every %s",
                                    option, cfg.every);
}

static int years(struct schedule *s) {
    struct period *p = &s->period;
    int status;

    TRY(year_start_parse(cfg.year_start, &p->month, &p->day));
    if (p->day > calendar_month_days(s->calendar, 2001, p->month))
        TRY(err_set(EX_USAGE, "%s does not exist in calendar %s",
                    cfg.year_start, calendar_name(s->calendar)));
done:
    return status;
}

int schedule_open(struct schedule *s, const struct dataset *in) {
    struct period *p = &s->period;
    const bool local =
        cfg.day_start != NULL && strcmp(cfg.day_start, "local") == 0;
    int status;

    *s = (struct schedule){ .calendar = in->time.unit.calendar };
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "no time axis (--every needs one)");
    TRY(err_in(period_parse(cfg.every, p), "--every"));
    TRY(refuse("--year-start", cfg.year_start, p->kind == PERIOD_YEAR));
    TRY(refuse("--year-name", cfg.year_name, p->kind == PERIOD_YEAR));
    TRY(refuse("--seasons", cfg.seasons, p->kind == PERIOD_SEASON));
    TRY(refuse("--anchor", cfg.anchor, p->kind <= PERIOD_DAY));
    TRY(refuse(local ? "--day-start local" : "--day-start", cfg.day_start,
               p->kind != PERIOD_HOUR && p->kind != PERIOD_ALL));
    if (cfg.year_start != NULL)
        TRY(err_in(years(s), "--year-start"));
    if (cfg.seasons != NULL)
        TRY(err_in(seasons_parse(cfg.seasons, &p->seasons), "--seasons"));
    if (cfg.day_start != NULL)
        TRY(err_in(day_start(s, in->grid), "--day-start"));
    if (cfg.anchor != NULL)
        TRY(err_in(anchor(s), "--anchor"));
    s->anchored |= p->kind != PERIOD_DAY || p->n == 1;
done:
    return status;
}

size_t schedule_said(struct said *said) {
    const struct said all[] = {
        { "--every", cfg.every },         { "--anchor", cfg.anchor },
        { "--day-start", cfg.day_start }, { "--year-start", cfg.year_start },
        { "--year-name", cfg.year_name }, { "--seasons", cfg.seasons },
    };

    memcpy(said, all, sizeof all);
    return sizeof all / sizeof *all;
}

void schedule_close(struct schedule *s) {
    localtime_free(s->local);
    s->local = NULL;
}

void schedule_anchor(struct schedule *s, int64_t first) {
    const struct period day = { .kind = PERIOD_DAY, .n = 1 };
    struct time_span span;

    if (s->anchored)
        return;
    s->anchored = true;
    if (s->local != NULL)
        first += s->local->least;
    period_span(s->calendar, &day, first - s->shift, &span);
    s->period.anchor = span.first;
}

bool schedule_span(const struct schedule *s, int64_t time,
                   struct time_span *span) {
    if (!period_span(s->calendar, &s->period, time - s->shift, span))
        return false;
    if (s->period.kind != PERIOD_ALL) {
        span->first += s->shift;
        span->end += s->shift;
    }
    return true;
}

int64_t schedule_stamp(const struct schedule *s, const struct time_span *span) {
    struct date d = { .month = 1, .day = 1 };
    int64_t time;

    if (cfg.label != NULL && strcmp(cfg.label, "end") == 0)
        return span->end;
    if (cfg.label != NULL && strcmp(cfg.label, "mid") == 0)
        return span->first + (span->end - span->first) / 2;
    if (cfg.year_name == NULL || strcmp(cfg.year_name, "end") != 0)
        return span->first;
    d.year = time_date(s->calendar, span->end - 1).year;
    if (time_of(s->calendar, &d, &time) != EX_OK || time < span->first)
        return span->first;
    return time;
}

void schedule_reach(const struct schedule *s, const struct when *w,
                    bool *stamped, bool *covered, int64_t reach[2]) {
    parts_of(&s->parts, w, stamped, covered);
    reach[0] = reach[1] = *covered ? w->mid : w->stamp;
    if (s->stamps && *stamped && w->stamp < reach[0])
        reach[0] = w->stamp;
    if (s->stamps && *stamped && w->stamp > reach[1])
        reach[1] = w->stamp;
    if (s->local != NULL) {
        reach[0] += s->local->least;
        reach[1] += s->local->most;
    }
}

int schedule_spans(const struct schedule *s, const int64_t reach[2],
                   struct time_span span[SCHEDULE_SPANS]) {
    int n = schedule_span(s, reach[0], &span[0]);

    if (n > 0 && span[0].end < reach[1] &&
        schedule_span(s, span[0].end, &span[1]) && span[1].end <= reach[1])
        n++;
    if (reach[1] > reach[0] && schedule_span(s, reach[1], &span[n]))
        n += n == 0 || span[n].first != span[n - 1].first;
    return n;
}

/* When step k of an axis is. */
static int when_of(const struct time_axis *t, size_t k, struct when *w) {
    int status;

    TRY(time_decode(&t->unit, t->value[k], &w->stamp));
    w->from = w->to = w->mid = w->stamp;
    if (t->bounds == NULL)
        goto done;
    TRY(time_decode(&t->unit, t->bounds[2 * k], &w->from));
    TRY(time_decode(&t->unit, t->bounds[2 * k + 1], &w->to));
    w->mid = w->from + (w->to - w->from) / 2;
done:
    return status;
}

size_t schedule_count(struct schedule *s, const struct time_axis *t) {
    struct time_span span[SCHEDULE_SPANS];
    int64_t reach[2], last = INT64_MIN;
    bool stamped, covered;
    struct when w;
    size_t n = 0;

    if (t->n == 0 || (s->period.kind == PERIOD_ALL && t->n != STEPS_UNKNOWN))
        return t->n > 0;
    if (t->value == NULL || (t->has_bounds && t->bounds == NULL))
        return STEPS_UNKNOWN;
    for (size_t k = 0; k < t->n; k++) {
        if (when_of(t, k, &w) != EX_OK)
            return STEPS_UNKNOWN;
        schedule_reach(s, &w, &stamped, &covered, reach);
        if (!stamped && !covered)
            continue;
        schedule_anchor(s, covered ? w.mid : w.stamp);
        const int spans = schedule_spans(s, reach, span);
        for (int i = 0; i < spans; i++)
            if (n == 0 || span[i].first > last) {
                last = span[i].first;
                n++;
            }
    }
    return n;
}
