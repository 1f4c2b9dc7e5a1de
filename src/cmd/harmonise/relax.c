/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/laplace.h"
#include "kernel/sphere.h"

enum { EAST, WEST, NORTH, SOUTH };

struct relax {
    size_t ny, nx, cells;
    bool round;           /* is the last column beside the first? */
    double *east, *north; /* [cells]  weights of the links; 0: none */
    uint32_t *number;     /* [cells]  of the unknown, or LAPLACE_NONE */
    uint32_t *part_of;    /* [cells]  while they are found */
    size_t n, nparts;
    uint32_t *cell; /* [n] */
    struct laplace_part *part;
    uint32_t *inner, *fixed;            /* [n][4] */
    double *weight, *diagonal, *factor; /* [n][4], [n], [n] */
    double *scratch, *u;                /* [4][n], [n] */
};

static double angle(const double a[3], const double b[3]) {
    const double chord = sphere_chord(a, b);

    return chord > 2 ? M_PI : 2 * asin(chord / 2); /* NAN stays */
}

/* The neighbour of a cell, or LAPLACE_NONE. */
static uint32_t neighbour(const struct relax *r, size_t c, int side) {
    const size_t j = c / r->nx, i = c % r->nx;

    switch (side) {
    case EAST:
        return i + 1 < r->nx ? (uint32_t)(c + 1)
               : r->round    ? (uint32_t)(c + 1 - r->nx)
                             : LAPLACE_NONE;
    case WEST:
        return i > 0      ? (uint32_t)(c - 1)
               : r->round ? (uint32_t)(c + r->nx - 1)
                          : LAPLACE_NONE;
    case NORTH:
        return j + 1 < r->ny ? (uint32_t)(c + r->nx) : LAPLACE_NONE;
    default:
        return j > 0 ? (uint32_t)(c - r->nx) : LAPLACE_NONE;
    }
}

static double link_weight(const struct relax *r, size_t c, int side) {
    const uint32_t d = neighbour(r, c, side);

    if (d == LAPLACE_NONE)
        return 0;
    return side == EAST    ? r->east[c]
           : side == WEST  ? r->east[d]
           : side == NORTH ? r->north[c]
                           : r->north[d];
}

/* The mean distance to the neighbours on two sides of two cells; 1 where there
 * is none. */
static double breadth(const struct relax *r, const size_t c[2],
                      const double *up, int side, int other) {
    double sum = 0, n = 0;

    for (int k = 0; k < 2; k++) {
        const uint32_t back = neighbour(r, c[k], other);
        if (neighbour(r, c[k], side) != LAPLACE_NONE && !isnan(up[c[k]])) {
            sum += up[c[k]];
            n++;
        }
        if (back != LAPLACE_NONE && !isnan(up[back])) {
            sum += up[back];
            n++;
        }
    }
    return n > 0 ? sum / n : 1;
}

/* Breadth by distance, where there are both; cells in one place are as one. */
static double weight_of(double breadth, double distance) {
    if (isnan(distance) || !(breadth > 0))
        return 0;
    return breadth / fmax(distance, 1e-4 * breadth);
}

static void find_weights(struct relax *r, double (*place)[3]) {
    double *east = mem_array(r->cells, sizeof *east); /* distances */
    double *north = mem_array(r->cells, sizeof *north);

    for (size_t c = 0; c < r->cells; c++) {
        const uint32_t e = neighbour(r, c, EAST), n = neighbour(r, c, NORTH);
        east[c] = e == LAPLACE_NONE ? NAN : angle(place[c], place[e]);
        north[c] = n == LAPLACE_NONE ? NAN : angle(place[c], place[n]);
    }
    for (size_t c = 0; c < r->cells; c++) {
        const uint32_t e = neighbour(r, c, EAST), n = neighbour(r, c, NORTH);
        const size_t across[2] = { c, e }, along[2] = { c, n };
        if (e != LAPLACE_NONE)
            r->east[c] =
                weight_of(breadth(r, across, north, NORTH, SOUTH), east[c]);
        if (n != LAPLACE_NONE)
            r->north[c] =
                weight_of(breadth(r, along, east, EAST, WEST), north[c]);
    }
    free(east);
    free(north);
}

