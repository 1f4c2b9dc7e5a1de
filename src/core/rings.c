/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rings.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

void rings_add(struct rings *r, struct node n) {
    if (r->nnodes == r->node_room) {
        r->node_room = 2 * r->node_room + 64;
        r->node = mem_grow(r->node, r->node_room, sizeof *r->node);
    }
    r->node[r->nnodes++] = n;
}

void rings_end(struct rings *r) {
    if (r->nrings == r->ring_room) {
        r->ring_room = 2 * r->ring_room + 16;
        r->end = mem_grow(r->end, r->ring_room, sizeof *r->end);
    }
    r->end[r->nrings++] = r->nnodes;
}

void rings_free(struct rings *r) {
    free(r->node);
    free(r->end);
    *r = (struct rings){ 0 };
}

static size_t first_node(const struct rings *r, size_t k) {
    return k == 0 ? 0 : r->end[k - 1];
}

/* Twice the area a, b, c enclose; 0 exactly where they lie on a parallel or a
 * meridian. */
static double turn(struct node a, struct node b, struct node c) {
    const double abx = (double)b.lon - a.lon, aby = (double)b.lat - a.lat;
    const double bcx = (double)c.lon - b.lon, bcy = (double)c.lat - b.lat;

    return abx * bcy - aby * bcx;
}

/* Leaves nodes away that a ring does not need; returns how many are left. */
static size_t straighten(struct node *p, size_t n) {
    size_t m = 0, first = 0;

    for (size_t k = 0; k < n; k++) {
        while (m >= 2 && turn(p[m - 2], p[m - 1], p[k]) == 0)
            m--;
        if (m == 0 || p[m - 1].lon != p[k].lon || p[m - 1].lat != p[k].lat)
            p[m++] = p[k];
    }
    while (m > 2 && turn(p[m - 2], p[m - 1], p[0]) == 0)
        m--;
    while (m - first > 2 && turn(p[m - 1], p[first], p[first + 1]) == 0)
        first++;
    for (size_t k = first; k < m; k++)
        p[k - first] = p[k];
    return m - first;
}

static double ring_area(const struct node *p, size_t n) {
    double sum = 0;

    for (size_t k = 2; k < n; k++) {
        const double ax = (double)p[k - 1].lon - p[0].lon;
        const double ay = (double)p[k - 1].lat - p[0].lat;
        const double bx = (double)p[k].lon - p[0].lon;
        const double by = (double)p[k].lat - p[0].lat;
        sum += ax * by - ay * bx;
    }
    return sum / 2;
}

/* Does a ring hold the point (x, y), which is not on it? */
static bool holds(const struct node *p, size_t n, double x, double y) {
    bool inside = false;

    for (size_t k = 0, last = n - 1; k < n; last = k++) {
        const double ax = p[last].lon, ay = p[last].lat;
        const double bx = p[k].lon, by = p[k].lat;
        if ((ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax))
            inside = !inside;
    }
    return inside;
}

/* A ring that is ready. */
struct ready {
    const struct node *p;
    size_t n;
    double area;
    size_t outer; /* of a hole: its outer ring; else itself; SIZE_MAX: none */
};

/* The smallest outer ring around a hole, by the middle of its first edge. */
static size_t around(const struct ready *r, size_t n, const struct ready *h) {
    const double x = ((double)h->p[0].lon + h->p[1].lon) / 2;
    const double y = ((double)h->p[0].lat + h->p[1].lat) / 2;
    size_t best = SIZE_MAX;

    for (size_t k = 0; k < n; k++)
        if (r[k].area > 0 && (best == SIZE_MAX || r[k].area < r[best].area) &&
            holds(r[k].p, r[k].n, x, y))
            best = k;
    return best;
}

static void put_ring(struct geometry *g, const struct ready *r) {
    for (size_t k = 0; k <= r->n; k++) {
        const struct node *p = r->p + k % r->n;
        geometry_add_point(g, (double)p->lon / NODE_SCALE,
                           (double)p->lat / NODE_SCALE, NAN);
    }
    geometry_end_ring(g);
}

void rings_polygons(struct rings *r, struct geometry *g) {
    struct ready *ring = mem_array(r->nrings, sizeof *ring);
    size_t n = 0;

    for (size_t k = 0; k < r->nrings; k++) {
        struct node *p = r->node + first_node(r, k);
        const size_t m = straighten(p, r->end[k] - first_node(r, k));
        const double area = m > 2 ? ring_area(p, m) : 0;
        if (area != 0)
            ring[n++] = (struct ready){ p, m, area, SIZE_MAX };
    }
    for (size_t k = 0; k < n; k++)
        ring[k].outer = ring[k].area > 0 ? k : around(ring, n, ring + k);
    for (size_t k = 0; k < n; k++) {
        if (ring[k].outer != k)
            continue;
        put_ring(g, ring + k);
        for (size_t h = 0; h < n; h++)
            if (h != k && ring[h].outer == k)
                put_ring(g, ring + h);
        geometry_end_part(g);
    }
    g->type = g->nparts == 0   ? GEOMETRY_NONE
              : g->nparts == 1 ? GEOMETRY_POLYGON
                               : GEOMETRY_MULTIPOLYGON;
    free(ring);
}
