/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_second_axes.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_shapes.h"
#include "kernel/constants.h"

struct rows_of_second {
    struct second_rows rows;
    struct second_axes axes;
    bool *has;
    double *of_rows;     /* [ny][8] along, side, last, next, reach */
    double *of_y, *of_x; /* of the links */
    double *bend;
    double *g, *scratch;
};

bool remap_even_columns(const struct grid *g) {
    double *x, *y, mean;
    bool even = true;

    if (remap_edges(g, true, &x, &y) != EX_OK)
        return true; /* said by who needs them */
    mean = fabs(x[g->nx] - x[0]) / (double)g->nx;
    for (size_t i = 0; i < g->nx; i++)
        even &= fabs(fabs(x[i + 1] - x[i]) - mean) <= 1e-3 * mean;
    free(x);
    free(y);
    return even;
}

/* An angle less its sine. */
static double lag(double t) {
    const double u = t * t;

    if (fabs(t) > 0.3)
        return t - sin(t);
    return t * u / 6 *
           (1 - u / 20 * (1 - u / 42 * (1 - u / 72 * (1 - u / 110))));
}

/* From a to b about c [radians]: of cos^2, and of sin(. - c) cos. */
static double of_squares(double a, double b) {
    return (b - a + sin(b - a) * cos(b + a)) / 2;
}

static double of_height(double a, double b, double c) {
    const double d = b - a, u = a + b - 2 * c; /* sin^2, and lags */

    return cos(c) * sin(d) * sin(u) / 2 -
           sin(c) * (lag(2 * (b - c)) - lag(2 * (a - c))) / 4;
}

/* The edges of both grids [radians]. */
struct edges {
    double *sx, *sy, *dx, *dy;
};

static void in_radians(double *edge, size_t n) {
    for (size_t i = 0; edge != NULL && i <= n; i++)
        edge[i] *= DEGREE;
}

static int edges_open(struct edges *e, const struct grid *src,
                      const struct grid *dst) {
    int status;

    *e = (struct edges){ 0 };
    TRY(remap_edges(src, true, &e->sx, &e->sy));
    TRY(remap_edges(dst, false, &e->dx, &e->dy));
    in_radians(e->sx, src->nx);
    in_radians(e->sy, src->ny);
    in_radians(e->dx, dst->nx);
    in_radians(e->dy, dst->ny);
done:
    return status;
}

static void edges_free(struct edges *e) {
    free(e->sx);
    free(e->sy);
    free(e->dx);
    free(e->dy);
}

/* The centroid of each row [radians]; its quadrilateral. */
static void open_reach(struct rows_of_second *s, const struct edges *e,
                       double *middle) {
    const size_t nx = s->rows.nx, ny = s->rows.ny;
    double *reach = s->of_rows + 4 * ny, corner[8];
    const double width = fabs(e->sx[nx] - e->sx[0]) / (double)nx / DEGREE;

    for (size_t j = 0; j < ny; j++) {
        const double a = e->sy[j] / DEGREE, b = e->sy[j + 1] / DEGREE;
        const struct healpix_box box = { 0, fmin(a, b), width, fmax(a, b) };
        middle[j] = shape_box(&box, corner);
        for (int k = 0; k < 2; k++) {
            reach[4 * j + 2 * (size_t)k] = corner[4 * k + 2] * (1 + 1e-3);
            reach[4 * j + 2 * (size_t)k + 1] = corner[4 * k + 1];
        }
    }
}

/* Least squares over the neighbours, each by 1 / distance^2, as for cells. */
static void open_row(struct rows_of_second *s, const double *middle, size_t j,
                     double width) {
    const size_t ny = s->rows.ny;
    double *out = s->of_rows + j;
    const double c = middle[j];
    const double x = cos(c) * sin(width);
    const double y = cos(c) * sin(c) * (1 - cos(width));
    const double u = 1 / (x * x + y * y);
    const double a = j > 0 ? sin(middle[j - 1] - c) : 0;
    const double b = j + 1 < ny ? sin(middle[j + 1] - c) : 0;
    const double yy = 2 * u * y * y + (j > 0) + (j + 1 < ny);

    out[0] = 1 / (2 * x);
    out[ny] = u * y / yy;
    out[2 * ny] = j > 0 ? 1 / (a * yy) : 0;
    out[3 * ny] = j + 1 < ny ? 1 / (b * yy) : 0;
}

static void open_rows(struct rows_of_second *s, const struct grid *src,
                      const struct edges *e, double *middle) {
    const size_t nx = src->nx, ny = src->ny;
    const double width = (e->sx[nx] - e->sx[0]) / (double)nx;

    s->has = mem_array(ny, sizeof *s->has);
    s->of_rows = mem_array(ny, 8 * sizeof *s->of_rows);
    s->rows = (struct second_rows){
        .ny = ny,
        .nx = nx,
        .round = grid_is_global(src),
        .has = s->has,
        .along = s->of_rows,
        .side = s->of_rows + ny,
        .last = s->of_rows + 2 * ny,
        .next = s->of_rows + 3 * ny,
        .reach = s->of_rows + 4 * ny,
    };
    open_reach(s, e, middle);
    for (size_t j = 0; j < ny; j++) {
        const double pole = M_PI / 2 - 1e-11;
        s->has[j] = nx > 2 && ny > 1 && (j > 0 || fabs(e->sy[0]) > pole) &&
                    (j + 1 < ny || fabs(e->sy[ny]) > pole);
        open_row(s, middle, j, width);
    }
}

