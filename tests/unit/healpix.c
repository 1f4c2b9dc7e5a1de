/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/healpix.h"

#include <stdlib.h>

#include "tap.h"

/* Cell p at a place; the figures are healpy's and libchealpix'. */
static bool at(size_t nside, bool nested, size_t p, double lat, double lon) {
    const size_t n = 12 * nside * nside;
    double *x = malloc(n * sizeof *x), *y = malloc(n * sizeof *y);
    bool is;

    healpix_places(nside, nested, x, y);
    is = near(y[p], lat, 1e-6) && near(x[p], lon, 1e-6);
    free(x);
    free(y);
    return is;
}

/* Does every cell hold its own centre? */
static bool holds(size_t nside) {
    const size_t n = 12 * nside * nside;
    double *x = malloc(n * sizeof *x), *y = malloc(n * sizeof *y);
    bool does = true;

    healpix_places(nside, false, x, y);
    for (size_t p = 0; p < n; p++)
        does &= healpix_at(nside, x[p], y[p]) == p &&
                healpix_at(nside, x[p] - 360, y[p]) == p;
    free(x);
    free(y);
    return does;
}

static void take(void *to, size_t ring, double share, const double m[3]) {
    (void)m;
    ((double *)to)[ring] += share;
}

/* Boxes of some degrees that cover the sphere: is each cell whole, and has each
 * box as many cells as its area says? */
static bool covers(size_t nside, double dx, double dy) {
    const size_t n = 12 * nside * nside;
    double *sum = calloc(n, sizeof *sum), *one = malloc(n * sizeof *one);
    bool does = true;

    for (int k = 0; k < (int)(180 / dy + 0.5) * (int)(360 / dx + 0.5); k++) {
        const int j = k % (int)(180 / dy + 0.5), i = k / (int)(180 / dy + 0.5);
        const struct healpix_box b = { i * dx - 170, j * dy - 90,
                                       (i + 1) * dx - 170, (j + 1) * dy - 90 };
        const double area =
            (double)n * dx / 720 *
            (sin(b.north * M_PI / 180) - sin(b.south * M_PI / 180));
        double all = 0;
        for (size_t p = 0; p < n; p++)
            one[p] = 0;
        healpix_overlap(nside, &b, false, take, one);
        for (size_t p = 0; p < n; p++) {
            sum[p] += one[p];
            all += one[p];
        }
        does &= near(all, area, 1e-11 * (1 + area));
    }
    for (size_t p = 0; p < n; p++)
        does &= near(sum[p], 1, 1e-11);
    free(sum);
    free(one);
    return does;
}

/* One cell, one ring at a time: as all at once. */
static void check_single(void) {
    enum { SIDE = 8, CELLS = 12 * SIDE * SIDE };
    static double lon[CELLS], lat[CELLS], x[CELLS][4], y[CELLS][4];
    bool place = true, square = true, ring = true;
    size_t at = 0;

    for (int nested = 0; nested < 2; nested++) {
        healpix_places(SIDE, nested, lon, lat);
        for (size_t k = 0; k < CELLS; k++) {
            double one[2];
            healpix_place(SIDE, nested, k, &one[0], &one[1]);
            place &= one[0] == lon[k] && one[1] == lat[k];
        }
    }
    healpix_places(SIDE, false, lon, lat);
    healpix_corners(SIDE, false, &x[0][0], &y[0][0]);
    for (size_t k = 0; k < CELLS; k++) {
        long face[3];
        double cx[4], cy[4];
        healpix_face(SIDE, k, face);
        healpix_square(SIDE, face, cx, cy);
        square &= healpix_ring(SIDE, face[0], face[1], face[2]) == k;
        for (int c = 0; c < 4; c++)
            square &= cx[c] == x[k][c] && cy[c] == y[k][c];
    }
    for (size_t j = 0; j < 4 * SIDE - 1; j++) {
        double west, row;
        const size_t n = healpix_row(SIDE, j, &west, &row);
        for (size_t i = 0; i < n; i++, at++)
            ring &= at < CELLS && row == lat[at] &&
                    near(west + 360 * (double)i / (double)n, lon[at], 1e-12);
    }
    ok(place, "one place is that of all");
    ok(square, "a face has the ring's cell, and its corners");
    ok(ring && at == CELLS, "rings have their cells at even distances");
}

static void test_rings(void) {
    enum { SIDE = 8, CELLS = 12 * SIDE * SIDE };
    static double lon[2][CELLS], lat[2][CELLS];
    uint32_t cell[CELLS];
    bool same = true;

    healpix_places(SIDE, false, lon[0], lat[0]);
    healpix_places(SIDE, true, lon[1], lat[1]);
    healpix_rings(SIDE, cell);
    for (size_t k = 0; k < CELLS; k++)
        same &= cell[k] < CELLS && lon[0][k] == lon[1][cell[k]] &&
                lat[0][k] == lat[1][cell[k]];
    ok(same, "nested cells in the order of rings");
}

int main(void) {
    check_single();
    ok(covers(1, 10, 10) && covers(3, 7.5, 4) && covers(8, 24, 18) &&
           covers(16, 5, 5) && covers(2, 360, 180),
       "boxes round the earth share out every cell, each its area");
    ok(holds(1) && holds(2) && holds(3) && holds(5) && holds(64),
       "a cell holds its centre, also where nside is no power of 2");
    ok(healpix_at(8, 10, 50) == 60 && healpix_at(8, 250, -35) == 614,
       "Nside 8 (healpy): 10E 50N lies in ring 60, 110W 35S in 614");
    ok(healpix_at(4, 0, 90) == 0 && healpix_at(4, 359.9, 90) == 3 &&
           healpix_at(4, 0, -90) == 188 &&
           healpix_at(4, 360, 0) == healpix_at(4, 0, 0),
       "poles and the seam");
    ok(at(2, true, 0, 19.471221, 45) && at(2, false, 13, 19.471221, 45),
       "Nside 2, nested 0 is ring 13");
    ok(at(2, true, 5, 41.810315, 157.5) && at(2, false, 7, 41.810315, 157.5),
       "nested 5 is ring 7");
    ok(at(2, true, 15, 66.443536, 315) && at(2, false, 3, 66.443536, 315),
       "nested 15 is ring 3");
    ok(at(2, true, 25, 0, 202.5) && at(2, false, 24, 0, 202.5),
       "nested 25 is ring 24");
    ok(at(2, true, 45, -41.810315, 337.5) &&
           at(2, false, 43, -41.810315, 337.5),
       "nested 45 is ring 43");
    ok(at(8, false, 100, 48.141208, 212.142857) &&
           at(8, true, 100, 35.685335, 123.75),
       "Nside 8, cell 100 of both orders");
    ok(at(1024, true, 12345678, -31.475600332, 318.823242188) &&
           at(1024, false, 9578027, -31.475600332, 318.823242188),
       "Nside 1024, nested 12345678 is ring 9578027");
    test_rings();
    return done();
}
