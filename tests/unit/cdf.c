/* SPDX-License-Identifier: Apache-2.0 */
/* cdf: headers there and back, layouts, claims; digest. */
#include "core/cdf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/digest.h"
#include "core/mem.h"
#include "sample.h"
#include "tap.h"

/* A header of every attribute type, and two record variables. */
static struct nc *all_types(void) {
    struct nc *nc = sample_nc(5);
    struct atts *a = &nc->atts;

    atts_set_numbers(a, "byte", TYPE_BYTE, 3, (double[]){ -128, 0, 127 });
    atts_set_numbers(a, "short", TYPE_SHORT, 1, &(double){ -32768 });
    atts_set_numbers(a, "int", TYPE_INT, 2, (double[]){ -2147483648., 7 });
    atts_set_numbers(a, "float", TYPE_FLOAT, 1, &(double){ .25 });
    atts_set_numbers(a, "double", TYPE_DOUBLE, 1, &(double){ .1 });
    atts_set_numbers(a, "ubyte", TYPE_UBYTE, 1, &(double){ 255 });
    atts_set_numbers(a, "ushort", TYPE_USHORT, 1, &(double){ 65535 });
    atts_set_numbers(a, "uint", TYPE_UINT, 1, &(double){ 4294967295. });
    atts_set_numbers(a, "int64", TYPE_INT64, 1, &(double){ -9e15 });
    atts_set_numbers(a, "none", TYPE_DOUBLE, 0, NULL);
    atts_set_text(a, "empty", "");
    atts_set_text(a, "title", "temp\xc3\xa9rature");
    return nc;
}

static bool same_atts(const struct atts *a, const struct atts *b, bool types) {
    bool same = a->n == b->n;

    for (size_t i = 0; i < a->n && same; i++) {
        const struct att *s = &a->att[i], *t = &b->att[i];
        same = strcmp(s->name, t->name) == 0 && s->n == t->n &&
               (!types || s->type == t->type) &&
               (s->text ? t->text && strcmp(s->text, t->text) == 0
                        : memcmp(s->number, t->number, s->n * 8) == 0);
    }
    return same;
}

static bool same_nc(const struct nc *a, const struct nc *b, bool types) {
    bool same = a->ndims == b->ndims && a->nvars == b->nvars &&
                a->record == b->record && a->nrecords == b->nrecords &&
                same_atts(&a->atts, &b->atts, types);

    for (size_t i = 0; i < a->ndims && same; i++)
        same = strcmp(a->dim[i].name, b->dim[i].name) == 0 &&
               a->dim[i].n == b->dim[i].n;
    for (size_t i = 0; i < a->nvars && same; i++) {
        const struct nc_var *v = &a->var[i], *w = &b->var[i];
        same = strcmp(v->name, w->name) == 0 && v->type == w->type &&
               v->ndims == w->ndims &&
               memcmp(v->dim, w->dim, v->ndims * sizeof *v->dim) == 0 &&
               same_atts(&v->atts, &w->atts, types);
    }
    return same;
}

static void there_and_back(int version) {
    struct nc *nc = all_types(), *back;
    struct cdf *lay = NULL, *read;
    unsigned char *bytes;
    bool more, good;
    char *what = mem_format("CDF-%d there and back", version);

    if (cdf_plan(&lay, nc, version, 16) != EX_OK)
        err_print();
    bytes = cdf_encode(lay, nc);
    good =
        cdf_decode(&back, &read, bytes, (size_t)lay->length, &more) == EX_OK &&
        !more;
    ok(good && same_nc(nc, back, version == 5) &&
           memcmp(lay->begin, read->begin, lay->nvars * 8) == 0 &&
           read->data == read->length + 16 && read->stride == lay->stride &&
           cdf_sequential(read, back),
       what);
    if (version < 5)
        ok(atts_find(&back->atts, "ubyte")->type == TYPE_SHORT &&
               atts_find(&back->atts, "uint")->type == TYPE_DOUBLE &&
               atts_find(&back->atts, "int64")->type == TYPE_DOUBLE,
           "attributes of types it has not become wider ones");
    nc_free(back);
    cdf_free(read);
    for (size_t n = 0; n < lay->length && good; n++)
        good = cdf_decode(&back, &read, bytes, n, &more) == EX_OK && more;
    ok(good, "each prefix of a header asks for more");
    free(bytes);
    cdf_free(lay);
    nc_free(nc);
    free(what);
}

/* Which version a variable of a type, n x n, asks for. */
static int version_of(enum nc_type type, size_t n) {
    struct nc *nc = nc_new();
    const size_t dim[2] = { nc_add_dim(nc, "y", n), nc_add_dim(nc, "x", n) };
    struct cdf *lay = NULL;
    int version = 0;

    nc_add_var(nc, "v", type, 2, dim);
    if (cdf_plan(&lay, nc, 0, 0) == EX_OK)
        version = lay->version;
    cdf_free(lay);
    nc_free(nc);
    return version;
}

/* The size of a record of bytes and, if there are two, of shorts. */
static uint64_t stride(size_t nvars) {
    struct nc *nc = nc_new();
    const size_t dim[2] = { nc_add_dim(nc, "t", 0), nc_add_dim(nc, "x", 5) };
    struct cdf *lay = NULL;
    uint64_t n = 0;

    nc->record = 0;
    nc_add_var(nc, "b", TYPE_BYTE, 2, dim);
    if (nvars > 1)
        nc_add_var(nc, "s", TYPE_SHORT, 2, dim);
    if (cdf_plan(&lay, nc, 2, 0) == EX_OK)
        n = lay->stride;
    cdf_free(lay);
    nc_free(nc);
    return n;
}

