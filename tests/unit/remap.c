/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap.h"

#include <stdlib.h>

#include "core/dataset.h"
#include "core/mem.h"
#include "grids.h"
#include "kernel/sphere.h"
#include "tap.h"

#define RADIAN 0.017453292519943295

static const enum remap_method all[] = { REMAP_NEAREST, REMAP_BILINEAR,
                                         REMAP_CONSERVATIVE };

static float *apply(const struct grid *src, const struct grid *dst,
                    enum remap_method method, double min_frac,
                    const float *field) {
    float *out = mem_array(grid_cells(dst), sizeof *out);
    struct remap *r;

    if (remap_new(&r, src, dst, method, min_frac) != EX_OK) {
        err_print();
        exit(1);
    }
    remap_apply(r, field, out);
    remap_free(r);
    return out;
}

/* Is each cell c, or missing where `outside` lets it be? */
static bool is_constant(const struct grid *src, const char *to,
                        enum remap_method method, bool outside) {
    struct grid *dst = spec(to);
    float *field = mem_array(grid_cells(src), sizeof *field), *out;
    const float c = 287.1F;
    size_t valid = 0, wrong = 0;

    for (size_t i = 0; i < grid_cells(src); i++)
        field[i] = c;
    out = apply(src, dst, method, NAN, field);
    for (size_t i = 0; i < grid_cells(dst); i++) {
        valid += out[i] == c;
        wrong += out[i] != c && !(outside && isnan(out[i]));
    }
    free(field);
    free(out);
    grid_free(dst);
    return wrong == 0 && valid > 0;
}

static void check_constants(void) {
    struct grid *to_pole = spec("2"), *r = rotated(), *c = curvilinear();
    struct grid *g =
        axes(GRID_LATLON, 45, (double[]){ 88, -4 }, 72, (double[]){ 0.1, 5 });
    bool round = true, part = true;

    for (int m = 0; m < 3; m++) {
        round = round && is_constant(to_pole, "r77x33", all[m], false) &&
                is_constant(g, "3", all[m], false);
        part = part && is_constant(r, "1", all[m], true) &&
               is_constant(c, "1", all[m], true);
    }
    ok(round, "a constant stays one everywhere, over the seam and the poles");
    ok(part, "a constant stays one, and outside the source is missing");
    grid_free(to_pole);
    grid_free(r);
    grid_free(c);
    grid_free(g);
}

/* Rows 0 10 20, columns 0 90 180 270: cells of 90 x 10 degrees. */
static void check_by_hand(void) {
    struct grid *src =
        axes(GRID_LATLON, 3, (double[]){ 0, 10 }, 4, (double[]){ 0, 90 });
    struct grid *dst =
        axes(GRID_LATLON, 2, (double[]){ 5, 12.5 }, 2, (double[]){ -45, 67.5 });
    float field[] = { 0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23 };
    float *out = apply(src, dst, REMAP_BILINEAR, NAN, field);
    double all_rows;

    /* (-45, 5): between 270 and 0; (22.5, 17.5): 1/4, 3/4 */
    ok(out[0] == 6.5F && out[3] == 17.75F, "bilinear in index space, no seam");
    free(out);
    field[7] = NAN;
    out = apply(src, dst, REMAP_BILINEAR, NAN, field);
    ok(isnan(out[0]) && out[3] == 17.75F, "a missing corner is missing");
    free(out);
    out = apply(src, dst, REMAP_BILINEAR, 0.5, field);
    ok(near(out[0], 13. / 3, 1e-6), "min-frac lets the rest speak");
    free(out);
    out = apply(src, dst, REMAP_NEAREST, NAN, field);
    /* 45 degrees off, row 10 is nearer to 5 N than row 0; columns tie */
    ok(out[0] == 10 && out[3] == 20, "nearest, of ties the lowest index");
    free(out);
    grid_free(dst);
    dst = spec("45,-5,135,25,90,30");
    out = apply(src, dst, REMAP_CONSERVATIVE, NAN, field);
    all_rows = (1 * (sin(5 * RADIAN) + sin(5 * RADIAN)) +
                11 * (sin(15 * RADIAN) - sin(5 * RADIAN)) +
                21 * (sin(25 * RADIAN) - sin(15 * RADIAN))) /
               (sin(25 * RADIAN) + sin(5 * RADIAN));
    ok(near(out[0], all_rows, 1e-6), "conservative by dlon * d(sin lat)");
    free(out);
    grid_free(dst);
    grid_free(src);
}

/* The nearest centre by trying all. */
static uint32_t tried(const double *centre, size_t n, const double p[3]) {
    double least = 4;
    uint32_t best = 0;

    for (size_t i = 0; i < n; i++)
        least = fmin(least, sphere_chord(centre + 3 * i, p));
    while (sphere_chord(centre + 3 * best, p) > least + 1e-12)
        best++;
    return best;
}

