/* SPDX-License-Identifier: Apache-2.0 */
/* window -- canonical axes and boxes; all numbers by hand */
#include <stdlib.h>
#include <string.h>

#include "core/grid.h"
#include "core/mem.h"
#include "tap.h"

static struct grid *latlon(size_t ny, double y, double dy, size_t nx, double x,
                           double dx) {
    struct grid *g = grid_new(GRID_LATLON, ny, nx);

    for (size_t j = 0; j < ny; j++)
        g->y.value[j] = y + dy * (double)j;
    for (size_t i = 0; i < nx; i++)
        g->x.value[i] = x + dx * (double)i;
    return g;
}

/* Bounds half way; at the poles beyond them. */
static void give_bounds(struct axis *a, double d) {
    a->bounds = mem_array(2 * a->n, sizeof *a->bounds);
    for (size_t i = 0; i < a->n; i++) {
        a->bounds[2 * i] = a->value[i] - d / 2;
        a->bounds[2 * i + 1] = a->value[i] + d / 2;
    }
}

static void test_canonical(void) {
    struct grid *g = latlon(3, 90, -90, 4, 0, 90);
    const float plane[12] = { 0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23 };
    const float want[12] = { 22, 23, 20, 21, 12, 13, 10, 11, 2, 3, 0, 1 };
    float out[12];
    struct window w, again;
    struct grid *c;

    give_bounds(&g->y, 90);
    give_bounds(&g->x, 90);
    ok(grid_window(g, -180, NULL, &w) == EX_OK && !window_is_all(g, &w),
       "a grid from 0 and from the north is not canonical");
    window_apply(&w, g->nx, sizeof *out, plane, out);
    ok(memcmp(out, want, sizeof out) == 0, "its planes are rolled and flipped");
    c = grid_cut(g, &w);
    ok(c->y.value[0] == -90 && c->y.value[2] == 90 && c->x.value[0] == -180 &&
           c->x.value[3] == 90,
       "its axes increase from -180 and from the south");
    ok(c->y.bounds[0] == -90 && c->y.bounds[1] == -45 && c->y.bounds[5] == 90 &&
           c->x.bounds[0] == -225 && c->x.bounds[7] == 135,
       "bounds follow, and are cut at the poles");
    ok(grid_window(c, -180, NULL, &again) == EX_OK && window_is_all(c, &again),
       "what is canonical stays as it is");
    ok(grid_window(g, NAN, NULL, &w) == EX_OK && window_is_all(g, &w),
       "west NAN keeps the order");
    grid_free(c);
    grid_free(g);
}

static void test_seam(void) {
    const struct bbox pacific = { 170, -10, -170, 10 };
    const struct bbox greenwich = { -10, -1, 10, 1 };
    struct grid *g = latlon(3, -10, 10, 37, 0, 10); /* 0 ... 360, twice 0 */
    struct grid *two = latlon(2, -55, 125, 2, 0, 187.5);
    struct window w;
    struct grid *c;

    ok(grid_window(g, -180, &pacific, &w) == EX_OK && w.nx == 3 && w.ny == 3,
       "a box over the date line");
    c = grid_cut(g, &w);
    ok(c->x.value[0] == 170 && c->x.value[1] == 180 && c->x.value[2] == 190,
       "has longitudes without a jump");
    grid_free(c);
    ok(grid_window(g, -180, &greenwich, &w) == EX_OK && w.nx == 3,
       "a box over Greenwich takes a repeated column once");
    c = grid_cut(g, &w);
    ok(c->x.value[0] == -10 && c->x.value[1] == 0 && c->x.value[2] == 10 &&
           c->ny == 1 && c->y.value[0] == 0,
       "has longitudes from -10");
    grid_free(c);
    ok(grid_window(g, 0, NULL, &w) == EX_OK && w.nx == 36 && w.x0 == 0,
       "a repeated column is left out");
    ok(grid_window(two, -180, NULL, &w) == EX_OK && w.x0 == 1 && !w.mirror,
       "two columns go round as well");
    c = grid_cut(two, &w);
    ok(c->x.value[0] == -172.5 && c->x.value[1] == 0, "and begin in the west");
    grid_free(c);
    grid_free(two);
    grid_free(g);
}

static void test_regional(void) {
    const struct bbox none = { 40, 0, 50, 10 };
    const int column[5] = { 0, 1, 2, 3, 4 };
    struct grid *g = latlon(2, 0, 1, 5, 0, 1);
    struct grid *date = latlon(2, 0, 1, 3, 179, 1);
    struct grid *back = latlon(2, 0, 1, 5, 12, -1);
    struct window w;
    struct grid *c;
    int out[5];

    g->x.value[3] = 358; /* 0 1 2 358 359 */
    g->x.value[4] = 359;
    ok(grid_window(g, -180, NULL, &w) == EX_OK && w.x0 == 3,
       "a region begins east of its widest gap");
    w.ny = 1;
    window_apply(&w, 5, sizeof *out, column, out);
    c = grid_cut(g, &w);
    ok(c->x.value[0] == -2 && c->x.value[4] == 2 && out[0] == 3 && out[4] == 2,
       "and goes on over the seam");
    grid_free(c);
    ok(grid_window(date, -180, NULL, &w) == EX_OK && window_is_all(date, &w),
       "a region on the date line is not torn");
    ok(grid_window(back, -180, NULL, &w) == EX_OK && w.mirror,
       "columns from the east are mirrored");
    c = grid_cut(back, &w);
    w.ny = 1;
    window_apply(&w, 5, sizeof *out, column, out);
    ok(c->x.value[0] == 8 && c->x.value[4] == 12 && out[0] == 4 && out[4] == 0,
       "with their values");
    grid_free(c);
    ok(grid_window(date, -180, &none, &w) == EX_DATAERR &&
           strcmp(err_text(), "no cell inside 40,0,50,10 (they lie in "
                              "179,0,181,1)") == 0,
       "a box without a cell names both extents");
    grid_free(g);
    grid_free(date);
    grid_free(back);
}

static void test_places(void) {
    const struct bbox box = { 350, 10, 20, 50 };
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, 4);
    struct grid *curved = grid_new(GRID_CURVILINEAR, 2, 4);
    const double lon[] = { 0, 10, 30, 355 }, lat[] = { 20, 0, 20, 50 };
    struct window w;
    struct grid *c;

    memcpy(g->lon, lon, sizeof lon);
    memcpy(g->lat, lat, sizeof lat);
    g->station = mem_array(4, sizeof *g->station);
    for (int k = 0; k < 4; k++)
        g->station[k] = mem_format("s%d", k);
    ok(grid_window(g, -180, &box, &w) == EX_OK && w.nx == 2,
       "a box takes the stations inside");
    c = grid_cut(g, &w);
    ok(c->lon[0] == 0 && c->lon[1] == 355 && strcmp(c->station[1], "s3") == 0,
       "with their places and names");
    grid_free(c);
    window_free(&w);
    memcpy(curved->lon, lon, sizeof lon);
    memcpy(curved->lat, lat, sizeof lat);
    for (int k = 4; k < 8; k++)
        curved->lat[k] = -20;
    ok(grid_window(curved, -180, &box, &w) == EX_OK && w.ny == 1 && w.y0 == 0 &&
           w.nx == 4,
       "of 2-D coordinates the least rectangle that has all inside");
    grid_free(curved);
    grid_free(g);
}

int main(void) {
    test_canonical();
    test_seam();
    test_regional();
    test_places();
    return done();
}
