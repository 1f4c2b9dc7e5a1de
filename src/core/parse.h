/* SPDX-License-Identifier: Apache-2.0 */
/* parse -- texts of options read whole, or refused.
 *
 * Each function fails with EX_USAGE and a message like `"12x" is not a number`;
 * the caller puts the option before it: err_in(code, "--over").  On failure the
 * results are not touched. */
#ifndef TWIN_PARSE_H
#define TWIN_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct bbox; /* grid.h */

/* parse_double -- a finite decimal number, "-1.5e3"; no hex, no inf, no nan. */
MUST_CHECK int parse_double(const char *text, double *x);

/* parse_number -- the number that a text begins with; what follows it, or NULL
 * (without a message) if there is none. */
const char *parse_number(const char *text, double *x);

/* parse_size -- a whole number from 0 on. */
MUST_CHECK int parse_size(const char *text, size_t *n);

/* parse_int -- a whole number, with or without a sign. */
MUST_CHECK int parse_int(const char *text, int64_t *n);

/* parse_bytes -- a size in memory: "4096", "512M", "2GiB" (powers of 1024). */
MUST_CHECK int parse_bytes(const char *text, size_t *n);

/*
 * parse_list -- the words of a comma list, none of them empty.
 *
 *   word  [n]  out  the words, as one block: the caller frees it with free()
 */
MUST_CHECK int parse_list(const char *text, char ***word, size_t *n);

/* parse_doubles -- exactly n numbers in a comma list. */
MUST_CHECK int parse_doubles(const char *text, size_t n, double *x);

/* parse_bbox -- W,S,E,N in degrees: latitudes within +-90, south <= north,
 * longitudes within +-360; west > east crosses the date line. */
MUST_CHECK int parse_bbox(const char *text, struct bbox *b);

/* A length of time; months have no length of their own, so they stay apart. */
struct duration {
    int64_t months, ms;
};

/* parse_duration -- ISO 8601 (PT6H, P1D, P1M, P1Y2M10DT2H30M), or a number with
 * ms, s, min, h, d, w, mon, y or their names ("6h", "30min", "5 days"); "m" is
 * refused, it may be either. */
MUST_CHECK int parse_duration(const char *text, struct duration *d);

/* parse_ms -- a duration without months [ms]. */
MUST_CHECK int parse_ms(const char *text, int64_t *ms);

/* A date and time by its parts; which days exist is the calendar's affair.
 * Years are astronomical: 0 is 1 BC. */
struct date {
    int64_t year;
    int month, day;               /* from 1 */
    int hour, minute, second, ms; /* from 0 */
};

/* Up to which part a date was given; the rest is the first there is. */
enum precision {
    PRECISION_OPEN, /* ".." */
    PRECISION_YEAR,
    PRECISION_MONTH,
    PRECISION_DAY,
    PRECISION_HOUR,
    PRECISION_MINUTE,
    PRECISION_SECOND,
    PRECISION_MS
};

/*
 * parse_date -- an ISO 8601 date, cut short anywhere: 2019, 2019-07,
 * 2019-07-01T06, 2019-07-01T06:30:15.25Z.  A blank may stand for the T.
 *
 * Errors  EX_USAGE  also for a month 13, a day 32, an hour 24, a zone but Z
 */
MUST_CHECK int parse_date(const char *text, struct date *d,
                          enum precision *precision);

/* What --time says: both ends belong to it with their whole extent. */
struct time_range {
    struct date first, last;
    enum precision first_precision, last_precision;
};

/* parse_time_range -- "A/B", "A/..", "../B", or "A" for A/A; calendar_span()
 * makes times of it. */
MUST_CHECK int parse_time_range(const char *text, struct time_range *range);

/* parse_months -- "7", "11-2", "6,7,8", "DJF": bit m is set for month m = 1 ...
 * 12; a range may cross the year. */
MUST_CHECK int parse_months(const char *text, unsigned *months);

#endif
