/* SPDX-License-Identifier: Apache-2.0 */
/* Calendars.  Numbers by hand unless they say cftime; that is Debian's
 * python3-cftime 1.6.2, asked while the test runs where it is installed. */
#define _POSIX_C_SOURCE 200809L
#include "core/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

static const int64_t day = MS_PER_DAY;

/* The date of a value, as a text. */
static bool at(const char *units, const char *calendar, double value,
               const char *want) {
    struct time_unit u;
    char text[TIME_TEXT];
    int64_t t;

    if (time_unit_parse(units, calendar, &u) != EX_OK ||
        time_decode(&u, value, &t) != EX_OK)
        return false;
    if (strcmp(time_text(u.calendar, t, text), want) == 0)
        return true;
    printf("# %s %s %.17g: %s\n", units, calendar, value, text);
    return false;
}

static bool refused(const char *units, const char *calendar, const char *why) {
    struct time_unit u;
    return time_unit_parse(units, calendar, &u) == EX_DATAERR &&
           strstr(err_text(), why) != NULL;
}

static void unit_texts(void) {
    ok(at("days since 1850-01-01 00:00:00 +1:00", NULL, 0,
          "1849-12-31T23:00:00Z") &&
           at("Hour since 2001-12-31T23:00:00Z", "proleptic_gregorian", 146396,
              "2018-09-13T19:00:00Z"),
       "zones, T, Z, a capital and a singular");
    ok(at("hours since 1-1-1 00:00:0.0", "standard", 17067072,
          "1948-01-01T00:00:00Z") &&
           at("seconds since 1970-01-01", "gregorian", 86399.25,
              "1970-01-01T23:59:59.250Z") &&
           at("minutes since 2000-1-1 06", NULL, -1, "2000-01-01T05:59:00Z") &&
           at("msec since 2000-01-01 00:00 UTC", NULL, 1,
              "2000-01-01T00:00:00.001Z") &&
           at("weeks since 2000-01-01 -0130", NULL, 1, "2000-01-08T01:30:00Z"),
       "short dates and clocks, units down to the millisecond");
    ok(refused("months since 2000-01-01", NULL,
               "months have no fixed length") &&
           refused("Years since 2000-01-01", NULL, "fixed length") &&
           refused("fortnights since 2000-01-01", NULL, "unit of time"),
       "months and years are refused");
    ok(refused("day as %Y%m%d.%f", NULL, "not a time unit") &&
           refused("days since", NULL, "not a time unit") &&
           refused("days since 2000-13-01", NULL, "not a time unit") &&
           refused("days since 2000-01-01 25:00", NULL, "not a time unit") &&
           refused("days since 2000-01-01 x", NULL, "not a time unit") &&
           refused("days since 19901301", NULL, "not a time unit") &&
           refused("days since 1/1/1990", NULL, "not a time unit") &&
           refused("", NULL, "not a time unit") &&
           refused("K", NULL, "not a time unit"),
       "texts that are no time units");
    ok(refused("days since 2001-02-29", "noleap",
               "2001-02-29 does not exist in calendar noleap") &&
           refused("days since 1582-10-10", "standard", "does not exist") &&
           refused("days since 2000-01-01", "lunar", "no calendar \"lunar\""),
       "dates and calendars that do not exist");
}

static void unit_writes(void) {
    static const char *const texts[] = {
        "days since 1850-01-01",
        "hours since 2018-09-13 19:00:00",
        "seconds since 1969-12-31 23:59:59.250",
        "minutes since 0001-01-01",
        "milliseconds since 2000-01-01",
        "weeks since -0010-03-01"
    };
    struct time_unit u;
    bool same = true;
    char *text;

    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        same &= time_unit_parse(texts[k], "julian", &u) == EX_OK;
        text = time_unit_text(&u);
        same &= strcmp(text, texts[k]) == 0;
        free(text);
    }
    ok(same, "a time unit is written as it is read");
    ok(time_unit_is("fortnights since yesterday") && !time_unit_is("days") &&
           !time_unit_is("since 2000"),
       "the form of a time unit");
}

static void values(void) {
    struct time_unit u;
    bool same = true;
    int64_t t = 0;

    ok(time_unit_parse("days since 1850-01-01", "noleap", &u) == EX_OK &&
           time_decode(&u, 0.1, &t) == EX_OK && t - u.epoch == 8640000 &&
           time_encode(&u, t) == 0.1,
       "a tenth of a day is 8640000 ms, there and back");
    ok(time_decode(&u, NAN, &t) == EX_DATAERR &&
           time_decode(&u, INFINITY, &t) == EX_DATAERR &&
           time_decode(&u, 1e20, &t) == EX_DATAERR &&
           time_decode(&u, -2e8, &t) == EX_DATAERR,
       "times that are none, or too far");
    for (int64_t k = 0; k < 100000; k++) {
        const int64_t want = u.epoch + k * INT64_C(3155692597) + k % 1000;
        same &=
            time_decode(&u, time_encode(&u, want), &t) == EX_OK && t == want;
    }
    ok(same, "each millisecond of 10 000 years comes back through days");
}

