/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of the source cells under a target cell, and plain sums. */
#include <math.h>
#include <stdlib.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_healpix.h"
#include "core/remap_links.h"
#include "core/remap_part.h"
#include "core/remap_plane.h"
#include "kernel/constants.h"
#include "kernel/geom.h"

/* Weights of rows and columns, to be one matrix. */
struct product {
    const struct weights *y, *x;
};

static void fill_product(const void *self, size_t i, struct links *row) {
    const struct product *p = self;
    const struct weights *y = p->y, *x = p->x;
    const size_t j = i / x->ndst, k = i % x->ndst;

    for (size_t a = y->row[j]; a < y->row[j + 1]; a++)
        for (size_t b = x->row[k]; b < x->row[k + 1]; b++)
            links_add(row, (size_t)y->col[a] * x->nsrc + x->col[b],
                      y->weight[a] * x->weight[b]);
}

void remap_multiply(struct remap *r) {
    const struct product p = { r->y, r->x };

    if (r->w != NULL)
        return;
    r->w = weights_build(r->y->ndst * r->x->ndst, (r->y->nsrc - 2) * r->x->nsrc,
                         fill_product, &p);
    weights_free(r->y);
    weights_free(r->x);
    r->y = r->x = NULL;
}

/* Areas of the cells of a source [km2]. */
static int areas_of(const struct grid *g, double *area) {
    struct healpix_box *box;
    int status;

    if (g->kind != GRID_UNSTRUCTURED || g->lat_bounds != NULL ||
        grid_nside(g) > 0)
        return grid_areas(g, area);
    if ((status = remap_source_boxes(&box, g)) != EX_OK)
        return status;
    for (size_t k = 0; k < grid_cells(g); k++)
        area[k] = EARTH_KM * EARTH_KM * (box[k].east - box[k].west) * DEGREE *
                  (sin(box[k].north * DEGREE) - sin(box[k].south * DEGREE));
    free(box);
    return EX_OK;
}

/* Overlap / source area of each link, from overlap / target area. */
static int share_source(struct remap *r, const struct grid *src,
                        const struct grid *dst) {
    const struct weights *w = r->w;
    double *from = mem_array(grid_cells(src), sizeof *from);
    double *to = mem_array(grid_cells(dst), sizeof *to);
    int status;

    TRY(r->plane ? remap_plane_areas(src, from) : areas_of(src, from));
    TRY(r->plane ? remap_plane_areas(dst, to) : grid_areas(dst, to));
    r->of_source = mem_array(w->row[w->ndst], sizeof *r->of_source);
    for (size_t i = 0; i < w->ndst; i++)
        for (size_t k = w->row[i]; k < w->row[i + 1]; k++)
            r->of_source[k] = w->weight[k] * to[i] / from[w->col[k]];
done:
    free(from);
    free(to);
    return status;
}

static enum overlap_stat stat_of(enum remap_method method) {
    switch (method) {
    case REMAP_MODE:
        return OVERLAP_MODE;
    case REMAP_MIN:
        return OVERLAP_MIN;
    case REMAP_MAX:
        return OVERLAP_MAX;
    case REMAP_MEDIAN:
        return OVERLAP_MEDIAN;
    case REMAP_Q1:
        return OVERLAP_Q1;
    case REMAP_Q3:
        return OVERLAP_Q3;
    case REMAP_SUM:
        return OVERLAP_SUM;
    case REMAP_RMS:
        return OVERLAP_RMS;
    case REMAP_SHARE:
        return OVERLAP_SHARE;
    default:
        return OVERLAP_PLAIN;
    }
}

int remap_stat_open(struct remap *r, const struct grid *src,
                    const struct grid *dst) {
    int status = EX_OK;

    r->is_stat = true;
    r->stat = stat_of(r->method);
    remap_multiply(r);
    if (r->method == REMAP_SUM)
        TRY(share_source(r, src, dst));
    for (size_t i = 0; i < r->w->ndst; i++) {
        const size_t n = r->w->row[i + 1] - r->w->row[i];
        r->most = n > r->most ? n : r->most;
    }
    r->values = mem_array(r->most * REGRID_BLOCKS, sizeof *r->values);
done:
    return status;
}

/* Where the 16 were not all there, what lies under them. */
static void patch(const struct remap *r, enum overlap_values kind,
                  const void *src, void *dst) {
    const size_t n = r->w->ndst;
    float *f = NULL;
    double *d = NULL;

    if (kind == OVERLAP_FLOATS) {
        f = mem_array(n, sizeof *f);
        remap_apply(r->under, src, f);
        for (size_t i = 0; i < n; i++)
            if (isnan(((float *)dst)[i]))
                ((float *)dst)[i] = f[i];
    } else {
        d = mem_array(n, sizeof *d);
        remap_apply_wide(r->under, src, d);
        for (size_t i = 0; i < n; i++)
            if (isnan(((double *)dst)[i]))
                ((double *)dst)[i] = d[i];
    }
    free(f);
    free(d);
}

void remap_stat_apply(const struct remap *r, enum overlap_values kind,
                      const void *src, void *dst) {
    const struct overlap_how how = { r->stat, kind, r->min_frac, r->of_source };

    overlap_apply(&how, r->w, src, dst, r->most, r->values);
    if (r->under != NULL)
        patch(r, kind, src, dst);
}
