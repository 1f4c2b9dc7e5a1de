/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap_links.h"
#include "core/remap_order.h"
#include "core/remap_part.h"
#include "core/remap_rows.h"
#include "kernel/geom.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

/* How far outside an edge counts as inside: coordinates are rounded. */
#define SLACK 1e-9

/* The nodes of a tree, of places that are somewhere. */
static void plant(struct centres_tree *t, size_t n, const double *lon,
                  const double *lat, const bool *wanted) {
    size_t some = 0;

    for (size_t i = 0; i < n; i++)
        some += wanted[i] ? 1 : 0;
    t->node = mem_array(some, sizeof *t->node);
    t->cell = mem_array(some, sizeof *t->cell);
    t->place = mem_array(some, sizeof *t->place);
    t->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!wanted[i])
            continue;
        sphere_point(lon[i], lat[i], t->place[t->n]);
        memcpy(t->node[t->n].p, t->place[t->n], sizeof *t->place);
        t->node[t->n].index = t->cell[t->n] = (uint32_t)i;
        t->n++;
    }
    nearest_build(t->node, t->n);
}

/* Which places are somewhere, and near enough to one of a tree. */
static void look(const struct centres_tree *t, double reach, size_t n,
                 const double *lon, const double *lat, bool *near) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        double p[3];
        near[i] = isfinite(lon[i]) && isfinite(lat[i]);
        if (!near[i] || reach >= 2)
            continue;
        sphere_point(lon[i], lat[i], p);
        near[i] = nearest_among(t->node, t->n, p, reach, NULL) != NEAREST_NONE;
    }
}

int centres_tree_new(struct centres_tree *t, const struct grid *g,
                     const struct grid *stations, double reach) {
    const size_t n = grid_cells(g), m = grid_cells(stations);
    bool *wanted = mem_array(n > m ? n : m, sizeof *wanted);
    double *lon = NULL, *lat = NULL, *at[2] = { NULL, NULL };
    struct centres_tree near = { 0 };
    int status;

    *t = (struct centres_tree){ 0 };
    TRY(remap_centres(g, &lon, &lat));
    TRY(remap_centres(stations, &at[0], &at[1]));
    look(&near, 2, m, at[0], at[1], wanted);
    plant(&near, m, at[0], at[1], wanted);
    look(&near, reach, n, lon, lat, wanted);
    plant(t, n, lon, lat, wanted);
done:
    centres_tree_free(&near);
    free(wanted);
    free(lon);
    free(lat);
    free(at[0]);
    free(at[1]);
    return status;
}

void centres_tree_free(struct centres_tree *t) {
    free(t->node);
    free(t->cell);
    free(t->place);
    *t = (struct centres_tree){ 0 };
}

