/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/sphere.h"

/* The position d from a cell; false outside the grid, where the last row and,
 * unless it is round, the last column leave `rim` free. */
static bool step(const struct tree *t, size_t cell, int rim,
                 const signed char d[2], size_t to[2]) {
    const long ny = (long)t->ny, nx = (long)t->nx;
    const long j = (long)cell / nx + d[0];
    long i = (long)cell % nx + d[1];

    if (t->round)
        i = (i + nx) % nx;
    if (t->fold >= 0)
        rim = 0;
    if (j < 0 || j >= ny - rim || i < 0 || i >= nx - (t->round ? 0 : rim))
        return false;
    to[0] = (size_t)j;
    to[1] = (size_t)i;
    return true;
}

static const signed char beside[9][2] = {
    { 0, 0 }, { -1, -1 }, { -1, 0 }, { -1, 1 }, { 0, -1 },
    { 0, 1 }, { 1, -1 },  { 1, 0 },  { 1, 1 },
};

/* How far it is to the furthest neighbour; all the way if there is none. */
static double reach(const struct tree *t, size_t cell) {
    double far = 0;

    for (int k = 1; k < 9; k++) {
        size_t to[2];
        if (step(t, cell, 0, beside[k], to))
            far = fmax(far, sphere_chord(t->p + 3 * cell,
                                         t->p + 3 * (to[0] * t->nx + to[1])));
    }
    return far > 0 ? far : 4;
}

static void plant(struct tree *t) {
    const size_t n = t->ny * t->nx;

    t->node = mem_array(n, sizeof *t->node);
    for (size_t i = 0; i < n; i++)
        if (!isnan(t->p[3 * i])) {
            struct nearest *node = &t->node[t->n++];
            memcpy(node->p, t->p + 3 * i, sizeof node->p);
            node->index = (uint32_t)i;
            node->reach = reach(t, i);
        }
    nearest_build(t->node, t->n);
}

static double apart(const struct tree *t, size_t i, size_t k) {
    const double *row = t->p + 3 * (t->ny - 1) * t->nx;

    return sphere_chord(row + 3 * i, row + 3 * k);
}

/* Is the last row folded so that column i meets column fold - i, mostly within
 * two steps of the rows, and not upon itself?  Where the poles of a tripolar
 * grid lie, on land, columns fall together.  A row round a pole is near to
 * itself everywhere. */
static bool is_fold(const struct tree *t, size_t fold) {
    size_t known = 0, near = 0, clear = 0, wide = 0;

    for (size_t i = 0; i < t->nx; i++) {
        const size_t other = (fold + t->nx - i) % t->nx;
        const double *p = t->p + 3 * ((t->ny - 1) * t->nx + i);
        const double step = sphere_chord(p, p - 3 * t->nx);
        const double d = apart(t, i, other);
        if (isnan(step + d))
            continue;
        known++;
        near += d < 2 * step;
        clear += d > step / 4;
        wide += apart(t, i, (i + t->nx / 2) % t->nx) > 4 * step;
    }
    return 2 * known > t->nx && 5 * near > 4 * known && 2 * clear > known &&
           2 * wide > known;
}

/* The fold of tripolar grids (NEMO's about F points): by the column nearest to
 * one that lies somewhere else in the row. */
static long find_fold(const struct tree *t) {
    for (size_t k = 1; t->round && t->ny > 1 && t->nx > 16 && k < 8; k += 2) {
        const size_t i = k * t->nx / 8;
        size_t best = i;
        for (size_t m = t->nx / 8; m < t->nx - t->nx / 8; m++) {
            const size_t other = (i + m) % t->nx;
            if (best == i || apart(t, i, other) < apart(t, i, best))
                best = other;
        }
        if (is_fold(t, (i + best) % t->nx))
            return (long)((i + best) % t->nx);
    }
    return -1;
}

/* Does a row lie round a pole, so near that no other row fits in? */
static bool is_ring(const struct tree *t, bool last) {
    const double *row = t->p + (last ? 3 * (t->ny - 1) * t->nx : 0);
    const ptrdiff_t inwards = (last ? -3 : 3) * (ptrdiff_t)t->nx;

    return t->round && t->ny > 1 && t->fold < 0 &&
           sphere_rings(t->nx, row, row + inwards);
}

/* A row at a pole, as a rule. */
static bool is_point(const struct tree *t, bool last) {
    const double *row = t->p + (last ? 3 * (t->ny - 1) * t->nx : 0);

    for (size_t i = 1; t->ny > 1 && i < t->nx; i++)
        if (!(sphere_chord(row, row + 3 * i) < 1e-9))
            return false;
    return t->ny > 1 && t->nx > 1;
}

