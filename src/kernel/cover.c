/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/cover.h"

#include <math.h>

/* The first interval of n that ends above v; n where none does. */
static size_t first_above(size_t n, const double *edge, double v) {
    size_t low = 0, high = n;

    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (edge[middle + 1] > v)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The area west of x and east of a side that goes from a to b over h. */
static double area_west(double x, double a, double b, double h) {
    const double low = fmin(a, b), high = fmax(a, b);

    if (x <= low)
        return 0;
    if (x >= high)
        return h * (x - (low + high) / 2);
    return h * (x - low) * (x - low) / (2 * (high - low));
}

/* Adds what is east of a side in a row: areas where it passes, then its height
 * from the first column beyond it on. */
static void add_side(size_t nx, const double *x, const double side[2], double h,
                     double *share, double *full) {
    const double low = fmin(side[0], side[1]), high = fmax(side[0], side[1]);
    size_t i = first_above(nx, x, low);

    for (; i < nx && x[i] < high; i++)
        share[i] += area_west(x[i + 1], side[0], side[1], h) -
                    area_west(x[i], side[0], side[1], h);
    full[i] += h;
}

static double x_at(const double *a, const double *b, double y) {
    return a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
}

/* One side of a ring through all rows: what lies east of one that goes down is
 * inside, of one that goes up is not. */
static void add_edge(const struct cover_grid *g, const double *a,
                     const double *b, double shift, double *share,
                     double *full) {
    const double *low = a[1] < b[1] ? a : b, *high = low == a ? b : a;

    if (!(low[1] < high[1]) || isnan(a[0]) || isnan(b[0]))
        return;
    for (size_t j = first_above(g->ny, g->y, low[1]);
         j < g->ny && g->y[j] < high[1]; j++) {
        const double south = fmax(low[1], g->y[j]);
        const double north = fmin(high[1], g->y[j + 1]);
        const double h = low == a ? south - north : north - south;
        const double side[2] = {
            shift + (south == low[1] ? low[0] : x_at(low, high, south)),
            shift + (north == high[1] ? high[0] : x_at(low, high, north))
        };
        add_side(g->nx, g->x, side, h, share + j * g->nx,
                 full + j * (g->nx + 1));
    }
}

void cover_shares(const struct cover_grid *g, const struct cover_rings *r,
                  double *share, double *full) {
    for (size_t i = 0; i < g->ny * g->nx; i++)
        share[i] = 0;
    for (size_t i = 0; i < g->ny * (g->nx + 1); i++)
        full[i] = 0;
    for (size_t k = 0; k < r->n; k++)
        for (size_t i = r->ring[k]; i + 1 < r->ring[k + 1]; i++)
            add_edge(g, r->xy + 2 * i, r->xy + 2 * i + 2, r->shift, share,
                     full);
    for (size_t j = 0; j < g->ny; j++) {
        const double height = g->y[j + 1] - g->y[j];
        double sum = 0;
        for (size_t i = 0; i < g->nx; i++) {
            const double width = g->x[i + 1] - g->x[i];
            double *s = &share[j * g->nx + i];
            sum += full[j * (g->nx + 1) + i];
            *s = fmin(1, fmax(0, (*s + sum * width) / (width * height)));
        }
    }
}
