/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/calendar.h"
#include "core/parse.h"
#include "tap.h"

static bool period(enum calendar c, const char *name, const char *time,
                   const char *first, const char *next) {
    char a[TIME_TEXT], b[TIME_TEXT];
    enum precision precision;
    struct time_span span;
    struct period p = { .kind = PERIOD_YEAR };
    struct date d;
    int64_t t;

    if (strncmp(name, "year ", 5) == 0
            ? year_start_parse(name + 5, &p.month, &p.day) != EX_OK
            : period_parse(name, &p) != EX_OK)
        return false;
    if (parse_date(time, &d, &precision) != EX_OK ||
        time_of(c, &d, &t) != EX_OK)
        return false;
    if (!period_span(c, &p, t, &span))
        return false;
    time_text(c, span.first, a);
    time_text(c, span.end, b);
    if (strncmp(a, first, strlen(first)) || strncmp(b, next, strlen(next))) {
        printf("# %s of %s: %s %s\n", name, time, a, b);
        return false;
    }
    return true;
}

/* The season that holds a time: "first next", or "-". */
static bool season(enum calendar c, const char *list, const char *time,
                   const char *expected) {
    struct period p = { .kind = PERIOD_SEASON };
    char a[TIME_TEXT], b[TIME_TEXT], got[2 * TIME_TEXT] = "-";
    enum precision precision;
    struct time_span s;
    struct date d;
    int64_t t;

    if (seasons_parse(list, &p.seasons) != EX_OK ||
        parse_date(time, &d, &precision) != EX_OK ||
        time_of(c, &d, &t) != EX_OK)
        return false;
    if (period_span(c, &p, t, &s))
        snprintf(got, sizeof got, "%s %s", time_date_text(c, s.first, a),
                 time_date_text(c, s.end, b));
    if (strcmp(got, expected) != 0)
        printf("# %s of %s: %s\n", list, time, got);
    return strcmp(got, expected) == 0;
}

static void seasons(void) {
    const enum calendar c = CALENDAR_STANDARD, thirty = CALENDAR_360_DAY;
    struct seasons s;

    ok(season(c, "NDJFM,JJA", "2001-01-15", "2000-11-01 2001-04-01") &&
           season(c, "NDJFM,JJA", "2000-12-15", "2000-11-01 2001-04-01") &&
           season(c, "NDJFM,JJA", "2001-08-31", "2001-06-01 2001-09-01") &&
           season(c, "NDJFM,JJA", "2001-05-01", "-") &&
           season(c, "11-2", "2000-02-29", "1999-11-01 2000-03-01"),
       "seasons of months, with months in none");
    ok(season(c, "doy:1-90,274-365", "2000-12-31", "2000-09-30 2001-01-01") &&
           season(c, "doy:1-90,274-365", "2001-03-31",
                  "2001-01-01 2001-04-01") &&
           season(c, "doy:1-90,274-365", "2001-04-01", "-") &&
           season(c, "doy:335-59", "2001-02-28", "2000-11-30 2001-03-01") &&
           season(thirty, "doy:274-365", "2001-12-30", "2001-10-04 2002-01-01"),
       "seasons of days; one that ends at 365 ends with the year");
    ok(seasons_parse("DJF,FMA", &s) == EX_USAGE &&
           seasons_parse("doy:1-90,90-91", &s) == EX_USAGE &&
           seasons_parse("doy:0-90", &s) == EX_USAGE &&
           seasons_parse("doy:1-367", &s) == EX_USAGE &&
           seasons_parse("DXF", &s) == EX_USAGE,
       "seasons that overlap, or are none");
    ok(period(c, "year 10", "2000-12-31", "2000-10-01", "2001-10-01") &&
           period(c, "year 10-15", "2000-10-14", "1999-10-15", "2000-10-15"),
       "years that begin on another day");
}

static void periods(void) {
    const enum calendar c = CALENDAR_STANDARD;
    struct time_span span;
    struct period p;

    ok(period(c, "hour", "1969-12-31T23:30", "1969-12-31T23",
              "1970-01-01T00") &&
           period(c, "6hour", "2000-01-01T05:59", "2000-01-01T00",
                  "2000-01-01T06") &&
           period(c, "day", "2000-02-28T12", "2000-02-28", "2000-02-29"),
       "hours and days");
    ok(period(c, "pentad", "2000-12-31", "2000-12-26", "2001-01-01") &&
           period(c, "pentad", "2001-12-31", "2001-12-27", "2002-01-01") &&
           period(c, "pentad", "2000-03-01", "2000-03-01", "2000-03-06") &&
           period(c, "8day", "2000-12-31", "2000-12-26", "2001-01-01") &&
           period(c, "8day", "2001-12-31", "2001-12-27", "2002-01-01"),
       "pentads and 8 days restart with the year");
    ok(period(c, "dekad", "2000-02-29", "2000-02-21", "2000-03-01") &&
           period(c, "dekad", "2000-02-20", "2000-02-11", "2000-02-21") &&
           period(c, "week", "2000-01-02", "1999-12-27", "2000-01-03"),
       "dekads, and weeks from Monday");
    ok(period(c, "month", "1582-10-20", "1582-10-01", "1582-11-01") &&
           period(c, "season", "2000-01-15", "1999-12-01", "2000-03-01") &&
           period(c, "season", "1999-12-15", "1999-12-01", "2000-03-01") &&
           period(c, "season", "2000-08-31", "2000-06-01", "2000-09-01") &&
           period(CALENDAR_360_DAY, "month", "2000-02-30", "2000-02-01",
                  "2000-03-01") &&
           period(c, "year", "2000-12-31", "2000-01-01", "2001-01-01"),
       "months, seasons and years");
    ok(period_parse("fortnight", &p) == EX_USAGE &&
           period_parse("3month", &p) == EX_USAGE &&
           period_parse("0day", &p) == EX_USAGE &&
           period_parse("all", &p) == EX_OK && period_span(c, &p, 0, &span) &&
           span.first == INT64_MIN,
       "periods that are none, and all");
}

int main(void) {
    periods();
    seasons();
    return done();
}
