/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells lie beside which. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_rows.h"
#include "core/remap_shapes.h"
#include "core/remap_tree.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

/* Sides whose middles are so near, in their length, are one; shorter than this
 * there is no side. */
#define SAME    1e-4
#define NO_SIDE 1e-9

/* Rows and columns. */
struct table {
    size_t ny, nx;
    bool round, pole[2]; /* beyond the first, the last row is a pole */
    long fold;           /* as that of remap_tree.h: of tripolar grids, or -1 */
};

static void fill_table(const void *self, size_t k, struct links *row) {
    const struct table *t = self;
    const size_t j = k / t->nx, i = k % t->nx, nx = t->nx;
    const bool first = j == 0, last = j + 1 == t->ny;
    const size_t over = last && t->fold >= 0
                            ? j * nx + ((size_t)t->fold + nx - i) % nx
                            : LINKS_NONE;

    if ((first && !t->pole[0]) || (last && !t->pole[1] && t->fold < 0) ||
        (!t->round && (i == 0 || i + 1 == nx)) || nx < 3 || t->ny < 2)
        return;
    links_add(row, j * nx + (i + nx - 1) % nx, 1);
    links_add(row, j * nx + (i + 1) % nx, 1);
    if (!first)
        links_add(row, k - nx, 1);
    if (!last)
        links_add(row, k + nx, 1);
    if (over != k)
        links_add(row, over, 1);
}

static int of_table(struct weights **out, const struct grid *g) {
    struct table t = { g->ny, g->nx, grid_is_global(g), { false, false }, -1 };
    double *x = NULL, *y = NULL;
    struct tree *tree = NULL;
    int status = EX_OK;

    if (g->kind == GRID_CURVILINEAR) {
        TRY(tree_new(&tree, g));
        t.fold = tree->fold;
    }
    if (g->kind == GRID_LATLON || g->kind == GRID_ROTATED) {
        TRY(remap_edges(g, false, &x, &y));
        t.pole[0] = fabs(y[0]) > 90 - 1e-9;
        t.pole[1] = fabs(y[g->ny]) > 90 - 1e-9;
    }
    *out = weights_build(grid_cells(g), grid_cells(g), fill_table, &t);
done:
    tree_free(tree);
    free(x);
    free(y);
    return status;
}

/* Rows of unlike numbers of cells: those of the same row, and those that share
 * a piece of a parallel. */
static void add_touching(const struct rows *r, size_t j, const double x[2],
                         struct links *row) {
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const double d = 360 / (double)n;
    const double a = (x[0] - r->west[j]) / d + 0.5;
    const double b = (x[1] - r->west[j]) / d + 0.5;

    for (double i = floor(a + SAME); i < b - SAME; i++)
        links_add(
            row,
            rows_nth(r, from + (size_t)(i - (double)n * floor(i / (double)n))),
            1);
}

struct round {
    struct rows rows;
    size_t *at; /* [cells] place in rows.cell */
};

static void fill_round(const void *self, size_t k, struct links *row) {
    const struct round *s = self;
    const struct rows *r = &s->rows;
    size_t j = 0, to = r->n - 1;

    while (j < to) {
        const size_t middle = j + (to - j + 1) / 2;
        if (r->first[middle] <= s->at[k])
            j = middle;
        else
            to = middle - 1;
    }
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const size_t i = s->at[k] - from;
    const double d = 360 / (double)n;
    const double x[2] = { r->west[j] + ((double)i - 0.5) * d,
                          r->west[j] + ((double)i + 0.5) * d };

    links_add(row, rows_nth(r, from + (i + n - 1) % n), 1);
    links_add(row, rows_nth(r, from + (i + 1) % n), 1);
    if (j > 0)
        add_touching(r, j - 1, x, row);
    if (j + 1 < r->n)
        add_touching(r, j + 1, x, row);
}

static int of_rows(struct weights **out, const struct grid *g) {
    struct round s;
    int status = rows_open(&s.rows, g);

    if (status != EX_OK)
        return status;
    s.at = mem_array(s.rows.ncells, sizeof *s.at);
    for (size_t k = 0; k < s.rows.ncells; k++)
        s.at[rows_nth(&s.rows, k)] = k;
    *out = weights_build(s.rows.ncells, s.rows.ncells, fill_round, &s);
    free(s.at);
    rows_free(&s.rows);
    return EX_OK;
}

