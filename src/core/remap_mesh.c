/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_mesh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_rows.h"
#include "kernel/bilinear.h"
#include "kernel/nearest.h"
#include "kernel/polygon.h"
#include "kernel/sphere.h"

/* Corners so near to each other, in the least side there, are one node. */
#define SAME 1e-4

struct mesh {
    size_t n, nv;
    double *centre; /* [n][3] */
    double *corner; /* [n][nv][3] */
    double *side;   /* [n] the least of a face, 0 where it has none */
    struct nearest *face;
    size_t nfaces; /* that are somewhere */
    /* of remap_mesh_linear() */
    struct nearest *node; /* [nnodes]; index: place in first */
    size_t nnodes;
    size_t *first;     /* [nnodes + 1] places in around */
    uint32_t *around;  /* faces about a node, counter-clockwise */
    double *lon, *lat; /* of the target */
};

bool remap_is_mesh(const struct grid *g) {
    struct rows rows;
    bool is = false;

    if (g->kind != GRID_UNSTRUCTURED || g->lat_bounds == NULL)
        return false;
    is = rows_open(&rows, g) != EX_OK;
    if (!is)
        rows_free(&rows);
    return is;
}

static void take_face(struct mesh *m, const struct grid *g, size_t k) {
    double *c = m->corner + 3 * m->nv * k, reach = 0, least = 4;
    struct nearest *at = &m->face[m->nfaces];
    bool is = true;

    if (!isfinite(g->lon[k]) || !isfinite(g->lat[k]))
        return;
    sphere_point(g->lon[k], g->lat[k], at->p);
    memcpy(m->centre + 3 * k, at->p, sizeof at->p);
    for (size_t v = 0; v < m->nv; v++) {
        const size_t from = k * m->nv + v;
        sphere_point(g->lon_bounds[from], g->lat_bounds[from], c + 3 * v);
        reach = fmax(reach, sphere_chord(at->p, c + 3 * v));
        is = is && isfinite(c[3 * v] + c[3 * v + 1] + c[3 * v + 2]);
    }
    for (size_t v = 0; v < m->nv; v++) {
        const double d = sphere_chord(c + 3 * v, c + 3 * ((v + 1) % m->nv));
        least = d > 1e-9 ? fmin(least, d) : least;
    }
    at->index = (uint32_t)k;
    at->reach = reach;
    if (is) {
        m->side[k] = least < 4 ? least : 0;
        m->nfaces++;
    }
}

/* Is a face the one before it once more? */
static bool is_again(const struct grid *g, size_t k) {
    const size_t nv = g->nvertex, n = nv * sizeof *g->lon_bounds;
    const double *lon = g->lon_bounds + k * nv, *lat = g->lat_bounds + k * nv;

    return k > 0 && g->lon[k] == g->lon[k - 1] && g->lat[k] == g->lat[k - 1] &&
           memcmp(lon, lon - nv, n) == 0 && memcmp(lat, lat - nv, n) == 0;
}

static int mesh_open(struct mesh *m, const struct grid *src,
                     const struct grid *dst) {
    const size_t n = grid_cells(src);
    int status;

    *m = (struct mesh){ .n = n, .nv = src->nvertex };
    if (m->nv > POLYGON_MOST)
        return err_set(EX_DATAERR,
                       "faces of %zu corners, %d at most (--method "
                       "conservative takes any)",
                       m->nv, POLYGON_MOST);
    if (src->lon == NULL || src->lat == NULL)
        return err_set(EX_DATAERR, "a mesh without the centres of its faces");
    TRY(remap_centres(dst, &m->lon, &m->lat));
    m->centre = mem_array(n, 3 * sizeof *m->centre);
    m->corner = mem_array(n, 3 * m->nv * sizeof *m->corner);
    m->side = mem_array(n, sizeof *m->side);
    m->face = mem_array(n, sizeof *m->face);
    for (size_t k = 0; k < n; k++)
        if (!is_again(src, k))
            take_face(m, src, k);
    nearest_build(m->face, m->nfaces);
done:
    return status;
}

static void mesh_free(struct mesh *m) {
    free(m->centre);
    free(m->corner);
    free(m->side);
    free(m->face);
    free(m->node);
    free(m->first);
    free(m->around);
    free(m->lon);
    free(m->lat);
}

/* What a tree of n has about p, in row->hit; how many. */
static size_t reached(const struct nearest *tree, size_t n, const double p[3],
                      double reach, struct links *row) {
    size_t hits = nearest_reached(tree, n, p, reach, row->hit, row->nhits);

    if (hits > row->nhits) {
        links_room(row, 2 * hits);
        hits = nearest_reached(tree, n, p, reach, row->hit, row->nhits);
    }
    return hits;
}

static bool target(const struct mesh *m, size_t i, double p[3]) {
    if (!isfinite(m->lon[i]) || !isfinite(m->lat[i]))
        return false;
    sphere_point(m->lon[i], m->lat[i], p);
    return true;
}

static void fill_nearest(const void *self, size_t i, struct links *row) {
    const struct mesh *m = self;
    double p[3];
    size_t hits;

    if (!target(m, i, p))
        return;
    hits = reached(m->face, m->nfaces, p, 0, row);
    for (size_t h = 0; h < hits; h++) {
        const size_t k = m->face[row->hit[h]].index;
        if (polygon_holds(p, m->nv, m->corner + 3 * m->nv * k)) {
            links_add(row, nearest_find(m->face, m->nfaces, p), 1);
            return;
        }
    }
}

