/* SPDX-License-Identifier: Apache-2.0 */
/* sample -- small streams, and files of bytes, for the unit programs */
#ifndef TWIN_SAMPLE_H
#define TWIN_SAMPLE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/nc.h"
#include "core/ncfile.h"
#include "core/output.h"
#include "core/stream.h"

/* Bytes of a file. */
struct bytes {
    unsigned char *p;
    size_t n;
};

/* By hand: 3 x 2 cells, `nrecords` records of a double, a byte, a float field
 * and a short, fixed coordinates. */
static inline struct nc *sample_nc(size_t nrecords) {
    static const double lat[3] = { -1, 0, 1.5 };
    static const short lon[2] = { 10, -20 };
    struct nc *nc = nc_new();
    const size_t time = nc_add_dim(nc, "time", nrecords);
    const size_t y = nc_add_dim(nc, "lat", 3), x = nc_add_dim(nc, "lon", 2);
    const size_t field[3] = { time, y, x };

    nc->record = time;
    nc->nrecords = nrecords;
    atts_set_text(&nc->atts, "Conventions", "CF-1.11");
    nc_add_var(nc, "lat", TYPE_DOUBLE, 1, &y);
    nc->var[0].value = mem_copy(lat, 3, sizeof *lat);
    atts_set_text(&nc->var[0].atts, "units", "degrees_north");
    nc_add_var(nc, "lon", TYPE_SHORT, 1, &x);
    nc->var[1].value = mem_copy(lon, 2, sizeof *lon);
    nc_add_var(nc, "time", TYPE_DOUBLE, 1, &time);
    atts_set_text(&nc->var[2].atts, "units", "days since 2000-01-01");
    nc_add_var(nc, "flag", TYPE_BYTE, 1, &time);
    nc_add_var(nc, "tas", TYPE_FLOAT, 3, field);
    atts_set_numbers(&nc->var[4].atts, "_FillValue", TYPE_FLOAT, 1,
                     &(double){ 1e20f });
    nc_add_var(nc, "count", TYPE_SHORT, 3, field);
    return nc;
}

/* Record k of the sample: values that tell where they are. */
static inline void sample_record(size_t k, double *time, signed char *flag,
                                 float *tas, short *count) {
    *time = (double)k + .5;
    *flag = (signed char)(k - 1);
    for (int i = 0; i < 6; i++) {
        tas[i] = (float)(100 * (int)k + i) + .25f;
        count[i] = (short)(1000 * (int)k - i);
    }
}

static inline int sample_put(struct stream_out *s, size_t k) {
    double time;
    signed char flag;
    float tas[6];
    short count[6];
    const void *value[6] = { NULL, NULL, &time, &flag, tas, count };

    sample_record(k, &time, &flag, tas, count);
    return stream_put(s, &(struct record){ .value = value });
}

/* Does a record that was read hold what sample_put() wrote? */
static inline bool sample_same(const void *const *value, size_t k) {
    double time;
    signed char flag;
    float tas[6];
    short count[6];

    sample_record(k, &time, &flag, tas, count);
    return memcmp(value[2], &time, sizeof time) == 0 &&
           memcmp(value[3], &flag, sizeof flag) == 0 &&
           memcmp(value[4], tas, sizeof tas) == 0 &&
           memcmp(value[5], count, sizeof count) == 0;
}

/* All bytes of a file; the caller frees p. */
static inline struct bytes bytes_of(int fd) {
    struct bytes b = { mem_array(1, 1), 0 };
    ssize_t n = 1;

    while (n > 0) {
        b.p = mem_grow(b.p, b.n + 65536, 1);
        n = pread(fd, b.p + b.n, 65536, (off_t)b.n);
        b.n += n > 0 ? (size_t)n : 0;
    }
    return b;
}

/* A descriptor that gives n bytes: a file, or a pipe (n < 64 KiB). */
static inline int fd_of(const void *p, size_t n, bool pipes) {
    int end[2] = { temporary_fd(), -1 };

    if (pipes) {
        close(end[0]);
        if (pipe(end) != 0)
            abort();
    }
    if (write_all(pipes ? end[1] : end[0], "test", p, n) != EX_OK)
        abort();
    if (pipes)
        close(end[1]);
    return end[0];
}

/* What reading bytes to their end gives: a code, and the records read. */
static inline int read_bytes(const void *p, size_t n, bool pipes,
                             size_t *nrecords) {
    struct ncfile *f = NULL;
    const struct ncfile_in in = { .fd = fd_of(p, n, pipes), .path = "x.nc" };
    const void *value[64];
    int status = ncfile_open(&f, &in);

    *nrecords = 0;
    while (status == EX_OK && f->sequential) {
        status = ncfile_next(f, value);
        if (status != EX_OK || value[f->nc->nvars - 1] == NULL)
            break;
        ++*nrecords;
    }
    ncfile_close(f);
    return status;
}

#endif
