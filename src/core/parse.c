/* SPDX-License-Identifier: Apache-2.0 */
#include "core/parse.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid.h"
#include "core/mem.h"

/* Texts come from the command line: ASCII alone counts. */
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* strtod() would also take blanks, hex, inf and nan. */
const char *parse_number(const char *text, double *x) {
    const char *s = text + (*text == '-' || *text == '+');
    char *end;

    s += *s == '.';
    if (!is_digit(*s))
        return NULL;
    if (*s == '0' && (s[1] == 'x' || s[1] == 'X')) {
        *x = 0;
        return s + 1;
    }
    *x = strtod(text, &end);
    return isfinite(*x) ? end : NULL;
}

int parse_double(const char *text, double *x) {
    double value;
    const char *end = parse_number(text, &value);

    if (end == NULL || *end)
        return err_set(EX_USAGE, "\"%s\" is not a number", text);
    *x = value;
    return EX_OK;
}

int parse_int(const char *text, int64_t *n) {
    const char *s = text + (*text == '-' || *text == '+');
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (!is_digit(*s) || *end || errno)
        return err_set(EX_USAGE, "\"%s\" is not a whole number", text);
    *n = value;
    return EX_OK;
}

int parse_size(const char *text, size_t *n) {
    int64_t value = -1;

    if (parse_int(text, &value) != EX_OK || value < 0)
        return err_set(EX_USAGE, "\"%s\" is not a whole number from 0 on",
                       text);
    *n = (size_t)value;
    return EX_OK;
}

int parse_bytes(const char *text, size_t *n) {
    static const char letters[] = "KMGT";
    const char *letter = NULL;
    unsigned long long value;
    size_t factor = 1;
    char *end;

    errno = 0;
    value = strtoull(text, &end, 10);
    if (*end && (letter = strchr(letters, toupper((unsigned char)*end)))) {
        factor <<= 10 * (letter - letters + 1);
        end += 1 + (end[1] == 'i' && end[2] == 'B' ? 2 : 0);
    }
    if (!is_digit(*text) || *end || errno ||
        __builtin_mul_overflow(value, factor, n))
        return err_set(EX_USAGE, "\"%s\" is not a size (like 512M or 2G)",
                       text);
    return EX_OK;
}

int parse_list(const char *text, char ***word, size_t *n) {
    const size_t length = strlen(text) + 1;
    size_t count = 1, k = 0;
    char **list;
    char *copy;

    for (const char *s = text; *s; s++)
        count += *s == ',';
    list = mem_array(1, count * sizeof *list + length);
    copy = memcpy(list + count, text, length);
    for (list[k++] = copy; (copy = strchr(copy, ',')) != NULL;) {
        *copy++ = 0;
        list[k++] = copy;
    }
    for (k = 0; k < count; k++)
        if (*list[k] == 0) {
            free(list);
            return err_set(EX_USAGE, "\"%s\" has an empty word", text);
        }
    *word = list;
    *n = count;
    return EX_OK;
}

/* Without a message, so that the caller's can say what the numbers are. */
static bool doubles(const char *text, size_t n, double *x) {
    const char *s = text;

    for (size_t k = 0; k < n; k++) {
        if ((s = parse_number(s, &x[k])) == NULL)
            return false;
        if (k + 1 < n && *s++ != ',')
            return false;
    }
    return *s == 0;
}

int parse_doubles(const char *text, size_t n, double *x) {
    double *value = mem_array(n, sizeof *value);
    const bool good = doubles(text, n, value);

    if (good)
        memcpy(x, value, n * sizeof *x);
    free(value);
    return good ? EX_OK
                : err_set(EX_USAGE, "\"%s\" is not %zu numbers with commas",
                          text, n);
}

int parse_bbox(const char *text, struct bbox *b) {
    double x[4];

    if (!doubles(text, 4, x))
        return err_set(EX_USAGE, "\"%s\" is not W,S,E,N in degrees", text);
    if (fabs(x[1]) > 90 || fabs(x[3]) > 90)
        return err_set(EX_USAGE, "\"%s\": a latitude is beyond 90 degrees",
                       text);
    if (x[1] > x[3])
        return err_set(EX_USAGE, "\"%s\": south is north of north (W,S,E,N)",
                       text);
    if (fabs(x[0]) > 360 || fabs(x[2]) > 360 || x[2] - x[0] > 360)
        return err_set(EX_USAGE, "\"%s\": longitudes go round more than once",
                       text);
    if (x[0] > x[2]) /* to the first such east */
        x[2] += 360 * (ceil((x[0] - x[2]) / 360) - 1);
    *b = (struct bbox){ x[0], x[1], x[2], x[3] };
    return EX_OK;
}

/* Units of durations; ISO's letters stand apart, since M is two things. */
struct length {
    const char *name;
    int64_t months, ms;
};

