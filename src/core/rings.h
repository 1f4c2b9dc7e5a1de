/* SPDX-License-Identifier: Apache-2.0 */
/* rings -- sides of what is enclosed, cut at 180 degrees, as rings and polygons
 *
 * cells -> sides -> sides_cut() -> sides_rings() -> rings_polygons() */
#ifndef TWIN_RINGS_H
#define TWIN_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/feature.h"

/* Nodes per degree; half a turn and the poles in nodes. */
enum { NODE_SCALE = 10000000, NODE_TURN = 180 * NODE_SCALE };

/* A point [1e-7 degrees]. */
struct node {
    int32_t lon, lat;
};

/* A straight line from a to b, with what is enclosed on its left. */
struct side {
    struct node a, b;
    bool done;
};

struct sides {
    struct side *side;
    size_t n, room;
};

/* Rings, one after another; the last node is not the first again. */
struct rings {
    struct node *node;
    size_t nnodes, node_room, nrings, ring_room;
    size_t *end; /* [nrings]  place after the last node of each */
};

/* node_order -- by latitude, then by longitude, as for qsort(). */
int node_order(struct node a, struct node b);

void sides_add(struct sides *s, struct node a, struct node b);
void sides_free(struct sides *s);

/*
 * sides_cut -- sides on the globe as sides on a map from -180 to 180.
 *
 *   globe  in   sides of less than half a turn, -180 <= lon < 180
 *   map    out  appended to: the same without those along the meridian of 180
 *               degrees, parted there, and with new ones where what is enclosed
 *               lies along it, or round a pole
 */
void sides_cut(const struct sides *globe, struct sides *map);

/*
 * sides_rings -- the rings that sides make.
 *
 *   s  in out  sides on a map; sorted, all done afterwards
 *   r  out     appended to: no ring has a node twice; where rings touch in a
 *              node, what is enclosed does not hang together through it
 */
void sides_rings(struct sides *s, struct rings *r);

/* rings_polygons -- rings as polygons: those that run counter-clockwise with
 * the others as their holes; nodes on a straight line between others go.
 *
 *   r  in out  changed
 *   g  in out  empty before */
void rings_polygons(struct rings *r, struct geometry *g);

/* rings_add -- a node appended to the ring that is being made; rings_end --
 * closes it. */
void rings_add(struct rings *r, struct node n);
void rings_end(struct rings *r);
void rings_free(struct rings *r);

#endif