/* Cells by their corners. */
struct sides {
    size_t nv;
    double *lon, *lat; /* [n][nv] */
    /* of HEALPix */
    size_t nside;
    struct rows rows;
    /* of other cells */
    struct nearest *tree; /* [m] middles of sides; index: cell */
    size_t m;
};

/* The middle of side c of a cell; how long it is. */
static double middle(const struct sides *s, size_t k, size_t c, double p[3]) {
    const size_t b = (c + 1) % s->nv;
    double q[6], length;

    sphere_point(s->lon[s->nv * k + c], s->lat[s->nv * k + c], q);
    sphere_point(s->lon[s->nv * k + b], s->lat[s->nv * k + b], q + 3);
    for (int d = 0; d < 3; d++)
        p[d] = q[d] + q[3 + d];
    length = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    for (int d = 0; d < 3; d++)
        p[d] /= length;
    return sphere_chord(q, q + 3);
}

static void fill_sides(const void *self, size_t k, struct links *row) {
    const struct sides *s = self;
    const size_t before = row->n;

    links_room(row, 64);
    for (size_t c = 0; c < s->nv; c++) {
        double p[3];
        const double length = middle(s, k, c, p);
        const size_t from = row->n;
        size_t n;
        if (length < NO_SIDE)
            continue;
        n = nearest_meets(s->tree, s->m, p, SAME * length, row->hit, 64);
        for (size_t h = 0; h < n; h++)
            if (s->tree[row->hit[h]].index != k)
                links_add(row, s->tree[row->hit[h]].index, 1);
        if (row->n == from || !(length > 0)) { /* nothing beside it */
            row->n = before;
            return;
        }
    }
}

/* The cell across the middle of each side. */
static void fill_healpix(const void *self, size_t k, struct links *row) {
    const struct sides *s = self;
    const size_t before = row->n;
    double c[3] = { 0 }, p[4][3];

    for (size_t i = 0; i < 4; i++) {
        middle(s, k, i, p[i]);
        for (int d = 0; d < 3; d++)
            c[d] += p[i][d] / 4;
    }
    for (size_t i = 0; i < 4; i++) {
        double q[3], lon, lat;
        uint32_t other;
        for (int d = 0; d < 3; d++)
            q[d] = p[i][d] + (p[i][d] - c[d]) / 2;
        lon = atan2(q[1], q[0]) * 180 / M_PI;
        lat = atan2(q[2], hypot(q[0], q[1])) * 180 / M_PI;
        other = rows_cell(&s->rows, healpix_at(s->nside, lon, lat));
        if (other == LINKS_NONE) {
            row->n = before;
            return;
        }
        links_add(row, other, 1);
    }
}

static void plant(struct sides *s, size_t n) {
    s->tree = mem_array(s->nv * n, sizeof *s->tree);
    for (size_t k = 0; k < s->nv * n; k++) {
        struct nearest *at = &s->tree[s->m];
        const double length = middle(s, k / s->nv, k % s->nv, at->p);
        if (!(length >= NO_SIDE))
            continue;
        at->index = (uint32_t)(k / s->nv);
        at->reach = 0;
        s->m++;
    }
    nearest_build(s->tree, s->m);
}

static int of_sides(struct weights **out, const struct grid *g) {
    const size_t n = grid_cells(g);
    struct sides s = { .nside = g->lat_bounds == NULL ? grid_nside(g) : 0 };
    int status;

    s.nv = g->nvertex > 4 ? g->nvertex : 4;
    s.lon = mem_array(s.nv * n, sizeof *s.lon);
    s.lat = mem_array(s.nv * n, sizeof *s.lat);
    if (s.nv > 4) {
        memcpy(s.lon, g->lon_bounds, s.nv * n * sizeof *s.lon);
        memcpy(s.lat, g->lat_bounds, s.nv * n * sizeof *s.lat);
    } else {
        TRY(grid_corners(g, s.lon, s.lat));
    }
    if (s.nside > 0)
        TRY(rows_open(&s.rows, g));
    else
        plant(&s, n);
    *out = weights_build(n, n, s.nside > 0 ? fill_healpix : fill_sides, &s);
done:
    rows_free(&s.rows);
    free(s.tree);
    free(s.lon);
    free(s.lat);
    return status;
}

int remap_neighbours(struct weights **out, const struct grid *g) {
    if (g->kind != GRID_UNSTRUCTURED)
        return of_table(out, g);
    return g->lat_bounds == NULL && grid_nside(g) == 0 ? of_rows(out, g)
                                                       : of_sides(out, g);
}
