/* SPDX-License-Identifier: Apache-2.0 */
/* packed -- messages for grib.sh, and how fast their values are decoded; made
 * by ecCodes, to which it is linked.
 *
 *   packed make GRID PACKING BITS FIELDS >x.grib   GRID: lonlat (6.48 million
 *                                                  cells), o2560, h1024
 *   packed time FILE...                            of the first message of
 * each: ecCodes beside ours */
#include <eccodes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/grib_part.h"
#include "core/mem.h"

enum { NI = 3600, NJ = 1800, N = 2560, PAIRS = 9 };

static void check(int error, const char *what) {
    if (error == 0)
        return;
    fprintf(stderr, "packed: %s: %s\n", what, codes_get_error_message(error));
    exit(1);
}

static void ours_ok(int status, const char *what) {
    if (status == EX_OK)
        return;
    fprintf(stderr, "packed: %s: %s\n", what, err_text());
    exit(1);
}

static void set(codes_handle *h, const char *key, long value) {
    check(codes_set_long(h, key, value), key);
}

static codes_handle *lonlat(void) {
    codes_handle *h =
        codes_grib_handle_new_from_samples(NULL, "regular_ll_sfc_grib2");

    set(h, "Ni", NI);
    set(h, "Nj", NJ);
    set(h, "numberOfDataPoints", NI * NJ);
    set(h, "latitudeOfFirstGridPoint", 89950000);
    set(h, "latitudeOfLastGridPoint", -89950000);
    set(h, "longitudeOfFirstGridPoint", 0);
    set(h, "longitudeOfLastGridPoint", 359900000);
    set(h, "iDirectionIncrement", 100000);
    set(h, "jDirectionIncrement", 100000);
    return h;
}

/* Octahedral: 20 cells around the pole, 4 more in each row. */
static codes_handle *o2560(void) {
    codes_handle *h =
        codes_grib_handle_new_from_samples(NULL, "reduced_gg_sfc_grib2");
    static long pl[2 * N];

    for (long j = 0; j < N; j++)
        pl[j] = pl[2 * N - 1 - j] = 20 + 4 * j;
    set(h, "N", N);
    set(h, "Nj", 2 * N);
    check(codes_set_long_array(h, "pl", pl, 2 * N), "pl");
    set(h, "numberOfDataPoints", 4L * N * (N + 9));
    set(h, "latitudeOfFirstGridPoint", 89973000);
    set(h, "latitudeOfLastGridPoint", -89973000);
    set(h, "longitudeOfFirstGridPoint", 0);
    set(h, "longitudeOfLastGridPoint", 360000000 - 360000000 / pl[N - 1]);
    return h;
}

/* Nested HEALPix, with the definitions of tests/eccodes. */
static codes_handle *h1024(void) {
    codes_handle *h = codes_grib_handle_new_from_samples(NULL, "GRIB2");

    set(h, "gridDefinitionTemplateNumber", 150);
    set(h, "numberOfDataPoints", 12L * 1024 * 1024);
    set(h, "shapeOfTheEarth", 6);
    set(h, "Nside", 1024);
    set(h, "healpixOrdering", 1);
    return h;
}

/* A field of weather: large and small waves, and noise where that packs. */
static void fill(double *value, size_t n, int step, bool noise) {
    srand((unsigned)step);
    for (size_t k = 0; k < n; k++) {
        const double lat = (double)(k / NI) / NJ * M_PI;
        const double lon = (double)(k % NI) / NI * 2 * M_PI;
        value[k] = 288 - 40 * cos(lat) * cos(lat) +
                   8 * cos(5 * lon + step) * cos(3 * lat) +
                   3 * sin(40 * lon) * cos(37 * lat) +
                   (noise ? rand() % 1000 / 2000. : 0);
    }
}

static void write_message(const codes_handle *h) {
    const void *bytes;
    size_t n;

    check(codes_get_message(h, &bytes, &n), "message");
    if (fwrite(bytes, 1, n, stdout) != n)
        exit(1);
}

static void make(char **word) {
    codes_handle *h = *word[0] == 'o'   ? o2560()
                      : *word[0] == 'h' ? h1024()
                                        : lonlat();
    size_t length = strlen(word[1]), n = 0;
    double *value;
    long points;

    check(codes_get_long(h, "numberOfDataPoints", &points), "points");
    n = (size_t)points;
    value = mem_array(n, sizeof *value);
    for (int k = 0; k < atoi(word[3]); k++) {
        fill(value, n, k, strncmp(word[1], "grid_complex", 12) != 0);
        set(h, "forecastTime", k);
        check(codes_set_double_array(h, "values", value, n), "values");
        check(codes_set_string(h, "packingType", word[1], &length), word[1]);
        if (atol(word[2]) > 0)
            set(h, "bitsPerValue", atol(word[2]));
        check(codes_set_double_array(h, "values", value, n), "values");
        write_message(h);
    }
    free(value);
    codes_handle_delete(h);
}

static double now(void) {
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    const double *p = a, *q = b;

    return (*p > *q) - (*p < *q);
}

static uint8_t *read_all(const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    uint8_t *bytes;

    if (f == NULL || fseek(f, 0, SEEK_END) != 0)
        exit(1);
    *n = (size_t)ftell(f);
    rewind(f);
    bytes = mem_array(*n + 1, 1);
    if (fread(bytes, 1, *n, f) != *n)
        exit(1);
    fclose(f);
    return bytes;
}

/* A line: million values a second of both, their ratio, values that differ. */
static void compare(const char *path) {
    struct grib_index x = { 0 };
    struct grib_room room = { 0 };
    double theirs[PAIRS], ours[PAIRS], *d;
    size_t nbytes, n, differ = 0;
    uint8_t *bytes = read_all(path, &nbytes);
    codes_handle *h = codes_handle_new_from_message(NULL, bytes, nbytes);
    float *f;

    check(codes_get_size(h, "values", &n), path);
    x.in = (struct grib_input){
        .fd = -1, .path = path, .bytes = bytes, .size = nbytes
    };
    ours_ok(grib_scan(&x), path);
    d = mem_array(n, sizeof *d);
    f = mem_plane(n, sizeof *f);
    for (int k = 0; k < PAIRS; k++) {
        const double begin = now();
        check(codes_get_double_array(h, "values", d, &n), path);
        theirs[k] = now() - begin;
        ours_ok(grib_decode(&x, &x.field[0], &room, f), path);
        ours[k] = now() - begin - theirs[k];
    }
    for (size_t k = 0; k < n; k++)
        differ += (float)d[k] != f[k];
    qsort(theirs, PAIRS, sizeof *theirs, by_size);
    qsort(ours, PAIRS, sizeof *ours, by_size);
    printf("| %s | %.0f | %.0f | %.2f | %zu |\n", strrchr(path, '/') + 1,
           (double)n / ours[PAIRS / 2] / 1e6,
           (double)n / theirs[PAIRS / 2] / 1e6,
           theirs[PAIRS / 2] / ours[PAIRS / 2], differ);
    codes_handle_delete(h);
    free(d);
    free(f);
    free(bytes);
    grib_room_free(&room);
    grib_index_free(&x);
}

int main(int argc, char **argv) {
    if (argc == 6 && strcmp(argv[1], "make") == 0)
        make(argv + 2);
    else if (argc < 3 || strcmp(argv[1], "time") != 0)
        return 64;
    else
        for (int k = 2; k < argc; k++)
            compare(argv[k]);
    return 0;
}
