/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csvtable.h"

#include <ctype.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/calendar.h"
#include "core/csvcolumns.h"
#include "core/csvscan.h"
#include "core/mem.h"
#include "core/nc.h"

static const struct {
    const char *name;
    enum role role;
} roles[] = { { "time", TIME },       { "date", TIME },
              { "station", STATION }, { "id", STATION },
              { "lat", LAT },         { "latitude", LAT },
              { "lon", LON },         { "longitude", LON },
              { "elev", ELEV },       { "elevation", ELEV },
              { "alt", ELEV },        { "altitude", ELEV } };

enum { MOST = 8192 }; /* columns */

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct station *)a)->key,
                  ((const struct station *)b)->key);
}

static int by_time(const void *a, const void *b) {
    const struct row *x = a, *y = b;

    if (x->time != y->time)
        return (x->time > y->time) - (x->time < y->time);
    if (x->station != y->station)
        return (x->station > y->station) - (x->station < y->station);
    return (x->line > y->line) - (x->line < y->line);
}

/* "tas [K]" into its name and unit. */
static void name_column(struct column *c, const char *cell) {
    const char *open = strrchr(cell, '[');
    const size_t n = strlen(cell);

    c->role = VALUE;
    c->scale = 1;
    if (open == NULL || open == cell || cell[n - 1] != ']') {
        c->name = mem_text(cell);
        return;
    }
    c->unit = mem_format("%.*s", (int)(cell + n - 2 - open), open + 1);
    while (open > cell && isspace((unsigned char)open[-1]))
        open--;
    c->name = mem_format("%.*s", (int)(open - cell), cell);
}

static int read_header(struct table *t, const struct csvscan *s) {
    int status;

    if (s->n > MOST)
        return err_set(EX_DATAERR, "%s: %zu columns (%d at most)", t->path,
                       s->n, MOST);
    t->ncolumns = s->n;
    t->column = mem_array(s->n, sizeof *t->column);
    for (size_t i = 0; i < ROLES; i++)
        t->at[i] = s->n;
    for (size_t k = 0; k < s->n; k++) {
        struct column *c = &t->column[k];
        name_column(c, s->cell[k]);
        nc_name_mend(c->name);
        for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
            if (strcasecmp(c->name, roles[i].name) == 0)
                c->role = roles[i].role;
        if (c->role == VALUE)
            continue;
        if (t->at[c->role] < k && !(t->how && t->how->columns))
            return err_set(EX_DATAERR, "%s: columns %s and %s say the same",
                           t->path, t->column[t->at[c->role]].name, c->name);
        t->at[c->role] = k;
    }
    t->jday = s->n;
    if (t->how && t->how->columns &&
        (status = csvcolumns_apply(t, t->how->columns)) != EX_OK)
        return status == EX_USAGE ? status : err_in(status, t->path);
    t->has_station = t->at[STATION] < s->n;
    t->has_place = t->at[LAT] < s->n && t->at[LON] < s->n;
    t->has_elev = t->at[ELEV] < s->n;
    if (t->at[TIME] < s->n)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "%s: no column time or date (the first is \"%s\"; harmonise "
                   "--columns says which)",
                   t->path, s->cell[0]);
}

static bool is_missing(const char *cell) {
    static const char *const words[] = { "", "NA", "N/A", "NaN", "null", "-" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(cell, words[i]) == 0)
            return true;
    return false;
}

/* Between semicolons 1,5 is 1.5. */
static bool number(const struct csvscan *s, const char *cell, double *x) {
    const char *comma = s->separator == ';' ? strchr(cell, ',') : NULL;
    char text[64], *end;

    if (comma && strchr(cell, '.') == NULL && strlen(cell) < sizeof text) {
        snprintf(text, sizeof text, "%s", cell);
        text[comma - cell] = '.';
        cell = text;
    }
    *x = strtod(cell, &end);
    return end != cell && *end == 0 && isfinite(*x) &&
           strpbrk(cell, "xXpP") == NULL;
}

static int bad_cell(const struct table *t, size_t line, size_t k,
                    const char *cell, const char *what) {
    return err_set(EX_DATAERR, "%s: line %zu: %s: \"%s\" is no %s", t->path,
                   line, t->column[k].name, cell, what);
}

/* ISO 8601, also with slashes or, for a day, without any mark between. */
static int read_time(const struct table *t, const struct csvscan *s,
                     int64_t *time) {
    const size_t k = t->at[TIME];
    const char *cell = s->cell[k];
    enum precision precision;
    char text[64], why[256];
    struct date d;

    if (t->jday < t->ncolumns || (t->how && t->how->date_format)) {
        const char *jday = t->jday < t->ncolumns ? s->cell[t->jday] : NULL;
        const int status =
            csvcolumns_date(t->how, t->calendar, cell, jday, time);
        if (status != EX_DATAERR)
            return status;
        snprintf(why, sizeof why, "%s", err_text());
        return err_set(EX_DATAERR, "%s: line %zu: %s", t->path, s->line, why);
    }
    if (strlen(cell) == 8 && strspn(cell, "0123456789") == 8)
        snprintf(text, sizeof text, "%.4s-%.2s-%.2s", cell, cell + 4, cell + 6);
    else
        snprintf(text, sizeof text, "%s", cell);
    for (char *c = text; *c; c++)
        if (*c == '/')
            *c = '-';
    if (strlen(cell) >= sizeof text ||
        parse_date(text, &d, &precision) != EX_OK ||
        precision == PRECISION_OPEN)
        return bad_cell(t, s->line, k, cell, "date (2012-01-31T06:00)");
    if (time_of(t->calendar, &d, time) == EX_OK)
        return EX_OK;
    snprintf(why, sizeof why, "%s", err_text());
    return err_set(EX_DATAERR, "%s: line %zu: %s", t->path, s->line, why);
}

