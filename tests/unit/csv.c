/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csv.h"

#include <string.h>
#include <unistd.h>

#include "tap.h"

static const char *const no_variable;

/* Opens a table that comes through a pipe; NULL with a message. */
static struct source *table(const char *text, const char *variable) {
    struct source_in in = { .path = "x.csv",
                            .variable = &variable,
                            .nvariables = variable != no_variable };
    struct source *src = NULL;
    int fds[2];

    if (pipe(fds) != 0 || write(fds[1], text, strlen(text)) < 0)
        return NULL;
    close(fds[1]);
    in.fd = fds[0];
    return csv_open(&src, &in) == EX_OK ? src : NULL;
}

static bool refused(const char *text, const char *message) {
    struct source *src = table(text, NULL);

    if (src == NULL && strcmp(err_text(), message) == 0)
        return true;
    printf("# %s\n", src ? "it was read" : err_text());
    if (src != NULL)
        src->ops->close(src);
    return false;
}

/* The first value of field k at a step. */
static float value(struct source *src, size_t step, size_t k, size_t i) {
    const struct step *s;

    return src->ops->step(src, step, &s) == EX_OK ? s->value[k].f[i] : -99;
}

static void test_columns(void) {
    struct source *s = table("\xef\xbb\xbf"
                             "Date;\"tas [degC]\";note;wind\r\n"
                             "2012/01/31;-1.5;\"a;b\"\"c\";\r\n\r\n"
                             "20120201; 2 ;;3\r\n",
                             NULL);

    ok(s != NULL, "semicolons, quotes, CRLF, a byte order mark, an empty line");
    if (s == NULL)
        return;
    ok(s->ds->nfields == 2 && strcmp(s->ds->field[0].name, "tas") == 0 &&
           strcmp(s->ds->field[0].units, "degC") == 0 &&
           strcmp(s->ds->field[1].name, "wind") == 0,
       "columns of numbers are fields, texts are left out");
    ok(s->ds->grid->kind == GRID_NONE, "without a place: GRID_NONE");
    ok(s->ds->time.n == 2 && s->ds->time.value[0] == 15370 &&
           s->ds->time.value[1] == 15371 &&
           strcmp(s->ds->time.units, "days since 1970-01-01") == 0,
       "dates with slashes, or without marks (date -d@0+15370days)");
    ok(value(s, 0, 0, 0) == -1.5f && isnan(value(s, 0, 1, 0)) &&
           value(s, 1, 1, 0) == 3,
       "values, an empty cell is missing");
    s->ops->close(s);
}

static void test_stations(void) {
    struct source *s = table("lon,lat,t,time\n3,2,7,2001-01-01T06:00Z\n"
                             "1,2,8,2001-01-01T06:00Z\n3,2,9,2001-01-01\n",
                             NULL);

    ok(s != NULL && s->ds->grid->kind == GRID_UNSTRUCTURED &&
           s->ds->grid->nx == 2 && s->ds->grid->station == NULL &&
           s->ds->grid->lon[0] == 3 && s->ds->grid->lat[1] == 2,
       "places tell stations apart, in order of appearance");
    if (s == NULL)
        return;
    ok(s->ds->time.n == 2 &&
           s->ds->time.value[1] - s->ds->time.value[0] == 21600,
       "rows by time, in seconds where days do not do");
    ok(value(s, 0, 0, 0) == 9 && isnan(value(s, 0, 0, 1)) &&
           value(s, 1, 0, 1) == 8,
       "a station without a row is missing");
    s->ops->close(s);
    s = table("time,a,b\n2001-01-01,1,2\n", "b");
    ok(s != NULL && s->ds->nfields == 1 && value(s, 0, 0, 0) == 2,
       "one variable of several");
    if (s != NULL)
        s->ops->close(s);
    ok(table("time,a,b\n2001-01-01,1,2\n", "c") == NULL &&
           strcmp(err_text(), "x.csv: no variable \"c\" (it has a, b)") == 0,
       "one that is not there");
}

static void test_damage(void) {
    ok(refused("time,a\n2001-01-01,1,2\n",
               "x.csv: line 2: 3 columns (the header has 2)"),
       "a ragged row, with its line");
    ok(refused("time,a\n2001-01-01,1\n2001-01-02,1x\n",
               "x.csv: line 3: a: \"1x\" is no number"),
       "a text among numbers");
    ok(refused("time,a\nyesterday,1\n",
               "x.csv: line 2: time: \"yesterday\" is no date "
               "(2012-01-31T06:00)"),
       "a time that is none");
    ok(refused("time,a\n2001-02-29,1\n",
               "x.csv: line 2: 2001-02-29 does not exist in calendar standard"),
       "a day that is none");
    ok(refused("time,a\n2001-01-01,1\n2001-01-01,2\n",
               "x.csv: lines 2 and 3 differ, at one time and station"),
       "two rows of one station and time");
    ok(refused("time,lat,lon,id,a\n2001-01-01,1,2,s,1\n2001-01-02,1,3,s,1\n",
               "x.csv: line 3: station s has moved"),
       "a station at two places");
    ok(refused("a,b\n1,2\n",
               "x.csv: no column time or date (the first is \"a\"; "
               "harmonise --columns says which)"),
       "no time");
    ok(refused("time,lat,lon,a\n2001-01-01,91,0,1\n",
               "x.csv: line 2: lat: \"91\" is no latitude"),
       "a latitude beyond the pole");
    ok(refused("time,a\n", "x.csv: no rows"), "no rows");
    ok(refused("time,\"a\n2001-01-01,1\n", "x.csv: no header"),
       "a quote that is not closed");
    ok(refused("time,a\n2001-01-01,\"1\n2001-01-02,2\n",
               "x.csv: line 2: a quote is not closed"),
       "nor later on");
    ok(refused("time,date,a\n2001-01-01,2001-01-01,1\n",
               "x.csv: columns time and date say the same"),
       "two columns for one thing");
}

int main(void) {
    ok(csv_is("time,a\n1,2", 10) && !csv_is("CDF\1,", 5) &&
           !csv_is("{\"a\":1,", 7) && !csv_is("time\n1,2", 8),
       "a table begins with names");
    test_columns();
    test_stations();
    test_damage();
    return done();
}
