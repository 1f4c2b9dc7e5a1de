/* SPDX-License-Identifier: Apache-2.0 */
/* calendar -- times and dates in the calendars of CF, exact to the millisecond.
 *
 * A time is an int64_t: milliseconds since 1970-01-01T00:00:00 of its calendar;
 * standard, proleptic_gregorian and julian share one line of days, so that a
 * time means the same instant in the three. */
#ifndef TWIN_CALENDAR_H
#define TWIN_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/parse.h"

enum calendar {
    CALENDAR_STANDARD, /* Julian up to 1582-10-04, then Gregorian */
    CALENDAR_PROLEPTIC_GREGORIAN,
    CALENDAR_JULIAN,
    CALENDAR_NOLEAP,
    CALENDAR_ALL_LEAP,
    CALENDAR_360_DAY,
    CALENDAR_NONE /* no dates: days are counted from the reference */
};

#define MS_PER_HOUR 3600000
#define MS_PER_DAY  86400000

/* floor_div -- a / b towards minus infinity, b > 0: days before the epoch. */
static inline int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* How a time axis writes times: value x ms + epoch. */
struct time_unit {
    enum calendar calendar;
    int64_t ms;    /* length of the unit [ms] */
    int64_t epoch; /* the reference date [time]; 0 for CALENDAR_NONE */
};

/*
 * calendar_parse -- the attribute `calendar`, in any case; NULL is standard.
 *
 * Errors  EX_DATAERR  `no calendar "lunar" (there are standard, ...)`
 */
MUST_CHECK int calendar_parse(const char *name, enum calendar *c);

/* calendar_name -- CF's name: "noleap" also for what came as "365_day". */
const char *calendar_name(enum calendar c);

/* calendar_is_real -- do its dates name real days (standard,
 * proleptic_gregorian, julian)? */
bool calendar_is_real(enum calendar c);

/*
 * time_unit_parse -- the attribute `units` of a time axis.
 *
 *   text      in   "days since 1850-01-01 00:00:00 +1:00", "Hour since
 *                  2001-12-31T23:00:00Z"; weeks to milliseconds
 *   calendar  in   the attribute `calendar`, or NULL
 *
 * Errors  EX_DATAERR  no time unit, months or years (their length varies), a
 *                     date that the calendar has not
 * Source  CF-1.11, section 4.4; zones as UDUNITS-2: +1:00 is an hour before UTC
 */
MUST_CHECK int time_unit_parse(const char *text, const char *calendar,
                               struct time_unit *unit);

/* time_unit_days -- the same; with days true the unit before `since` is not
 * looked at, and days are meant. */
MUST_CHECK int time_unit_days(const char *text, const char *calendar, bool days,
                              struct time_unit *unit);

/* time_months -- 1 of "months since ...", 12 of "years since ...", otherwise 0.
 */
int time_months(const char *text);

/*
 * time_months_days -- makes a count of calendar months, or of years of twelve
 * of them, one of days.
 *
 *   unit    in     of time_unit_days(), with the reference
 *   months  in     of time_months()
 *   value   inout  a part of a month is that share of its own length; whole
 *                  where it misses that by less than 1e-6 months
 *
 * Errors  EX_DATAERR  as time_decode(); CALENDAR_NONE
 */
MUST_CHECK int time_months_days(const struct time_unit *unit, int months,
                                double *value);

/* time_unit_is -- does a text have the form of a time unit, "X since Y", or of
 * absolute times, "day as %Y%m%d.%f"? */
bool time_unit_is(const char *text);

/* time_unit_is_spelled -- is its reference a date of year, month and day with
 * dashes between, as all programs read it? */
bool time_unit_is_spelled(const char *text);

/* How numbers become those of a unit that all programs know. */
struct time_form {
    bool is_plain;    /* they are such numbers */
    bool dates;       /* they are dates, 20000131.5 */
    int months;       /* else counts of so many months, or 0 */
    double times, by; /* else a factor and a divisor */
};

/*
 * time_unit_plain -- the unit that stands for one that CF or other programs do
 * not have: days for weeks and for "day as %Y%m%d.%f" (absolute times of CDO),
 * seconds for microseconds and nanoseconds; NULL for all others, whose form is
 * plain.  The caller frees it with free().
 */
char *time_unit_plain(const char *text, struct time_form *form);

/*
 * time_plain -- a number as one of the unit that time_unit_plain() gave, or
 * time_unit_days() for months.
 *
 * Exact   dates to the nearest second
 * Errors  EX_DATAERR  no date, or none of the calendar; as time_months_days()
 */
MUST_CHECK int time_plain(const struct time_unit *unit,
                          const struct time_form *form, double *value);

/* time_unit_text -- "days since 1850-01-01"; the caller frees it with free().
 */
char *time_unit_text(const struct time_unit *unit);

/*
 * time_decode -- the time of a value.
 *
 * Exact   to the nearest millisecond
 * Errors  EX_DATAERR  NaN, or more than 2^53 ms (285 000 years) from 1970
 */