static void layouts(void) {
    ok(version_of(TYPE_FLOAT, 32767) == 2 && version_of(TYPE_FLOAT, 32768) == 5,
       "CDF-5 where a variable reaches 4 GiB");
    ok(version_of(TYPE_INT64, 2) == 5 && version_of(TYPE_DOUBLE, 2) == 2,
       "CDF-5 where a 64-bit integer is needed");
    ok(version_of(TYPE_DOUBLE, SIZE_MAX / 2) == 0 &&
           version_of(TYPE_STRING, 2) == 0,
       "sizes that overflow and strings are refused");
    ok(stride(1) == 5 && stride(2) == 8 + 12,
       "a record variable that is alone is not padded");
}

/* Bytes of a header as they come: "CDF\2", 0 records and what follows. */
static int decode(const char *hex, bool *more) {
    unsigned char bytes[200];
    size_t n = 0;
    struct nc *nc;
    struct cdf *lay;
    int status;

    for (; hex[0]; hex += hex[0] == ' ' ? 1 : 2)
        if (hex[0] != ' ') {
            const char two[3] = { hex[0], hex[1], 0 };
            bytes[n++] = (unsigned char)strtoul(two, NULL, 16);
        }
    status = cdf_decode(&nc, &lay, bytes, n, more);
    nc_free(nc);
    cdf_free(lay);
    return status;
}

static bool refused(const char *hex, const char *message) {
    bool more;

    if (decode(hex, &more) == EX_DATAERR && strcmp(err_text(), message) == 0)
        return true;
    printf("# \"%s\"\n", err_text());
    return false;
}

#define START  "43444602 00000000 "
#define NONE   "00000000 00000000 "
#define DIM(n) "0000000a 00000001 00000001 78000000 " n

static void claims(void) {
    struct rusage used;
    const clock_t before = clock();
    bool more;

    ok(refused(START "0000000a 000f4240",
               "its header claims 1000000 dimensions (8192 at most)"),
       "10^6 dimensions");
    ok(decode(START "0000000a 00001fff 00000001 78000000", &more) == EX_OK &&
           more,
       "more dimensions than bytes: no memory is taken, more bytes are");
    ok(refused(START NONE "0000000c 00000001 00000001 78000000 00000006 "
                          "ffffffff",
               "its header claims 4294967295 numbers of an attribute "
               "(16777216 at most)"),
       "an attribute of 32 GiB");
    ok(refused(START NONE NONE "0000000b ffffffff",
               "its header claims 4294967295 variables (8192 at most)"),
       "4 G variables");
    ok(getrusage(RUSAGE_SELF, &used) == 0 && used.ru_maxrss < 64 * 1024 &&
           clock() - before < CLOCKS_PER_SEC / 10,
       "in little memory and time");
    ok(refused("43444603 00000000", "is no classic NetCDF"), "CDF-3");
    ok(refused(START "0000000b 00000001",
               "no list of dimensions in its header"),
       "a list of another kind");
    ok(refused(START "0000000a 00000002 00000001 78000000 00000000 00000001 "
                     "79000000 00000000",
               "has two record dimensions"),
       "two record dimensions");
    ok(refused(START "0000000a 00000002 00000001 78000000 00000001 00000001 "
                     "78000000 00000002 " NONE NONE,
               "has \"x\" twice"),
       "a dimension twice");
    ok(refused(START "0000000a 00000001 00000001 0a000000 00000001",
               "a name in its header is not allowed"),
       "a name with a line break");
    ok(refused(START "0000000a 00000001 00000002 c3280000 00000001",
               "a name in its header is not allowed"),
       "a name that is no UTF-8");
    ok(refused(START DIM("00000004 ") NONE
               "0000000b 00000001 00000001 76000000 00000001 00000001 " NONE
               "00000005 00000010 00000000 00000060",
               "variable \"v\" has a dimension that cannot be"),
       "a dimension that is not there");
    ok(refused(START DIM("00000004 ") NONE
               "0000000b 00000001 00000001 76000000 00000001 00000000 " NONE
               "00000005 00000010 00000000 00000010",
               "variable \"v\" cannot begin at byte 16"),
       "values within the header");
    ok(refused("43444602 00000009 " DIM("00000000 ") NONE NONE,
               "has 9 records of nothing"),
       "records without a variable");
}

/* xxhsum 0.8.1 -H2 of nothing, and of "twinpipe". */
static void digests(void) {
    struct digest *d = digest_new();
    char text[DIGEST_TEXT], once[DIGEST_TEXT];

    digest_text(d, text);
    ok(strcmp(text, "99aa06d3014798d86001c324468d497f") == 0,
       "the digest of nothing is that of xxhsum");
    digest_add(d, "twin", 4);
    digest_text(d, text);
    digest_add(d, "pipe", 4);
    digest_text(d, text);
    digest_of("twinpipe", 8, once);
    ok(strcmp(text, "2c4836651201335bb1fbf4b80dc72742") == 0 &&
           strcmp(text, once) == 0,
       "in pieces as at once");
    digest_free(d);
}

int main(void) {
    there_and_back(1);
    there_and_back(2);
    there_and_back(5);
    layouts();
    claims();
    digests();
    return done();
}
