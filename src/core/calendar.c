/* SPDX-License-Identifier: Apache-2.0 */
#include "core/calendar.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The first Gregorian day of CALENDAR_STANDARD, 1582-10-15. */
#define SWITCH INT64_C(-141427)
#define YEARS  290000

static const struct {
    const char *name;
    enum calendar calendar;
} names[] = {
    { "standard", CALENDAR_STANDARD },
    { "gregorian", CALENDAR_STANDARD },
    { "proleptic_gregorian", CALENDAR_PROLEPTIC_GREGORIAN },
    { "julian", CALENDAR_JULIAN },
    { "noleap", CALENDAR_NOLEAP },
    { "365_day", CALENDAR_NOLEAP },
    { "all_leap", CALENDAR_ALL_LEAP },
    { "366_day", CALENDAR_ALL_LEAP },
    { "360_day", CALENDAR_360_DAY },
    { "none", CALENDAR_NONE },
};
enum { NAMES = sizeof names / sizeof *names };

int calendar_parse(const char *name, enum calendar *c) {
    *c = CALENDAR_STANDARD;
    if (name == NULL)
        return EX_OK;
    for (int k = 0; k < NAMES; k++)
        if (strcasecmp(name, names[k].name) == 0) {
            *c = names[k].calendar;
            return EX_OK;
        }
    return err_set(EX_DATAERR,
                   "no calendar \"%s\" (there are standard, "
                   "proleptic_gregorian, julian, noleap, all_leap, 360_day, "
                   "none)",
                   name);
}

const char *calendar_name(enum calendar c) {
    int k = 0;

    while (names[k].calendar != c)
        k++;
    return names[k].name;
}

bool calendar_is_real(enum calendar c) {
    return c <= CALENDAR_JULIAN;
}

static bool julian_part(enum calendar c, int64_t year, int month, int day) {
    const int64_t ymd = year * 10000 + month * 100 + day;

    return c == CALENDAR_JULIAN ||
           (c == CALENDAR_STANDARD && ymd < INT64_C(15821015));
}

static bool is_leap(enum calendar c, int64_t year) {
    const bool fourth = year % 4 == 0;

    switch (c) {
    case CALENDAR_ALL_LEAP:
        return true;
    case CALENDAR_NOLEAP:
    case CALENDAR_360_DAY:
    case CALENDAR_NONE:
        return false;
    default:
        if (julian_part(c, year, 3, 1))
            return fourth;
        return fourth && (year % 100 != 0 || year % 400 == 0);
    }
}

/* The number of the last day of a month. */
static int last_day(enum calendar c, int64_t year, int month) {
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    if (c == CALENDAR_360_DAY || c == CALENDAR_NONE)
        return 30;
    return days[month - 1] + (month == 2 && is_leap(c, year));
}

int calendar_month_days(enum calendar c, int64_t year, int month) {
    const bool cut = c == CALENDAR_STANDARD && year == 1582 && month == 10;

    return last_day(c, year, month) - (cut ? 10 : 0);
}

int calendar_year_days(enum calendar c, int64_t year) {
    int n = 0;

    for (int month = 1; month <= 12; month++)
        n += calendar_month_days(c, year, month);
    return n;
}

/* Days before the month in a year that begins in March. */
static int64_t days_from_march(int month) {
    return (153 * ((month + 9) % 12) + 2) / 5;
}

/* Days from 1970-01-01 of the real calendars, or of the calendar's own. */
static int64_t day_number(enum calendar c, int64_t year, int month, int day) {
    static const int before[] = { 0,   31,  59,  90,  120, 151,
                                  181, 212, 243, 273, 304, 334 };
    const int64_t march = year - (month <= 2);

    switch (c) {
    case CALENDAR_NONE:
    case CALENDAR_360_DAY:
        return (year - 1970) * 360 + (month - 1) * 30 + day - 1;
    case CALENDAR_NOLEAP:
        return (year - 1970) * 365 + before[month - 1] + day - 1;
    case CALENDAR_ALL_LEAP:
        return (year - 1970) * 366 + before[month - 1] + (month > 2) + day - 1;
    default:
        if (julian_part(c, year, month, day))
            return march * 365 + floor_div(march, 4) + days_from_march(month) +
                   day - 719471;
        return march * 365 + floor_div(march, 4) - floor_div(march, 100) +
               floor_div(march, 400) + days_from_march(month) + day - 719469;
    }
}

/* The year that holds a day: a guess, then at most a step or two. */
static int64_t year_of(enum calendar c, int64_t day) {
    const double mean = c == CALENDAR_360_DAY    ? 360
                        : c == CALENDAR_NOLEAP   ? 365
                        : c == CALENDAR_ALL_LEAP ? 366
                                                 : 365.2425;
    int64_t year = 1970 + (int64_t)((double)day / mean);

    while (day < day_number(c, year, 1, 1))
        year--;
    while (day >= day_number(c, year + 1, 1, 1))
        year++;
    return year;
}

