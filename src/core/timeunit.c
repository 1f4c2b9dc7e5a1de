/* SPDX-License-Identifier: Apache-2.0 */
/* The time units of calendar.h. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/monthname.h"

static const struct {
    const char *name;
    int64_t ms; /* 0: its length varies */
} units[] = {
    { "milliseconds", 1 },
    { "millisecond", 1 },
    { "millisecs", 1 },
    { "millisec", 1 },
    { "msecs", 1 },
    { "msec", 1 },
    { "ms", 1 },
    { "seconds", 1000 },
    { "second", 1000 },
    { "secs", 1000 },
    { "sec", 1000 },
    { "s", 1000 },
    { "minutes", 60000 },
    { "minute", 60000 },
    { "mins", 60000 },
    { "min", 60000 },
    { "hours", 3600000 },
    { "hour", 3600000 },
    { "hrs", 3600000 },
    { "hr", 3600000 },
    { "h", 3600000 },
    { "days", 86400000 },
    { "day", 86400000 },
    { "d", 86400000 },
    { "weeks", 604800000 },
    { "week", 604800000 },
    { "months", 0 },
    { "month", 0 },
    { "common_years", 0 },
    { "common_year", 0 },
    { "years", 0 },
    { "year", 0 },
    { "yr", 0 },
};

/* The text after "X since"; NULL where it has not that form. */
static const char *since(const char *text, size_t *unit) {
    const char *s;

    while (isspace((unsigned char)*text))
        text++;
    *unit = 0;
    while (isalpha((unsigned char)text[*unit]) || text[*unit] == '_')
        ++*unit;
    s = text + *unit;
    if (*unit == 0 || !isspace((unsigned char)*s))
        return NULL;
    while (isspace((unsigned char)*s))
        s++;
    if (strncasecmp(s, "since", 5) != 0 || !isspace((unsigned char)s[5]))
        return NULL;
    return s + 5;
}

/* "day as %Y%m%d.%f", the absolute times of CDO. */
static bool is_absolute(const char *text) {
    return strstr(text, " as %Y") != NULL;
}

bool time_unit_is(const char *text) {
    size_t n;
    return since(text, &n) != NULL || is_absolute(text);
}

/* Units that become others, which all programs know. */
static const struct {
    const char *name, *as;
    double times, by;
} others[] = {
    { "microseconds", "seconds", 1, 1e6 },
    { "microsecond", "seconds", 1, 1e6 },
    { "us", "seconds", 1, 1e6 },
    { "nanoseconds", "seconds", 1, 1e9 },
    { "nanosecond", "seconds", 1, 1e9 },
    { "ns", "seconds", 1, 1e9 },
    { "weeks", "days", 7, 1 },
    { "week", "days", 7, 1 },
};

char *time_unit_plain(const char *text, struct time_form *form) {
    size_t n;
    const char *s;

    *form = (struct time_form){ .is_plain = true, .times = 1, .by = 1 };
    while (isspace((unsigned char)*text))
        text++;
    if (strcasecmp(text, "day as %Y%m%d.%f") == 0) {
        form->dates = true;
        form->is_plain = false;
        return mem_text("days since 1970-01-01");
    }
    s = since(text, &n);
    for (size_t k = 0; s && k < sizeof others / sizeof *others; k++) {
        if (strlen(others[k].name) != n ||
            strncasecmp(text, others[k].name, n) != 0)
            continue;
        form->is_plain = false;
        form->times = others[k].times;
        form->by = others[k].by;
        return mem_format("%s since%s", others[k].as, s);
    }
    return NULL;
}

bool time_unit_is_spelled(const char *text) {
    size_t n;
    const char *s = since(text, &n);

    if (s == NULL)
        return false;
    s += strspn(s, " \t-");
    for (int part = 0; part < 2; part++) {
        const size_t digits = strspn(s, "0123456789");
        if (digits == 0 || s[digits] != '-')
            return false;
        s += digits + 1;
    }
    return isdigit((unsigned char)*s);
}

/* A number of up to `digits` digits, moved over. */
static bool take(const char **s, size_t digits, int max, int *out) {
    const size_t n = strspn(*s, "0123456789");

    if (n == 0 || n > digits)
        return false;
    *out = atoi(*s);
    *s += n;
    return *out <= max;
}

