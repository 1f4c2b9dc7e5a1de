/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grib.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "tap.h"

/* A message by hand: 3 x 2 cells, 8 bits, R 100, of t at 850 hPa on 2020-01-02.
 * Its sections begin at 16, 37, 109, 143, 164, 170; it ends with 176 ... */
enum {
    S1 = 16,
    S3 = 37,
    S4 = 109,
    S5 = 143,
    S6 = 164,
    S7 = 170,
    END = 181,
    LENGTH = 185,
    ROOM = 512
};

static uint8_t m[ROOM];

static void put(size_t at, int octets, uint64_t x) {
    for (int k = octets; k-- > 0; x >>= 8)
        m[at + (size_t)k] = (uint8_t)x;
}

static void section(size_t at, uint64_t n, int number) {
    put(at, 4, n);
    m[at + 4] = (uint8_t)number;
}

static void message(void) {
    memset(m, 0, sizeof m);
    memcpy(m, "GRIB", 4);
    m[7] = 2;
    put(8, 8, LENGTH);
    section(S1, 21, 1);
    put(S1 + 12, 2, 2020);
    m[S1 + 14] = 1;
    m[S1 + 15] = 2;
    section(S3, 72, 3);
    put(S3 + 6, 4, 6);
    m[S3 + 14] = 6;
    put(S3 + 30, 4, 3);
    put(S3 + 34, 4, 2);
    put(S3 + 46, 4, 10000000);
    put(S3 + 50, 4, 20000000);
    put(S3 + 55, 4, 9000000);
    put(S3 + 59, 4, 22000000);
    put(S3 + 63, 4, 1000000);
    section(S4, 34, 4);
    m[S4 + 17] = 1;
    m[S4 + 22] = 100;
    put(S4 + 24, 4, 85000);
    m[S4 + 28] = 255;
    section(S5, 21, 5);
    put(S5 + 5, 4, 6);
    put(S5 + 11, 4, 0x42c80000); /* 100 in IEEE */
    m[S5 + 19] = 8;
    section(S6, 6, 6);
    m[S6 + 5] = 255;
    section(S7, 11, 7);
    for (uint8_t k = 0; k < 6; k++)
        m[S7 + 5 + k] = k;
    memcpy(m + END, "7777", 4);
}

/* All of the bytes as a file; the code of opening and of the first step. */
static int read_all(size_t n, struct source **src, const struct step **s) {
    char name[] = "/tmp/grib-XXXXXX";
    struct source_in in = { .path = "x.grib", .fd = mkstemp(name) };
    int status;

    unlink(name);
    if (write(in.fd, m, n) != (ssize_t)n)
        return -1;
    status = grib_open(src, &in);
    return status == EX_OK ? (*src)->ops->step(*src, 0, s) : status;
}

static void test_message(void) {
    struct source *src = NULL;
    const struct step *s;
    bool same = true;

    message();
    ok(read_all(LENGTH, &src, &s) == EX_OK, "a message by hand");
    if (src == NULL)
        return;
    for (int k = 0; k < 6; k++)
        same &= s->value[0].f[k] == (float)(100 + k);
    ok(same, "its values");
    ok(src->ds->grid->y.value[0] == 10 && src->ds->grid->x.value[2] == 22,
       "its places");
    ok(strcmp(src->ds->field[0].name, "t") == 0 &&
           src->ds->scalar[0].value == 85000,
       "its name and level");
    source_close(src);
}

/* An octet or more that say something else, and what is said about it. */
struct damage {
    size_t at;
    int octets;
    uint64_t x;
    const char *said;
};

