/* SPDX-License-Identifier: Apache-2.0 */
/* When it is of: the first source that says so; never the clock. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/item_part.h"
#include "core/mem.h"
#include "core/parse.h"

int item_instant(enum calendar c, int64_t time, char out[TIME_TEXT]) {
    struct date d = time_date(c, time);

    if (c == CALENDAR_JULIAN || c == CALENDAR_STANDARD)
        d = time_date(CALENDAR_PROLEPTIC_GREGORIAN, time);
    if (d.year < 0 || d.year > 9999)
        return err_set(EX_DATAERR,
                       "year %lld is beyond what STAC can say (0000 to 9999)",
                       (long long)d.year);
    if (c == CALENDAR_ALL_LEAP && d.month == 2 && d.day == 29 &&
        calendar_month_days(CALENDAR_PROLEPTIC_GREGORIAN, d.year, 2) == 28) {
        d.month = 3;
        d.day = 1;
    }
    const int last =
        calendar_month_days(CALENDAR_PROLEPTIC_GREGORIAN, d.year, d.month);
    d.day = d.day > last ? last : d.day;
    snprintf(out, TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", (int)d.year,
             d.month, d.day, d.hour, d.minute, d.second);
    if (d.ms > 0)
        snprintf(out + strlen(out), 6, ".%03u", (unsigned)d.ms % 1000);
    strcat(out, "Z");
    return EX_OK;
}

/* What a date stands for: to the second an instant, else all of its day, month
 * or year. */
static int span_of(const struct date *d, enum precision p, struct when *w) {
    const struct duration step = { p == PRECISION_YEAR    ? 12
                                   : p == PRECISION_MONTH ? 1
                                                          : 0,
                                   p == PRECISION_DAY ? MS_PER_DAY : 0 };
    int status;

    TRY(time_of(CALENDAR_PROLEPTIC_GREGORIAN, d, &w->start));
    w->calendar = CALENDAR_PROLEPTIC_GREGORIAN;
    w->date_only = p <= PRECISION_DAY;
    w->end = w->start;
    if (w->date_only)
        w->end = time_add(w->calendar, w->start, &step, 1);
    w->known = true;
done:
    return status;
}

int time_text_span(const char *text, struct when *w) {
    enum precision p;
    struct date d;
    int status;

    TRY(parse_date(text, &d, &p));
    if (p == PRECISION_OPEN)
        return err_set(EX_USAGE, "\"%s\" is no date", text);
    TRY(span_of(&d, p, w));
done:
    return status;
}

static int from_options(struct subject *s, const struct item_how *how) {
    struct when a = { 0 }, b = { 0 };
    int status = EX_OK;

    if (how->datetime && (how->start || how->end))
        return err_set(EX_USAGE, "--datetime or --start and --end, not both");
    if ((how->start == NULL) != (how->end == NULL))
        return err_set(EX_USAGE, "--start and --end go together");
    if (how->datetime)
        TRY(err_in(time_text_span(how->datetime, &s->when), "--datetime"));
    if (how->start) {
        TRY(err_in(time_text_span(how->start, &a), "--start"));
        TRY(err_in(time_text_span(how->end, &b), "--end"));
        if (b.end < a.start)
            return err_set(EX_USAGE, "--end is before --start");
        a.end = b.end;
        a.date_only = false;
        s->when = a;
    }
    s->when.from = how->datetime || how->start ? "option" : s->when.from;
done:
    return status;
}

static void from_acdd(struct subject *s) {
    const char *from = atts_text(&s->atts, "time_coverage_start");
    const char *to = atts_text(&s->atts, "time_coverage_end");
    struct when a = { 0 }, b = { 0 };

    if (from == NULL || to == NULL || time_text_span(from, &a) != EX_OK ||
        time_text_span(to, &b) != EX_OK || b.end < a.start)
        return;
    a.end = b.end;
    a.date_only = false;
    a.from = "acdd";
    s->when = a;
}

/* Digits of a pattern: Y year, M month, D day, H m s time, J day of the year,
 * the second date in y o d; anything else is itself. */
static const char *const patterns[] = {
    "YYYYMMDDTHHmmss", "YYYYMMDD-yyyyoodd", "YYYYMMDD",   "AYYYYJJJ",
    "YYYYMM-yyyyoo",   "YYYY-yyyy",         "YYYY-MM-DD",
};

/* The number of the letter of a pattern in a text, or -1. */
static int number(const char *pattern, const char *text, char letter) {
    int n = -1;

    for (size_t k = 0; pattern[k]; k++)
        if (pattern[k] == letter)
            n = (n < 0 ? 0 : n) * 10 + (text[k] - '0');
    return n;
}

