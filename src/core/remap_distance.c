/* SPDX-License-Identifier: Apache-2.0 */
/* The four nearest centres, each by one over its distance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap_links.h"
#include "core/remap_mesh.h"
#include "core/remap_part.h"
#include "core/remap_rows.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

/* Nearer than this a place is the centre itself. */
#define HERE 1e-12

struct around {
    size_t n;
    struct nearest *tree;         /* [n] */
    double *lon, *lat;            /* of the target */
    const struct weights *inside; /* a link where the place is in the source */
};

static void fill(const void *self, size_t i, struct links *row) {
    const struct around *s = self;
    struct nearest_some four = { .most = NEAREST_SOME };
    double p[3], sum = 0, weight[NEAREST_SOME];

    if (s->inside->row[i] == s->inside->row[i + 1])
        return;
    sphere_point(s->lon[i], s->lat[i], p);
    nearest_some(s->tree, s->n, p, &four);
    if (four.n > 0 && four.distance[0] < HERE) {
        links_add(row, four.index[0], 1);
        return;
    }
    for (size_t k = 0; k < four.n; k++) {
        weight[k] = 1 / (2 * asin(fmin(1, four.distance[k] / 2)));
        sum += weight[k];
    }
    for (size_t k = 0; k < four.n; k++)
        links_add(row, four.index[k], weight[k] / sum);
}

static void plant(struct around *s, size_t n, const double *lon,
                  const double *lat) {
    s->tree = mem_array(n, sizeof *s->tree);
    for (size_t i = 0; i < n; i++)
        if (isfinite(lon[i]) && isfinite(lat[i])) {
            sphere_point(lon[i], lat[i], s->tree[s->n].p);
            s->tree[s->n++].index = (uint32_t)i;
        }
    nearest_build(s->tree, s->n);
}

int remap_distance(struct weights **out, const struct grid *src,
                   const struct grid *dst) {
    struct around s = { 0 };
    struct weights *inside = NULL;
    double *lon = NULL, *lat = NULL;
    int status;

    TRY(remap_is_mesh(src)               ? remap_mesh_nearest(&inside, src, dst)
        : src->kind == GRID_UNSTRUCTURED ? remap_rows_nearest(&inside, src, dst)
                                         : remap_nearest(&inside, src, dst));
    TRY(remap_centres(src, &lon, &lat));
    TRY(remap_centres(dst, &s.lon, &s.lat));
    s.inside = inside;
    plant(&s, grid_cells(src), lon, lat);
    *out = weights_build(grid_cells(dst), grid_cells(src), fill, &s);
done:
    weights_free(inside);
    free(s.tree);
    free(s.lon);
    free(s.lat);
    free(lon);
    free(lat);
    return status;
}