int relax_new(struct relax **out, const struct grid *g, double (*place)[3]) {
    struct relax *r;

    *out = NULL;
    if (g->kind == GRID_NONE || g->kind == GRID_UNSTRUCTURED)
        return err_set(EX_DATAERR, "laplace: the cells have no neighbours "
                                   "along rows and columns (nearest works)");
    r = *out = mem_array(1, sizeof *r);
    r->ny = g->ny;
    r->nx = g->nx;
    r->cells = grid_cells(g);
    r->round = g->nx > 2 && grid_is_global(g);
    r->east = mem_array(r->cells, sizeof *r->east);
    r->north = mem_array(r->cells, sizeof *r->north);
    r->number = mem_array(r->cells, sizeof *r->number);
    r->part_of = mem_array(r->cells, sizeof *r->part_of);
    find_weights(r, place);
    return EX_OK;
}

static void free_system(struct relax *r) {
    free(r->cell);
    free(r->part);
    free(r->inner);
    free(r->fixed);
    free(r->weight);
    free(r->diagonal);
    free(r->factor);
    free(r->scratch);
    free(r->u);
}

void relax_free(struct relax *r) {
    if (r == NULL)
        return;
    free(r->east);
    free(r->north);
    free(r->number);
    free(r->part_of);
    free_system(r);
    free(r);
}

/* The nearest of the valid cells that a cell is linked to, or LAPLACE_NONE. */
static uint32_t beside(const struct relax *r, const unsigned char *valid,
                       size_t c) {
    uint32_t best = LAPLACE_NONE;
    double most = 0;

    for (int side = 0; side < LAPLACE_LINKS; side++) {
        const double weight = link_weight(r, c, side);
        const uint32_t d = neighbour(r, c, side);
        if (weight <= most || !valid[d])
            continue;
        best = d;
        most = weight;
    }
    return best;
}

/* Ring after ring, those of one in the order of cells. */
void relax_near(struct relax *r, const unsigned char *valid, uint32_t *donor) {
    uint32_t *queue = mem_array(r->cells, sizeof *queue);
    size_t n = 0;

    for (size_t c = 0; c < r->cells; c++) {
        donor[c] = valid[c] ? LAPLACE_NONE : beside(r, valid, c);
        if (donor[c] != LAPLACE_NONE)
            queue[n++] = (uint32_t)c;
    }
    for (size_t k = 0; k < n; k++)
        for (int side = 0; side < LAPLACE_LINKS; side++) {
            const uint32_t d = neighbour(r, queue[k], side);
            if (d == LAPLACE_NONE || valid[d] || donor[d] != LAPLACE_NONE ||
                link_weight(r, queue[k], side) == 0)
                continue;
            donor[d] = donor[queue[k]];
            queue[n++] = d;
        }
    free(queue);
}

static bool is_asked(const unsigned char *valid, const uint32_t *donor,
                     size_t c) {
    return !valid[c] && donor[c] != UINT32_MAX;
}

/* Gives all cells that hang together with one the number of a part; says
 * whether a valid cell is linked to one of them, and how many they are. */
static bool flood(struct relax *r, const unsigned char *valid,
                  const uint32_t *donor, uint32_t *queue, uint32_t part) {
    bool anchored = false;
    size_t n = 1;

    r->part_of[queue[0]] = part;
    for (size_t k = 0; k < n; k++)
        for (int side = 0; side < LAPLACE_LINKS; side++) {
            const uint32_t d = neighbour(r, queue[k], side);
            if (d == LAPLACE_NONE || link_weight(r, queue[k], side) == 0)
                continue;
            anchored = anchored || valid[d];
            if (!is_asked(valid, donor, d) || r->part_of[d] != LAPLACE_NONE)
                continue;
            r->part_of[d] = part;
            queue[n++] = d;
        }
    r->n += anchored ? n : 0;
    if (anchored) {
        r->part = mem_grow(r->part, r->nparts + 1, sizeof *r->part);
        r->part[r->nparts++] = (struct laplace_part){ r->n - n, r->n };
        return true;
    }
    for (size_t k = 0; k < n; k++)
        r->part_of[queue[k]] = LAPLACE_NONE - 1; /* seen, and left out */
    return false;
}