/* Moments of the links of rows. */
static void open_y(struct rows_of_second *s, const struct edges *e,
                   const double *middle) {
    const struct weights *y = s->axes.y;
    const size_t n = y->row[y->ndst];
    double *m = s->of_y = mem_array(n, 4 * sizeof *m);

    s->axes.along = m;
    s->axes.mean = m + n;
    s->axes.own = m + 2 * n;
    s->axes.across = m + 3 * n;
    for (size_t i = 0; i < y->ndst; i++) {
        const double to = fabs(sin(e->dy[i + 1]) - sin(e->dy[i]));
        for (size_t k = y->row[i]; k < y->row[i + 1]; k++) {
            const double *t = e->dy + i, *f = e->sy + y->col[k];
            const double c = middle[y->col[k]], w = y->weight[k];
            const double low = fmin(f[0], f[1]), high = fmax(f[0], f[1]);
            const double a = fmax(low, fmin(t[0], t[1]));
            const double b = fmin(high, fmax(t[0], t[1]));
            const double own = sin(high) - sin(low);
            m[k] = of_squares(a, b) / to;
            m[n + k] =
                of_height(a, b, c) / to - w * of_height(low, high, c) / own;
            m[2 * n + k] = w * sin(c) * of_squares(low, high) / own;
            m[3 * n + k] = sin(c) * m[k];
        }
    }
}

/* Adds those of the overlap of two columns, in whichever turn. */
static void add_column(const double *t, const double *f, double *sine,
                       double *sag) {
    const double low = fmin(f[0], f[1]), high = fmax(f[0], f[1]);
    const double from = fmin(t[0], t[1]), to = fmax(t[0], t[1]);
    const double turn = 2 * M_PI;

    for (double k = ceil((from - high) / turn); low + k * turn < to; k++) {
        const double c = (low + high) / 2 + k * turn;
        const double a = fmax(low + k * turn, from) - c;
        const double b = fmin(high + k * turn, to) - c;
        if (a >= b)
            continue;
        *sine += 2 * sin((a + b) / 2) * sin((b - a) / 2) / (to - from);
        *sag += (lag(b) - lag(a)) / (to - from);
    }
}

static void open_x(struct rows_of_second *s, const struct edges *e) {
    const struct weights *x = s->axes.x;
    const size_t n = x->row[x->ndst];
    double *m = s->of_x = mem_array(n, 2 * sizeof *m);

    s->axes.sine = m;
    s->axes.sag = m + n;
    for (size_t i = 0; i < x->ndst; i++)
        for (size_t k = x->row[i]; k < x->row[i + 1]; k++)
            add_column(e->dx + i, e->sx + x->col[k], m + k, m + n + k);
    s->bend = mem_array(x->nsrc, sizeof *s->bend);
    s->axes.bend = s->bend;
    for (size_t i = 0; i < x->nsrc; i++) {
        const double half = fabs(e->sx[i + 1] - e->sx[i]) / 2;
        s->bend[i] = lag(half) / half;
    }
}

int rows_of_second_open(struct rows_of_second **out, const struct grid *src,
                        const struct grid *dst, const struct weights *y,
                        const struct weights *x) {
    struct rows_of_second *s = mem_array(1, sizeof *s);
    double *middle = mem_array(src->ny, sizeof *middle);
    struct edges e;
    int status;

    *out = NULL;
    TRY(edges_open(&e, src, dst));
    s->axes.y = y;
    s->axes.x = x;
    open_rows(s, src, &e, middle);
    open_y(s, &e, middle);
    open_x(s, &e);
    s->g = mem_array(grid_cells(src), 2 * sizeof *s->g);
    s->scratch = mem_array(src->nx + 2, 6 * REGRID_BLOCKS * sizeof *s->scratch);
    *out = s;
    s = NULL;
done:
    edges_free(&e);
    free(middle);
    rows_of_second_free(s);
    return status;
}

void rows_of_second_free(struct rows_of_second *s) {
    if (s == NULL)
        return;
    free(s->has);
    free(s->of_rows);
    free(s->of_y);
    free(s->of_x);
    free(s->bend);
    free(s->g);
    free(s->scratch);
    free(s);
}

void rows_of_second_apply(const struct rows_of_second *s, bool limited,
                          struct cells src, struct room dst,
                          const struct second_how *how) {
    second_row_gradients(&s->rows, src, limited, s->g, s->scratch);
    second_separable(&s->axes, src, s->g, dst, how, s->scratch);
}
