/* SPDX-License-Identifier: Apache-2.0 */
/* flow -- streams of any size, for the checks of speed, memory and other
 * readers; not installed.
 *
 *   flow make STEPS NY NX [known|open|mixed] >x.nc   daily tas [K], NY x NX
 *   flow copy <x.nc >y.nc                            read and written again
 *   flow read <x.nc                                  read to the end
 *
 * `known` announces the steps, `open` does not; `mixed` adds variables of all
 * types that CDF-2 has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/ncfile.h"
#include "core/stream.h"

enum { FIELDS = 4 /* different steps, which come again and again */ };

static double *axis(size_t n, double first, double last) {
    double *v = mem_array(n, sizeof *v);

    for (size_t i = 0; i < n; i++)
        v[i] = first + (last - first) * ((double)i + .5) / (double)n;
    return v;
}

static void texts(struct nc_var *v, const char *name, const char *units) {
    atts_set_text(&v->atts, "standard_name", name);
    atts_set_text(&v->atts, "units", units);
}

/* A variable of each other type, at the end of a record. */
static void add_mixed(struct nc *nc, const size_t *dim) {
    nc_add_var(nc, "letter", TYPE_CHAR, 1, dim);
    nc_add_var(nc, "flag", TYPE_BYTE, 3, dim);
    nc_add_var(nc, "count", TYPE_SHORT, 3, dim);
    nc_add_var(nc, "label", TYPE_INT, 3, dim);
    nc_add_var(nc, "exact", TYPE_DOUBLE, 3, dim);
}

static struct nc *header(size_t steps, size_t ny, size_t nx, const char *form) {
    struct nc *nc = nc_new();
    const size_t time = nc_add_dim(nc, "time", steps);
    const size_t y = nc_add_dim(nc, "lat", ny), x = nc_add_dim(nc, "lon", nx);
    const size_t dim[3] = { time, y, x };

    nc->record = time;
    nc->nrecords = strcmp(form, "open") ? steps : NC_NONE;
    atts_set_text(&nc->atts, "Conventions", "CF-1.11");
    nc_add_var(nc, "lat", TYPE_DOUBLE, 1, &y);
    texts(&nc->var[0], "latitude", "degrees_north");
    nc->var[0].value = axis(ny, 90, -90);
    nc_add_var(nc, "lon", TYPE_DOUBLE, 1, &x);
    texts(&nc->var[1], "longitude", "degrees_east");
    nc->var[1].value = axis(nx, 0, 360);
    nc_add_var(nc, "time", TYPE_DOUBLE, 1, &time);
    texts(&nc->var[2], "time", "days since 2000-01-01");
    atts_set_text(&nc->var[2].atts, "calendar", "standard");
    nc_add_var(nc, "tas", TYPE_FLOAT, 3, dim);
    texts(&nc->var[3], "air_temperature", "K");
    atts_set_numbers(&nc->var[3].atts, "_FillValue", TYPE_FLOAT, 1,
                     &(double){ 1e20f });
    if (strcmp(form, "mixed") == 0)
        add_mixed(nc, dim);
    return nc;
}

/* Field k, of quarters, so that every program prints them alike. */
static float *field(size_t k, size_t ny, size_t nx) {
    float *v = mem_array(ny * nx, sizeof *v);

    for (size_t i = 0; i < ny; i++)
        for (size_t j = 0; j < nx; j++)
            v[i * nx + j] =
                280 + .25f * (float)((7 * i + 3 * j + 11 * k) % 128);
    return v;
}

/* Values of step k of the variables of add_mixed(), from those of tas. */
struct mixed {
    char letter;
    signed char *flag;
    short *count;
    int *label;
    double *exact;
};

static void mix(struct mixed *m, const float *tas, size_t n, size_t k) {
    m->letter = (char)('a' + k % 26);
    for (size_t i = 0; i < n; i++) {
        m->flag[i] = (signed char)((int)(i + k) % 100 - 50);
        m->count[i] = (short)(tas[i] * 10);
        m->label[i] = -(int)(1000 * k + i);
        m->exact[i] = tas[i] * 2;
    }
}

static int make(size_t steps, size_t ny, size_t nx, const char *form) {
    const size_t n = ny * nx;
    struct nc *nc = header(steps, ny, nx, form);
    const struct stream_how how = { .fd = STDOUT_FILENO, .path = "-" };
    struct stream_out *s = NULL;
    struct mixed m = { 0, mem_array(n, 1), mem_array(n, sizeof(short)),
                       mem_array(n, sizeof(int)),
                       mem_array(n, sizeof(double)) };
    float *tas[FIELDS];
    double time;
    int status;

    for (size_t k = 0; k < FIELDS; k++)
        tas[k] = field(k, ny, nx);
    TRY(stream_begin(&s, nc, &how));
    for (size_t k = 0; k < steps; k++) {
        const void *value[] = { NULL,      NULL,   &time,   tas[k % FIELDS],
                                &m.letter, m.flag, m.count, m.label,
                                m.exact };
        time = (double)k + .5;
        if (nc->nvars > 4)
            mix(&m, tas[k % FIELDS], n, k);
        TRY(stream_put(s, &(struct record){ .value = value }));
    }
    TRY(stream_end(s, NULL));
done:
    stream_free(s);
    for (size_t k = 0; k < FIELDS; k++)
        free(tas[k]);
    free(m.flag);
    free(m.count);
    free(m.label);
    free(m.exact);
    nc_free(nc);
    return status;
}

/* Through the reader, and with `write` through the writer. */
static int pass(bool write) {
    const struct ncfile_in in = { .fd = STDIN_FILENO, .path = "-" };
    const struct stream_how how = { .fd = STDOUT_FILENO, .path = "-" };
    struct stream_out *s = NULL;
    struct ncfile *f = NULL;
    const void **value = NULL;
    size_t last;
    int status;

    TRY(ncfile_open(&f, &in));
    value = mem_array(f->nc->nvars, sizeof *value);
    last = f->nc->nvars - 1; /* a field of records */
    if (write)
        TRY(stream_begin(&s, f->nc, &how));
    while ((status = ncfile_next(f, value)) == EX_OK && value[last])
        if (write)
            TRY(stream_put(s, &(struct record){ .value = value }));
    if (write && status == EX_OK)
        TRY(stream_end(s, NULL));
done:
    free(value);
    stream_free(s);
    ncfile_close(f);
    return status;
}

int main(int argc, char **argv) {
    int status = EX_USAGE;

    err_name("flow");
    err_set(EX_USAGE, "make STEPS NY NX [known|open|mixed], copy, or read");
    if (argc >= 5 && strcmp(argv[1], "make") == 0)
        status = make(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10),
                      strtoul(argv[4], NULL, 10), argc > 5 ? argv[5] : "known");
    else if (argc == 2 && strcmp(argv[1], "copy") == 0)
        status = pass(true);
    else if (argc == 2 && strcmp(argv[1], "read") == 0)
        status = pass(false);
    if (status != EX_OK)
        err_print();
    return status;
}
