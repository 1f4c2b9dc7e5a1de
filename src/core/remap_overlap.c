/* SPDX-License-Identifier: Apache-2.0 */
/* Conservative weights: overlaps of polygons on the sphere. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap_cap.h"
#include "core/remap_levers.h"
#include "kernel/sphere.h"

/* Links that two grids may have beyond their pieces, each by this: more are of
 * cells that lie on each other. */
#define FOLD   32
#define BEYOND 10000000

/* What cells of the same corners that follow each other have in common. */
struct piece {
    double p[12];
    uint32_t cell, ncells;
};

struct overlap {
    struct piece *piece; /* [n] of the source */
    struct nearest *node;
    size_t n;
    struct cap cap; /* round them */
    struct polygons dst;
    struct levers *moments; /* what is asked for in place of links, or NULL */
    size_t most, *links;    /* that there may be, and are */
};

/* The middle of a piece, and how far its corners are from it. */
static double middle(const double p[12], double centre[3]) {
    double length = 0, reach = 0;

    for (int k = 0; k < 3; k++) {
        centre[k] = p[k] + p[3 + k] + p[6 + k] + p[9 + k];
        length += centre[k] * centre[k];
    }
    for (int k = 0; k < 3; k++)
        centre[k] /= sqrt(length);
    for (int k = 0; k < 4; k++)
        reach = fmax(reach, sphere_chord(centre, p + 3 * k));
    return reach;
}

static bool is_beyond(const struct cap *cap, const double p[12]) {
    double centre[3];
    const double reach = middle(p, centre);

    return sphere_chord(cap->centre, centre) > cap->reach + reach;
}

/* The pieces of a cell after the n-th; how many. */
static size_t take_cell(struct overlap *s, const struct polygons *src,
                        size_t cell, const struct cap *cap, size_t *room) {
    const size_t most =
        cap_meets(cap, src, cell) ? polygons_count(src, cell) : 0;
    size_t n = s->n;

    if (n + most > *room) {
        *room = 2 * *room + most;
        s->piece = mem_grow(s->piece, *room, sizeof *s->piece);
    }
    for (size_t k = 0; k < most; k++) {
        struct piece *p = &s->piece[n];
        if (!polygons_piece(src, cell, k, p->p) || is_beyond(cap, p->p))
            continue;
        p->cell = (uint32_t)cell;
        p->ncells = 1;
        n++;
    }
    return n - s->n;
}

/* Are n pieces the same as those before them, of the cells just before? */
static bool are_same(const struct piece *last, const struct piece *p,
                     size_t n) {
    for (size_t k = 0; k < n; k++)
        if (last[k].cell + last[k].ncells != p[k].cell ||
            memcmp(last[k].p, p[k].p, sizeof p->p) != 0)
            return false;
    return n > 0;
}

static void take(struct overlap *s, const struct polygons *src) {
    const struct cap cap = cap_of(&s->dst);
    size_t room = src->n, last = 0;

    s->piece = mem_array(room, sizeof *s->piece);
    for (size_t i = 0; i < src->n; i++) {
        const size_t n = take_cell(s, src, i, &cap, &room);
        struct piece *before = s->piece + s->n - last;
        if (n == last && are_same(before, s->piece + s->n, n)) {
            for (size_t k = 0; k < n; k++)
                before[k].ncells++;
            continue;
        }
        last = n > 0 ? n : last;
        s->n += n;
    }
    s->node = mem_array(s->n, sizeof *s->node);
    for (size_t i = 0; i < s->n; i++) {
        s->node[i].index = (uint32_t)i;
        s->node[i].reach = middle(s->piece[i].p, s->node[i].p);
    }
    nearest_build(s->node, s->n);
    s->cap = cap_around(s->n, s->node);
}

/* What a piece shares goes to all cells that it is of. */
static void put(const struct overlap *s, size_t i, const struct piece *p,
                struct links *row, size_t m, const double *shared) {
    const double area = s->moments != NULL ? 0 : sphere_area(m, shared);

    for (uint32_t c = p->cell; c < p->cell + p->ncells; c++)
        if (s->moments != NULL)
            levers_polygon(s->moments, i, c, m, shared);
        else
            links_add(row, c, area);
}

/* Links to all source pieces that share area with a piece of target cell i. */
static void add_shared(const struct overlap *s, size_t i, const double q[12],
                       struct links *row) {
    double centre[3], out[48], work[48];
    const double reach = middle(q, centre);
    size_t n =
        nearest_reached(s->node, s->n, centre, reach, row->hit, row->nhits);

    if (n > row->nhits) {
        links_room(row, 2 * n);
        n = nearest_reached(s->node, s->n, centre, reach, row->hit, row->nhits);
    }
    for (size_t k = 0; k < n; k++) {
        const struct piece *p = &s->piece[s->node[row->hit[k]].index];
        const size_t m = sphere_clip(4, p->p, 4, q, out, work);
        if (m > 0)
            put(s, i, p, row, m, out);
    }
}

/* Are there more links than two grids can have?  Then no more are made. */
static bool are_too_many(const struct overlap *s, size_t more) {
    size_t now;

#pragma omp atomic capture
    {
        *s->links += more;
        now = *s->links;
    }
    return now > s->most;
}

static void fill(const void *self, size_t i, struct links *row) {
    const struct overlap *s = self;
    const size_t from = row->n;
    double area = 0;

    if (!cap_meets(&s->cap, &s->dst, i) || are_too_many(s, 0))
        return;
    for (size_t k = 0; k < polygons_count(&s->dst, i); k++) {
        double q[12];
        if (!polygons_piece(&s->dst, i, k, q))
            continue;
        area += sphere_area(4, q);
        add_shared(s, i, q, row);
    }
    if (s->moments != NULL)
        levers_end(s->moments, i, area);
    for (size_t k = from; k < row->n; k++)
        row->link[k].weight /= area;
    if (are_too_many(s, row->n - from))
        row->n = from;
}

/* The weights, or the moments of those that are there. */
static int overlaps(struct weights **out, const struct grid *src,
                    const struct grid *dst, struct levers *moments) {
    size_t links = 0;
    struct overlap s = { .moments = moments, .links = &links };
    struct polygons cells = { 0 };
    int status;

    TRY(polygons_open(&cells, src));
    TRY(polygons_open(&s.dst, dst));
    take(&s, &cells);
    s.most = FOLD * (s.n + s.dst.n * s.dst.npieces) + BEYOND;
    *out = weights_build(s.dst.n, cells.n, fill, &s);
    if (links > s.most)
        TRY(err_set(EX_DATAERR, "cells that lie on each other, too often (a "
                                "list without them)"));
done:
    polygons_free(&cells);
    polygons_free(&s.dst);
    free(s.piece);
    free(s.node);
    return status;
}

int remap_conservative(struct weights **out, const struct grid *src,
                       const struct grid *dst) {
    return overlaps(out, src, dst, NULL);
}

int levers_polygons(struct levers *m, const struct grid *src,
                    const struct grid *dst) {
    struct weights *none = NULL;
    const int status = overlaps(&none, src, dst, m);

    weights_free(none);
    return status;
}