int remap_mesh_nearest(struct weights **out, const struct grid *src,
                       const struct grid *dst) {
    struct mesh m;
    int status = mesh_open(&m, src, dst);

    if (status == EX_OK)
        *out = weights_build(grid_cells(dst), m.n, fill_nearest, &m);
    mesh_free(&m);
    return status;
}

/* A face about a node, and in which direction. */
struct spoke {
    double angle;
    uint32_t face;
};

static int by_angle(const void *a, const void *b) {
    const struct spoke *s = a, *t = b;

    if (s->angle != t->angle)
        return s->angle < t->angle ? -1 : 1;
    return (s->face > t->face) - (s->face < t->face);
}

/* The faces about a node, one after the other; how many, 0 where they do not go
 * all round. */
static size_t spokes(const struct mesh *m, const double p[3], size_t n,
                     struct spoke *s) {
    double axis[2][3], gap;
    size_t k = 0;

    sphere_frame(p, axis[0], axis[1]);
    for (size_t i = 0; i < n; i++) {
        const double *c = m->centre + 3 * (size_t)s[i].face;
        double d[2];
        for (int a = 0; a < 2; a++)
            d[a] = c[0] * axis[a][0] + c[1] * axis[a][1] + c[2] * axis[a][2];
        s[i].angle = atan2(d[1], d[0]);
    }
    qsort(s, n, sizeof *s, by_angle);
    for (size_t i = 0; i < n; i++)
        if (k == 0 || s[k - 1].face != s[i].face)
            s[k++] = s[i];
    gap = k > 0 ? s[0].angle + 2 * M_PI - s[k - 1].angle : 7;
    for (size_t i = 1; i < k; i++)
        gap = fmax(gap, s[i].angle - s[i - 1].angle);
    return k >= 3 && gap < M_PI - 1e-6 ? k : 0;
}

/* The node at corner v of a face, if that is the first that it belongs to. */
static void take_node(struct mesh *m, const struct nearest *tree, size_t known,
                      size_t v) {
    const double *p = m->corner + 3 * v;
    struct spoke s[POLYGON_MOST];
    uint32_t hit[POLYGON_MOST + 1];
    const size_t hits = nearest_meets(tree, known, p, SAME * m->side[v / m->nv],
                                      hit, POLYGON_MOST + 1);
    struct nearest *node = &m->node[m->nnodes];
    size_t n, at = m->first[m->nnodes];

    for (size_t h = 0; h < hits && hits <= POLYGON_MOST; h++) {
        if (tree[hit[h]].index < v)
            return;
        s[h].face = (uint32_t)(tree[hit[h]].index / m->nv);
    }
    n = hits > POLYGON_MOST ? 0 : spokes(m, p, hits, s);
    if (n == 0)
        return;
    memcpy(node->p, p, sizeof node->p);
    node->index = (uint32_t)m->nnodes;
    for (size_t k = 0; k < n; k++) {
        const double *c = m->centre + 3 * (size_t)s[k].face;
        m->around[at++] = s[k].face;
        node->reach = fmax(node->reach, sphere_chord(p, c));
    }
    m->first[++m->nnodes] = at;
}

static void find_nodes(struct mesh *m) {
    const size_t n = m->n * m->nv;
    struct nearest *tree = mem_array(n, sizeof *tree);
    size_t known = 0;

    for (size_t v = 0; v < n; v++)
        if (m->side[v / m->nv] > 0) {
            memcpy(tree[known].p, m->corner + 3 * v, sizeof tree->p);
            tree[known++].index = (uint32_t)v;
        }
    nearest_build(tree, known);
    m->node = mem_array(n, sizeof *m->node);
    m->first = mem_array(n + 1, sizeof *m->first);
    m->around = mem_array(n, sizeof *m->around);
    for (size_t v = 0; v < n; v++)
        if (m->side[v / m->nv] > 0)
            take_node(m, tree, known, v);
    nearest_build(m->node, m->nnodes);
    free(tree);
}

/* Links to the centres about a node, if the place lies between them. */
static bool between(const struct mesh *m, size_t node, const double p[3],
                    struct links *row) {
    const size_t from = m->first[node], n = m->first[node + 1] - from;
    double corner[3 * POLYGON_MOST] = { 0 }, weight[POLYGON_MOST];

    for (size_t k = 0; k < n; k++)
        memcpy(corner + 3 * k, m->centre + 3 * (size_t)m->around[from + k],
               3 * sizeof *corner);
    if (!(n == 4 && bilinear_weights(p, corner, weight)) &&
        !polygon_weights(p, n, corner, weight))
        return false;
    for (size_t k = 0; k < n; k++)
        links_add(row, m->around[from + k], weight[k]);
    return true;
}

static void fill_linear(const void *self, size_t i, struct links *row) {
    const struct mesh *m = self;
    double p[3];
    size_t hits;

    if (!target(m, i, p))
        return;
    hits = reached(m->node, m->nnodes, p, 0, row);
    for (size_t h = 0; h < hits; h++)
        if (between(m, m->node[row->hit[h]].index, p, row))
            return;
}

int remap_mesh_linear(struct weights **out, const struct grid *src,
                      const struct grid *dst) {
    struct mesh m;
    int status = mesh_open(&m, src, dst);

    if (status == EX_OK) {
        find_nodes(&m);
        *out = weights_build(grid_cells(dst), m.n, fill_linear, &m);
    }
    mesh_free(&m);
    return status;
}