static const struct length lengths[] = {
    { "ms", 0, 1 },           { "s", 0, 1000 },       { "sec", 0, 1000 },
    { "second", 0, 1000 },    { "min", 0, 60000 },    { "minute", 0, 60000 },
    { "h", 0, 3600000 },      { "hr", 0, 3600000 },   { "hour", 0, 3600000 },
    { "d", 0, 86400000 },     { "day", 0, 86400000 }, { "w", 0, 604800000 },
    { "week", 0, 604800000 }, { "mon", 1, 0 },        { "month", 1, 0 },
    { "y", 12, 0 },           { "yr", 12, 0 },        { "year", 12, 0 },
    { NULL, 0, 0 },
};
static const struct length iso_days[] = { { "Y", 12, 0 },
                                          { "M", 1, 0 },
                                          { "W", 0, 604800000 },
                                          { "D", 0, 86400000 },
                                          { NULL, 0, 0 } };
static const struct length iso_times[] = {
    { "H", 0, 3600000 }, { "M", 0, 60000 }, { "S", 0, 1000 }, { NULL, 0, 0 }
};

/* The unit that n bytes of s name, a plural s left away where plural is set. */
static const struct length *length_find(const struct length *l, const char *s,
                                        size_t n, bool plural) {
    for (; l->name; l++) {
        const size_t k = strlen(l->name);
        if (strncmp(s, l->name, k < n ? k : n) != 0)
            continue;
        if (n == k || (plural && k > 1 && n == k + 1 && s[k] == 's'))
            return l;
    }
    return NULL;
}

/* Adds x units to d, if that makes a whole number of months or ms. */
static bool length_add(struct duration *d, double x, const struct length *l) {
    const double months = x * (double)l->months, ms = x * (double)l->ms;

    if (months != floor(months) || fabs(ms - round(ms)) > 1e-6 * fabs(ms) ||
        months > 1e7 || ms > 9e15 || (x > 0 && months + round(ms) < 1))
        return false;
    d->months += (int64_t)months;
    d->ms += (int64_t)round(ms);
    return true;
}

/* What stands behind the P: each letter once, in the order of its table. */
static bool iso_duration(const char *s, struct duration *d) {
    const struct length *l = iso_days, *next;
    bool any = false, time = false;
    double x;

    for (; *s; any = true) {
        if (*s == 'T') {
            if (time)
                return false;
            time = true;
            l = iso_times;
            s++;
        }
        if (!is_digit(*s) || (s = parse_number(s, &x)) == NULL || *s == 0)
            return false;
        if ((next = length_find(l, s++, 1, false)) == NULL ||
            !length_add(d, x, next))
            return false;
        l = next + 1;
    }
    return any;
}

static bool plain_duration(const char *text, struct duration *d) {
    const struct length *l;
    double x;
    const char *s = is_digit(*text) ? parse_number(text, &x) : NULL;

    if (s == NULL)
        return false;
    s += *s == ' ';
    l = length_find(lengths, s, strlen(s), true);
    return l && length_add(d, x, l);
}

int parse_duration(const char *text, struct duration *d) {
    struct duration value = { 0, 0 };

    if (*text == 'P' ? !iso_duration(text + 1, &value)
                     : !plain_duration(text, &value))
        return err_set(EX_USAGE,
                       "\"%s\" is not a duration (like PT6H, P1M, 6h, 30min, "
                       "5d, 1mon)",
                       text);
    *d = value;
    return EX_OK;
}

int parse_ms(const char *text, int64_t *ms) {
    struct duration d;

    if (parse_duration(text, &d) != EX_OK)
        return EX_USAGE;
    if (d.months)
        return err_set(EX_USAGE, "\"%s\" has no fixed length (months, years)",
                       text);
    *ms = d.ms;
    return EX_OK;
}

/* A range's word: a month's number, or the place of its letters in the year. */
static bool month_number(const char *s, size_t n, int *m) {
    char *end;

    if (n < 1 || n > 2 || !is_digit(*s))
        return false;
    *m = (int)strtol(s, &end, 10);
    return end == s + n && *m >= 1 && *m <= 12;
}

static unsigned month_run(int first, int count) {
    unsigned months = 0;

    for (int k = 0; k < count; k++)
        months |= 1U << ((first - 1 + k) % 12 + 1);
    return months;
}

/* One word of the list: "7", "11-2", "DJF"; 0 if it is none. */
static unsigned month_word(const char *s, size_t n) {
    static const char letters[] = "JFMAMJJASONDJFMAMJJASOND";
    const char *dash = memchr(s, '-', n), *at = letters;
    int a, b;

    if (month_number(s, n, &a))
        return 1U << a;
    if (dash && month_number(s, (size_t)(dash - s), &a) &&
        month_number(dash + 1, n - (size_t)(dash - s) - 1, &b))
        return month_run(a, (b - a + 12) % 12 + 1);
    /* From three letters on a run has one place in the year. */
    for (; n >= 3 && n <= 12 && at < letters + 12; at++)
        if (strncmp(at, s, n) == 0)
            return month_run((int)(at - letters) + 1, (int)n);
    return 0;
}

int parse_months(const char *text, unsigned *months) {
    unsigned all = 0, one;
    size_t n;

    for (const char *s = text;; s += n + 1) {
        n = strcspn(s, ",");
        if ((one = month_word(s, n)) == 0)
            return err_set(EX_USAGE,
                           "\"%s\" is no list of months (like 7, 11-2, DJF)",
                           text);
        all |= one;
        if (s[n] == 0)
            break;
    }
    *months = all;
    return EX_OK;
}