static int read_place(const struct table *t, const struct csvscan *s,
                      enum role role, double *x) {
    const size_t k = t->at[role];

    *x = NAN;
    if (k == t->ncolumns || is_missing(s->cell[k]))
        return EX_OK;
    if (!number(s, s->cell[k], x))
        return bad_cell(t, s->line, k, s->cell[k], "number");
    if (role == LAT && fabs(*x) > 90)
        return bad_cell(t, s->line, k, s->cell[k], "latitude");
    if (role == LON && fabs(*x) > 360)
        return bad_cell(t, s->line, k, s->cell[k], "longitude");
    return EX_OK;
}

static bool same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

/* The station of a line: one that was there before, or a new one. */
static int read_station(struct table *t, const struct csvscan *s,
                        size_t *place) {
    struct station new = { 0 }, *there, **node;
    int status;

    TRY(read_place(t, s, LAT, &new.lat));
    TRY(read_place(t, s, LON, &new.lon));
    TRY(read_place(t, s, ELEV, &new.elev));
    new.key = t->has_station ? mem_text(s->cell[t->at[STATION]])
                             : mem_format("%.9g %.9g", new.lat, new.lon);
    node = tfind(&new, &t->tree, by_key);
    if (node != NULL) {
        there = *node;
        free(new.key);
        *place = there->place;
        if (same(new.lat, there->lat) && same(new.lon, there->lon) &&
            same(new.elev, there->elev))
            return EX_OK;
        return err_set(EX_DATAERR, "%s: line %zu: station %s has moved",
                       t->path, s->line, there->key);
    }
    there = mem_copy(&new, 1, sizeof new);
    there->place = *place = t->nstations;
    t->station = mem_grow(t->station, t->nstations + 1, sizeof there);
    t->station[t->nstations++] = there;
    if (tsearch(there, &t->tree, by_key) == NULL)
        status = err_set(EX_OSERR, "no memory for a station");
done:
    return status;
}

static int read_values(struct table *t, const struct csvscan *s, float *value) {
    for (size_t k = 0; k < t->ncolumns; k++) {
        struct column *c = &t->column[k];
        double x;
        value[k] = NAN;
        if (c->role != VALUE || is_missing(s->cell[k]))
            continue;
        if (number(s, s->cell[k], &x))
            value[k] = (float)(x / c->scale);
        else if (c->settled)
            return bad_cell(t, s->line, k, s->cell[k], "number");
        else
            c->role = TEXT;
        c->settled = true;
    }
    return EX_OK;
}

static int read_row(struct table *t, const struct csvscan *s) {
    struct row *row;
    int status;

    if (s->n == 0)
        return err_set(EX_DATAERR, "%s: line %zu: a quote is not closed",
                       t->path, s->line);
    if (s->n != t->ncolumns)
        return err_set(EX_DATAERR,
                       "%s: line %zu: %zu columns (the header has %zu)",
                       t->path, s->line, s->n, t->ncolumns);
    if (t->nrows == t->room) {
        t->room = 2 * t->room + 256;
        t->row = mem_grow(t->row, t->room, sizeof *t->row);
    }
    row = &t->row[t->nrows];
    row->line = s->line;
    TRY(read_time(t, s, &row->time));
    TRY(read_station(t, s, &row->station));
    row->value = mem_array(t->ncolumns, sizeof(float));
    t->nrows++;
    TRY(read_values(t, s, row->value));
done:
    return status;
}

/* Rows by time and station; one that is there twice may not differ. */
static int sort_rows(struct table *t) {
    size_t n = 0;

    qsort(t->row, t->nrows, sizeof *t->row, by_time);
    for (size_t r = 0; r < t->nrows; r++) {
        const struct row *a = &t->row[n - (n > 0)], *b = &t->row[r];
        if (n > 0 && a->time == b->time && a->station == b->station) {
            if (memcmp(a->value, b->value, t->ncolumns * sizeof(float)) != 0)
                return err_set(EX_DATAERR,
                               "%s: lines %zu and %zu differ, at one time and "
                               "station",
                               t->path, a->line, b->line);
            free(b->value);
            continue;
        }
        t->row[n++] = *b;
    }
    t->nrows = n;
    return EX_OK;
}

int table_read(struct table *t, char *text, const char *path,
               const struct csv_how *how) {
    struct csvscan s;
    int status;

    memset(t, 0, sizeof *t);
    t->path = path;
    t->how = how;
    if (how && how->calendar &&
        (status = calendar_parse(how->calendar, &t->calendar)) != EX_OK)
        return err_in(EX_USAGE, "--calendar-in");
    csvscan_start(&s, text);
    if (!csvscan_line(&s) || s.n == 0)
        TRY(err_set(EX_DATAERR, "%s: no header", path));
    TRY(read_header(t, &s));
    while (csvscan_line(&s))
        TRY(read_row(t, &s));
    if (t->nrows == 0)
        TRY(err_set(EX_DATAERR, "%s: no rows", path));
    TRY(sort_rows(t));
done:
    csvscan_end(&s);
    return status;
}

void table_free(struct table *t) {
    for (size_t i = 0; i < t->nstations; i++) {
        tdelete(t->station[i], &t->tree, by_key);
        free(t->station[i]->key);
        free(t->station[i]);
    }
    for (size_t r = 0; r < t->nrows; r++)
        free(t->row[r].value);
    for (size_t k = 0; k < t->ncolumns; k++) {
        free(t->column[k].name);
        free(t->column[k].unit);
    }
    free(t->station);
    free(t->row);
    free(t->column);
}
