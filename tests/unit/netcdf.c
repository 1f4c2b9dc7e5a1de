/* SPDX-License-Identifier: Apache-2.0 */
#include "core/netcdf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "tap.h"

enum { NY = 3, NX = 4, STEPS = 5 };

/* Five steps of a field on 3 x 4 cells, a fixed variable, a text. */
static struct nc *describe(void) {
    static const double lats[NY] = { -10, 0, 10 };
    struct nc *nc = nc_new();
    const double nan = NAN;
    size_t dims[3], k;

    dims[0] = nc_add_dim(nc, "time", STEPS);
    dims[1] = nc_add_dim(nc, "lat", NY);
    dims[2] = nc_add_dim(nc, "lon", NX);
    nc->record = dims[0];
    nc->nrecords = STEPS;
    nc_add_var(nc, "time", TYPE_DOUBLE, 1, dims);
    k = nc_add_var(nc, "lat", TYPE_DOUBLE, 1, dims + 1);
    nc->var[k].value = mem_copy(lats, NY, sizeof *lats);
    k = nc_add_var(nc, "tas", TYPE_FLOAT, 3, dims);
    atts_set_text(&nc->var[k].atts, "units", "K");
    atts_set_numbers(&nc->var[k].atts, "_FillValue", TYPE_FLOAT, 1, &nan);
    k = nc_add_var(nc, "land", TYPE_BYTE, 2, dims + 1);
    atts_set_text(&nc->atts, "history", "made\nhere");
    return nc;
}

/* Values of step k: k + cell / 100. */
static int write_file(const char *path) {
    static const signed char land[NY * NX] = { 1, 0, 1 };
    struct nc *nc = describe();
    struct netcdf *w = NULL;
    float tas[NY * NX];
    int status;

    close(open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600));
    TRY(netcdf_create(&w, path, path, nc, 2, 2));
    for (int k = 0; k < STEPS; k++) {
        const double time = 10.5 * k;
        const void *const value[] = { &time, NULL, tas, land };
        for (int i = 0; i < NY * NX; i++)
            tas[i] = (float)k + (float)i / 100;
        TRY(netcdf_put(w, &(struct record){ .value = value }));
    }
    TRY(netcdf_finish(w));
done:
    netcdf_free(w);
    nc_free(nc);
    return status;
}

static int open_file(struct ncfile **f, const char *path) {
    const struct ncfile_in in = { .fd = open(path, O_RDONLY), .path = path };

    return netcdf_open(f, &in);
}

static void test_round_trip(void) {
    const size_t start[] = { 3, 1, 2 }, count[] = { 2, 2, 1 };
    float tas[4] = { 0 };
    double time[STEPS];
    signed char land[NY * NX];
    struct ncfile *f = NULL;
    const struct nc *nc;
    size_t k;

    ok(write_file("a.nc") == EX_OK, "writes");
    ok(open_file(&f, "a.nc") == EX_OK && !f->sequential, "reads it");
    if (f == NULL)
        return;
    nc = f->nc;
    ok(nc->ndims == 3 && nc->nvars == 4 && nc->record == 0 &&
           nc->nrecords == STEPS && strcmp(nc->dim[2].name, "lon") == 0,
       "dimensions, the record one among them");
    k = nc_find_var(nc, "tas");
    ok(k == 2 && nc->var[k].type == TYPE_FLOAT && nc->var[k].ndims == 3,
       "variables in their order");
    ok(strcmp(atts_text(&nc->var[k].atts, "units"), "K") == 0 &&
           atts_find(&nc->var[k].atts, "_FillValue")->type == TYPE_FLOAT &&
           strcmp(atts_text(&nc->atts, "history"), "made\nhere") == 0,
       "attributes with their types");
    ok(f->ops->slab(f, k, start, count, tas) == EX_OK && tas[0] == 3.06f &&
           tas[1] == 3.10f && tas[2] == 4.06f && tas[3] == 4.10f,
       "a slab across steps, bit for bit");
    ok(f->ops->slab(f, 0, (size_t[]){ 0 }, (size_t[]){ STEPS }, time) ==
               EX_OK &&
           time[4] == 42,
       "times");
    ok(f->ops->slab(f, 3, (size_t[]){ 0, 0 }, (size_t[]){ NY, NX }, land) ==
               EX_OK &&
           land[0] == 1 && land[1] == 0 && land[2] == 1,
       "a fixed variable whose values came with the first record");
    ok(f->ops->slab(f, k, (size_t[]){ 5, 0, 0 }, count, tas) == EX_DATAERR,
       "beyond the last step: EX_DATAERR");
    f->ops->close(f);
}

static bool same_bytes(const char *a, const char *b) {
    char x[1 << 16], y[1 << 16];
    const int fa = open(a, O_RDONLY), fb = open(b, O_RDONLY);
    const ssize_t na = read(fa, x, sizeof x), nb = read(fb, y, sizeof y);

    close(fa);
    close(fb);
    return na > 0 && na == nb && memcmp(x, y, (size_t)na) == 0;
}

/* What is left of a file, or not of this kind, with the file in the message. */
static void test_damage(void) {
    static const char start[] = "\x89HDF\r\n\x1a\n and then nothing";
    struct ncfile *f = NULL;
    const int fd = open("bad.nc", O_CREAT | O_WRONLY, 0600);
    bool all = true;

    ok(write(fd, start, sizeof start) > 0 && close(fd) == 0 &&
           open_file(&f, "bad.nc") == EX_DATAERR && f == NULL,
       "damaged: EX_DATAERR");
    ok(strcmp(err_text(), "bad.nc: is damaged (NetCDF: HDF error; fetch it "
                          "again)") == 0,
       "in the library's words, and what to do");
    for (off_t n = 5000; n > 8 && all; n -= 911) {
        all = write_file("cut.nc") == EX_OK && truncate("cut.nc", n) == 0 &&
              open_file(&f, "cut.nc") != EX_OK;
    }
    ok(all, "cut short anywhere: EX_DATAERR");
}

int main(void) {
    char dir[] = "/tmp/twin-netcdf-XXXXXX";

    if (mkdtemp(dir) == NULL || chdir(dir) != 0)
        return 1;
    test_round_trip();
    ok(write_file("b.nc") == EX_OK && same_bytes("a.nc", "b.nc"),
       "the same bytes each time");
    test_damage();
    for (const char *const *p =
             (const char *const[]){ "a.nc", "b.nc", "bad.nc", "cut.nc", NULL };
         *p; p++)
        unlink(*p);
    ok(chdir("/") == 0 && rmdir(dir) == 0, "no temporary is left");
    return done();
}