/* Numbers of the unknowns: those of a part in a row, in the order of cells. */
static void find_parts(struct relax *r, const unsigned char *valid,
                       const uint32_t *donor) {
    uint32_t *queue = mem_array(r->cells, sizeof *queue);
    size_t *next;

    for (size_t c = 0; c < r->cells; c++)
        r->part_of[c] = r->number[c] = LAPLACE_NONE;
    r->n = r->nparts = 0;
    for (size_t c = 0; c < r->cells; c++) {
        if (!is_asked(valid, donor, c) || r->part_of[c] != LAPLACE_NONE)
            continue;
        queue[0] = (uint32_t)c;
        flood(r, valid, donor, queue, (uint32_t)r->nparts);
    }
    next = mem_array(r->nparts, sizeof *next);
    for (size_t k = 0; k < r->nparts; k++)
        next[k] = r->part[k].first;
    r->cell = mem_array(r->n, sizeof *r->cell);
    for (size_t c = 0; c < r->cells; c++) {
        if (r->part_of[c] >= r->nparts)
            continue;
        r->number[c] = (uint32_t)next[r->part_of[c]]++;
        r->cell[r->number[c]] = (uint32_t)c;
    }
    free(next);
    free(queue);
}

static void set_links(struct relax *r, const unsigned char *valid, size_t k) {
    for (int side = 0; side < LAPLACE_LINKS; side++) {
        const size_t at = LAPLACE_LINKS * k + (size_t)side;
        const uint32_t d = neighbour(r, r->cell[k], side);
        r->inner[at] = r->fixed[at] = LAPLACE_NONE;
        r->weight[at] = link_weight(r, r->cell[k], side);
        if (r->weight[at] == 0)
            continue;
        r->inner[at] = r->number[d];
        r->fixed[at] = valid[d] ? d : LAPLACE_NONE;
    }
}

static struct laplace system_of(const struct relax *r) {
    return (struct laplace){ r->n, r->inner, r->fixed, r->weight };
}

void relax_mask(struct relax *r, const unsigned char *valid,
                const uint32_t *donor) {
    size_t links;

    free_system(r);
    r->part = NULL;
    find_parts(r, valid, donor);
    links = LAPLACE_LINKS * r->n;
    r->inner = mem_array(links, sizeof *r->inner);
    r->fixed = mem_array(links, sizeof *r->fixed);
    r->weight = mem_array(links, sizeof *r->weight);
    r->diagonal = mem_array(r->n, sizeof *r->diagonal);
    r->factor = mem_array(r->n, sizeof *r->factor);
    r->scratch = mem_array(4 * r->n, sizeof *r->scratch);
    r->u = mem_array(r->n, sizeof *r->u);
    for (size_t k = 0; k < r->n; k++)
        set_links(r, valid, k);
    const struct laplace l = system_of(r);
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < r->nparts; k++)
        laplace_factor(&l, &r->part[k], r->diagonal, r->factor);
}

void relax_fill(struct relax *r, const float *x, const uint32_t *donor,
                float *y) {
    const struct laplace l = system_of(r);
    const struct laplace_work w = { r->diagonal, r->factor, r->scratch, r->u };

    for (size_t k = 0; k < r->n; k++)
        r->u[k] = (double)x[donor[r->cell[k]]];
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < r->nparts; k++)
        laplace_solve(&l, &r->part[k], &w, x);
    memcpy(y, x, r->cells * sizeof *y);
    for (size_t k = 0; k < r->n; k++)
        y[r->cell[k]] = (float)r->u[k];
}