struct date time_date(enum calendar c, int64_t time) {
    const int64_t day = floor_div(time, MS_PER_DAY);
    const int ms = (int)(time - day * MS_PER_DAY);
    struct date d = { .hour = ms / MS_PER_HOUR,
                      .minute = ms / 60000 % 60,
                      .second = ms / 1000 % 60,
                      .ms = ms % 1000 };

    if (c == CALENDAR_NONE) {
        d.day = (int)day;
        return d;
    }
    d.year = year_of(c, day);
    for (d.month = 12; day < day_number(c, d.year, d.month, 1);)
        d.month--;
    d.day = 1 + (int)(day - day_number(c, d.year, d.month, 1));
    if (c == CALENDAR_STANDARD && day >= SWITCH && d.year == 1582 &&
        d.month == 10)
        d.day += 10; /* the days that were left out */
    return d;
}

static bool exists(enum calendar c, const struct date *d) {
    if (d->month < 1 || d->month > 12 || d->day < 1 ||
        d->day > last_day(c, d->year, d->month))
        return false;
    return c != CALENDAR_STANDARD || d->year != 1582 || d->month != 10 ||
           d->day < 5 || d->day > 14;
}

int time_of(enum calendar c, const struct date *d, int64_t *time) {
    if (c == CALENDAR_NONE)
        return err_set(EX_DATAERR, "calendar none has no dates");
    if (d->year < -YEARS || d->year > YEARS)
        return err_set(EX_DATAERR, "year %" PRId64 " is beyond %d", d->year,
                       YEARS);
    if (!exists(c, d))
        return err_set(EX_DATAERR,
                       "%04" PRId64 "-%02d-%02d does not exist in calendar %s",
                       d->year, d->month, d->day, calendar_name(c));
    *time = day_number(c, d->year, d->month, d->day) * MS_PER_DAY +
            d->hour * INT64_C(3600000) + d->minute * INT64_C(60000) +
            d->second * INT64_C(1000) + d->ms;
    return EX_OK;
}

int time_day_of_year(enum calendar c, int64_t time) {
    const int64_t day = floor_div(time, MS_PER_DAY);

    if (c == CALENDAR_NONE)
        return (int)day + 1;
    return 1 + (int)(day - day_number(c, year_of(c, day), 1, 1));
}

/* May a date be called a real one, as ISO 8601 means it? */
static bool is_iso(enum calendar c, int64_t time, const struct date *d) {
    if (c == CALENDAR_JULIAN || c == CALENDAR_NONE)
        return false;
    if (c == CALENDAR_STANDARD)
        return time >= SWITCH * MS_PER_DAY;
    return exists(CALENDAR_PROLEPTIC_GREGORIAN, d);
}

char *time_date_text(enum calendar c, int64_t time, char out[TIME_TEXT]) {
    const struct date d = time_date(c, time);
    const char *sign = d.year < 0 ? "-" : d.year > 9999 ? "+" : "";

    if (c == CALENDAR_NONE)
        snprintf(out, TIME_TEXT, "day %d", d.day);
    else
        snprintf(out, TIME_TEXT, "%s%04" PRId64 "-%02d-%02d", sign,
                 d.year < 0 ? -d.year : d.year, d.month, d.day);
    return out;
}

char *time_text(enum calendar c, int64_t time, char out[TIME_TEXT]) {
    const struct date d = time_date(c, time);
    char fraction[8] = "";
    size_t n;

    time_date_text(c, time, out);
    n = strlen(out);
    if (d.ms)
        snprintf(fraction, sizeof fraction, ".%03u", (unsigned)d.ms % 1000);
    snprintf(out + n, TIME_TEXT - n, "%c%02d:%02d:%02d%s%s",
             c == CALENDAR_NONE ? ' ' : 'T', d.hour, d.minute, d.second,
             fraction, is_iso(c, time, &d) ? "Z" : "");
    return out;
}

int64_t time_add(enum calendar c, int64_t time, const struct duration *d,
                 int64_t n) {
    const int64_t months = d->months * n;
    struct date date;
    int64_t day, total;

    if (months == 0)
        return time + d->ms * n;
    if (c == CALENDAR_NONE)
        return time + months * 30 * MS_PER_DAY + d->ms * n;
    date = time_date(c, time);
    total = date.year * 12 + date.month - 1 + months;
    date.year = floor_div(total, 12);
    date.month = (int)(total - date.year * 12) + 1;
    if (date.day > last_day(c, date.year, date.month))
        date.day = last_day(c, date.year, date.month);
    if (!exists(c, &date))
        date.day = 4; /* before the days that were left out */
    day = day_number(c, date.year, date.month, date.day);
    return (day - floor_div(time, MS_PER_DAY)) * MS_PER_DAY + time + d->ms * n;
}
