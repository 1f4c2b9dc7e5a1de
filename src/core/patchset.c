/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patchset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/cutout.h"

struct patchset *patchset_new(size_t n, size_t ny, size_t nx) {
    struct patchset *p = mem_array(1, sizeof *p);

    p->n = n;
    p->ny = ny;
    p->nx = nx;
    for (int k = 0; k < PATCH_NUMBERS; k++)
        p->number[k] = mem_array(n, sizeof(int32_t));
    return p;
}

struct patchset *patchset_copy(const struct patchset *p) {
    struct patchset *c;

    if (p == NULL)
        return NULL;
    c = mem_copy(p, 1, sizeof *p);
    for (int k = 0; k < PATCH_NUMBERS; k++)
        c->number[k] = mem_copy(p->number[k], p->n, sizeof(int32_t));
    return c;
}

void patchset_free(struct patchset *p) {
    if (p == NULL)
        return;
    for (int k = 0; k < PATCH_NUMBERS; k++)
        free(p->number[k]);
    free(p);
}

void patchset_cut(const struct patchset *p, const struct grid *g, size_t planes,
                  enum type type, const void *src, void *dst) {
    static const double wide = NAN;
    static const float real = NAN;
    static const int32_t label = LABEL_MISSING;
    const struct cutout c = {
        .rows = g->ny,
        .columns = g->nx,
        .n = p->n,
        .ny = p->ny,
        .nx = p->nx,
        .y = p->number[PATCH_Y],
        .x = p->number[PATCH_X],
        .size = type_size(type),
        .fill = type == WIDE   ? (const void *)&wide
                : type == REAL ? (const void *)&real
                               : (const void *)&label,
    };

    for (size_t k = 0; k < planes; k++)
        cutout_apply(&c, (const char *)src + k * g->ny * g->nx * c.size,
                     (char *)dst + k * p->n * p->ny * p->nx * c.size);
}

int patchset_grid(struct grid **out, const struct grid *g, struct patchset *p) {
    struct grid *made = grid_new(GRID_UNSTRUCTURED, 1, p->n * p->ny * p->nx);
    double *lon = mem_array(grid_cells(g), sizeof *lon);
    double *lat = mem_array(grid_cells(g), sizeof *lat);
    int status;

    *out = NULL;
    made->patches = p;
    p->axes = g->kind == GRID_LATLON;
    TRY(grid_lonlat(g, lon, lat));
    patchset_cut(p, g, 1, WIDE, lon, made->lon);
    patchset_cut(p, g, 1, WIDE, lat, made->lat);
    *out = made;
    made = NULL;
done:
    grid_free(made);
    free(lon);
    free(lat);
    return status;
}
