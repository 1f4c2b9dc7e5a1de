/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/rings.h"

int node_order(struct node a, struct node b) {
    if (a.lat != b.lat)
        return a.lat < b.lat ? -1 : 1;
    return (a.lon > b.lon) - (a.lon < b.lon);
}

void sides_add(struct sides *s, struct node a, struct node b) {
    if (s->n == s->room) {
        s->room = 2 * s->room + 64;
        s->side = mem_grow(s->side, s->room, sizeof *s->side);
    }
    s->side[s->n++] = (struct side){ a, b, false };
}

void sides_free(struct sides *s) {
    free(s->side);
    *s = (struct sides){ 0 };
}

static int by_start(const void *a, const void *b) {
    const struct side *p = a, *q = b;
    const int order = node_order(p->a, q->a);

    return order ? order : node_order(p->b, q->b);
}

/* The first of the sides, sorted, that start at a node; n if there is none. */
static size_t starting(const struct sides *s, struct node at) {
    size_t low = 0, high = s->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (node_order(s->side[middle].a, at) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->n && node_order(s->side[low].a, at) == 0 ? low : s->n;
}

static double heading(struct node a, struct node b) {
    return atan2((double)b.lat - a.lat, (double)b.lon - a.lon);
}

/* The side after `from`: where two go on, the one farther to the left, so that
 * cells which touch in a corner stay apart. */
static size_t following(const struct sides *s, size_t from) {
    const struct side *before = s->side + from;
    const double back = heading(before->b, before->a);
    size_t best = s->n;
    double least = 0;

    for (size_t k = starting(s, before->b);
         k < s->n && node_order(s->side[k].a, before->b) == 0; k++) {
        double right = back - heading(s->side[k].a, s->side[k].b);
        if (s->side[k].done)
            continue;
        while (right <= 0)
            right += 2 * M_PI;
        if (best == s->n || right < least) {
            best = k;
            least = right;
        }
    }
    return best;
}

/* Can a line pass a node twice? */
static bool is_twofold(const struct sides *s, struct node at) {
    const size_t k = starting(s, at);

    return k + 1 < s->n && node_order(s->side[k + 1].a, at) == 0;
}

/* Moves the nodes from place `from` on, a loop of the line, to the rings. */
static void put_loop(struct rings *line, size_t from, struct rings *r) {
    for (size_t k = from; k < line->nnodes; k++)
        rings_add(r, line->node[k]);
    rings_end(r);
    line->nnodes = from;
}

/* Follows sides from one to the next.  A line that comes back to one of its
 * nodes has closed a ring there. */
static void follow(struct sides *s, size_t from, struct rings *line,
                   struct rings *r) {
    line->nnodes = 0;
    for (size_t k = from; k < s->n; k = following(s, k)) {
        const struct node to = s->side[k].b;
        size_t i = 0; /* where it has been there before */
        rings_add(line, s->side[k].a);
        s->side[k].done = true;
        if (is_twofold(s, to))
            while (i < line->nnodes && node_order(line->node[i], to) != 0)
                i++;
        else if (node_order(line->node[0], to) != 0)
            i = line->nnodes;
        if (i < line->nnodes)
            put_loop(line, i, r);
        if (line->nnodes == 0)
            break;
    }
}

void sides_rings(struct sides *s, struct rings *r) {
    struct rings line = { 0 };

    if (s->n > 0)
        qsort(s->side, s->n, sizeof *s->side, by_start);
    for (size_t k = 0; k < s->n; k++)
        if (!s->side[k].done)
            follow(s, k, &line, r);
    rings_free(&line);
}