static bool skip(const char **s, char c) {
    const bool there = **s == c;
    *s += there;
    return there;
}

static void blanks(const char **s) {
    while (isspace((unsigned char)**s))
        ++*s;
}

/* Digits of a second; false where they go beyond the millisecond. */
static bool fraction(const char **s, int *ms) {
    int scale = 100;
    bool fine = true;

    for (; isdigit((unsigned char)**s); ++*s, scale /= 10) {
        *ms += scale * (**s - '0');
        fine &= scale > 0 || **s == '0';
    }
    return fine;
}

/* 18500101 */
static bool packed_date(int number, struct date *d) {
    d->year = number / 10000;
    d->month = number / 100 % 100;
    d->day = number % 100;
    return d->month >= 1 && d->month <= 12 && d->day >= 1 && d->day <= 31;
}

/* "1850-01-01", "1850-1", "1850", "18500101", "1850/01/01". */
static bool reference_date(const char **s, struct date *d) {
    const bool minus = skip(s, '-');
    const size_t digits = strspn(*s, "0123456789");
    const char gap = digits == 4 && (*s)[4] == '/' ? '/' : '-';
    int year;

    if (digits == 8 && !minus)
        return take(s, 8, 99999999, &year) && packed_date(year, d);
    if (!take(s, 6, 999999, &year))
        return false;
    d->year = minus ? -year : year;
    if (skip(s, gap) && (!take(s, 2, 12, &d->month) || d->month == 0))
        return false;
    return !skip(s, gap) || (take(s, 2, 31, &d->day) && d->day > 0);
}

static bool reference_clock(const char **s, struct date *d) {
    if (!take(s, 2, 23, &d->hour))
        return false;
    if (skip(s, ':') && !take(s, 2, 59, &d->minute))
        return false;
    if (skip(s, ':') && !take(s, 2, 59, &d->second))
        return false;
    return !skip(s, '.') || fraction(s, &d->ms);
}

/* Z, UTC, GMT, +1, -06, +1:00, +0130: how far it is ahead of UTC [ms]. */
static bool zone(const char **s, int64_t *ahead) {
    const bool minus = **s == '-';
    int hours = 0, minutes = 0;

    if (strcasecmp(*s, "z") == 0 || strcasecmp(*s, "utc") == 0 ||
        strcasecmp(*s, "gmt") == 0) {
        *s += strlen(*s);
        return true;
    }
    if (!skip(s, '-') && !skip(s, '+'))
        return true;
    if (!take(s, 4, 1400, &hours))
        return false;
    if (hours > 14) {
        minutes = hours % 100;
        hours /= 100;
    } else if (skip(s, ':') && !take(s, 2, 59, &minutes)) {
        return false;
    }
    *ahead = (hours * INT64_C(60) + minutes) * 60000 * (minus ? -1 : 1);
    return hours <= 14 && minutes < 60;
}

/* "1850-01-01 00:00:00 +1:00", whole. */
static bool in_numbers(const char *s, struct date *d, int64_t *ahead) {
    *d = (struct date){ .month = 1, .day = 1 };
    *ahead = 0;
    blanks(&s);
    if (!reference_date(&s, d))
        return false;
    if (*s == 'T' || *s == 't')
        s++;
    blanks(&s);
    if (isdigit((unsigned char)*s) && !reference_clock(&s, d))
        return false;
    blanks(&s);
    if (!zone(&s, ahead))
        return false;
    blanks(&s);
    return *s == 0;
}

/* The same, or with the name of its month. */
static bool reference(const char *s, struct date *d, int64_t *ahead) {
    char *plain = monthname_plain(s);
    const bool is = in_numbers(plain ? plain : s, d, ahead);

    free(plain);
    return is;
}

static int unit_length(const char *text, size_t n, int64_t *ms) {
    while (isspace((unsigned char)*text))
        text++;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        if (strlen(units[k].name) != n ||
            strncasecmp(text, units[k].name, n) != 0)
            continue;
        if (units[k].ms == 0)
            return err_set(EX_DATAERR,
                           "\"%s\": %s have no fixed length (use days)", text,
                           units[k].name);
        *ms = units[k].ms;
        return EX_OK;
    }
    return err_set(EX_DATAERR,
                   "\"%s\" is no unit of time from weeks to milliseconds",
                   text);
}

