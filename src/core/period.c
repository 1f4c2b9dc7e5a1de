/* SPDX-License-Identifier: Apache-2.0 */
/* The spans and periods of calendar.h. */
#include <stdlib.h>

#include "core/calendar.h"
#include "core/parse.h"

/* One extent of a date that was given up to a part. */
static const struct duration extents[] = {
    [PRECISION_YEAR] = { 12, 0 },        [PRECISION_MONTH] = { 1, 0 },
    [PRECISION_DAY] = { 0, MS_PER_DAY }, [PRECISION_HOUR] = { 0, MS_PER_HOUR },
    [PRECISION_MINUTE] = { 0, 60000 },   [PRECISION_SECOND] = { 0, 1000 },
    [PRECISION_MS] = { 0, 1 },
};

/* A date that the calendar has not is the user's error here. */
static int option_time(enum calendar c, const struct date *d, int64_t *time) {
    return time_of(c, d, time) == EX_OK ? EX_OK
                                        : err_set(EX_USAGE, "%s", err_text());
}

int calendar_span(enum calendar c, const struct time_range *range,
                  struct time_span *span) {
    struct time_span s = { INT64_MIN, INT64_MAX };
    char a[TIME_TEXT], b[TIME_TEXT] = "";

    if (range->first_precision != PRECISION_OPEN &&
        option_time(c, &range->first, &s.first) != EX_OK)
        return EX_USAGE;
    if (range->last_precision != PRECISION_OPEN) {
        if (option_time(c, &range->last, &s.end) != EX_OK)
            return EX_USAGE;
        time_text(c, s.end, b);
        s.end = time_add(c, s.end, &extents[range->last_precision], 1);
    }
    if (s.end <= s.first)
        return err_set(EX_USAGE, "its end, %s, is before its start, %s", b,
                       time_text(c, s.first, a));
    *span = s;
    return EX_OK;
}

bool time_span_has(const struct time_span *s, int64_t time) {
    return s->first <= time && time < s->end;
}

bool time_span_covers(const struct time_span *s, int64_t from, int64_t to) {
    if (from == to)
        return time_span_has(s, from);
    return s->first <= from && to <= s->end;
}

/* The start of the run of n ms, counted from anchor, that holds time. */
static int64_t run_start(int64_t time, int64_t n, int64_t anchor) {
    const int64_t rest = (time - anchor) % n;

    return time - rest - (rest < 0 ? n : 0);
}

/* The first day that exists from a date on; month may be 0 or 13. */
static int64_t day_start(enum calendar c, int64_t year, int month, int day) {
    struct date d = { .year = year, .month = month, .day = day };
    int64_t time = 0;

    if (month > 12)
        d = (struct date){ .year = year + 1, .month = month - 12, .day = day };
    if (month < 1)
        d = (struct date){ .year = year - 1, .month = month + 12, .day = day };
    if (time_of(c, &d, &time) != EX_OK) {
        d.day = 15; /* of October 1582 */
        if (time_of(c, &d, &time) != EX_OK)
            abort(); /* no calendar lacks it */
    }
    return time;
}

/* Start and next of runs of n days that restart with the year; the last one,
 * number `last`, takes what is left. */
static void of_year(enum calendar c, int64_t time, int n, int last,
                    struct time_span *s) {
    const int64_t year = time_date(c, time).year;
    const int64_t first = day_start(c, year, 1, 1);
    const int64_t k = (time - first) / (n * (int64_t)MS_PER_DAY);
    const int64_t end = day_start(c, year + 1, 1, 1);
    const int64_t run = k < last ? k : last;

    s->first = first + run * n * MS_PER_DAY;
    s->end = s->first + n * (int64_t)MS_PER_DAY;
    if (run == last || s->end > end)
        s->end = end;
}

