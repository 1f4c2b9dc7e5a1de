/* SPDX-License-Identifier: Apache-2.0 */
#include "core/gridspec.h"

#include <string.h>

#include "tap.h"

static bool is_axis(const struct axis *a, size_t n, double first, double step,
                    double edge) {
    bool holds = a->n == n;

    for (size_t i = 0; holds && i < n; i++)
        holds = near(a->value[i], first + (double)i * step, 1e-11) &&
                near(a->bounds[2 * i], edge + (double)i * step, 1e-11) &&
                (i == 0 || a->bounds[2 * i] == a->bounds[2 * i - 1]);
    return holds && near(a->bounds[2 * n - 1], edge + (double)n * step, 1e-11);
}

static void check(const char *text, size_t ny, const double y[3], size_t nx,
                  const double x[3], const char *what) {
    struct grid *g;

    ok(gridspec_parse(text, &g) == EX_OK && g->kind == GRID_LATLON &&
           is_axis(&g->y, ny, y[0], y[1], y[2]) &&
           is_axis(&g->x, nx, x[0], x[1], x[2]),
       what);
    grid_free(g);
}

static void refused(const char *text, const char *message) {
    struct grid *g;
    const int status = gridspec_parse(text, &g);

    ok(status == EX_USAGE && g == NULL && strcmp(err_text(), message) == 0,
       text);
    if (strcmp(err_text(), message) != 0)
        printf("# %s\n", err_text());
}

int main(void) {
    check("0.25", 720, (double[]){ -89.875, 0.25, -90 }, 1440,
          (double[]){ -179.875, 0.25, -180 }, "0.25 goes round the earth");
    check("0.5x0.25", 720, (double[]){ -89.875, 0.25, -90 }, 720,
          (double[]){ -179.75, 0.5, -180 }, "0.5x0.25: width and height");
    check("0.0416667", 4320, (double[]){ -90 + 1. / 48, 1. / 24, -90 }, 8640,
          (double[]){ -180 + 1. / 48, 1. / 24, -180 },
          "0.0416667 stands for 1/24");
    check("-125,24,-67,49,1", 25, (double[]){ 24.5, 1, 24 }, 58,
          (double[]){ -124.5, 1, -125 }, "a box by its edges");
    check("-10,35,30,72,0.2,0.1", 370, (double[]){ 35.05, 0.1, 35 }, 200,
          (double[]){ -9.9, 0.2, -10 }, "with width and height");
    check("170,-10,-170,10,2", 10, (double[]){ -9, 2, -10 }, 10,
          (double[]){ 171, 2, 170 }, "over the date line");
    check("r72x36", 36, (double[]){ -87.5, 5, -90 }, 72,
          (double[]){ 0, 5, -2.5 }, "r72x36 begins with the centre 0");
    refused("r100000x100000", "r100000x100000: 100000 x 100000 cells are too "
                              "many (2147483647 at most)");
    refused("0.7", "0.7: 514.3 cells of 0.7 degrees from -180 to 180 (a whole "
                   "number)");
    refused("0", "0: cells of 0 degrees (more than 0)");
    refused("1x", "1x: \"\" is not a number");
    refused("0,0,10,91,1", "0,0,10,91,1: latitudes from 0 to 91 (-90 to 90, "
                           "south first)");
    refused("0,0,10,10.5,1", "0,0,10,10.5,1: 10.5 cells of 1 degrees from 0 to "
                             "10.5 (a whole number)");
    refused("r0x10", "r0x10: 0 cells (1 to 1000000)");
    refused("hp12", "hp12: nested cells of nside 12 (a power of 2; hp12_ring "
                    "has any)");
    refused("F9000", "F9000: 9000 rows between pole and equator (1 to 8192)");
    refused("EPSG:3035,0,0,1,1",
            "EPSG:3035,0,0,1,1: 4 numbers behind the projection (W,S,E,N,RES "
            "or W,S,E,N,DX,DY in its unit)");
    refused("", ": no such grid (0.25, 0.5x0.25, W,S,E,N,DX[,DY], r360x180, "
                "F80, hp64, EPSG:n,W,S,E,N,RES, like:FILE)");
    return done();
}
