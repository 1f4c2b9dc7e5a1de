/* SPDX-License-Identifier: Apache-2.0 */
/* stream: writers that fail say why; values that come late. */
#include "core/digest.h"
#include "core/mark.h"
#include "sample.h"
#include "tap.h"

/* A stream that fails after n of 5 steps; n = -1: before it begins. */
static int failing(int n, const char *message) {
    struct nc *nc = sample_nc(5);
    struct stream_out *s = NULL;
    int end[2], status = EX_OK;

    if (pipe(end) != 0)
        abort();
    const struct stream_how how = { .fd = end[1], .path = "-" };
    if (n >= 0)
        TRY(stream_begin(&s, nc, &how));
    for (int k = 0; k < n; k++)
        TRY(sample_put(s, (size_t)k));
done:
    stream_abort(s, end[1], message);
    stream_free(s);
    nc_free(nc);
    close(end[1]);
    return status == EX_OK ? end[0] : -1;
}

/* Reads to the end: the code, and how many steps came. */
static int follow(int fd, size_t *k) {
    const struct ncfile_in in = { .fd = fd, .path = "-" };
    struct ncfile *f = NULL;
    const void *value[6];
    int status = ncfile_open(&f, &in);

    for (*k = 0; status == EX_OK; ++*k) {
        status = ncfile_next(f, value);
        if (status != EX_OK || value[4] == NULL)
            break;
    }
    ncfile_close(f);
    return status;
}

static void first_cause(void) {
    size_t k;
    bool good = true;

    err_name("harmonise");
    for (int n = -1; n <= 5; n++)
        good &= follow(failing(n, "tas.nc: no variable \"pr\""), &k) ==
                    EX_DATAERR &&
                k == (size_t)(n < 0 ? 0 : n) &&
                strcmp(err_text(), "standard input: harmonise: tas.nc: no "
                                   "variable \"pr\"") == 0;
    ok(good, "who reads is told why, after the steps that were whole");
    err_name("detect-events");
    ok(follow(failing(2, err_text()), &k) == EX_DATAERR &&
           strcmp(err_text(), "standard input: harmonise: tas.nc: no "
                              "variable \"pr\"") == 0,
       "the first cause is passed on as it is");
}

static void long_message(void) {
    char text[1201];
    struct mark m, back;
    unsigned char bytes[MARK_ABORT_SIZE];

    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 3);
    text[1] = 'x'; /* now characters begin at odd places */
    mark_abort(&m, 7, text + 1);
    ok(strlen(m.message) == MARK_MESSAGE - 1 &&
           strncmp(m.message, text + 1, MARK_MESSAGE - 1) == 0,
       "a long message is cut between two characters");
    ok(mark_put(&m, bytes) == MARK_ABORT_SIZE &&
           mark_get(&back, bytes, sizeof bytes) &&
           memcmp(&m, &back, sizeof m) == 0,
       "an aborted mark comes back as it was put");
    bytes[100] ^= 1;
    ok(!mark_get(&back, bytes, sizeof bytes), "but not with another byte");
    bytes[100] ^= 1;
    ok(!mark_get(&back, bytes, sizeof bytes - 1), "nor with one less");
}

/* A dataset without time: its field comes with the only step. */
static void late(void) {
    static const int field[6] = { 1, -2, 3, 4, 5, INT32_MIN };
    struct nc *nc = nc_new();
    const size_t y = nc_add_dim(nc, "y", 2), x = nc_add_dim(nc, "x", 3);
    const size_t both[2] = { y, x };
    const void *value[3] = { NULL, field, NULL };
    const struct stream_how how = { .fd = temporary_fd(), .path = "x.nc" };
    struct stream_out *s = NULL;
    struct ncfile *f = NULL;
    struct ncfile_in in = { .path = "x.nc" };
    int status;

    nc_add_var(nc, "x", TYPE_SHORT, 1, &x);
    nc->var[0].value = mem_copy((short[3]){ 1, 2, 3 }, 3, sizeof(short));
    nc_add_var(nc, "label", TYPE_INT, 2, both);
    nc_add_var(nc, "y", TYPE_DOUBLE, 1, &y);
    nc->var[2].value = mem_copy((double[2]){ 9, 8 }, 2, sizeof(double));
    TRY(stream_begin(&s, nc, &how));
    ok(stream_put(s, &(struct record){ .value = value }) == EX_OK &&
           stream_put(s, &(struct record){ .value = value }) == EX_SOFTWARE,
       "values of fixed variables may come with the only step");
    TRY(stream_end(s, NULL));
    in.fd = how.fd;
    TRY(ncfile_open(&f, &in));
    ok(memcmp(f->nc->var[1].value, field, sizeof field) == 0 &&
           ((double *)f->nc->var[2].value)[1] == 8 && f->digest[0] != 0 &&
           ncfile_next(f, value) == EX_OK && value[1] == NULL,
       "and are there once the stream is open");
done:
    ok(status == EX_OK, "a dataset without time is written and read");
    ncfile_close(f);
    stream_free(s);
    nc_free(nc);
}

/* Our own faults. */
static void counts(void) {
    struct nc *nc = sample_nc(2);
    const struct stream_how how = { .fd = temporary_fd(), .path = "x.nc" };
    struct stream_out *s = NULL;

    ok(stream_begin(&s, nc, &how) == EX_OK && sample_put(s, 0) == EX_OK &&
           stream_end(s, NULL) == EX_SOFTWARE && sample_put(s, 1) == EX_OK &&
           sample_put(s, 2) == EX_SOFTWARE,
       "more or fewer steps than were announced are a fault of ours");
    stream_free(s);
    nc_free(nc);
    close(how.fd);
}

int main(void) {
    first_cause();
    long_message();
    late();
    counts();
    return done();
}
