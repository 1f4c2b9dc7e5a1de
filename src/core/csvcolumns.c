/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csvcolumns.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"

/* NAME=COLUMN[:UNIT][/SCALE], cut into its parts in place. */
struct part {
    char *name, *column, *unit;
    double scale;
};

static int cut(char *text, struct part *p) {
    char *slash, *colon;
    double x;

    *p = (struct part){ .name = text, .scale = 1 };
    p->column = strchr(text, '=');
    if (p->column == NULL || p->column == text || p->column[1] == 0)
        return err_set(EX_USAGE, "%s is not NAME=COLUMN[:UNIT][/SCALE]", text);
    *p->column++ = 0;
    slash = strrchr(p->column, '/');
    if (slash != NULL && parse_double(slash + 1, &x) == EX_OK) {
        *slash = 0;
        if (x == 0)
            return err_set(EX_USAGE, "%s: a scale of 0", p->name);
        p->scale = x;
    }
    colon = strchr(p->column, ':');
    if (colon != NULL) {
        *colon = 0;
        p->unit = colon + 1;
    }
    return EX_OK;
}

static int find(const struct table *t, const char *name, size_t *k) {
    char *has = mem_text("");

    for (*k = 0; *k < t->ncolumns; ++*k)
        if (strcmp(t->column[*k].name, name) == 0) {
            free(has);
            return EX_OK;
        }
    for (size_t i = 0; i < t->ncolumns; i++)
        mem_append(&has, ", ", t->column[i].name);
    err_set(EX_DATAERR, "no column \"%s\" (it has %s)", name, has);
    free(has);
    return EX_DATAERR;
}

/* "year+jday": the year here, the day of the year there. */
static int take_time(struct table *t, char *column) {
    char *plus = strchr(column, '+');
    size_t k;
    int status;

    if (plus != NULL) {
        *plus = 0;
        TRY(find(t, plus + 1, &t->jday));
    }
    TRY(find(t, column, &k));
    t->column[k].role = TIME;
    t->at[TIME] = k;
done:
    return status;
}

static int take(struct table *t, struct part *p) {
    static const char *const roles[ROLES] = { "time", "station", "lat", "lon",
                                              "elev" };
    struct column *c;
    size_t k;
    int status;

    if (strcmp(p->name, "time") == 0)
        return take_time(t, p->column);
    if ((status = find(t, p->column, &k)) != EX_OK)
        return status;
    c = &t->column[k];
    for (size_t r = 0; r < ROLES; r++)
        if (strcmp(p->name, roles[r]) == 0) {
            c->role = (enum role)r;
            t->at[r] = k;
            return EX_OK;
        }
    if (c->role != TEXT)
        return err_set(EX_USAGE, "column %s is taken twice", p->column);
    c->role = VALUE;
    c->settled = true;
    c->scale = p->scale;
    free(c->name);
    c->name = mem_text(p->name);
    if (p->unit != NULL) {
        free(c->unit);
        c->unit = mem_text(p->unit);
    }
    return EX_OK;
}

int csvcolumns_apply(struct table *t, const char *spec) {
    char **word = NULL;
    struct part p;
    size_t n;
    int status;

    for (size_t k = 0; k < t->ncolumns; k++)
        t->column[k].role = TEXT;
    for (size_t r = 0; r < ROLES; r++)
        t->at[r] = t->ncolumns;
    TRY(parse_list(spec, &word, &n));
    for (size_t k = 0; k < n; k++) {
        TRY(cut(word[k], &p));
        TRY(take(t, &p));
    }
done:
    free(word);
    return err_in(status, "--columns");
}

bool csvcolumns_two_digits(const struct csv_how *how) {
    const char *f = how->date_format;

    return f != NULL && (strstr(f, "%y") != NULL || strstr(f, "%D") != NULL);
}

bool csvcolumns_has_day(const struct csv_how *how) {
    const char *s = how->columns;

    for (; s != NULL; s = strchr(s, ',')) {
        s += *s == ',';
        s += strspn(s, " ");
        if (strncmp(s, "time=", 5) == 0)
            return s[5 + strcspn(s + 5, "+,")] == '+';
    }
    return false;
}

/* The parts of a date by a format; a year of two digits needs its century. */
static int by_format(const struct csv_how *how, const char *cell,
                     struct date *d) {
    const bool two = csvcolumns_two_digits(how);
    struct tm tm = { .tm_mday = 1 };
    const char *end = strptime(cell, how->date_format, &tm);

    if (end == NULL || *end != 0)
        return err_set(EX_DATAERR, "\"%s\" is no date like %s", cell,
                       how->date_format);
    if (two && how->century == 0)
        return err_set(EX_USAGE,
                       "--date-format: years of two digits need --century");
    *d = (struct date){ .year = tm.tm_year + 1900,
                        .month = tm.tm_mon + 1,
                        .day = tm.tm_mday,
                        .hour = tm.tm_hour,
                        .minute = tm.tm_min,
                        .second = tm.tm_sec > 59 ? 59 : tm.tm_sec };
    if (two)
        d->year = (int64_t)how->century + (tm.tm_year % 100);
    return EX_OK;
}

int csvcolumns_date(const struct csv_how *how, enum calendar c,
                    const char *cell, const char *jday, int64_t *time) {
    struct date d = { .month = 1, .day = 1 };
    int64_t year, day;
    int status;

    if (jday == NULL) {
        TRY(by_format(how, cell, &d));
        return time_of(c, &d, time);
    }
    if (parse_int(cell, &year) != EX_OK || parse_int(jday, &day) != EX_OK ||
        year < -9999 || year > 9999 || day < 1 ||
        day > calendar_year_days(c, year))
        return err_set(EX_DATAERR, "%s and %s are no year and day of it", cell,
                       jday);
    d.year = year < 100 && how->century ? (int64_t)how->century + year : year;
    TRY(time_of(c, &d, time));
    *time += (day - 1) * MS_PER_DAY;
done:
    return status;
}
