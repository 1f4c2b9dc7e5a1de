/* SPDX-License-Identifier: Apache-2.0 */
/* stream: what twin-stream(5) promises of every prefix and every flip. */
#include "core/stream.h"

#include <errno.h>
#include <fcntl.h>

#include "core/digest.h"
#include "core/mark.h"
#include "sample.h"
#include "tap.h"

enum { STEPS = 4 };

/* The sample stream of n steps; `announced` may be NC_NONE.  Through a pipe, or
 * to a file. */
static struct bytes sample(size_t n, size_t announced, bool pipes, int zstd) {
    struct nc *nc = sample_nc(announced);
    struct stream_out *s = NULL;
    struct bytes b;
    int end[2] = { temporary_fd(), -1 };
    int status;

    if (pipes && pipe(end) != 0)
        abort();
    const struct stream_how how = { .fd = pipes ? end[1] : end[0],
                                    .path = "x.nc",
                                    .zstd = zstd };
    TRY(stream_begin(&s, nc, &how));
    for (size_t k = 0; k < n; k++)
        TRY(sample_put(s, k));
    TRY(stream_end(s, NULL));
done:
    if (status != EX_OK)
        err_print();
    stream_free(s);
    nc_free(nc);
    if (!pipes) {
        b = bytes_of(end[0]);
    } else {
        close(end[1]);
        b = (struct bytes){ mem_array(65536, 1), 0 };
        for (ssize_t got = 1; got > 0; b.n += (size_t)got)
            got = read(end[0], b.p + b.n, 65536 - b.n);
    }
    close(end[0]);
    return b;
}

/* Is each proper prefix refused, with 65? */
static bool prefixes_fail(const struct bytes *b, bool pipes) {
    size_t k;

    for (size_t n = 0; n < b->n; n++)
        if (read_bytes(b->p, n, pipes, &k) != EX_DATAERR) {
            printf("# %zu of %zu bytes: %s\n", n, b->n, err_text());
            return false;
        }
    return true;
}

/* Is each byte that is not what it was refused, with 65? */
static bool flips_fail(struct bytes *b, bool pipes) {
    static const unsigned char how[] = {
        1, 2, 4, 8, 16, 32, 64, 128, 255, 0x55
    };
    size_t k;
    int status = EX_DATAERR;

    for (size_t i = 0; i < b->n; i++)
        for (size_t j = 0; j < sizeof how && status == EX_DATAERR; j++) {
            b->p[i] ^= how[j];
            status = read_bytes(b->p, b->n, pipes, &k);
            b->p[i] ^= how[j];
            if (status != EX_DATAERR)
                printf("# byte %zu ^ %d: %d %s\n", i, how[j], status,
                       err_text());
        }
    return status == EX_DATAERR;
}

static void damage(size_t n, size_t announced, bool pipes, const char *what) {
    struct bytes b = sample(n, announced, pipes, 0);
    size_t k;
    char *line;

    printf("# %s: %zu bytes\n", what, b.n);
    for (int p = 0; p < 2; p++) {
        const char *from = p ? "a pipe" : "a file";
        line = mem_format("%s: whole from %s", what, from);
        ok(read_bytes(b.p, b.n, p, &k) == EX_OK && k == n, line);
        free(line);
        line = mem_format("%s: each prefix from %s is refused", what, from);
        ok(prefixes_fail(&b, p), line);
        free(line);
        line = mem_format("%s: each flip from %s is refused", what, from);
        ok(flips_fail(&b, p), line);
        free(line);
    }
    free(b.p);
}

/* Values and digest come back. */
static void values(void) {
    struct bytes b = sample(STEPS, STEPS, true, 0);
    const struct ncfile_in in = { .fd = fd_of(b.p, b.n, true), .path = "-" };
    struct ncfile *f = NULL;
    const void *value[6];
    char digest[DIGEST_TEXT];
    bool same = true;

    ok(ncfile_open(&f, &in) == EX_OK && f->sequential, "a pipe is read");
    ok(((double *)f->nc->var[0].value)[2] == 1.5 &&
           ((short *)f->nc->var[1].value)[1] == -20,
       "fixed variables have their values once it is open");
    ok(f->nc->nrecords == STEPS, "the count of steps is known");
    for (size_t k = 0; k < STEPS; k++)
        same &= ncfile_next(f, value) == EX_OK && sample_same(value, k) &&
                value[0] == NULL;
    ok(same, "records come back as they were put");
    ok(ncfile_next(f, value) == EX_OK && value[4] == NULL,
       "after the last there is nothing");
    memset(b.p + 4, 0, 4);
    digest_of(b.p, b.n - MARK_SIZE, digest);
    ok(strcmp(f->digest, digest) == 0,
       "the digest is XXH3-128 of all before the end mark, count as zeros");
    ncfile_close(f);
    free(b.p);
}