int tree_new(struct tree **out, const struct grid *g) {
    const size_t n = grid_cells(g);
    struct tree *t;
    double *lon, *lat;
    int status = remap_centres(g, &lon, &lat);

    *out = NULL;
    if (status != EX_OK)
        return status;
    t = mem_array(1, sizeof *t);
    *t = (struct tree){ .ny = g->ny, .nx = g->nx, .round = grid_is_global(g) };
    t->p = mem_array(3 * n, sizeof *t->p);
    for (size_t i = 0; i < n; i++)
        if (isfinite(lon[i]) && isfinite(lat[i]))
            sphere_point(lon[i], lat[i], t->p + 3 * i);
        else
            t->p[3 * i] = t->p[3 * i + 1] = t->p[3 * i + 2] = NAN;
    free(lon);
    free(lat);
    t->fold = find_fold(t);
    t->ring[0] = is_ring(t, false);
    t->ring[1] = is_ring(t, true);
    t->point[0] = is_point(t, false);
    t->point[1] = is_point(t, true);
    plant(t);
    *out = t;
    return EX_OK;
}

void tree_free(struct tree *t) {
    if (t == NULL)
        return;
    free(t->p);
    free(t->node);
    free(t);
}

/* Of a row that is one place the cell whose neighbour inwards is nearest. */
static uint32_t towards(const struct tree *t, const double p[3],
                        uint32_t centre) {
    const size_t j = centre / t->nx, from = j * t->nx;
    const bool last = j + 1 == t->ny;
    size_t best = centre;
    double least = 4;

    if ((j > 0 && !last) || !t->point[last])
        return centre;
    for (size_t i = from; i < from + t->nx; i++) {
        const size_t inner = last ? i - t->nx : i + t->nx;
        const double d = sphere_chord(p, t->p + 3 * inner);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return (uint32_t)best;
}

void tree_start(const struct tree *t, const double p[3], struct tree_walk *w) {
    uint32_t any;

    *w = (struct tree_walk){ .centre = NEAREST_NONE };
    if (nearest_meets(t->node, t->n, p, 0, &any, 1) > 0)
        w->centre = nearest_find(t->node, t->n, p);
    if (w->centre != NEAREST_NONE)
        w->start = towards(t, p, w->centre);
}

bool tree_quad(const struct tree *t, struct tree_walk *w, size_t *j,
               size_t *i) {
    static const signed char around[16][2] = {
        { -1, -1 }, { -1, 0 }, { 0, -1 },  { 0, 0 },  { -2, -2 }, { -2, -1 },
        { -2, 0 },  { -2, 1 }, { -1, -2 }, { -1, 1 }, { 0, -2 },  { 0, 1 },
        { 1, -2 },  { 1, -1 }, { 1, 0 },   { 1, 1 },
    };
    size_t to[2];

    while (w->centre != NEAREST_NONE && w->next < 16)
        if (step(t, w->start, 1, around[w->next++], to)) {
            *j = to[0];
            *i = to[1];
            return true;
        }
    return false;
}

bool tree_cap(const struct tree *t, const struct tree_walk *w, size_t *from) {
    const size_t j = w->centre == NEAREST_NONE ? 0 : w->centre / t->nx;

    if (w->centre == NEAREST_NONE)
        return false;
    *from = j * t->nx;
    return (j == 0 && t->ring[0]) || (j + 1 == t->ny && t->ring[1]);
}

void tree_corners(const struct tree *t, size_t j, size_t i, size_t cell[4]) {
    const size_t nx = t->nx, east = (i + 1) % nx;

    cell[0] = j * nx + i;
    cell[1] = j * nx + east;
    cell[2] = cell[1] + nx;
    cell[3] = cell[0] + nx;
    if (j + 1 == t->ny) { /* over the fold */
        cell[2] = j * nx + ((size_t)t->fold + nx - east) % nx;
        cell[3] = j * nx + ((size_t)t->fold + nx - i) % nx;
    }
}

bool tree_cell(const struct tree *t, struct tree_walk *w, uint32_t *cell) {
    size_t to[2];

    while (w->centre != NEAREST_NONE && w->next < 9)
        if (step(t, w->start, 0, beside[w->next++], to)) {
            *cell = (uint32_t)(to[0] * t->nx + to[1]);
            return true;
        }
    return false;
}
