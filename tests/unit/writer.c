/* SPDX-License-Identifier: Apache-2.0 */
#include "core/writer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "tap.h"

/* Two stations, one name like a formula and one with a quote; two days of a
 * field on two levels and of a label. */
static struct dataset *describe(size_t steps) {
    struct dataset *ds = dataset_new();
    struct field *f;

    grid_free(ds->grid);
    ds->grid = grid_new(GRID_UNSTRUCTURED, 1, 2);
    ds->grid->lat[1] = -1.5;
    ds->grid->lon[1] = 190;
    ds->grid->station = mem_array(2, sizeof(char *));
    ds->grid->station[0] = mem_text("=A1");
    ds->grid->station[1] = mem_text("b\"c");
    ds->level = mem_array(1, sizeof *ds->level);
    ds->level->name = mem_text("plev");
    ds->level->n = 2;
    ds->level->value = mem_array(2, sizeof(double));
    ds->level->value[0] = 850;
    ds->level->value[1] = 500;
    ds->time.name = mem_text("time");
    ds->time.units = mem_text("days since 2001-01-01");
    ds->time.n = steps;
    if (time_unit_parse(ds->time.units, NULL, &ds->time.unit) != EX_OK)
        abort();
    f = dataset_add(ds, "ta", REAL);
    f->has_level = true;
    f = dataset_add(ds, "event", LABEL);
    f->has_level = false;
    dataset_resize(ds);
    return ds;
}

/* Writes n steps of a dataset that announced others; its code. */
static int make(const struct output *o, size_t announced, size_t n) {
    float ta[4] = { 0.1f, NAN, 3, 1e-7f };
    int32_t event[2] = { 7, LABEL_MISSING };
    union values value[2] = { { .f = ta }, { .i = event } };
    struct step s = { .bounds = { NAN, NAN }, .value = value };
    struct dataset *ds = describe(announced);
    struct writer *w = NULL;
    int status;

    TRY(writer_open(&w, o));
    TRY(writer_begin(w, ds));
    for (; s.time < (double)n; s.time++) {
        TRY(writer_put(w, &s));
        ta[0] = ta[1] = ta[2] = ta[3] = NAN;
        event[0] = LABEL_MISSING;
    }
    TRY(writer_commit(w));
done:
    writer_free(w);
    dataset_free(ds);
    return status;
}

static bool holds(const char *path, const char *text) {
    char got[2048] = { 0 };
    const int fd = open(path, O_RDONLY);
    const ssize_t n = read(fd, got, sizeof got - 1);

    close(fd);
    unlink(path);
    if (n >= 0 && strcmp(got, text) == 0)
        return true;
    printf("# got %s\n", got);
    return false;
}

static void test_text(void) {
    ok(make(&(struct output){ .file = "a.csv" }, 2, 2) == EX_OK &&
           holds("a.csv", "time,station,lat,lon,ta_850,ta_500,event\n"
                          "2001-01-01T00:00:00Z,\"'=A1\",0,0,0.1,3,7\n"
                          "2001-01-01T00:00:00Z,\"b\"\"c\",-1.5,190,,1e-07,\n"
                          "2001-01-02T00:00:00Z,\"'=A1\",0,0,,,\n"
                          "2001-01-02T00:00:00Z,\"b\"\"c\",-1.5,190,,,\n"),
       "CSV: a row for each cell and step, a column for each level; missing is "
       "empty; formulas and quotes are quoted");
    ok(make(&(struct output){ .file = "a.geojson" }, 2, 2) == EX_OK &&
           holds("a.geojson",
                 "{\"type\":\"FeatureCollection\",\"features\":[\n"
                 "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
                 "\"coordinates\":[0,0]},\"properties\":{\"station\":\"=A1\","
                 "\"time\":\"2001-01-01T00:00:00Z\",\"ta_850\":0.1,"
                 "\"ta_500\":3,\"event\":7}},\n"
                 "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
                 "\"coordinates\":[-170,-1.5]},\"properties\":{\"station\":"
                 "\"b\\\"c\",\"time\":\"2001-01-01T00:00:00Z\","
                 "\"ta_850\":null,\"ta_500\":1e-07,\"event\":null}}\n]}\n"),
       "GeoJSON: a point for each cell and step with a value, within +-180");
}

static bool fails(const struct output *o, size_t announced, size_t n, int code,
                  const char *message) {
    const int got = make(o, announced, n);
    const bool same = got == code && strcmp(err_text(), message) == 0;

    if (!same)
        printf("# %d %s\n", got, err_text());
    return same && (o->file == NULL || access(o->file, F_OK) != 0);
}

static void test_refusals(void) {
    ok(fails(&(struct output){ .file = "a.xls" }, 1, 1, EX_USAGE,
             "a.xls: its suffix names no form (-f stream, .nc, .tif, .csv, "
             ".geojson do)"),
       "a suffix that names no form: EX_USAGE");
    ok(fails(&(struct output){ .form = "xls" }, 1, 1, EX_USAGE,
             "-f: no form \"xls\" (there are stream, nc, tif, csv, geojson)"),
       "a form that is not there: EX_USAGE");
    ok(fails(&(struct output){ .file = "no/a.csv" }, 1, 1, EX_CANTCREAT,
             "no/a.csv: there is no folder \"no\""),
       "no folder: EX_CANTCREAT, before any work");
    ok(fails(&(struct output){ .file = "a.csv", .zstd = 3 }, 1, 1, EX_USAGE,
             "-z: packs streams only, not csv (-f stream)"),
       "zstd of a table: EX_USAGE");
    ok(fails(&(struct output){ .file = "a.csv" }, 2, 3, EX_SOFTWARE,
             "a.csv: more than the 2 steps announced") &&
           fails(&(struct output){ .file = "a.csv" }, 3, 2, EX_SOFTWARE,
                 "a.csv: 2 steps, but 3 were announced"),
       "other than the announced steps: EX_SOFTWARE, and nothing is left");
    ok(fails(&(struct output){ .file = "a.geojson" }, 500001, 1, EX_DATAERR,
             "a.geojson: more than 1000000 features are too many for GeoJSON "
             "(-f nc takes them all, --time, --bbox or --grid make them "
             "fewer)"),
       "more than a million features: EX_DATAERR");
    ok(make(&(struct output){ .file = "a.csv" }, STEPS_UNKNOWN, 3) == EX_OK &&
           access("a.csv", F_OK) == 0,
       "steps that were not announced are as many as come");
    unlink("a.csv");
}

int main(void) {
    char dir[] = "/tmp/twin-writer-XXXXXX";

    if (mkdtemp(dir) == NULL || chdir(dir) != 0)
        return 1;
    test_text();
    test_refusals();
    ok(chdir("/") == 0 && rmdir(dir) == 0, "no temporary is left");
    return done();
}
