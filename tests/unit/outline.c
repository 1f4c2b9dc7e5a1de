/* SPDX-License-Identifier: Apache-2.0 */
#include "core/outline.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tap.h"

/* A grid of nx columns from `west` on and ny rows from `south` on. */
static struct grid *lonlat(size_t ny, double south, size_t nx, double west,
                           double size) {
    struct grid *g = grid_new(GRID_LATLON, ny, nx);

    for (size_t i = 0; i < nx; i++)
        g->x.value[i] = west + ((double)i + .5) * size;
    for (size_t j = 0; j < ny; j++)
        g->y.value[j] = south + ((double)j + .5) * size;
    return g;
}

/* The area enclosed [square degrees]. */
static double enclosed(const struct geometry *g) {
    double sum = 0;

    for (size_t r = 0; r < g->nrings; r++)
        for (size_t k = g->ring[r]; k + 1 < g->ring[r + 1]; k++) {
            const double *a = g->xy + 2 * k, *b = a + 2;
            sum += (a[0] * b[1] - b[0] * a[1]) / 2;
        }
    return sum;
}

/* The polygon of the `#` of a picture, whose first row is the southernmost. */
static struct geometry draw(struct grid *grid, const char *picture) {
    struct geometry g = { 0 };
    struct cell_order *c = NULL;
    struct outline *o = NULL;
    uint32_t *cell = mem_array(grid_cells(grid), sizeof *cell);
    size_t n = 0;

    for (uint32_t k = 0; picture[k]; k++)
        if (picture[k] == '#')
            cell[n++] = k;
    if (cell_order_new(&c, grid) == EX_OK && outline_new(&o, c) == EX_OK)
        outline_polygon(o, n, cell, &g);
    outline_free(o);
    cell_order_free(c);
    grid_free(grid);
    free(cell);
    return g;
}

/* Does it have so many parts, rings, points and such an area? */
static bool has(struct geometry g, size_t parts, size_t rings, size_t points,
                double area) {
    const bool good = g.nparts == parts && g.nrings == rings &&
                      g.npoints == points && near(enclosed(&g), area, 1e-9);

    if (!good)
        printf("# %zu parts, %zu rings, %zu points, area %g\n", g.nparts,
               g.nrings, g.npoints, enclosed(&g));
    geometry_free(&g);
    return good;
}

static void shapes(void) {
    struct geometry g = draw(lonlat(3, 0, 3, 0, 1), "...##....");

    ok(g.type == GEOMETRY_POLYGON && g.npoints == 5, "two cells, four corners");
    ok(g.xy[0] == g.xy[8] && g.xy[1] == g.xy[9], "rings are closed");
    ok(has(g, 1, 1, 5, 2), "outer rings run counter-clockwise");
    ok(has(draw(lonlat(3, 0, 3, 0, 1), "####.####"), 1, 2, 10, 8),
       "a hole, clockwise");
    ok(has(draw(lonlat(3, 0, 3, 0, 1), "#...#...#"), 3, 3, 15, 3),
       "cells that touch in a corner are parts");
    ok(has(draw(lonlat(4, 0, 4, 0, 1),
                "####" /**/ "#.##" /**/ "##.#" /**/ "####"),
           1, 3, 15, 14),
       "holes that touch in a corner are two");
    ok(has(draw(lonlat(3, 0, 3, 0, 1), "###" /**/ "#.#" /**/ "##."), 1, 2, 12,
           7),
       "a hole that touches the outer ring in a corner");
    ok(has(draw(lonlat(5, 0, 5, 0, 1), "#####" /**/ "#...#" /**/ "#.#.#"
                                       /**/ "#...#" /**/ "#####"),
           2, 3, 15, 17),
       "a part within the hole of another");
    ok(has(draw(lonlat(2, 0, 2, 0, 1), "...."), 0, 0, 0, 0), "no cell");
}

static void date_line(void) {
    struct geometry g = draw(lonlat(2, 0, 4, 178, 1), "####....");
    double most = 0;

    for (size_t k = 0; k < g.npoints; k++)
        most = fmax(most, fabs(g.xy[2 * k]));
    ok(most == 180 && g.type == GEOMETRY_MULTIPOLYGON && has(g, 2, 2, 10, 4),
       "cut at 180 degrees");
    ok(has(draw(lonlat(2, 0, 3, 178.5, 1), "###..."), 2, 2, 10, 3),
       "cut within a cell");
    ok(has(draw(lonlat(3, 0, 4, 178, 1), "#####..#####"), 2, 2, 18, 10),
       "cut through a hole");
    ok(has(draw(lonlat(2, 0, 2, 178, 1), "##.."), 1, 1, 5, 2) &&
           has(draw(lonlat(2, 0, 2, -180, 1), "##.."), 1, 1, 5, 2),
       "nothing to cut beside it");
    ok(has(draw(lonlat(2, 0, 2, 179, 1), "#..#"), 2, 2, 10, 2),
       "corners that touch on it");
}

static void round_the_earth(void) {
    ok(has(draw(lonlat(3, -90, 4, 0, 60), "............"), 0, 0, 0, 0),
       "no cell of the globe");
    ok(has(draw(lonlat(3, -90, 6, 0, 60), "......######......"), 1, 1, 5,
           360 * 60),
       "a band round the earth");
    ok(has(draw(lonlat(3, -90, 6, 30, 60), "############......"), 1, 1, 5,
           360 * 120),
       "a cap with its pole");
    ok(has(draw(lonlat(3, -90, 6, 0, 60), "##################"), 1, 1, 5,
           360 * 180),
       "all of it");
}

static bool box_is(const double *box, double w, double s, double e, double n) {
    return near(box[0], w, 1e-9) && near(box[1], s, 1e-9) &&
           near(box[2], e, 1e-9) && near(box[3], n, 1e-9);
}

static void boxes(void) {
    const uint32_t cell[] = { 0, 350, 359, 360 };
    struct grid *g = lonlat(2, 10, 360, 0, 1);
    struct cell_order *c = NULL;
    struct outline *o = NULL;
    double box[4];

    ok(cell_order_new(&c, g) == EX_OK && outline_new(&o, c) == EX_OK,
       "a globe");
    outline_box(o, 1, cell, box);
    ok(box_is(box, 0, 10, 1, 11), "the box of a cell");
    outline_box(o, 4, cell, box);
    ok(box_is(box, -10, 10, 1, 12), "across longitude 0");
    outline_box(o, 2, (const uint32_t[]){ 170, 190 }, box);
    ok(box_is(box, 170, 10, -169, 11), "across 180: west > east");
    outline_box(o, 1, (const uint32_t[]){ 179 }, box);
    ok(box_is(box, 179, 10, 180, 11), "up to 180");
    outline_free(o);
    cell_order_free(c);
    grid_free(g);
}

int main(void) {
    shapes();
    date_line();
    round_the_earth();
    boxes();
    return done();
}