int time_months(const char *text) {
    size_t n;

    while (isspace((unsigned char)*text))
        text++;
    if (since(text, &n) == NULL)
        return 0;
    if (strncasecmp(text, "months", n) == 0 && n >= 5)
        return 1;
    return strncasecmp(text, "years", n) == 0 && n >= 4 ? 12 : 0;
}

/* Stamps of this kind have a place for seconds. */
static int date_to_days(const struct time_unit *unit, double *value) {
    struct date d = { 0 };
    int64_t time;
    int status;

    if (!(*value >= 0 && *value < 1e8) || !packed_date((int)*value, &d) ||
        unit->calendar == CALENDAR_NONE)
        return err_set(EX_DATAERR, "%.8g is no date as %%Y%%m%%d.%%f", *value);
    if ((status = time_of(unit->calendar, &d, &time)) != EX_OK)
        return status;
    time += 1000 * llround((*value - floor(*value)) * 86400);
    *value = time_encode(unit, time);
    return EX_OK;
}

int time_plain(const struct time_unit *unit, const struct time_form *form,
               double *value) {
    if (form->months > 0)
        return time_months_days(unit, form->months, value);
    if (form->dates)
        return date_to_days(unit, value);
    if (!form->is_plain)
        *value = *value * form->times / form->by;
    return EX_OK;
}

int time_unit_parse(const char *text, const char *calendar,
                    struct time_unit *unit) {
    return time_unit_days(text, calendar, false, unit);
}

int time_unit_days(const char *text, const char *calendar, bool days,
                   struct time_unit *unit) {
    struct time_unit u = { .ms = MS_PER_DAY };
    struct date d;
    int64_t ahead;
    size_t n;
    const char *s = since(text, &n);
    int status;

    TRY(calendar_parse(calendar, &u.calendar));
    if (s != NULL && !days)
        TRY(unit_length(text, n, &u.ms));
    if (s == NULL || !reference(s, &d, &ahead))
        return err_set(EX_DATAERR,
                       "\"%s\" is not a time unit (like days since 1850-01-01)",
                       text);
    if (u.calendar != CALENDAR_NONE) {
        if ((status = time_of(u.calendar, &d, &u.epoch)) != EX_OK)
            return err_in(status, text);
        u.epoch -= ahead;
    }
    *unit = u;
done:
    return status;
}

char *time_unit_text(const struct time_unit *unit) {
    const bool none = unit->calendar == CALENDAR_NONE;
    const struct date d = time_date(unit->calendar, unit->epoch);
    const char *name = "days";
    char date[TIME_TEXT];

    for (size_t k = sizeof units / sizeof *units; k-- > 0;)
        if (units[k].ms == unit->ms)
            name = units[k].name;
    time_date_text(unit->calendar, unit->epoch, date);
    if (none || unit->epoch % MS_PER_DAY == 0)
        return mem_format("%s since %s", name, none ? "0001-01-01" : date);
    if (d.ms)
        return mem_format("%s since %s %02d:%02d:%02d.%03d", name, date, d.hour,
                          d.minute, d.second, d.ms);
    return mem_format("%s since %s %02d:%02d:%02d", name, date, d.hour,
                      d.minute, d.second);
}

/* Within 2^53 ms each time is a double, and days have their parts to spare. */
static const double farthest = 9007199254740992.0;

int time_decode(const struct time_unit *unit, double value, int64_t *time) {
    const double whole = trunc(value), length = (double)unit->ms;
    int64_t t;

    if (!(fabs(value) * length <= farthest))
        return err_set(EX_DATAERR, "time %g is beyond 285 000 years", value);
    t = unit->epoch + (int64_t)whole * unit->ms +
        llround((value - whole) * length);
    if (t > (int64_t)farthest || t < -(int64_t)farthest)
        return err_set(EX_DATAERR, "time %g is beyond 285 000 years", value);
    *time = t;
    return EX_OK;
}

double time_encode(const struct time_unit *unit, int64_t time) {
    return (double)(time - unit->epoch) / (double)unit->ms;
}
