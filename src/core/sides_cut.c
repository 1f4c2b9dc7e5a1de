/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/rings.h"

enum { POLE = 90 * NODE_SCALE };

/* Where a side crosses the meridian: eastward ones have what is enclosed to
 * their north, westward ones to their south. */
struct crossing {
    int32_t lat;
    bool east;
};

/* The crossings just before the meridian (at 180, so that a node on it lies
 * beyond) or just after it (at -180). */
struct meridian {
    int32_t lon; /* NODE_TURN or -NODE_TURN */
    struct crossing *crossing;
    size_t n, room;
};

/* A node as the meridian sees it, which takes those on it for the other end. */
static double seen(const struct meridian *m, struct node n) {
    return abs(n.lon) == NODE_TURN ? -(double)m->lon : n.lon;
}

/* Does the line a, b cross, and where? */
static bool crosses(const struct meridian *m, struct node a, struct node b,
                    struct crossing *x) {
    const double from = seen(m, a), dlon = seen(m, b) - from;
    double whole, part; /* the whole way and that to the meridian */

    if (fabs(dlon) <= NODE_TURN)
        return false;
    x->east = dlon < 0;
    whole = dlon + (x->east ? 2. : -2.) * NODE_TURN;
    part = (x->east ? NODE_TURN : -(double)NODE_TURN) - from;
    x->lat = (int32_t)lrint(a.lat + ((double)b.lat - a.lat) * part / whole);
    return true;
}

static void note(struct meridian *m, struct node a, struct node b) {
    struct crossing x;

    if (!crosses(m, a, b, &x))
        return;
    if (m->n == m->room) {
        m->room = 2 * m->room + 16;
        m->crossing = mem_grow(m->crossing, m->room, sizeof *m->crossing);
    }
    m->crossing[m->n++] = x;
}

/* A side on the map, or its two parts. */
static void put_side(const struct meridian *m, struct node a, struct node b,
                     struct sides *map) {
    const bool at_a = abs(a.lon) == NODE_TURN, at_b = abs(b.lon) == NODE_TURN;
    struct crossing x;
    int32_t end;

    if (at_a && at_b)
        return;
    if (at_a)
        a.lon = b.lon > 0 ? NODE_TURN : -NODE_TURN;
    if (at_b)
        b.lon = a.lon > 0 ? NODE_TURN : -NODE_TURN;
    if (at_a || at_b || !crosses(m, a, b, &x)) {
        sides_add(map, a, b);
        return;
    }
    end = x.east ? NODE_TURN : -NODE_TURN;
    sides_add(map, a, (struct node){ end, x.lat });
    sides_add(map, (struct node){ -end, x.lat }, b);
}

static int south_first(const void *a, const void *b) {
    const struct crossing *p = a, *q = b;

    if (p->lat != q->lat)
        return p->lat < q->lat ? -1 : 1;
    return q->east - p->east;
}

/* Swaps crossing k with one at the same latitude that fits: eastward outside,
 * westward inside. */
static void fit(struct crossing *x, size_t n, size_t k, bool inside) {
    for (size_t i = k; i < n && x[i].lat == x[k].lat; i++)
        if (x[i].east != inside) {
            const struct crossing other = x[i];
            x[i] = x[k];
            x[k] = other;
            return;
        }
}

/* A side along the meridian: northward at 180, southward at -180. */
static void put_along(const struct meridian *m, int32_t south, int32_t north,
                      struct sides *map) {
    const struct node low = { m->lon, south }, high = { m->lon, north };

    if (south == north)
        return;
    if (m->lon > 0)
        sides_add(map, low, high);
    else
        sides_add(map, high, low);
}

/* The sides along the meridian: from south to north, it goes in at an eastward
 * crossing and out at a westward one. */
static void close_meridian(struct meridian *m, struct sides *map) {
    const struct node poles[] = { { -NODE_TURN, -POLE },
                                  { NODE_TURN, -POLE },
                                  { NODE_TURN, POLE },
                                  { -NODE_TURN, POLE } };
    struct crossing *x = m->crossing;
    size_t east = 0;
    bool inside;
    int32_t from = -POLE;

    if (m->n == 0)
        return;
    for (size_t k = 0; k < m->n; k++)
        east += x[k].east;
    qsort(x, m->n, sizeof *x, south_first);
    inside = 2 * east < m->n || (2 * east == m->n && !x[0].east);
    if (inside && m->lon > 0)
        sides_add(map, poles[0], poles[1]);
    for (size_t k = 0; k < m->n; k++) {
        fit(x, m->n, k, inside);
        if (inside)
            put_along(m, from, x[k].lat, map);
        inside = x[k].east;
        from = x[k].lat;
    }
    if (inside)
        put_along(m, from, POLE, map);
    if (inside && m->lon > 0)
        sides_add(map, poles[2], poles[3]);
}

void sides_cut(const struct sides *globe, struct sides *map) {
    struct meridian before = { .lon = NODE_TURN },
                    after = { .lon = -NODE_TURN };

    for (size_t k = 0; k < globe->n; k++) {
        const struct side *s = globe->side + k;
        note(&before, s->a, s->b);
        note(&after, s->a, s->b);
        put_side(&before, s->a, s->b, map);
    }
    close_meridian(&before, map);
    close_meridian(&after, map);
    free(before.crossing);
    free(after.crossing);
}