static int by_cell(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

double centres_tree_km(const struct centres_tree *t, uint32_t cell,
                       const double p[3]) {
    const uint32_t *at =
        bsearch(&cell, t->cell, t->n, sizeof *t->cell, by_cell);

    return at == NULL ? NAN
                      : geom_chord_km(sphere_chord(p, t->place[at - t->cell]));
}

/* What rows of weights are made from. */
struct sites {
    struct centres_tree tree;
    const struct grid *src;
    double *lon, *lat; /* of the stations */
    double *area;      /* [cells of src]  of the mean */
    double reach;      /* of the mean, as a chord */
};

static int sites_open(struct sites *s, const struct grid *src,
                      const struct grid *dst) {
    int status;

    s->src = src;
    TRY(centres_tree_new(&s->tree, src, dst, s->reach));
    TRY(remap_centres(dst, &s->lon, &s->lat));
done:
    return status;
}

static void sites_close(struct sites *s) {
    centres_tree_free(&s->tree);
    free(s->lon);
    free(s->lat);
    free(s->area);
}

/* The positions in the tree that a station meets, in row->hit. */
static size_t meet(const struct sites *s, const double p[3],
                   struct links *row) {
    size_t n = nearest_reached(s->tree.node, s->tree.n, p, s->reach, row->hit,
                               row->nhits);

    if (n > row->nhits) {
        links_room(row, n);
        n = nearest_reached(s->tree.node, s->tree.n, p, s->reach, row->hit,
                            row->nhits);
    }
    return n;
}

static void fill_mean(const void *self, size_t i, struct links *row) {
    const struct sites *s = self;
    double p[3], sum = 0;
    size_t n;

    sphere_point(s->lon[i], s->lat[i], p);
    n = meet(s, p, row);
    for (size_t k = 0; k < n; k++)
        sum += s->area[s->tree.node[row->hit[k]].index];
    for (size_t k = 0; k < n; k++) {
        const uint32_t cell = s->tree.node[row->hit[k]].index;
        links_add(row, cell, s->area[cell] / sum);
    }
}

/* Areas of all cells, or 1 where there are none to be had. */
static bool set_areas(struct sites *s) {
    const size_t n = grid_cells(s->src);
    bool known;

    s->area = mem_array(n, sizeof *s->area);
    known = grid_areas(s->src, s->area) == EX_OK;
    for (size_t k = 0; known && k < s->tree.n; k++)
        known = s->area[s->tree.node[k].index] > 0;
    for (size_t k = 0; !known && k < n; k++)
        s->area[k] = 1;
    return known;
}

static int build_mean(struct remap *r, const struct grid *src,
                      const struct grid *dst, double km) {
    struct sites s = { .reach = geom_chord(km) };
    bool by_area;
    int status;

    TRY(sites_open(&s, src, dst));
    by_area = set_areas(&s);
    r->w = weights_build(grid_cells(dst), grid_cells(src), fill_mean, &s);
    r->about = mem_format("mean of the cells within %.15g km%s", km,
                          by_area ? ", by area" : "");
done:
    sites_close(&s);
    return status;
}

/* Is a place in a convex cell, whichever way round its corners go? */
static bool holds(const struct grid *g, size_t cell, const double p[3]) {
    const size_t n = g->nvertex;
    const double *lon = g->lon_bounds + cell * n;
    const double *lat = g->lat_bounds + cell * n;
    bool left = false, right = false;

    for (size_t k = 0; k < n; k++) {
        double a[3], b[3], side;
        if (!isfinite(lon[k]) || !isfinite(lat[k]))
            return false;
        sphere_point(lon[k], lat[k], a);
        sphere_point(lon[(k + 1) % n], lat[(k + 1) % n], b);
        side = p[0] * (a[1] * b[2] - a[2] * b[1]) +
               p[1] * (a[2] * b[0] - a[0] * b[2]) +
               p[2] * (a[0] * b[1] - a[1] * b[0]);
        left |= side > SLACK * sphere_chord(a, b);
        right |= side < -SLACK * sphere_chord(a, b);
    }
    return left != right;
}

static void fill_face(const void *self, size_t i, struct links *row) {
    const struct sites *s = self;
    bool inside = false;
    double p[3];
    size_t n;

    sphere_point(s->lon[i], s->lat[i], p);
    n = meet(s, p, row);
    for (size_t k = 0; k < n && !inside; k++)
        inside = holds(s->src, s->tree.node[row->hit[k]].index, p);
    if (inside)
        links_add(row, nearest_find(s->tree.node, s->tree.n, p), 1);
}

/* How far the corners of a face are from its centre. */
static void set_reach(const struct grid *g, struct nearest *node) {
    node->reach = 0;
    for (size_t k = 0; k < g->nvertex; k++) {
        const size_t at = node->index * g->nvertex + k;
        double q[3];
        sphere_point(g->lon_bounds[at], g->lat_bounds[at], q);
        node->reach = fmax(node->reach, sphere_chord(node->p, q));
    }
}

static bool has_bounds(const struct grid *g) {
    return g->lat_bounds != NULL && g->lon_bounds != NULL;
}

bool remap_points_held(const struct grid *g) {
    struct rows r;
    bool in_rows;

    if (g->kind != GRID_UNSTRUCTURED || has_bounds(g))
        return true;
    in_rows = rows_open(&r, g) == EX_OK;
    if (in_rows)
        rows_free(&r);
    return in_rows;
}

/* The faces of a mesh, by their centres; none of a list without bounds. */
static int build_faces(struct weights **out, const struct grid *src,
                       const struct grid *dst) {
    struct sites s = { .reach = 2 };
    int status;

    TRY(sites_open(&s, src, dst));
    s.reach = 0; /* that of the cells counts */
    if (!has_bounds(src))
        s.tree.n = 0;
    for (size_t k = 0; k < s.tree.n; k++)
        set_reach(src, &s.tree.node[k]);
    nearest_build(s.tree.node, s.tree.n);
    *out = weights_build(grid_cells(dst), grid_cells(src), fill_face, &s);
done:
    sites_close(&s);
    return status;
}

/* One link to the nearest centre, or none. */
static int build_nearest(struct weights **out, const struct grid *src,
                         const struct grid *dst) {
    int status;

    if (src->kind != GRID_UNSTRUCTURED)
        return remap_nearest(out, src, dst);
    status = remap_rows_nearest(out, src, dst);
    return status == EX_DATAERR ? build_faces(out, src, dst) : status;
}

int remap_points(struct remap **out, const struct grid *src,
                 const struct grid *dst, enum remap_method method, double km) {
    struct remap_order *order = NULL;
    struct remap *r = NULL;
    int status;

    *out = NULL;
    if (km <= 0 && method != REMAP_NEAREST)
        return remap_new(out, src, dst, method, NAN);
    TRY(remap_begin(&r, src, dst, REMAP_NEAREST, NAN));
    order = remap_order_new(src);
    if (km > 0) {
        r->min_frac = 0;
        TRY(build_mean(r, remap_order_grid(order), dst, km));
    } else {
        TRY(build_nearest(&r->w, remap_order_grid(order), dst));
        remap_end(r, src);
    }
    remap_order_back(order, r->w);
    *out = r;
    r = NULL;
done:
    remap_order_free(order);
    remap_free(r);
    return status;
}

int remap_point_cells(const struct grid *src, const struct grid *dst,
                      uint32_t *cell) {
    struct remap_order *order = remap_order_new(src);
    struct weights *w = NULL;
    int status;

    TRY(build_nearest(&w, remap_order_grid(order), dst));
    remap_order_back(order, w);
    for (size_t i = 0; i < w->ndst; i++)
        cell[i] = w->row[i] < w->row[i + 1] ? w->col[w->row[i]] : NO_CELL;
done:
    remap_order_free(order);
    weights_free(w);
    return status;
}
