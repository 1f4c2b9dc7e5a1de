/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/regrid.h"

#include "tap.h"

#include <string.h>

enum { NY = 3, NX = 4, MY = 2, MX = 2 };

/* Rows of 2, 1: the mean of two source rows, then the third alone. */
static size_t yrow[] = { 0, 2, 3 };
static uint32_t ycol[] = { 0, 1, 2 };
static double yweight[] = { 0.25, 0.75, 1 };
/* Columns 0 1, and the seam 0 3; the second half covered only. */
static size_t xrow[] = { 0, 2, 4 };
static uint32_t xcol[] = { 0, 1, 0, 3 };
static double xweight[] = { 0.5, 0.5, 0.1, 0.4 };

static struct weights y = { MY, NY + 2, yrow, ycol, yweight };
static struct weights x = { MX, NX, xrow, xcol, xweight };
static double scratch[REGRID_BLOCKS * 4 * NX];

/* The matrix of the two products. */
static void multiply(struct weights *w) {
    size_t n = 0;

    w->row[0] = 0;
    for (size_t j = 0; j < MY; j++)
        for (size_t i = 0; i < MX; i++) {
            for (size_t a = yrow[j]; a < yrow[j + 1]; a++)
                for (size_t b = xrow[i]; b < xrow[i + 1]; b++) {
                    w->col[n] = ycol[a] * NX + xcol[b];
                    w->weight[n++] = yweight[a] * xweight[b];
                }
            w->row[j * MX + i + 1] = n;
        }
}

/* What a float cannot hold; by hand as below. */
static void check_wide(const struct weights *w) {
    double src[NY * NX], a[MY * MX], b[MY * MX];

    for (int i = 0; i < NY * NX; i++)
        src[i] = 1 + (i + 1) * 0x1p-40;
    regrid_apply_wide(w, src, a, 0);
    regrid_separable_wide(&y, &x, src, b, 0, scratch);
    ok(fabs(a[0] - 1 - 4.5 * 0x1p-40) < 0x1p-50 &&
           fabs(b[3] - 1 - 11.4 * 0x1p-40) < 0x1p-50,
       "values of 64 bits keep them");
    src[4] = NAN;
    regrid_apply_wide(w, src, a, 0.6);
    regrid_separable_wide(&y, &x, src, b, 0.6, scratch);
    ok(fabs(a[0] - 1 - 4.2 * 0x1p-40) < 0x1p-50 && isnan(a[1]) &&
           fabs(b[0] - a[0]) < 0x1p-50 && isnan(b[1]),
       "of 64 bits, missing ones are left out too");
}

static void check_values(const struct weights *w) {
    float src[NY * NX] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    float a[MY * MX], b[MY * MX];

    regrid_apply(w, src, a, 0);
    /* by hand: .25 * 1.5 + .75 * 5.5; (.1 * 9 + .4 * 12) / .5 */
    ok(a[0] == 4.5F && a[3] == 11.4F, "a weighted mean of the sources");
    regrid_separable(&y, &x, src, b, 0, scratch);
    ok(memcmp(a, b, sizeof a) == 0, "separable is the same as the matrix");
    src[4] = NAN;
    regrid_apply(w, src, a, 0.6);
    regrid_separable(&y, &x, src, b, 0.6, scratch);
    /* by hand: (.125 * 1 + .125 * 2 + .375 * 6) / .625 */
    ok(a[0] == 4.2F && b[0] == 4.2F, "a missing source is left out");
    ok(isnan(a[1]) && isnan(b[1]) && isnan(a[3]) && isnan(b[3]),
       "too small a share is missing");
    regrid_apply(w, src, a, 0.626);
    ok(isnan(a[0]), "the least share is held");
    for (int i = 0; i < NY * NX; i++)
        src[i] = NAN;
    regrid_apply(w, src, a, 0);
    regrid_separable(&y, &x, src, b, 0, scratch);
    ok(isnan(a[0]) && isnan(a[3]) && isnan(b[0]) && isnan(b[3]),
       "without a valid source a cell is missing, never 0");
}

