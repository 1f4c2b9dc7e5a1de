/* SPDX-License-Identifier: Apache-2.0 */
/* What a field is: rows of src/tables/grib-parameters.tsv. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/builtin.h"
#include "core/grib.h"
#include "core/grib_part.h"
#include "core/mem.h"
#include "core/units.h"

enum {
    ID,
    SHORT,
    NAME,
    TRIPLE,
    SURFACE,
    LEVEL,
    PROCESS,
    UNITS,
    STANDARD,
    COLUMNS
};

/* The texts of a row; each ends where the next begins, less one. */
struct row {
    const char *text[COLUMNS + 1];
};

/* The next row; false after the last. */
static bool next_row(const char **at, const char *end, struct row *r) {
    for (;;) {
        const char *line = *at;
        const char *stop =
            line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
        int n = 0;
        if (stop == NULL)
            return false;
        *at = stop + 1;
        if (*line == '#')
            continue;
        r->text[n++] = line;
        for (const char *p = line; p < stop && n < COLUMNS; p++)
            if (*p == '\t')
                r->text[n++] = p + 1;
        r->text[n] = stop + 1;
        if (n == COLUMNS)
            return true;
    }
}

static size_t length(const struct row *r, int k) {
    return (size_t)(r->text[k + 1] - r->text[k] - 1);
}

static bool is(const struct row *r, int k, const char *text) {
    return strlen(text) == length(r, k) &&
           memcmp(r->text[k], text, length(r, k)) == 0;
}

static char *copy(const struct row *r, int k) {
    return is(r, k, "-") ? NULL
                         : mem_format("%.*s", (int)length(r, k), r->text[k]);
}

/* How well a column fits a number: 0 not, 1 any, 2 it is that one. */
static int fit(const struct row *r, int k, double value) {
    char text[32];

    if (is(r, k, "*"))
        return 1;
    snprintf(text, sizeof text, "%g", value);
    return is(r, k, text) ? 2 : 0;
}