static const struct damage damages[] = {
    { 7, 1, 3, "byte 0: message 1 is GRIB edition 3 (1 and 2 are read)" },
    { 8, 8, 15, "byte 0: message 1 has 15 octets" },
    { 8, 8, 500,
      "message 1 is cut short at byte 185 of 500 (0 whole messages "
      "before it)" },
    { 8, 8, LENGTH - 1,
      "byte 170: message 1: section 7 is 11 octets long, of 10 that are left" },
    { END + 3, 1, '8', "byte 181: message 1 does not end with 7777" },
    { S3, 4, 4,
      "byte 37: message 1: section 3 is 4 octets long, of 144 that "
      "are left" },
    { S3, 4, 5000,
      "byte 37: message 1: section 3 is 5000 octets long, of 144 "
      "that are left" },
    { S3 + 4, 1, 4, "byte 37: message 1: section 4 after section 1" },
    { S3 + 4, 1, 9, "byte 37: message 1: no section 9 of 72 octets" },
    { S3 + 5, 1, 1, "byte 37: a grid that source 1 defines" },
    { S3 + 12, 2, 50, "byte 37: grid template 3.50 is not read" },
    { S3 + 12, 2, 101,
      "byte 37: the unstructured grid 00000000000000000000000000000300 "
      "is not read" },
    { S3 + 6, 4, 7, "byte 37: 2 x 3 cells in a grid of 7 points" },
    { S3 + 30, 4, 0, "byte 37: 2 x 0 cells in a grid of 6 points" },
    { S3 + 38, 8, UINT64_C(0x0000000200000001),
      "byte 37: a unit of angles of 2 degrees" },
    { S1 + 14, 1, 13,
      "byte 28: message 1: 2020-13-02 does not exist in "
      "calendar standard" },
    { S4 + 7, 2, 99, "byte 109: message 1: product template 4.99 is not read" },
    { S4 + 17, 1, 99, "byte 126: message 1: no unit of time 99" },
    { S5 + 5, 4, 7, "byte 164: message 1: 7 values for 6 cells" },
    { S5 + 9, 2, 77, "byte 143: message 1: packing template 5.77 is not read" },
    { S5 + 19, 1, 16, "byte 170: message 1: 6 octets for 6 values of 16 bits" },
    { S5 + 19, 1, 200, "byte 170: message 1: more than 32 bits a value" },
    { S5 + 11, 4, 0x7f800000,
      "byte 143: message 1: R inf, E 0, D 0 give no number" },
    { S5 + 15, 2, 0x7fff,
      "byte 143: message 1: R 100, E 32767, D 0 give no number" },
    { S5 + 17, 2, 0xffff,
      "byte 143: message 1: R 100, E 0, D -32767 give no number" },
    { S6 + 5, 1, 1,
      "byte 164: message 1: bitmap 1 of its centre's own is not "
      "read" },
    { S6 + 5, 1, 254,
      "byte 164: message 1: a bitmap as before, without one "
      "before" },
    { S6 + 5, 1, 0, "byte 164: message 1: a bitmap shorter than its grid" },
};

static void test_damage(void) {
    for (size_t k = 0; k < sizeof damages / sizeof *damages; k++) {
        const struct damage *d = &damages[k];
        struct source *src = NULL;
        const struct step *s;
        const char *said;
        int code;

        message();
        put(d->at, d->octets, d->x);
        code = read_all(LENGTH, &src, &s);
        said = err_text();
        if (strncmp(said, "x.grib: ", 8) == 0)
            said += 8;
        if (strcmp(said, d->said) != 0 || code != EX_DATAERR)
            printf("# %d: %s\n", code, said);
        ok(code == EX_DATAERR && strcmp(said, d->said) == 0, d->said);
        source_close(src);
    }
}

/* Whether bytes are refused with a part of a message. */
static bool refused(size_t n, const char *part) {
    struct source *src = NULL;
    const struct step *s;
    const int code = read_all(n, &src, &s);
    const bool is = code == EX_DATAERR && strstr(err_text(), part) != NULL;

    if (!is)
        printf("# %d: %s\n", code, err_text());
    source_close(src);
    return is;
}

/* 2^32 - 1 cells of one value in 185 octets. */
static void test_size(void) {
    struct source *src = NULL;
    const struct step *s;

    message();
    put(S3 + 6, 4, 0xffffffff);
    put(S3 + 30, 4, 65535);
    put(S3 + 34, 4, 65537);
    put(S5 + 5, 4, 0xffffffff);
    m[S5 + 19] = 0;
    ok(read_all(LENGTH, &src, &s) == EX_OSERR &&
           strstr(err_text(), "takes 16.0 GiB (--memory") != NULL,
       "a field beyond --memory is no memory taken");
}