static int64_t days_between(const char *calendar, const char *a,
                            const char *b) {
    struct date from, to;
    enum precision p;
    enum calendar c;
    int64_t x = 0, y = 1;

    if (calendar_parse(calendar, &c) != EX_OK ||
        parse_date(a, &from, &p) != EX_OK || parse_date(b, &to, &p) != EX_OK ||
        time_of(c, &from, &x) != EX_OK || time_of(c, &to, &y) != EX_OK)
        return -1;
    return (y - x) / day;
}

static void calendars(void) {
    char a[TIME_TEXT];

    ok(days_between("standard", "1582-10-04", "1582-10-15") == 1 &&
           days_between("proleptic_gregorian", "1582-10-04", "1582-10-15") ==
               11 &&
           days_between("standard", "0001-01-01", "1970-01-01") -
                   days_between("proleptic_gregorian", "0001-01-01",
                                "1970-01-01") ==
               2,
       "standard leaves out ten days; year 1 is two days further away");
    ok(days_between("360_day", "2000-02-30", "2001-02-30") == 360 &&
           days_between("noleap", "2000-02-28", "2000-03-01") == 1 &&
           days_between("all_leap", "2001-02-28", "2001-03-01") == 2 &&
           days_between("julian", "1900-02-28", "1900-03-01") == 2 &&
           days_between("standard", "1900-02-28", "1900-03-01") == 1 &&
           days_between("noleap", "2000-02-29", "2000-03-01") == -1,
       "leap days of each calendar");
    ok(calendar_year_days(CALENDAR_STANDARD, 1582) == 355 &&
           calendar_month_days(CALENDAR_STANDARD, 1582, 10) == 21 &&
           calendar_year_days(CALENDAR_ALL_LEAP, 1999) == 366 &&
           calendar_month_days(CALENDAR_360_DAY, 1999, 2) == 30,
       "days of months and years");
    ok(strcmp(time_text(CALENDAR_JULIAN, 0, a), "1969-12-19T00:00:00") == 0 &&
           strcmp(time_text(CALENDAR_STANDARD, -141428 * day, a),
                  "1582-10-04T00:00:00") == 0,
       "the real calendars share their days; no Z behind a Julian date");
    ok(at("days since 2000-02-30", "360_day", 0, "2000-02-30T00:00:00") &&
           at("days since 2000-02-28", "360_day", 0, "2000-02-28T00:00:00Z") &&
           at("days since 2001-02-29", "all_leap", 0, "2001-02-29T00:00:00"),
       "no Z behind a date that the real calendar has not");
    ok(at("days since 2000-01-01", "none", 12.5, "day 12 12:00:00"),
       "calendar none counts days");
    ok(strcmp(calendar_name(CALENDAR_NOLEAP), "noleap") == 0 &&
           time_day_of_year(CALENDAR_NOLEAP, 59 * day) == 60 &&
           time_day_of_year(CALENDAR_STANDARD, -1) == 365,
       "names and days of the year");
    ok(at("days since -0044-03-15", "julian", 0, "-0044-03-15T00:00:00") &&
           at("days since 9999-12-31", "noleap", 1, "+10000-01-01T00:00:00Z"),
       "years beyond four digits have a sign");
}

static bool plus(enum calendar c, const char *from, int64_t months, int64_t n,
                 const char *want) {
    const struct duration d = { months, 0 };
    enum precision p;
    struct date date;
    char text[TIME_TEXT];
    int64_t t;

    return parse_date(from, &date, &p) == EX_OK &&
           time_of(c, &date, &t) == EX_OK &&
           strcmp(time_date_text(c, time_add(c, t, &d, n), text), want) == 0;
}

static void sums(void) {
    ok(plus(CALENDAR_STANDARD, "2019-01-31", 1, 1, "2019-02-28") &&
           plus(CALENDAR_STANDARD, "2020-03-31", 1, -1, "2020-02-29") &&
           plus(CALENDAR_STANDARD, "2020-02-29", 12, 1, "2021-02-28") &&
           plus(CALENDAR_STANDARD, "1582-09-10", 1, 1, "1582-10-04") &&
           plus(CALENDAR_360_DAY, "2001-01-30", 1, 1, "2001-02-30") &&
           plus(CALENDAR_NOLEAP, "2001-11-15", 1, 14, "2003-01-15"),
       "months added, to the last day where the day is not there");
}

