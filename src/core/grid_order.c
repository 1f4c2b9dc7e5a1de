/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "kernel/geom.h"
#include "kernel/healpix.h"
#include "kernel/sphere.h"

/* So far apart at most, as a chord, are places that are one: floats of 360. */
#define ONE 1e-6

struct spot {
    double lat, lon;
    size_t cell;
};

/* Which of two numbers comes first; those that are none come last. */
static int compare(double a, double b) {
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

/* From the north, then from the west. */
static int from_north(const void *a, const void *b) {
    const struct spot *s = a, *t = b;
    int c = compare(-s->lat, -t->lat);

    c = c != 0 ? c : compare(s->lon, t->lon);
    return c != 0 ? c : (s->cell > t->cell) - (s->cell < t->cell);
}

/* Where a cell is; on HEALPix by its ring, which rounding does not move. */
static struct spot spot_of(const struct grid *g, size_t nside, size_t k) {
    struct spot s = { g->lat[k], geom_east(g->lon[k]), k };

    if (nside == 0)
        return s;
    if (!(fabs(s.lat) <= 90) || !isfinite(g->lon[k]))
        return (struct spot){ NAN, NAN, k };
    return (struct spot){ -(double)healpix_at(nside, s.lon, s.lat), 0, k };
}

/* Are the cells of a list in order already? */
static bool is_sorted(const struct grid *g, size_t nside) {
    struct spot last = spot_of(g, nside, 0);

    for (size_t k = 1; k < g->nx; k++) {
        const struct spot next = spot_of(g, nside, k);
        if (from_north(&last, &next) >= 0)
            return false;
        last = next;
    }
    return true;
}

static void order_list(const struct grid *g, struct window *w) {
    const size_t nside = g->lat_bounds == NULL ? grid_nside(g) : 0;
    struct spot *s;

    if (is_sorted(g, nside))
        return;
    s = mem_array(g->nx, sizeof *s);
    for (size_t k = 0; k < g->nx; k++)
        s[k] = spot_of(g, nside, k);
    qsort(s, g->nx, sizeof *s, from_north);
    w->cell = mem_array(g->nx, sizeof *w->cell);
    for (size_t k = 0; k < g->nx; k++)
        w->cell[k] = s[k].cell;
    free(s);
}

/* A way through all cells of rows and columns: from a first one, up or down,
 * and to the one side or the other. */
struct way {
    size_t j, i;
    bool down, back;
};

/* Column k of a way. */
static size_t column(const struct way *p, size_t nx, size_t k) {
    return (p->back ? p->i + nx - k : p->i + k) % nx;
}

static int compare_cells(const struct grid *g, size_t a, size_t b) {
    const int c = compare(g->lat[a], g->lat[b]);

    return c != 0 ? c : compare(geom_lon(g->lon[a]), geom_lon(g->lon[b]));
}

/* Which of columns a and b comes first, from the first cell of each on; of
 * which row r is, from there, the row ja or jb. */
static int compare_columns(const struct grid *g, const struct way *a, size_t ia,
                           const struct way *b, size_t ib) {
    for (size_t r = 0; r < g->ny; r++) {
        const size_t ja = a->down ? a->j - r : a->j + r;
        const size_t jb = b->down ? b->j - r : b->j + r;
        const int c = compare_cells(g, ja * g->nx + ia, jb * g->nx + ib);
        if (c != 0)
            return c;
    }
    return 0;
}

/* Which of two ways comes first, by the places that they meet, column by
 * column. */
static int compare_ways(const struct grid *g, const struct way *a,
                        const struct way *b) {
    for (size_t k = 0; k < g->nx; k++) {
        const int c =
            compare_columns(g, a, column(a, g->nx, k), b, column(b, g->nx, k));
        if (c != 0)
            return c;
    }
    return 0;
}

struct post {
    const struct grid *grid;
    const struct way *way;
    size_t column;
};

static int from_first(const void *a, const void *b) {
    const struct post *p = a, *q = b;

    return compare_columns(p->grid, p->way, p->column, q->way, q->column);
}

/* rank [nx]: which columns come before which, from 0; equal ones have one. */
static void rank_columns(const struct grid *g, const struct way *p,
                         size_t *rank) {
    struct post *post = mem_array(g->nx, sizeof *post);

    for (size_t i = 0; i < g->nx; i++)
        post[i] = (struct post){ g, p, i };
    qsort(post, g->nx, sizeof *post, from_first);
    for (size_t k = 0, n = 0; k < g->nx; k++) {
        n += k > 0 && from_first(&post[k - 1], &post[k]) != 0;
        rank[post[k].column] = n;
    }
    free(post);
}

/* Where to begin on a ring so that the ranks that follow are the least: two
 * starts are held against each other, and a run that is the larger one has no
 * start in it. */
static size_t least_start(const struct way *p, size_t n, const size_t *rank) {
    size_t a = 0, b = 1, k = 0;

    while (a < n && b < n && k < n) {
        const size_t ra = rank[column(p, n, (a + k) % n)];
        const size_t rb = rank[column(p, n, (b + k) % n)];
        if (ra == rb) {
            k++;
            continue;
        }
        if (ra > rb)
            a += k + 1;
        else
            b += k + 1;
        b += a == b;
        k = 0;
    }
    return column(p, n, a < b ? a : b);
}

/* The ways that come into question: from each corner inwards, or round the
 * earth, on each side and in each direction from where it is the least. */
static struct way candidate(const struct grid *g, bool round, size_t *rank,
                            int k) {
    const bool down = k / 2, back = k % 2;
    struct way p = { down ? g->ny - 1 : 0, back && !round ? g->nx - 1 : 0, down,
                     back };

    if (round) {
        if (!back)
            rank_columns(g, &p, rank);
        p.i = least_start(&p, g->nx, rank);
    }
    return p;
}

static void order_rows(const struct grid *g, struct window *w) {
    const bool round = grid_is_global(g);
    size_t *rank = mem_array(g->nx, sizeof *rank);
    struct way best = candidate(g, round, rank, 0);

    for (int k = 1; k < 4; k++) {
        const struct way p = candidate(g, round, rank, k);
        if (compare_ways(g, &p, &best) < 0)
            best = p;
    }
    w->flip = best.down;
    w->mirror = best.back;
    if (round)
        w->x0 = best.back ? (best.i + 1) % g->nx : best.i;
    free(rank);
}

static double apart(const struct grid *g, size_t a, size_t b) {
    double p[3], q[3];

    sphere_point(g->lon[a], g->lat[a], p);
    sphere_point(g->lon[b], g->lat[b], q);
    return sphere_chord(p, q);
}

/* Are the columns from n on the first ones once more? */
static bool come_again(const struct grid *g, size_t n) {
    const size_t nx = g->nx, middle = g->ny / 2 * nx;

    if (!(apart(g, middle, middle + n) <= ONE))
        return false;
    for (size_t j = 0; j < g->ny; j++)
        for (size_t i = n; i < nx; i++)
            if (apart(g, j * nx + i, j * nx + i - n) > ONE)
                return false;
    return true;
}

/* Columns that are not there once more, as the last two of ORCA's are. */
static size_t own_columns(const struct grid *g) {
    const size_t middle = g->ny / 2 * g->nx;

    for (size_t n = g->nx / 2 + 1; n < g->nx; n++)
        if (come_again(g, n) && apart(g, middle, middle + n / 2) > 10 * ONE)
            return n;
    return g->nx;
}

/* Leaves out the columns of a curvilinear grid that come again. */
static void order_columns(const struct grid *g, struct window *w) {
    struct grid *own;

    w->nx = w->period = own_columns(g);
    if (w->nx == g->nx) {
        order_rows(g, w);
        return;
    }
    own = grid_cut(g, w);
    order_rows(own, w);
    grid_free(own);
}

void grid_order(const struct grid *g, struct window *w) {
    *w = (struct window){ .ny = g->ny, .nx = g->nx, .west = NAN };
    w->period = g->nx;
    if (g->lat == NULL || g->lon == NULL)
        return;
    if (g->kind == GRID_UNSTRUCTURED)
        order_list(g, w);
    else if (g->kind == GRID_CURVILINEAR)
        order_columns(g, w);
}

/* Corners of one cell, and room for as many. */
struct ring {
    size_t n;
    double *lon, *lat, *lon2, *lat2;
};

static bool is_place(const struct ring *r, size_t c) {
    return isfinite(r->lon[c]) && fabs(r->lat[c]) < 91;
}

/* Lets go of corners that are missing or repeat the one before; how many
 * remain. */
static size_t distinct(const struct ring *r) {
    size_t n = 0;

    for (size_t c = 0; c < r->n; c++) {
        if (!is_place(r, c))
            continue;
        if (n > 0 && r->lon[c] == r->lon2[n - 1] && r->lat[c] == r->lat2[n - 1])
            continue;
        r->lon2[n] = r->lon[c];
        r->lat2[n++] = r->lat[c];
    }
    while (n > 1 && r->lon2[n - 1] == r->lon2[0] &&
           r->lat2[n - 1] == r->lat2[0])
        n--;
    return n;
}

static int compare_corners(const struct ring *r, size_t a, size_t b) {
    const int c = compare(r->lat2[a], r->lat2[b]);

    return c != 0 ? c : compare(r->lon2[a], r->lon2[b]);
}

static void order_corners(const struct ring *r, bool padded) {
    size_t n, first = 0, places = 0;
    bool back;

    for (size_t c = 0; c < r->n; c++)
        places += is_place(r, c);
    n = distinct(r);
    if (n == 0 || (n < 3 && places < r->n) || (!padded && places < r->n))
        return;
    for (size_t c = 1; c < n; c++)
        if (compare_corners(r, c, first) < 0)
            first = c;
    back = compare_corners(r, (first + n - 1) % n, (first + 1) % n) < 0;
    for (size_t c = 0; c < r->n; c++) {
        const size_t k = c < n ? c : n - 1;
        const size_t at = (back ? first + n - k : first + k) % n;
        r->lon[c] = r->lon2[at];
        r->lat[c] = r->lat2[at];
    }
}

struct grid *grid_ordered(const struct grid *g, const struct window *w) {
    struct grid *out = grid_cut(g, w);
    const size_t nv = out->nvertex, n = grid_cells(out);

    if (out->lon_bounds == NULL || out->lat_bounds == NULL || nv == 0 ||
        (g->kind != GRID_UNSTRUCTURED && g->kind != GRID_CURVILINEAR))
        return out;
#pragma omp parallel
    {
        double *room = mem_array(2 * nv, sizeof *room);
#pragma omp for schedule(static)
        for (size_t k = 0; k < n; k++)
            order_corners(&(struct ring){ nv, out->lon_bounds + k * nv,
                                          out->lat_bounds + k * nv, room,
                                          room + nv },
                          g->kind == GRID_UNSTRUCTURED);
        free(room);
    }
    return out;
}
