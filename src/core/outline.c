/* SPDX-License-Identifier: Apache-2.0 */
#include "core/outline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/rings.h"
#include "core/stretch.h"
#include "kernel/geom.h"

struct outline {
    const struct cell_order *cells;
    double *lon, *lat;     /* [n][4]  corners, counter-clockwise */
    unsigned char *inside; /* [n]  scratch of outline_polygon() */
};

int outline_new(struct outline **out, const struct cell_order *c) {
    struct outline *o = mem_array(1, sizeof *o);
    int status;

    *out = NULL;
    o->cells = c;
    o->lon = mem_array(c->n, 4 * sizeof *o->lon);
    o->lat = mem_array(c->n, 4 * sizeof *o->lat);
    o->inside = mem_array(c->n, 1);
    TRY(grid_corners(c->grid, o->lon, o->lat));
    *out = o;
    o = NULL; /* the caller's from here on */
done:
    outline_free(o);
    return status;
}

void outline_free(struct outline *o) {
    if (o == NULL)
        return;
    free(o->lon);
    free(o->lat);
    free(o->inside);
    free(o);
}

static struct node corner(const struct outline *o, size_t cell, size_t k) {
    const size_t at = 4 * cell + k % 4;
    const long lon = lrint(geom_lon(o->lon[at]) * NODE_SCALE);

    return (struct node){ (int32_t)(lon == NODE_TURN ? -NODE_TURN : lon),
                          (int32_t)lrint(o->lat[at] * NODE_SCALE) };
}

/* Is (a, b) a side of the cell? */
static bool has_side(const struct outline *o, size_t cell, struct node a,
                     struct node b) {
    for (size_t k = 0; k < 4; k++)
        if (node_order(corner(o, cell, k), a) == 0 &&
            node_order(corner(o, cell, k + 1), b) == 0)
            return true;
    return false;
}

/* The 4 neighbours of a cell that are inside; returns how many. */
static size_t inner(const struct outline *o, size_t cell, size_t beside[4]) {
    const struct cell_order *c = o->cells;
    const size_t y = cell / c->nx, x = cell % c->nx;
    size_t n = 0;

    if (y > 0)
        beside[n++] = cell - c->nx;
    if (y + 1 < c->ny)
        beside[n++] = cell + c->nx;
    if (x > 0 || c->periodic)
        beside[n++] = x > 0 ? cell - 1 : cell + c->nx - 1;
    if (x + 1 < c->nx || c->periodic)
        beside[n++] = x + 1 < c->nx ? cell + 1 : cell + 1 - c->nx;
    for (size_t k = 0; k < n;)
        if (o->inside[beside[k]])
            k++;
        else
            beside[k] = beside[--n];
    return n;
}

/* Sides of a cell that no neighbour inside has the other way round. */
static void outer_sides(const struct outline *o, size_t cell,
                        struct sides *outer) {
    size_t beside[4];
    const size_t count = inner(o, cell, beside);

    for (size_t k = 0; k < 4; k++) {
        const struct node a = corner(o, cell, k), b = corner(o, cell, k + 1);
        bool shared = node_order(a, b) == 0; /* at a pole it may be a point */
        for (size_t i = 0; i < count && !shared; i++)
            shared = has_side(o, beside[i], b, a);
        if (!shared)
            sides_add(outer, a, b);
    }
}

void outline_polygon(const struct outline *o, size_t n, const uint32_t *cell,
                     struct geometry *g) {
    struct sides globe = { 0 }, map = { 0 };
    struct rings rings = { 0 };

    *g = (struct geometry){ 0 };
    for (size_t k = 0; k < n; k++)
        o->inside[cell[k]] = 1;
    for (size_t k = 0; k < n; k++)
        outer_sides(o, cell[k], &globe);
    for (size_t k = 0; k < n; k++)
        o->inside[cell[k]] = 0;
    sides_cut(&globe, &map);
    sides_rings(&map, &rings);
    rings_polygons(&rings, g);
    sides_free(&globe);
    sides_free(&map);
    rings_free(&rings);
}

/* The stretch of a cell, from a west in -180..180. */
static struct stretch reach(const struct outline *o, size_t cell) {
    const double centre = o->cells->lon[cell];
    double west = 0, east = 0, turn;

    for (size_t k = 0; k < 4; k++) {
        const double d = geom_lon(o->lon[4 * cell + k] - centre);
        west = d < west ? d : west;
        east = d > east ? d : east;
    }
    turn = geom_lon(centre + west) - (centre + west);
    return (struct stretch){ centre + west + turn, centre + east + turn };
}

void outline_box(const struct outline *o, size_t n, const uint32_t *cell,
                 double box[4]) {
    struct stretch *s = mem_array(n, sizeof *s);

    box[0] = box[1] = box[2] = box[3] = NAN;
    for (size_t k = 0; k < n; k++) {
        s[k] = reach(o, cell[k]);
        for (size_t i = 0; i < 4; i++) {
            const double lat = o->lat[4 * cell[k] + i];
            box[1] = lat < box[1] || isnan(box[1]) ? lat : box[1];
            box[3] = lat > box[3] || isnan(box[3]) ? lat : box[3];
        }
    }
    if (n > 0)
        stretches_narrowest(s, n, box);
    free(s);
}