static bool spans(enum calendar c, const char *text, const char *first,
                  const char *end) {
    struct time_range r;
    struct time_span s;
    char a[TIME_TEXT], b[TIME_TEXT];

    return parse_time_range(text, &r) == EX_OK &&
           calendar_span(c, &r, &s) == EX_OK &&
           strncmp(time_text(c, s.first, a), first, strlen(first)) == 0 &&
           strncmp(time_text(c, s.end, b), end, strlen(end)) == 0;
}

static void ranges(void) {
    struct time_range r;
    struct time_span s;

    ok(spans(CALENDAR_STANDARD, "2019-07/2019-08", "2019-07-01T00:00:00",
             "2019-09-01T00:00:00") &&
           spans(CALENDAR_360_DAY, "2000-02", "2000-02-01", "2000-03-01") &&
           spans(CALENDAR_360_DAY, "2000-02-30", "2000-02-30", "2000-03-01") &&
           spans(CALENDAR_NOLEAP, "2000", "2000-01-01", "2001-01-01") &&
           spans(CALENDAR_STANDARD, "2000-01-01T05", "2000-01-01T05",
                 "2000-01-01T06"),
       "partial dates mean their whole extent");
    ok(parse_time_range("2001-02-30", &r) == EX_OK &&
           calendar_span(CALENDAR_NOLEAP, &r, &s) == EX_USAGE &&
           strcmp(err_text(), "2001-02-30 does not exist in calendar noleap") ==
               0 &&
           parse_time_range("2002/2001", &r) == EX_OK &&
           calendar_span(CALENDAR_STANDARD, &r, &s) == EX_USAGE,
       "a date that is not there, an end before its beginning");
    ok(parse_time_range("../..", &r) == EX_OK &&
           calendar_span(CALENDAR_NONE, &r, &s) == EX_OK &&
           time_span_has(&s, 0) && parse_time_range("2000", &r) == EX_OK &&
           calendar_span(CALENDAR_NONE, &r, &s) == EX_USAGE,
       "open ends; calendar none has no dates");
    s = (struct time_span){ 0, day };
    ok(time_span_has(&s, 0) && !time_span_has(&s, day) &&
           time_span_covers(&s, 0, day) && !time_span_covers(&s, -1, day) &&
           !time_span_covers(&s, day, day),
       "an interval is inside with all of it, its end may be the span's");
}

/* Random values of seven calendars: cftime's date of each line. */
static const char peer[] =
    "/usr/bin/python3 -c '\n"
    "import random, sys\n"
    "try: import cftime\n"
    "except ImportError: sys.exit()\n"
    "random.seed(1)\n"
    "for c in \"standard proleptic_gregorian julian noleap all_leap 360_day\""
    ".split():\n"
    "  for k in range(500):\n"
    "    v = random.randrange(720 * 24 * 365 * 3)\n"
    "    u = \"hours since %d-%d-%d\" % (random.randrange(1, 2000),\n"
    "        random.randrange(1, 13), random.choice([1, 3, 20, 28]))\n"
    "    d = cftime.num2date(v, u, calendar=c)\n"
    "    print(c, v, d.isoformat(), d.dayofyr, u, sep=\"|\")\n"
    "' 2>/dev/null";

static bool agrees(char *line) {
    char *rest = line, text[TIME_TEXT];
    const char *c = strtok_r(rest, "|", &rest);
    const double value = atof(strtok_r(rest, "|", &rest));
    const char *date = strtok_r(rest, "|", &rest);
    const int doy = atoi(strtok_r(rest, "|", &rest));
    struct time_unit u;
    int64_t t;

    rest[strcspn(rest, "\n")] = 0;
    if (time_unit_parse(rest, c, &u) != EX_OK ||
        time_decode(&u, value, &t) != EX_OK)
        return false;
    time_text(u.calendar, t, text);
    if (strncmp(text, date, 19) == 0 && time_day_of_year(u.calendar, t) == doy)
        return true;
    printf("# %s %s: %s, not %s\n", c, rest, text, date);
    return false;
}

static void against_cftime(void) {
    FILE *f = popen(peer, "r");
    char line[200];
    int n = 0, good = 0;

    while (f && fgets(line, sizeof line, f)) {
        n++;
        good += agrees(line);
    }
    if (f)
        pclose(f);
    if (n == 0)
        ok(true, "python3-cftime agrees # skip it is not installed");
    else
        ok(good == 3000 && n == 3000, "python3-cftime agrees on 3000 dates");
}

int main(void) {
    unit_texts();
    unit_writes();
    values();
    calendars();
    sums();
    ranges();
    against_cftime();
    return done();
}
