/* SPDX-License-Identifier: Apache-2.0 */
/* Places among rows of cells: the nearest one, and linear weights. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_rows.h"
#include "kernel/geom.h"
#include "kernel/healpix.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

/* A source in rows, and the centres of the target. */
struct targets {
    struct rows src;
    struct nearest *tree; /* of centres; not HEALPix */
    double *lon, *lat;
};

static int targets_open(struct targets *t, const struct grid *src,
                        const struct grid *dst) {
    int status = rows_open(&t->src, src);

    return status == EX_OK ? remap_centres(dst, &t->lon, &t->lat) : status;
}

static void targets_free(struct targets *t) {
    rows_free(&t->src);
    free(t->tree);
    free(t->lon);
    free(t->lat);
}

static void fill_nearest(const void *self, size_t k, struct links *row) {
    const struct targets *t = self;
    double p[3];

    if (!isfinite(t->lon[k]) || !isfinite(t->lat[k]))
        return;
    if (t->src.nside > 0) {
        const size_t at = healpix_at(t->src.nside, t->lon[k], t->lat[k]);
        links_add(row, rows_cell(&t->src, at), 1);
        return;
    }
    sphere_point(t->lon[k], t->lat[k], p);
    links_add(row, nearest_find(t->tree, t->src.ncells, p), 1);
}

static void grow_tree(struct targets *t) {
    const struct rows *r = &t->src;

    t->tree = mem_array(r->ncells, sizeof *t->tree);
    for (size_t j = 0; j < r->n; j++) {
        const size_t from = r->first[j], n = r->first[j + 1] - from;
        for (size_t i = 0; i < n; i++) {
            struct nearest *at = &t->tree[from + i];
            at->index = rows_nth(r, from + i);
            sphere_point(r->west[j] + 360 * (double)i / (double)n, r->lat[j],
                         at->p);
        }
    }
    nearest_build(t->tree, r->ncells);
}

int remap_rows_nearest(struct weights **out, const struct grid *src,
                       const struct grid *dst) {
    struct targets t = { 0 };
    int status;

    TRY(targets_open(&t, src, dst));
    if (t.src.nside == 0)
        grow_tree(&t);
    *out = weights_build(grid_cells(dst), t.src.ncells, fill_nearest, &t);
done:
    targets_free(&t);
    return status;
}

/* The neighbours of a longitude in row j. */
static void find_pair(const struct rows *r, size_t j, double lon,
                      uint32_t cell[2], double weight[2]) {
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const double place = geom_east(lon - r->west[j]) / 360 * (double)n;
    const size_t i = place < (double)n ? (size_t)place : n - 1;

    cell[0] = rows_cell(r, from + i);
    cell[1] = rows_cell(r, from + (i + 1) % n);
    weight[1] = place - (double)i;
    weight[0] = 1 - weight[1];
}

static void add_pair(const struct rows *r, size_t j, double lon, double weight,
                     struct links *row) {
    uint32_t cell[2];
    double share[2];

    find_pair(r, j, lon, cell, share);
    for (int k = 0; k < 2; k++)
        links_add(row, cell[k], weight * share[k]);
}

bool rows_beyond(const struct rows *r, double lon, double lat,
                 struct beyond *b) {
    const size_t j = lat > r->lat[0] ? 0 : r->n - 1;
    const double gap = fabs(r->lat[j] - r->lat[j == 0 ? 1 : j - 1]);
    const double left = 90 - fabs(r->lat[j]);

    if ((lat <= r->lat[0] && lat >= r->lat[r->n - 1]) ||
        (r->nside == 0 && left >= gap))
        return false;
    b->row = j;
    b->far = left > 0 ? (fabs(lat) - fabs(r->lat[j])) / left : 0;
    find_pair(r, j, lon, b->cell, b->weight);
    return true;
}

/* Beyond the last row; only where none would fit in before the pole. */
static void add_polar(const struct rows *r, double lon, double lat,
                      struct links *row) {
    struct beyond b;

    if (!rows_beyond(r, lon, lat, &b))
        return;
    const size_t from = r->first[b.row], n = r->first[b.row + 1] - from;
    for (int k = 0; k < 2; k++)
        links_add(row, b.cell[k], (1 - b.far) * b.weight[k]);
    for (size_t i = 0; b.far > 0 && i < n; i++)
        links_add(row, rows_cell(r, from + i), b.far / (double)n);
}

static void fill_linear(const void *self, size_t k, struct links *row) {
    const struct targets *t = self;
    const struct rows *r = &t->src;
    const double lon = t->lon[k], lat = t->lat[k];
    size_t above = 0, below = r->n - 1;
    double far;

    if (!isfinite(lon) || !isfinite(lat))
        return;
    if (lat > r->lat[above] || lat < r->lat[below]) {
        add_polar(r, lon, lat, row);
        return;
    }
    while (below - above > 1) {
        const size_t middle = above + (below - above) / 2;
        if (r->lat[middle] >= lat)
            above = middle;
        else
            below = middle;
    }
    far = (r->lat[above] - lat) / (r->lat[above] - r->lat[below]);
    add_pair(r, above, lon, 1 - far, row);
    add_pair(r, below, lon, far, row);
}

int remap_rows_linear(struct weights **out, const struct grid *src,
                      const struct grid *dst) {
    struct targets t = { 0 };
    int status;

    TRY(targets_open(&t, src, dst));
    *out = weights_build(grid_cells(dst), t.src.ncells, fill_linear, &t);
done:
    targets_free(&t);
    return status;
}
