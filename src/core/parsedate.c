/* SPDX-License-Identifier: Apache-2.0 */
/* The dates of parse.h. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"

/* What is left of a text. */
struct rest {
    const char *s;
};

/* A number of exactly `digits` digits up to max. */
static bool part(struct rest *r, int digits, int max, int *out) {
    int x = 0;

    for (int k = 0; k < digits; k++) {
        const char c = *r->s;
        if (c < '0' || c > '9')
            return false;
        x = 10 * x + (c - '0');
        r->s++;
    }
    *out = x;
    return x <= max;
}

static bool skip(struct rest *r, char c) {
    if (*r->s != c)
        return false;
    r->s++;
    return true;
}

/* Four digits, or with a sign up to six. */
static bool year(struct rest *r, int64_t *out) {
    const bool minus = skip(r, '-'), sign = minus || skip(r, '+');
    const size_t n = strspn(r->s, "0123456789");
    int x;

    if (n < 4 || n > (sign ? 6 : 4) || !part(r, (int)n, 999999, &x))
        return false;
    *out = minus ? -x : x;
    return true;
}

/* Up to three digits of a second count; more are cut off. */
static bool fraction(struct rest *r, int *ms) {
    int scale = 100, n = 0;

    for (*ms = 0; *r->s >= '0' && *r->s <= '9'; r->s++, n++, scale /= 10)
        *ms += scale * (*r->s - '0');
    return n > 0;
}

/* hh[:mm[:ss[.fff]]]; raises p to what is there. */
static bool clock_time(struct rest *r, struct date *d, enum precision *p) {
    if (!part(r, 2, 23, &d->hour))
        return false;
    *p = PRECISION_HOUR;
    if (!skip(r, ':'))
        return true;
    if (!part(r, 2, 59, &d->minute))
        return false;
    *p = PRECISION_MINUTE;
    if (!skip(r, ':'))
        return true;
    if (!part(r, 2, 59, &d->second))
        return false;
    *p = PRECISION_SECOND;
    if (!skip(r, '.'))
        return true;
    *p = PRECISION_MS;
    return fraction(r, &d->ms);
}

/* Z, or a zone of no hours. */
static void skip_utc(struct rest *r) {
    static const char *const zones[] = { "Z", "+00:00", "+0000", "+00",
                                         "-00:00" };

    for (size_t k = 0; k < sizeof zones / sizeof *zones; k++)
        if (strcmp(r->s, zones[k]) == 0)
            r->s += strlen(zones[k]);
}

/* The whole text as a date. */
static bool date(const char *text, struct date *d, enum precision *p) {
    struct rest r = { text };

    *d = (struct date){ .month = 1, .day = 1 };
    *p = PRECISION_YEAR;
    if (!year(&r, &d->year))
        return false;
    if (skip(&r, '-')) {
        *p = PRECISION_MONTH;
        if (!part(&r, 2, 12, &d->month) || d->month == 0)
            return false;
    }
    if (*p == PRECISION_MONTH && skip(&r, '-')) {
        *p = PRECISION_DAY;
        if (!part(&r, 2, 31, &d->day) || d->day == 0)
            return false;
    }
    if (*p == PRECISION_DAY && (skip(&r, 'T') || skip(&r, ' '))) {
        if (!clock_time(&r, d, p))
            return false;
        skip_utc(&r);
    }
    return *r.s == 0;
}

int parse_date(const char *text, struct date *d, enum precision *precision) {
    struct date value;
    enum precision p;

    if (!date(text, &value, &p))
        return err_set(EX_USAGE,
                       "\"%s\" is not a date (like 2019, 2019-07, "
                       "2019-07-01T06:30Z)",
                       text);
    *d = value;
    *precision = p;
    return EX_OK;
}

static int range_end(const char *text, struct date *d, enum precision *p) {
    if (strcmp(text, "..") != 0)
        return parse_date(text, d, p);
    *d = (struct date){ .month = 1, .day = 1 };
    *p = PRECISION_OPEN;
    return EX_OK;
}

int parse_time_range(const char *text, struct time_range *range) {
    char *first = mem_text(text), *last = strchr(first, '/');
    struct time_range r;
    int status;

    if (last)
        *last++ = 0;
    TRY(range_end(first, &r.first, &r.first_precision));
    TRY(range_end(last ? last : first, &r.last, &r.last_precision));
    *range = r;
done:
    free(first);
    return status;
}