static bool fits(const char *pattern, const char *text) {
    size_t k = 0;

    for (; pattern[k]; k++)
        if (strchr("YMDHmsJyod", pattern[k])
                ? !isdigit((unsigned char)text[k])
                : text[k] != pattern[k] &&
                      !(pattern[k] == '-' && text[k] == '_'))
            return false;
    return !isdigit((unsigned char)text[k]);
}

static bool date_of(const char *p, const char *text, bool second,
                    struct when *w) {
    struct date d = { 0 };
    const int month = number(p, text, second ? 'o' : 'M');
    const int day = number(p, text, second ? 'd' : 'D');
    const int julian = number(p, text, 'J');
    const bool timed = strchr(p, 'H') != NULL;
    bool good;

    d.year = number(p, text, second ? 'y' : 'Y');
    d.month = month < 0 ? 1 : month;
    d.day = day < 0 ? 1 : day;
    if (timed) {
        d.hour = number(p, text, 'H');
        d.minute = number(p, text, 'm');
        d.second = number(p, text, 's');
    }
    good = d.year >= 1700 && d.year < 2500 && d.month >= 1 && d.month <= 12 &&
           d.day >= 1 && d.hour < 24 && d.minute < 60 && d.second < 60 &&
           d.day <= calendar_month_days(CALENDAR_PROLEPTIC_GREGORIAN, d.year,
                                        d.month);
    if (!good || span_of(&d,
                         timed                     ? PRECISION_SECOND
                         : day >= 0 || julian >= 0 ? PRECISION_DAY
                         : month >= 0              ? PRECISION_MONTH
                                                   : PRECISION_YEAR,
                         w) != EX_OK)
        return false;
    if (julian >= 0) {
        if (julian < 1 || julian > calendar_year_days(w->calendar, d.year))
            return false;
        w->start += (int64_t)(julian - 1) * MS_PER_DAY;
        w->end = w->start + MS_PER_DAY;
    }
    return true;
}

static bool from_name(struct subject *s) {
    const char *slash = strrchr(s->path, '/');
    const char *name = slash ? slash + 1 : s->path;

    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
        const char *p = patterns[k];
        for (const char *at = name; *at; at++) {
            struct when a = { 0 }, b = { 0 };
            if ((at > name && isdigit((unsigned char)at[-1])) || !fits(p, at) ||
                !date_of(p, at, false, &a))
                continue;
            if (strchr(p, 'y') && (!date_of(p, at, true, &b) || b.end < a.end))
                continue;
            if (strchr(p, 'y')) {
                a.end = b.end;
                a.date_only = false;
            }
            a.from = "name";
            s->when = a;
            return true;
        }
    }
    return false;
}

const char *const item_times[] = { "options", "cf",    "imagery",
                                   "acdd",    "tiff",  "features",
                                   "name",    "mtime", NULL };

static bool from_mtime(struct subject *s) {
    struct stat st;

    if (stat(s->path, &st) != 0)
        return false;
    s->when = (struct when){ .known = true,
                             .calendar = CALENDAR_PROLEPTIC_GREGORIAN,
                             .start = (int64_t)st.st_mtime * 1000,
                             .from = "mtime" };
    s->when.end = s->when.start;
    return true;
}

/* Asks one source; what the data said stands in `data`. */
static int ask(struct subject *s, const struct item_how *how, const char *word,
               const struct when *data) {
    if (strcmp(word, "options") == 0)
        return from_options(s, how);
    if (strcmp(word, "acdd") == 0)
        from_acdd(s);
    else if (strcmp(word, "name") == 0)
        from_name(s);
    else if (strcmp(word, "mtime") == 0)
        from_mtime(s);
    else if (data->known && strcmp(word, data->from) == 0)
        s->when = *data;
    return EX_OK;
}

int item_time(struct subject *s, const struct item_how *how) {
    const bool given = how->time_from != NULL;
    const size_t n = given ? how->nsources : 7; /* all but mtime */
    const struct when data = s->when;
    struct when *w = &s->when;
    int status = EX_OK;

    w->known = false;
    for (size_t k = 0; k < n && !w->known; k++)
        TRY(ask(s, how, given ? how->time_from[k] : item_times[k], &data));
    if (!w->known)
        TRY(err_set(EX_DATAERR,
                    "no time (give --datetime, or --time-from mtime)"));
    if (w->from && strcmp(w->from, "tiff") == 0)
        warn("%s: TIFFTAG_DATETIME has no zone, taken as UTC", s->path);
    if (how->end_inclusive)
        w->end = w->end - w->start > 1000 ? w->end - 1000 : w->start;
done:
    return status;
}