/* The triple of WMO's tables 1 to 3 of GRIB 1. */
static bool triple_of(int parameter, int triple[3]) {
    static const struct {
        int parameter, triple[3];
    } known[] = {
        { 1, { 0, 3, 0 } },  { 2, { 0, 3, 1 } },   { 6, { 0, 3, 4 } },
        { 7, { 0, 3, 5 } },  { 11, { 0, 0, 0 } },  { 17, { 0, 0, 6 } },
        { 32, { 0, 2, 1 } }, { 33, { 0, 2, 2 } },  { 34, { 0, 2, 3 } },
        { 39, { 0, 2, 8 } }, { 51, { 0, 1, 0 } },  { 52, { 0, 1, 1 } },
        { 61, { 0, 1, 8 } }, { 65, { 0, 1, 60 } }, { 71, { 0, 6, 1 } },
        { 81, { 2, 0, 0 } },
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (known[k].parameter == parameter) {
            memcpy(triple, known[k].triple, sizeof known[k].triple);
            return true;
        }
    return false;
}

/* What a row is looked for by. */
struct search {
    char id[16], triple[24];
    bool by_id;
    int process;
};

/* Is one of the numbers its centre's own, and so another one's elsewhere? */
static bool is_local(const int t[3]) {
    return t[0] >= 192 || t[1] >= 192 || t[2] >= 192;
}

static struct search search_of(const struct grib_param *p) {
    struct search s = { .process = p->process };
    int t[3] = { p->discipline, p->category, p->number };
    const bool wmo = p->discipline <= 3 && p->centre != 98;
    /* ECMWF's tables of GRIB 1 are its categories of discipline 192 */
    const bool ecmwf =
        p->edition == 2 && p->discipline == 192 && p->centre == 98;
    const int table = ecmwf ? p->category : p->discipline;

    s.by_id = ecmwf || (p->edition == 1 && !wmo);
    if (s.by_id)
        snprintf(s.id, sizeof s.id, "%d",
                 table == 128 ? p->number : table * 1000 + p->number);
    else if (p->edition == 2 && is_local(t))
        snprintf(s.triple, sizeof s.triple, "%d:%d.%d.%d", p->centre, t[0],
                 t[1], t[2]);
    else if (p->edition == 2 || triple_of(p->number, t))
        snprintf(s.triple, sizeof s.triple, "%d.%d.%d", t[0], t[1], t[2]);
    /* WMO's amount of rain has no rate beside it */
    if (p->edition == 1 && strcmp(s.triple, "0.1.8") == 0)
        s.process = 1;
    return s;
}

/* How well a row fits; 0: not. */
static int score(const struct row *r, const struct search *s,
                 const struct grib_field *f) {
    const double level = isnan(f->level[0].value) ? -1e30 : f->level[0].value;
    const int surface = fit(r, SURFACE, f->level[0].type);
    const int value = fit(r, LEVEL, level);
    int process;

    if (s->by_id)
        return is(r, ID, s->id);
    if (*s->triple == 0 || !is(r, TRIPLE, s->triple))
        return 0;
    process = s->process == 255 ? 2 * is(r, PROCESS, "-")
                                : fit(r, PROCESS, s->process);
    /* what has no row of its own for a process is called as the instant is */
    if (process == 0 && s->process != 255 && s->process != 1 &&
        is(r, PROCESS, "-"))
        process = 1;
    return surface && value && process ? 100 * process + 10 * surface + value
                                       : 0;
}

static const struct builtin *table(void) {
    const struct builtin *b = builtins;

    while (b->name != NULL && strcmp(b->name, "tables/grib-parameters.tsv"))
        b++;
    return b;
}

static bool best_row(const struct grib_field *f, struct row *best) {
    const struct search s = search_of(&f->param);
    const struct builtin *b = table();
    const char *at;
    struct row r;
    int most = 0;

    if (b->name == NULL)
        return false;
    for (at = b->start; next_row(&at, b->end, &r);) {
        const int now = score(&r, &s, f);
        if (now <= most)
            continue;
        most = now;
        *best = r;
    }
    return most > 0;
}

void grib_name(struct grib_var *v, const struct grib_field *f) {
    const struct grib_param *p = &f->param;
    struct row r;

    v->process = p->process;
    if (best_row(f, &r)) {
        v->id = strtol(r.text[ID], NULL, 10);
        v->short_name = copy(&r, SHORT);
        v->name = copy(&r, NAME);
        v->units = copy(&r, UNITS);
        v->standard_name = copy(&r, STANDARD);
        /* in GRIB 1 only the row says what was done over an interval, or that
         * it is an extreme since the last output */
        if (p->edition == 1 && p->process == 255 && length(&r, PROCESS) == 1 &&
            *r.text[PROCESS] >= '0' && *r.text[PROCESS] <= '9' &&
            (f->is_interval || *r.text[PROCESS] == '2' ||
             *r.text[PROCESS] == '3'))
            v->process = *r.text[PROCESS] - '0';
        return;
    }
    v->name = p->edition == 1
                  ? mem_format("param_%d_%d", p->discipline, p->number)
                  : mem_format("param_%d_%d_%d", p->discipline, p->category,
                               p->number);
    v->units = mem_text("1");
}

bool grib_called(const char *short_name, const char *units,
                 struct grib_called *out) {
    const struct builtin *b = table();
    const char *at = b->start;
    struct row r, best;
    bool found = false, fits = false;

    *out = (struct grib_called){ 0 };
    while (b->name != NULL && !fits && next_row(&at, b->end, &r)) {
        char *own = is(&r, SHORT, short_name) ? copy(&r, UNITS) : NULL;
        fits = own != NULL && (units == NULL || units_same(own, units));
        if (own != NULL && (fits || !found))
            best = r;
        found = found || own != NULL;
        free(own);
    }
    if (!found)
        return false;
    out->id = strtol(best.text[ID], NULL, 10);
    out->name = copy(&best, NAME);
    out->units = copy(&best, UNITS);
    out->standard_name = copy(&best, STANDARD);
    return true;
}