/* Is each target cell with a value that of the nearest centre? */
static bool is_nearest(const struct grid *src, const char *to) {
    const size_t n = grid_cells(src);
    struct grid *dst = spec(to);
    const size_t m = grid_cells(dst);
    double *lon = mem_array(n, 8), *lat = mem_array(n, 8);
    double *tlon = mem_array(m, 8), *tlat = mem_array(m, 8);
    double *centre = mem_array(n, 24);
    float *field = mem_array(n, sizeof *field), *out;
    size_t wrong = 0, valid = 0;

    if (grid_lonlat(src, lon, lat) != EX_OK ||
        grid_lonlat(dst, tlon, tlat) != EX_OK)
        return false;
    for (size_t i = 0; i < n; i++) {
        field[i] = (float)i;
        sphere_point(lon[i], lat[i], centre + 3 * i);
    }
    out = apply(src, dst, REMAP_NEAREST, NAN, field);
    for (size_t i = 0; i < m; i++) {
        double p[3];
        sphere_point(tlon[i], tlat[i], p);
        valid += isnan(out[i]) ? 0 : 1;
        wrong += !isnan(out[i]) && out[i] != (float)tried(centre, n, p);
    }
    free(lon);
    free(lat);
    free(tlon);
    free(tlat);
    free(centre);
    free(field);
    free(out);
    grid_free(dst);
    return wrong == 0 && valid > 0;
}

static void check_nearest(void) {
    struct grid *r = rotated(), *c = curvilinear();
    struct grid *g =
        axes(GRID_LATLON, 46, (double[]){ 90, -4 }, 24, (double[]){ 357, -15 });

    ok(is_nearest(g, "r36x19") && is_nearest(g, "r41x90"),
       "the nearest is what trying all finds");
    ok(is_nearest(r, "-10,35,40,70,1") && is_nearest(c, "-10,35,40,70,1"),
       "on a rotated pole and on a curvilinear grid too");
    grid_free(r);
    grid_free(c);
    grid_free(g);
}

/* A plane over the sphere, z = sin(lat), in two descriptions of one grid. */
static void check_quads(void) {
    struct grid *r = rotated(), *c = curvilinear();
    struct grid *dst = spec("0,40,36,62,0.5");
    const size_t n = grid_cells(r);
    float *field = mem_array(n, sizeof *field), *a, *b;
    double worst = 0, off = 0;

    for (size_t i = 0; i < n; i++)
        field[i] = (float)sin(c->lat[i] * RADIAN);
    a = apply(r, dst, REMAP_BILINEAR, NAN, field);
    b = apply(c, dst, REMAP_BILINEAR, NAN, field);
    for (size_t i = 0; i < grid_cells(dst); i++) {
        const double lat = dst->y.value[i / dst->nx] * RADIAN;
        worst = fmax(worst, fabs(a[i] - b[i]));
        off = fmax(off, fabs(a[i] - sin(lat)));
        off = isnan(a[i]) || isnan(b[i]) ? 1 : off;
    }
    /* linear interpolation over h = 1 degree: h^2 / 8 * 2 */
    ok(off < 8e-5, "bilinear on a rotated pole");
    ok(worst < 2e-5, "quadrilaterals of centres agree with index space");
    free(field);
    free(a);
    free(b);
    grid_free(r);
    grid_free(c);
    grid_free(dst);
}

static void check_polar_row(void) {
    struct grid *src =
        axes(GRID_LATLON, 9, (double[]){ -80, 20 }, 4, (double[]){ 0, 90 });
    struct grid *dst =
        axes(GRID_LATLON, 2, (double[]){ -90, 175 }, 2, (double[]){ 0, 45 });
    float field[36] = { 1, 2, 3, 6, [32] = 10, 20, 30, 40 };
    float *out = apply(src, dst, REMAP_BILINEAR, NAN, field);

    /* the pole: 3; 85 N, half way to 25: at 0 E (10 + 25) / 2, at 45 E
     * (15 + 25) / 2 */
    ok(out[0] == 3 && out[1] == 3 && out[2] == 17.5F && out[3] == 20,
       "beyond the last row the pole is its mean");
    free(out);
    grid_free(src);
    grid_free(dst);
}

static void check_labels(void) {
    struct grid *src =
        axes(GRID_LATLON, 2, (double[]){ 0, 1 }, 2, (double[]){ 0, 1 });
    struct grid *dst =
        axes(GRID_LATLON, 1, (double[]){ 1.2, 1 }, 3, (double[]){ 0.6, 1 });
    const int32_t labels[] = { 1, 2, 3, 16777217 };
    int32_t out[3];
    struct remap *r;

    dst->y.bounds = mem_copy((double[]){ 1.1, 1.3 }, 2, sizeof(double));
    if (remap_new(&r, src, dst, REMAP_NEAREST, NAN) != EX_OK)
        exit(1);
    remap_labels(r, labels, out);
    ok(out[0] == 16777217 && out[1] == LABEL_MISSING, "labels are kept whole");
    remap_free(r);
    grid_free(src);
    grid_free(dst);
}

static void check_refusals(void) {
    struct grid *g = spec("30"), *list = grid_new(GRID_UNSTRUCTURED, 1, 9);
    enum remap_method m = REMAP_NEAREST;
    struct remap *r;

    ok(remap_method_parse("mean", &m) == EX_OK && m == REMAP_CONSERVATIVE &&
           remap_method_parse("near", &m) == EX_OK && m == REMAP_NEAREST,
       "methods have aliases");
    ok(remap_method_parse("conservative3", &m) == EX_USAGE &&
           remap_method_parse("", &m) == EX_USAGE,
       "a method that is not there is refused");
    ok(remap_new(&r, g, g, REMAP_BILINEAR, 1.5) == EX_USAGE && r == NULL,
       "a share is no more than 1");
    ok(remap_new(&r, list, g, REMAP_NEAREST, NAN) == EX_DATAERR && r == NULL,
       "a list of cells anywhere is refused");
    grid_free(g);
    grid_free(list);
}

int main(void) {
    check_constants();
    check_by_hand();
    check_nearest();
    check_quads();
    check_polar_row();
    check_labels();
    check_refusals();
    return done();
}
