/* SPDX-License-Identifier: Apache-2.0 */
#include "core/reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

/* Tables are the least files there are; what holds for them holds for all. */
static const struct {
    const char *name, *text;
} files[] = {
    { "a.csv", "time,station,lat,lon,elev,tas [K]\n"
               "2001-01-01,a,1,2,5,280\n2001-01-01,b,2,3,,281\n"
               "2001-01-02,b,2,3,,NA\n2001-01-02,a,1,2,5,282\n" },
    { "b.csv", "date,id,latitude,longitude,alt,tas [degC]\n"
               "2001-01-03,a,1,2,5,3.5\n2001-01-03,b,2,3,,1\n" },
    { "same.csv", "time,station,lat,lon,elev,tas [K]\n"
                  "2001-01-02,a,1,2,5,282\n2001-01-02,b,2,3,,\n"
                  "2001-01-04T06:00,a,1,2,5,290\n"
                  "2001-01-04T06:00,b,2,3,,291\n" },
    { "other.csv", "time,station,lat,lon,elev,tas [K]\n"
                   "2001-01-02,a,1,2,5,283\n2001-01-02,b,2,3,,\n" },
    { "pr.csv", "time,station,lat,lon,elev,pr\n2001-01-01,a,1,2,5,0\n"
                "2001-01-01,b,2,3,,1\n2001-01-02,a,1,2,5,2\n" },
    { "late.csv", "time,station,lat,lon,elev,pr\n2001-01-01,a,1,2,5,0\n"
                  "2001-01-01,b,2,3,,1\n2001-01-03,a,1,2,5,2\n" },
    { "moved.csv", "time,station,lat,lon,elev,tas [K]\n2001-01-09,a,1,2,5,0\n"
                   "2001-01-09,b,2,4,,1\n" },
    { "both.csv", "time,station,lat,lon,elev,tas [K],pr\n"
                  "2001-01-09,a,1,2,5,0,1\n2001-01-09,b,2,3,,1,1\n" },
};
enum { FILES = sizeof files / sizeof files[0] };

static void make_files(void) {
    for (size_t i = 0; i < FILES; i++) {
        const int fd = open(files[i].name, O_CREAT | O_WRONLY, 0600);
        if (write(fd, files[i].text, strlen(files[i].text)) < 0)
            perror(files[i].name);
        close(fd);
    }
}

/* All steps in one text, "TIME:a,b[,..] " for the first values of each field,
 * or the message. */
static const char *read_all(const struct input *in) {
    static char text[1024];
    struct reader *r = NULL;
    const struct step *s;
    int status;

    text[0] = 0;
    TRY(reader_open(&r, in));
    while ((status = reader_next(r, &s)) == EX_OK && s != NULL) {
        const struct dataset *ds = reader_dataset(r);
        snprintf(text + strlen(text), 32, "%g:", s->time);
        for (size_t k = 0; k < ds->nfields; k++)
            for (size_t i = 0; i < ds->field[k].n; i++)
                snprintf(text + strlen(text), 32, "%g,",
                         (double)s->value[k].f[i]);
        text[strlen(text) - 1] = ' ';
    }
done:
    if (status != EX_OK)
        snprintf(text, sizeof text, "%d %s", status, err_text());
    reader_free(r);
    return text;
}

#define READ(...)                                                              \
    read_all(&(struct input){ .file = (const char *const[]){ __VA_ARGS__ },    \
                              .nfiles =                                        \
                                  sizeof(const char *const[]){ __VA_ARGS__ } / \
                                  sizeof(char *) })

static bool is(const char *got, const char *want) {
    if (strcmp(got, want) != 0)
        printf("# got  %s\n# not  %s\n", got, want);
    return strcmp(got, want) == 0;
}

/* Days are since 1970-01-01: 11323 is 2001-01-01. */
static void test_time(void) {
    static const char whole[] =
        "11323:280,281 11324:282,nan 11325:276.65,274.15 ";

    ok(is(READ("a.csv"), "11323:280,281 11324:282,nan "),
       "a file; rows in any order, missing cells");
    ok(is(READ("a.csv", "b.csv"), whole), "along time, in the first's units");
    ok(is(READ("b.csv", "a.csv"),
          "11323:6.85,7.85 11324:8.85,nan 11325:3.5,1 "),
       "sorted by their first stamp, in the first FILE's units");
    ok(is(READ("a.csv", "b.csv", "same.csv"),
          "11323:280,281 11324:282,nan 11325:276.65,274.15 11326.2:290,291 "),
       "a step that is there twice is taken once; times in the first's unit");
    ok(is(READ("a.csv", "other.csv"),
          "65 other.csv: step 1 (2001-01-02) is not after step 2 of a.csv "
          "(2001-01-02) and differs from it; --on-overlap first or last keeps "
          "one"),
       "two different steps at one time: EX_DATAERR");
    ok(is(read_all(&(struct input){
              .file = (const char *const[]){ "a.csv", "other.csv" },
              .nfiles = 2,
              .overlap = OVERLAP_FIRST }),
          "11323:280,281 11324:282,nan "),
       "OVERLAP_FIRST keeps the first");
    ok(is(READ("a.csv", "moved.csv"),
          "65 moved.csv: grid differs from a.csv: cell 2 lies at 4E 2N against "
          "3E 2N"),
       "domains must agree");
}