/* Through a pipe with and without a count, to a file, compressed. */
static void forms(void) {
    struct bytes known = sample(STEPS, STEPS, true, 0);
    struct bytes open = sample(STEPS, NC_NONE, true, 0);
    struct bytes file = sample(STEPS, NC_NONE, false, 0);
    struct bytes zstd = sample(STEPS, STEPS, true, 3);
    size_t k;

    ok(known.n == file.n && memcmp(known.p, file.p, file.n) == 0,
       "a file gets its count at the end: the same bytes as through a pipe");
    ok(memcmp(open.p + 4, "\xff\xff\xff\xff", 4) == 0 &&
           memcmp(open.p + 8, file.p + 8, file.n - 8) == 0,
       "without a count it is STREAMING, and all else the same");
    ok(memcmp(zstd.p, "\x28\xb5\x2f\xfd", 4) == 0 &&
           read_bytes(zstd.p, zstd.n, true, &k) == EX_OK && k == STEPS &&
           read_bytes(zstd.p, zstd.n, false, &k) == EX_OK && k == STEPS,
       "zstd is recognised");
    ok(prefixes_fail(&zstd, true), "each prefix of a zstd stream is refused");
    zstd.p[zstd.n++] = 0;
    ok(read_bytes(zstd.p, zstd.n, true, &k) == EX_DATAERR,
       "bytes after a zstd stream are refused");
    file.p[file.n++] = 0;
    ok(read_bytes(file.p, file.n, true, &k) == EX_DATAERR &&
           read_bytes(file.p, file.n, false, &k) == EX_DATAERR,
       "bytes after the end mark are refused");
    free(known.p);
    free(open.p);
    free(file.p);
    free(zstd.p);
}

static bool says(const char *text) {
    if (strcmp(err_text(), text) == 0)
        return true;
    printf("# \"%s\"\n", err_text());
    return false;
}

/* What is said of a stream that is cut. */
static void words(void) {
    struct bytes b = sample(STEPS, STEPS, true, 0);
    struct bytes open = sample(STEPS, NC_NONE, true, 0);
    size_t k;

    ok(read_bytes(b.p, b.n - MARK_SIZE, false, &k) == EX_DATAERR &&
           says("x.nc: ends after 4 steps without its end mark") && k == 4,
       "without its end mark it is not taken for plain NetCDF");
    ok(read_bytes(b.p, b.n - MARK_SIZE - 1, true, &k) == EX_DATAERR &&
           says("x.nc: ends after 3 steps without its end mark") && k == 3,
       "cut in a record: how many steps were whole");
    ok(read_bytes(open.p, open.n - MARK_SIZE, true, &k) == EX_DATAERR &&
           says("x.nc: ends after 4 steps without its end mark"),
       "STREAMING without end mark is refused");
    ok(read_bytes(b.p, 100, true, &k) == EX_DATAERR &&
           says("x.nc: ends within its header"),
       "cut in the header");
    ok(read_bytes(b.p, 0, true, &k) == EX_DATAERR && says("x.nc: is empty"),
       "empty");
    memset(b.p + 4, 0, 4);
    ok(read_bytes(b.p, b.n, false, &k) == EX_DATAERR &&
           says("x.nc: its header says 0 steps, its end mark 4 (harmonise "
                "--repair puts the header right)"),
       "a header that was not put right");
    free(b.p);
    free(open.p);
}

/* Steps of a stream that is not whole, when asked for. */
static void lenient(void) {
    struct bytes b = sample(STEPS, NC_NONE, true, 0);
    struct ncfile_in in = { .path = "x.nc", .mode.accept_unterminated = true };
    const void *value[6];
    struct ncfile *f = NULL;
    bool good = true;

    for (size_t lost = 0; lost < 30; lost++) {
        in.fd = fd_of(b.p, b.n - MARK_SIZE - lost, true);
        good &= ncfile_open(&f, &in) == EX_OK;
        for (size_t k = 0; k < (lost ? STEPS - 1 : STEPS) && good; k++)
            good = ncfile_next(f, value) == EX_OK && sample_same(value, k);
        good = good && ncfile_next(f, value) == EX_OK && value[4] == NULL;
        ncfile_close(f);
        f = NULL;
    }
    ok(good, "accept_unterminated: the whole steps, and no more");
    free(b.p);
}

int main(void) {
    if (freopen("/dev/null", "w", stderr) == NULL) /* it warns, rightly */
        return 1;
    values();
    forms();
    words();
    damage(3, 3, true, "3 steps");
    damage(1, 1, true, "1 step");
    damage(0, 0, true, "no step");
    damage(2, NC_NONE, true, "STREAMING");
    lenient();
    return done();
}