MUST_CHECK int time_decode(const struct time_unit *unit, double value,
                           int64_t *time);

/* time_encode -- the value of a time.
 *
 * Exact   correctly rounded; time_decode() of it gives the time back for units
 *         from a millisecond to a day within 10 000 years of the reference */
double time_encode(const struct time_unit *unit, int64_t time);

/* time_date -- the parts of a time; of CALENDAR_NONE year and month are 0 and
 * day counts from 0. */
struct date time_date(enum calendar c, int64_t time);

/*
 * time_of -- the time of a date.
 *
 * Errors  EX_DATAERR  `2001-02-30 does not exist in calendar noleap`; a year
 *                     beyond +-290 000
 */
MUST_CHECK int time_of(enum calendar c, const struct date *d, int64_t *time);

/* time_day_of_year -- from 1; of CALENDAR_NONE the day counted from 1. */
int time_day_of_year(enum calendar c, int64_t time);

/* Days of a month, of a year; 30 and 360 for CALENDAR_NONE. */
int calendar_month_days(enum calendar c, int64_t year, int month);
int calendar_year_days(enum calendar c, int64_t year);

/* A place for time_text(). */
#define TIME_TEXT 40

/* time_text -- ISO 8601: "2018-09-13T19:00:00Z", with milliseconds only where
 * there are any; returns out.  Z is left away where the date is none of the
 * real (proleptic Gregorian) calendar: 30 February, and Julian dates. */
char *time_text(enum calendar c, int64_t time, char out[TIME_TEXT]);

/* time_date_text -- the same, the date alone: "2018-09-13". */
char *time_date_text(enum calendar c, int64_t time, char out[TIME_TEXT]);

/* time_add -- a time and n durations (n may be negative); a day that the month
 * has not becomes its last one. */
int64_t time_add(enum calendar c, int64_t time, const struct duration *d,
                 int64_t n);

/* Times first <= t < end; INT64_MIN, INT64_MAX where it is open. */
struct time_span {
    int64_t first, end;
};

/*
 * calendar_span -- what a range of parse_time_range() covers in a calendar:
 * 2019-07/2019-08 is July and August, up to the first of September.
 *
 * Errors  EX_USAGE  `2001-02-30 does not exist in calendar noleap`; it ends
 *                   before it begins; the calendar has no dates
 */
MUST_CHECK int calendar_span(enum calendar c, const struct time_range *range,
                             struct time_span *span);

/* time_span_has -- is an instant inside? */
bool time_span_has(const struct time_span *s, int64_t time);

/* time_span_covers -- is the whole interval inside?  The end of an interval may
 * be the end of the span; one without length is an instant. */
bool time_span_covers(const struct time_span *s, int64_t from, int64_t to);

enum period_kind {
    PERIOD_HOUR, /* n hours from the anchor */
    PERIOD_DAY,  /* n days from the anchor */
    PERIOD_PENTAD,
    PERIOD_8DAY,  /* these two restart on 1 January: 73 and 46 a year */
    PERIOD_DEKAD, /* 1-10, 11-20, 21-end of the month */
    PERIOD_WEEK,  /* ISO: from Monday; runs of 7 days where days are not real */
    PERIOD_MONTH,
    PERIOD_SEASON, /* DJF MAM JJA SON */
    PERIOD_YEAR,
    PERIOD_ALL
};

/* The seasons of PERIOD_SEASON: months or days of the year, from `first` to
 * `last`, which may lie in the year after. */
struct seasons {
    bool by_day; /* days of the year from 1, not months */
    size_t n;    /* 0: DJF MAM JJA SON */
    struct {
        int first, last;
    } part[12];
};

struct period {
    enum period_kind kind;
    int64_t n;      /* hours or days; else 1 */
    int64_t anchor; /* [time] where runs of n hours or days begin */
    int month, day; /* where years begin; 0: 1 January */
    struct seasons seasons;
};

/* period_parse -- "hour", "6hour", "day", "5day", "pentad", "8day", "dekad",
 * "week", "month", "season", "year", "all"; anchor 0.  Errors EX_USAGE. */
MUST_CHECK int period_parse(const char *text, struct period *p);

/* seasons_parse -- "DJF,MAM", "11-2", "doy:1-90,91-181"; a range of days that
 * ends at 365 or 366 ends with the year.  Errors EX_USAGE, also where two
 * overlap. */
MUST_CHECK int seasons_parse(const char *text, struct seasons *s);

/* year_start_parse -- "10" or "10-01": where years begin.  Errors EX_USAGE. */
MUST_CHECK int year_start_parse(const char *text, int *month, int *day);

/* period_span -- the period that holds a time: INT64_MIN to INT64_MAX for
 * PERIOD_ALL; false, and s not set, in no season.  Of CALENDAR_NONE months have
 * 30 days. */
bool period_span(enum calendar c, const struct period *p, int64_t time,
                 struct time_span *s);

#endif