static void test_variable(void) {
    ok(is(READ("a.csv", "pr.csv"), "11323:280,281,0,1 11324:282,nan,2,nan "),
       "other fields at the same times stand beside");
    ok(is(READ("a.csv", "late.csv"),
          "65 late.csv: step 2 is at 2001-01-03, that of a.csv at 2001-01-02 "
          "(they have different fields)"),
       "at other times: EX_DATAERR");
    ok(is(READ("a.csv", "both.csv"),
          "65 both.csv: shares tas with a.csv, but not all fields (--variable "
          "picks some)"),
       "some fields shared, some not: EX_DATAERR");
    ok(is(read_all(&(struct input){
              .file = (const char *const[]){ "a.csv", "both.csv" },
              .nfiles = 2,
              .variable = (const char *const[]){ "tas" },
              .nvariables = 1 }),
          "11323:280,281 11324:282,nan 11331:0,1 "),
       "variables asked for, of all files");
    ok(is(read_all(&(struct input){
              .file = (const char *const[]){ "a.csv", "pr.csv" },
              .nfiles = 2,
              .variable = (const char *const[]){ "pr" },
              .nvariables = 1 }),
          "11323:0,1 11324:2,nan "),
       "of the one file that has them");
    ok(is(read_all(&(struct input){
              .file = (const char *const[]){ "a.csv", "b.csv" },
              .nfiles = 2,
              .variable = (const char *const[]){ "hurs" },
              .nvariables = 1 }),
          "65 no variable \"hurs\" in any of 2 files"),
       "of none: EX_DATAERR");
    ok(is(read_all(&(struct input){
              .file = (const char *const[]){ "a.csv", "b.csv" },
              .nfiles = 2,
              .join = JOIN_VARIABLE }),
          "65 b.csv: has the same fields as a.csv (join along time)"),
       "JOIN_VARIABLE wants different fields");
    ok(is(read_all(&(struct input){
              .file = (const char *const[]){ "a.csv", "pr.csv" },
              .nfiles = 2,
              .join = JOIN_TIME }),
          "65 pr.csv: has other fields than a.csv: pr, not tas (join by "
          "variable)"),
       "JOIN_TIME wants the same");
}

static const char *read_time(const char *time, size_t n) {
    return read_all(&(struct input){
        .file = (const char *const[]){ "a.csv", "b.csv", "same.csv" },
        .nfiles = n,
        .time = time });
}

static void test_select(void) {
    ok(is(read_time("2001-01-02", 3), "11324:282,nan "), "one day");
    ok(is(read_time("2001-01-02/2001-01-03", 3),
          "11324:282,nan 11325:276.65,274.15 "),
       "a range, both ends in it");
    ok(is(read_time("2001-01-04/..", 3), "11326.2:290,291 "), "an open one");
    ok(is(read_time("2002", 3), "65 a.csv: no step in 2002 (it has 2001-01-01 "
                                "… 2001-01-04T06)"),
       "nothing selected: EX_DATAERR names both ranges");
    ok(is(read_time("2001-02-30", 1),
          "64 --time: 2001-02-30 does not exist in calendar standard"),
       "a date that is none: EX_USAGE");
}

static void test_open(void) {
    struct reader *r = NULL;
    const struct input in = { .file = (const char *const[]){ "a.csv", "b.csv" },
                              .nfiles = 2 };
    const struct dataset *ds;

    ok(is(READ("none.csv"), "66 none.csv: No such file or directory"),
       "an absent FILE: EX_NOINPUT");
    ok(is(READ("."), "66 .: a folder (name the files in it)"), "a folder");
    ok(is(READ("http://a/b.nc"),
          "66 http://a/b.nc: only files are read, not addresses"),
       "an address");
    ok(reader_open(&r, &in) == EX_OK, "opens");
    ds = reader_dataset(r);
    ok(ds->time.n == 3 && ds->time.value != NULL &&
           ds->time.value[2] == 11325 && ds->grid->kind == GRID_UNSTRUCTURED &&
           ds->grid->nx == 2 && strcmp(ds->grid->station[1], "b") == 0 &&
           ds->nstatics == 1 && isnan(ds->statics[0].value.f[1]),
       "steps are counted before they are read; stations with their heights");
    reader_free(r);
}

/* More files than stay open: each is opened again when its turn comes. */
static void test_many(void) {
    enum { MANY = 40 };
    char name[MANY][24];
    const char *list[MANY];
    struct reader *r = NULL;
    const struct step *s;
    size_t n = 0;
    bool ordered = true;

    for (int i = 0; i < MANY; i++) {
        FILE *f;
        snprintf(name[i], sizeof name[i], "m%02d.csv", i);
        f = fopen(name[i], "w");
        fprintf(f, "time,x\n2001-02-%02dT00:00,%d\n", 1 + (MANY - 1 - i) / 2,
                MANY - 1 - i);
        fprintf(f, "2001-02-%02dT%02d:00,%d\n", 1 + (MANY - 1 - i) / 2,
                1 + (MANY - 1 - i) % 2, MANY - 1 - i);
        fclose(f);
        list[i] = name[i];
    }
    ok(reader_open(&r, &(struct input){ .file = list,
                                        .nfiles = MANY,
                                        .overlap = OVERLAP_FIRST }) == EX_OK,
       "40 files");
    for (double last = 0; reader_next(r, &s) == EX_OK && s; last = s->time, n++)
        ordered &= s->time > last;
    ok(n == 60 && ordered, "their steps are in order of time");
    reader_free(r);
    for (int i = 0; i < MANY; i++)
        unlink(name[i]);
}

int main(void) {
    char dir[] = "/tmp/twin-reader-XXXXXX";

    if (mkdtemp(dir) == NULL || chdir(dir) != 0)
        return 1;
    make_files();
    test_time();
    test_variable();
    test_select();
    test_open();
    test_many();
    for (size_t i = 0; i < FILES; i++)
        unlink(files[i].name);
    if (chdir("/") == 0)
        rmdir(dir);
    return done();
}