/* The same for periods of whole months, and dekads. */
static void of_months(enum calendar c, int64_t time, int n, int shift,
                      struct time_span *s) {
    const struct date d = time_date(c, time);
    const int month = d.month - (d.month + shift) % n;

    s->first = day_start(c, d.year, month, 1);
    s->end = day_start(c, d.year, month + n, 1);
}

static void of_dekads(enum calendar c, int64_t time, struct time_span *s) {
    const struct date d = time_date(c, time);
    const int day = d.day > 20 ? 21 : d.day > 10 ? 11 : 1;

    s->first = day_start(c, d.year, d.month, day);
    s->end = day == 21 ? day_start(c, d.year, d.month + 1, 1)
                       : day_start(c, d.year, d.month, day + 10);
}

static void runs(int64_t time, int64_t n, int64_t anchor, struct time_span *s) {
    s->first = run_start(time, n, anchor);
    s->end = s->first + n;
}

/* Years that begin with a day of their own. */
static void of_years(enum calendar c, const struct period *p, int64_t time,
                     struct time_span *s) {
    const int month = p->month ? p->month : 1, day = p->day ? p->day : 1;
    int64_t year = time_date(c, time).year;

    year -= time < day_start(c, year, month, day);
    s->first = day_start(c, year, month, day);
    s->end = day_start(c, year + 1, month, day);
}

/* What season k that begins in a year covers. */
static struct time_span season_in(enum calendar c, const struct seasons *s,
                                  size_t k, int64_t year) {
    const int first = s->part[k].first, last = s->part[k].last;
    const int64_t next = year + (last < first);
    const int64_t end = day_start(c, next + 1, 1, 1);
    struct time_span span;

    if (!s->by_day) {
        span.first = day_start(c, year, first, 1);
        span.end = day_start(c, next, last + 1, 1);
        return span;
    }
    span.first = day_start(c, year, 1, 1) + (first - 1) * (int64_t)MS_PER_DAY;
    span.end = day_start(c, next, 1, 1) + last * (int64_t)MS_PER_DAY;
    if (last >= 365 || span.end > end)
        span.end = end;
    return span;
}

static bool of_seasons(enum calendar c, const struct seasons *s, int64_t time,
                       struct time_span *span) {
    const int64_t year = time_date(c, time).year;

    for (size_t k = 0; k < s->n; k++)
        for (int64_t y = year - 1; y <= year; y++) {
            *span = season_in(c, s, k, y);
            if (time_span_has(span, time))
                return true;
        }
    return false;
}

bool period_span(enum calendar c, const struct period *p, int64_t time,
                 struct time_span *s) {
    const int64_t monday = -3 * (int64_t)MS_PER_DAY; /* 1969-12-29 */

    if (c == CALENDAR_NONE)
        c = CALENDAR_360_DAY;
    switch (p->kind) {
    case PERIOD_HOUR:
        runs(time, p->n * MS_PER_HOUR, p->anchor, s);
        break;
    case PERIOD_DAY:
        runs(time, p->n * MS_PER_DAY, p->anchor, s);
        break;
    case PERIOD_WEEK:
        runs(time, 7 * (int64_t)MS_PER_DAY, monday, s);
        break;
    case PERIOD_PENTAD:
        of_year(c, time, 5, 72, s);
        break;
    case PERIOD_8DAY:
        of_year(c, time, 8, 45, s);
        break;
    case PERIOD_DEKAD:
        of_dekads(c, time, s);
        break;
    case PERIOD_MONTH:
        of_months(c, time, 1, 0, s);
        break;
    case PERIOD_SEASON:
        if (p->seasons.n > 0)
            return of_seasons(c, &p->seasons, time, s);
        of_months(c, time, 3, 0, s); /* December is month 0 of the next */
        break;
    case PERIOD_YEAR:
        of_years(c, p, time, s);
        break;
    case PERIOD_ALL:
        *s = (struct time_span){ INT64_MIN, INT64_MAX };
        break;
    }
    return true;
}
