/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vertices.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

enum { MOST = 1 << 20 };

static void become_hull(struct vertices *v) {
    struct footprint f = { 0 };
    const struct geometry *g = &f.geometry;

    footprint_points(&f, v->n, v->lon, v->lat, v->width);
    v->n = 0;
    for (size_t k = 0; k < g->npoints; k++) {
        const double lon = g->xy[2 * k], east = f.box[2] - f.box[0];
        vertices_add(v, lon, g->xy[2 * k + 1],
                     lon != f.box[0] ? 0 : east + (east < 0 ? 360 : 0));
    }
    footprint_free(&f);
}

void vertices_add(struct vertices *v, double lon, double lat, double width) {
    if (v->n == MOST)
        become_hull(v);
    if (v->n == v->room) {
        v->room = 2 * v->room + 1024;
        v->lon = mem_grow(v->lon, v->room, sizeof *v->lon);
        v->lat = mem_grow(v->lat, v->room, sizeof *v->lat);
        v->width = mem_grow(v->width, v->room, sizeof *v->width);
    }
    v->lon[v->n] = lon;
    v->lat[v->n] = lat;
    v->width[v->n++] = width;
}

/* A line or a ring covers all longitudes between its ends. */
static void add_line(struct vertices *v, size_t n, const double *xy) {
    double west = INFINITY, east = -INFINITY;

    for (size_t k = 0; k < n; k++) {
        west = fmin(west, xy[2 * k]);
        east = fmax(east, xy[2 * k]);
    }
    for (size_t k = 0; k < n; k++)
        vertices_add(v, xy[2 * k], xy[2 * k + 1],
                     xy[2 * k] == west ? east - west : 0);
}

void vertices_geometry(struct vertices *v, const struct geometry *g) {
    if (g->type == GEOMETRY_POINT || g->type == GEOMETRY_MULTIPOINT)
        for (size_t k = 0; k < g->npoints; k++)
            vertices_add(v, g->xy[2 * k], g->xy[2 * k + 1], 0);
    else
        for (size_t r = 0; r < g->nrings; r++)
            add_line(v, g->ring[r + 1] - g->ring[r], g->xy + 2 * g->ring[r]);
    for (size_t k = 0; k < g->nmembers; k++)
        vertices_geometry(v, &g->member[k]);
}

void vertices_box(struct vertices *v, const double box[4]) {
    const double width = box[2] - box[0] + (box[2] < box[0] ? 360 : 0);

    for (int k = 1; k < 4; k += 2) {
        vertices_add(v, box[0], box[k], width);
        vertices_add(v, box[2], box[k], 0);
    }
}

void vertices_free(struct vertices *v) {
    free(v->lon);
    free(v->lat);
    free(v->width);
    *v = (struct vertices){ 0 };
}