static void check_constants(const struct weights *w) {
    float src[NY * NX], a[MY * MX], b[MY * MX];
    bool exact = true;

    for (float c = 0.1F; c < 1000; c *= 1.7F) {
        for (int i = 0; i < NY * NX; i++)
            src[i] = i == 7 ? NAN : c;
        regrid_apply(w, src, a, 0);
        regrid_separable(&y, &x, src, b, 0, scratch);
        for (int i = 0; i < MY * MX; i++)
            exact = exact && a[i] == c && b[i] == c;
    }
    ok(exact, "a constant stays constant, also with missing sources");
}

static void check_polar_rows(void) {
    size_t row[] = { 0, 2, 4 };
    uint32_t col[] = { 0, REGRID_FIRST_MEAN(NY), 2, REGRID_LAST_MEAN(NY) };
    double weight[] = { 0.5, 0.5, 0.25, 0.75 };
    const struct weights polar = { MY, NY + 2, row, col, weight };
    float src[NY * NX] = { 1, 2, 3, 6, 5, 6, 7, 8, 10, 20, 30, 40 };
    float dst[MY * MX];

    regrid_separable(&polar, &x, src, dst, 0, scratch);
    /* by hand: .5 * 1.5 + .5 * 3; .25 * 15 + .75 * 25 */
    ok(dst[0] == 2.25F && dst[2] == 22.5F, "a polar row is the mean of a row");
    src[2] = NAN;
    regrid_separable(&polar, &x, src, dst, 1, scratch);
    ok(isnan(dst[0]) && dst[2] == 22.5F, "which counts each of its cells");
    regrid_separable(&polar, &x, src, dst, 0.8, scratch);
    /* by hand: (.5 * 1.5 + .5 * 9 / 4) / (.5 + .375) */
    ok(near(dst[0], 1.875 / 0.875, 1e-6), "by its share");
}

enum { MOST = 9, WIDTH = 420 };

/* Two target rows of n source rows each, one of them shared; cells of m columns
 * whose weights are no power of two: sums that rounding would tell apart. */
static bool one_missing(uint32_t n, uint32_t m) {
    static double room[REGRID_BLOCKS * 4 * WIDTH];
    size_t row[] = { 0, n, 2 * n }, begin[WIDTH + 1] = { 0 };
    uint32_t line[2 * MOST], column[WIDTH];
    double share[2 * MOST], part_of[WIDTH];
    const size_t cells = WIDTH / m;
    const struct weights rows = { 2, 2 * n + 1, row, line, share };
    const struct weights columns = { cells, WIDTH, begin, column, part_of };
    float src[2 * MOST * WIDTH], whole[2 * WIDTH], part[2 * WIDTH];

    for (uint32_t k = 0; k < 2 * n; k++) {
        line[k] = k < n ? k : k - 1;
        share[k] = (k % n + 1) / (n * (n + 1) / 2.);
    }
    for (uint32_t i = 0; i < cells * m; i++) {
        begin[i / m + 1] = i + 1;
        column[i] = i;
        part_of[i] = (i % m + 1) / (m * (m + 1) / 2.);
    }
    for (size_t i = 0; i < 2 * MOST * WIDTH; i++)
        src[i] = 270 + (float)((i * 7919) % 613) / 7;
    regrid_separable(&rows, &columns, src, whole, 0, room);
    src[(n - 1) * WIDTH + 1] = NAN; /* under both rows */
    regrid_separable(&rows, &columns, src, part, 0, room);
    for (size_t i = 0; i < 2 * cells; i++) {
        const size_t holds = i % cells == 1 / m;
        if ((memcmp(whole + i, part + i, sizeof *whole) == 0) == holds)
            return false;
    }
    return true;
}

static void check_one_missing(void) {
    bool same = true;

    for (uint32_t n = 1; n <= MOST; n++)
        for (uint32_t m = 1; m < 9; m++)
            same &= one_missing(n, m);
    ok(same, "a missing value changes no bit of other cells");
}

int main(void) {
    size_t row[MY * MX + 1];
    uint32_t col[12];
    double weight[12];
    struct weights w = { MY * MX, NY * NX, row, col, weight };

    multiply(&w);
    check_values(&w);
    check_wide(&w);
    check_constants(&w);
    check_polar_rows();
    check_one_missing();
    return done();
}