static void test_groups(void) {
    message();
    /* section 5 becomes 5.2 of 47 octets: what follows moves by 26 */
    memmove(m + S6 + 26, m + S6, LENGTH - S6);
    memset(m + S6, 0, 26);
    put(8, 8, LENGTH + 26);
    section(S5, 47, 5);
    put(S5 + 9, 2, 2);
    put(S5 + 31, 4, 7);
    ok(refused(LENGTH + 26, "groups that cannot be"),
       "more groups than values");
    put(S5 + 31, 4, 1);
    put(S5 + 42, 4, 5);
    ok(refused(LENGTH + 26, "groups of 5 values"),
       "lengths that do not add up");
    put(S5 + 42, 4, 6);
    m[S5 + 35] = 30;
    ok(refused(LENGTH + 26, "groups of 6 values in 24 octets, not 6 in 6"),
       "widths that read past section 7");
    put(S5 + 31, 4, 6);
    m[S5 + 36] = 32;
    ok(refused(LENGTH + 26, "its groups are cut short"),
       "heads that read past section 7");
    put(S5 + 9, 2, 42);
    m[S5 + 22] = 16;
    put(S5 + 23, 2, 128);
    m[S5 + 21] = 8;
    m[S7 + 26 + 5] = 0xff;
    ok(refused(LENGTH + 26, "CCSDS ends after"), "CCSDS that ends early");
    m[S5 + 21] = 9;
    ok(refused(LENGTH + 26, "CCSDS of 8 bits, blocks of 16 by 128, flags 9, is "
                            "not read"),
       "CCSDS of integers with a sign");
    m[S5 + 21] = 8;
    m[S5 + 22] = 10;
    ok(refused(LENGTH + 26, "blocks of 10 by 128"),
       "CCSDS by blocks of another size");
}

/* HEALPix: what its numbers may be. */
static void test_healpix(void) {
    message();
    put(S3 + 6, 4, 12);
    put(S3 + 12, 2, 150);
    put(S3 + 31, 4, 1);
    put(S3 + 35, 4, 45000000);
    m[S3 + 39] = 4;
    m[S3 + 41] = 0;
    ok(refused(LENGTH, "6 values for 12 cells"),
       "HEALPix has 12 Nside^2 cells");
    put(S3 + 6, 4, 13);
    ok(refused(LENGTH, "1 x 12 cells in a grid of 13 points"), "no others");
    put(S3 + 31, 4, 9000);
    ok(refused(LENGTH, "HEALPix of Nside 9000 (1 to 8192 are read)"),
       "Nside up to 8192");
    put(S3 + 31, 4, 3);
    m[S3 + 40] = 1;
    ok(refused(LENGTH, "nested HEALPix of Nside 3 (a power of 2)"),
       "nested: a power of 2");
    m[S3 + 39] = 3;
    ok(refused(LENGTH, "HEALPix from 45"), "the position of the centre alone");
}

/* Is a global attribute that text? */
static bool says(const struct source *src, const char *name, const char *text) {
    const char *is = atts_text(&src->ds->atts, name);

    return is != NULL && strcmp(is, text) == 0;
}

/* A header of the Climate DT, as it was delivered (H1024, generation 1). */
static void test_destine(void) {
    static const uint8_t local[31] = { 0, 0,    0,    0x1f, 0x02, 0,    1,    0,
                                       1, 0,    2,    0,    7,    1,    0,    2,
                                       1, 0,    2,    0,    1,    0,    0x2e, 0,
                                       9, 0x04, 0x4a, 0x30, 0x30, 0x30, 0x31 };
    struct source *src = NULL;
    const struct step *s;

    message();
    m[S1 + 6] = 98;
    m[S1 + 19] = 12;
    memmove(m + S3 + sizeof local, m + S3, LENGTH - S3);
    memcpy(m + S3, local, sizeof local);
    put(8, 8, LENGTH + sizeof local);
    ok(read_all(LENGTH + sizeof local, &src, &s) == EX_OK,
       "a local section of DestinE");
    if (src == NULL)
        return;
    ok(says(src, "destine_dataset", "climate-dt") &&
           says(src, "destine_activity", "ScenarioMIP") &&
           says(src, "destine_experiment", "SSP3-7.0") &&
           says(src, "destine_model", "IFS-NEMO") &&
           says(src, "destine_resolution", "high") &&
           atts_number(&src->ds->atts, "destine_generation") == 1 &&
           atts_number(&src->ds->atts, "destine_realization") == 1,
       "its words are attributes");
    ok(says(src, "GRIB_class", "d1") && says(src, "GRIB_type", "fc") &&
           says(src, "GRIB_stream", "clte") && says(src, "GRIB_expver", "0001"),
       "so are those of MARS behind them");
    source_close(src);
}

int main(void) {
    test_message();
    test_destine();
    test_damage();
    test_size();
    test_groups();
    test_healpix();
    return done();
}
