/* SPDX-License-Identifier: Apache-2.0 */
/* Conservative weights: overlaps of polygons on the sphere. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap_levers.h"
#include "core/remap_polygons.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

struct piece {
    double p[12];
    uint32_t cell;
};

struct overlap {
    struct piece *piece; /* [n] of the source */
    struct nearest *node;
    size_t n;
    struct polygons dst;
    struct levers *moments; /* what is asked for in place of links, or NULL */
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

/* A cap that holds all cells. */
struct cap {
    double centre[3], reach;
};

/* Around the middle of the corners, or the whole sphere. */
static struct cap cap_of(const struct polygons *c) {
    struct cap cap = { .reach = 0 };
    double p[12], length = 0;

    for (size_t i = 0; i < c->n; i++)
        if (polygons_piece(c, i, 0, p))
            for (int k = 0; k < 3; k++)
                cap.centre[k] += p[k];
    for (int k = 0; k < 3; k++)
        length += cap.centre[k] * cap.centre[k];
    for (int k = 0; k < 3; k++)
        cap.centre[k] /= sqrt(length);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < polygons_count(c, i); k++) {
            if (!polygons_piece(c, i, k, p))
                continue;
            for (int m = 0; m < 4; m++)
                cap.reach =
                    fmax(cap.reach, sphere_chord(cap.centre, p + 3 * m));
        }
    /* What bulges out of the chord of a side, or no middle at all. */
    cap.reach = cap.reach < 1 ? cap.reach + cap.reach * cap.reach / 2 : 2;
    return cap;
}

static bool is_beyond(const struct cap *cap, const double p[12]) {
    double centre[3];
    const double reach = middle(p, centre);

    return sphere_chord(cap->centre, centre) > cap->reach + reach;
}

static void take(struct overlap *s, const struct polygons *src) {
    const struct cap cap = cap_of(&s->dst);
    size_t room = src->n;

    s->piece = mem_array(room, sizeof *s->piece);
    for (size_t i = 0; i < src->n; i++)
        for (size_t k = 0; k < polygons_count(src, i); k++) {
            if (s->n == room) {
                room *= 2;
                s->piece = mem_grow(s->piece, room, sizeof *s->piece);
            }
            if (!polygons_piece(src, i, k, s->piece[s->n].p) ||
                is_beyond(&cap, s->piece[s->n].p))
                continue;
            s->piece[s->n++].cell = (uint32_t)i;
        }
    s->node = mem_array(s->n, sizeof *s->node);
    for (size_t i = 0; i < s->n; i++) {
        s->node[i].index = (uint32_t)i;
        s->node[i].reach = middle(s->piece[i].p, s->node[i].p);
    }
    nearest_build(s->node, s->n);
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
        if (m > 0 && s->moments != NULL)
            levers_polygon(s->moments, i, p->cell, m, out);
        else if (m > 0)
            links_add(row, p->cell, sphere_area(m, out));
    }
}

static void fill(const void *self, size_t i, struct links *row) {
    const struct overlap *s = self;
    const size_t from = row->n;
    double area = 0;

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
}

/* The weights, or the moments of those that are there. */
static int overlaps(struct weights **out, const struct grid *src,
                    const struct grid *dst, struct levers *moments) {
    struct overlap s = { .moments = moments };
    struct polygons cells = { 0 };
    int status;

    TRY(polygons_open(&cells, src));
    TRY(polygons_open(&s.dst, dst));
    take(&s, &cells);
    *out = weights_build(s.dst.n, cells.n, fill, &s);
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
