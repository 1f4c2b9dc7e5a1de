/* SPDX-License-Identifier: Apache-2.0 */
/* classic: slabs of files of any layout; pipes that must be read in another
 * order than they come. */
#include "core/classic.h"

#include "sample.h"
#include "tap.h"

enum { T = 3, Y = 4, X = 5, GAP = 20 };

/* Value of variable v at place i: what is written there, big-endian. */
static int value(size_t v, size_t i) {
    return (int)(1000 * v + i) - 1500;
}

/* Fixed "a" [Y][X] and "b" [X] of shorts, records "c" [T][Y][X] and, if there
 * are two, "d" [T] of ints. */
static struct nc *header(bool two) {
    struct nc *nc = nc_new();
    const size_t t = nc_add_dim(nc, "t", T), y = nc_add_dim(nc, "y", Y),
                 x = nc_add_dim(nc, "x", X);
    const size_t dim[3] = { t, y, x };

    nc->record = t;
    nc->nrecords = T;
    nc_add_var(nc, "a", TYPE_SHORT, 2, dim + 1);
    nc_add_var(nc, "b", TYPE_SHORT, 1, &x);
    nc_add_var(nc, "c", TYPE_SHORT, 3, dim);
    if (two)
        nc_add_var(nc, "d", TYPE_INT, 1, &t);
    return nc;
}

static void put(unsigned char *p, int v, size_t size) {
    for (size_t i = 0; i < size; i++)
        p[i] = (unsigned char)(v >> 8 * (size - 1 - i));
}

/* The file; with `mixed` a and b have changed places, with a hole before. */
static struct bytes file(bool two, bool mixed, uint64_t *last) {
    struct nc *nc = header(two);
    struct cdf *lay;
    struct bytes b;
    unsigned char *head;

    if (cdf_plan(&lay, nc, 2, mixed ? GAP : 0) != EX_OK)
        abort();
    if (mixed) {
        lay->begin[1] = lay->data;
        lay->begin[0] = lay->data + lay->room[1];
    }
    head = cdf_encode(lay, nc);
    *last = cdf_end(lay, nc, T);
    b.n = (size_t)(lay->first + T * lay->stride);
    b.p = mem_array(b.n, 1);
    memcpy(b.p, head, (size_t)lay->length);
    for (size_t v = 0; v < nc->nvars; v++) {
        const size_t n = nc_count(nc, &nc->var[v]);
        const size_t size = nc_size(nc->var[v].type);
        for (size_t k = 0; k < (v < 2 ? 1 : T); k++)
            for (size_t i = 0; i < n; i++)
                put(b.p + lay->begin[v] + k * lay->stride + i * size,
                    value(v, k * n + i), size);
    }
    free(head);
    cdf_free(lay);
    nc_free(nc);
    return b;
}

/* Is each slab of c, of any start and count, what it must be? */
static bool slabs(struct ncfile *f) {
    short out[T * Y * X];
    size_t s[3], n[3];
    bool good = true;

    for (size_t i = 0; i < 216 && good; i++) {
        const size_t k[3] = { i % 6, i / 6 % 6, i / 36 };
        for (size_t d = 0; d < 3; d++) { /* 6 ways to take a dimension */
            const size_t all = d == 0 ? T : d == 1 ? Y : X;
            s[d] = k[d] < 3 ? k[d] : k[d] - 3;
            n[d] = k[d] < 3 ? all - s[d] : 1;
        }
        good = ncfile_slab(f, 2, s, n, out) == EX_OK;
        for (size_t j = 0; j < n[0] * n[1] * n[2] && good; j++) {
            const size_t x = s[2] + j % n[2], y = s[1] + j / n[2] % n[1];
            const size_t t = s[0] + j / n[2] / n[1];
            good = out[j] == value(2, (t * Y + y) * X + x);
        }
    }
    return good;
}

static void whole(bool two, bool mixed, bool pipes, const char *what) {
    uint64_t last;
    struct bytes b = file(two, mixed, &last);
    const struct ncfile_in in = { .fd = fd_of(b.p, b.n, pipes),
                                  .path = "x.nc" };
    struct ncfile *f = NULL;
    short a[Y * X];
    int d[T];
    bool good = ncfile_open(&f, &in) == EX_OK && !f->sequential && slabs(f);

    good = good && ncfile_slab(f, 0, (size_t[]){ 0, 0 }, (size_t[]){ Y, X },
                               a) == EX_OK;
    for (size_t i = 0; i < Y * X && good; i++)
        good = a[i] == value(0, i);
    if (two)
        good = good &&
               ncfile_slab(f, 3, (size_t[]){ 0 }, (size_t[]){ T }, d) == EX_OK;
    for (size_t i = 0; i < T && good && two; i++)
        good = d[i] == value(3, i);
    ok(good, what);
    ncfile_close(f);
    free(b.p);
}

/* Sizes that do not fit the header. */
static void sizes(void) {
    uint64_t last;
    struct bytes b = file(true, true, &last);
    bool good = true;
    size_t k;

    for (size_t n = 0; n < last; n++)
        good &= read_bytes(b.p, n, false, &k) == EX_DATAERR &&
                read_bytes(b.p, n, true, &k) == EX_DATAERR;
    ok(good, "each file that ends before its last value is refused");
    b.p = mem_grow(b.p, b.n + 4, 1);
    memset(b.p + b.n, 0, 4);
    ok(read_bytes(b.p, (size_t)last + 4, false, &k) == EX_OK,
       "zeros may follow it");
    b.p[last + 2] = 1;
    ok(read_bytes(b.p, (size_t)last + 4, false, &k) == EX_DATAERR &&
           read_bytes(b.p, (size_t)last + 4, true, &k) == EX_DATAERR,
       "and nothing else");
    free(b.p);
}

int main(void) {
    whole(true, false, false, "slabs of a file");
    whole(false, false, false, "slabs of a single record variable, unpadded");
    whole(true, true, false, "slabs of a file in another order, with a hole");
    whole(true, true, true, "the same through a pipe, which is spooled");
    sizes();
    return done();
}
