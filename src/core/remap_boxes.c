/* SPDX-License-Identifier: Apache-2.0 */
/* Conservative weights of rows of cells, for boxes of latitude and longitude:
 * exactly. */
#include <math.h>
#include <stdlib.h>

#include "core/remap_rows.h"
#include "kernel/constants.h"
#include "kernel/healpix.h"

struct boxes {
    struct rows src;
    double *edge;    /* [src.n + 1] sine of the latitude, falling */
    size_t nx;       /* of the target */
    double *dx, *dy; /* its edges */
};

/* Cells of row j between two longitudes. */
static void add_row(const struct boxes *s, size_t j, const double x[2],
                    double weight, struct links *row) {
    const struct rows *r = &s->src;
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const double d = 360 / (double)n;
    const double a = (x[0] - r->west[j]) / d + 0.5;
    const double b = (x[1] - r->west[j]) / d + 0.5;

    for (double i = floor(a); i < b; i++) {
        const double share = fmin(b, i + 1) - fmax(a, i);
        const double at = i - (double)n * floor(i / (double)n);
        links_add(row, rows_nth(r, from + (size_t)at), weight * share * d);
    }
}

/* The first row that reaches below a sine of latitude. */
static size_t first_row(const struct boxes *s, double high) {
    size_t from = 0, to = s->src.n - 1;

    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (s->edge[middle + 1] < high)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

static void fill_rows(const void *self, size_t k, struct links *row) {
    const struct boxes *s = self;
    const double *x = s->dx + k % s->nx, *y = s->dy + k / s->nx;
    const double low = sin(fmin(y[0], y[1]) * DEGREE);
    const double high = sin(fmax(y[0], y[1]) * DEGREE);
    const double west = fmin(x[0], x[1]), east = fmax(x[0], x[1]);
    const double area = (east - west) * (high - low);

    for (size_t j = first_row(s, high); j < s->src.n && s->edge[j] > low; j++) {
        const double height =
            fmin(high, s->edge[j]) - fmax(low, s->edge[j + 1]);
        if (height > 0)
            add_row(s, j, (double[2]){ west, east }, height / area, row);
    }
}

/* The links of one box, whose area is given in cells. */
struct sink {
    const struct boxes *s;
    struct links *row;
    double area;
};

static void take(void *to, size_t ring, double share, const double moment[3]) {
    const struct sink *k = to;

    (void)moment;
    links_add(k->row, rows_cell(&k->s->src, ring), share / k->area);
}

static void fill_healpix(const void *self, size_t k, struct links *row) {
    const struct boxes *s = self;
    const double *x = s->dx + k % s->nx, *y = s->dy + k / s->nx;
    const struct healpix_box b = { fmin(x[0], x[1]), fmin(y[0], y[1]),
                                   fmax(x[0], x[1]), fmax(y[0], y[1]) };
    const double sines = sin(b.north * DEGREE) - sin(b.south * DEGREE);
    struct sink to = {
        s, row, (double)rows_all(&s->src) * (b.east - b.west) / 360 * sines / 2
    };

    healpix_overlap(s->src.nside, &b, false, take, &to);
}

int remap_rows_conservative(struct weights **out, const struct grid *src,
                            const struct grid *dst) {
    struct boxes s = { .nx = dst->nx };
    int status;

    TRY(remap_edges(dst, false, &s.dx, &s.dy));
    TRY(rows_open(&s.src, src));
    s.edge = rows_edges(&s.src);
    *out = weights_build(grid_cells(dst), s.src.ncells,
                         s.src.nside > 0 ? fill_healpix : fill_rows, &s);
done:
    rows_free(&s.src);
    free(s.edge);
    free(s.dx);
    free(s.dy);
    return status;
}
