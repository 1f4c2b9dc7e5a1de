/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/dataset.h"
#include "core/grid_gap.h"
#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_healpix.h"
#include "core/remap_links.h"
#include "core/remap_mesh.h"
#include "core/remap_order.h"
#include "core/remap_part.h"
#include "core/remap_plane.h"
#include "core/remap_rows.h"
#include "core/remap_second_axes.h"

/* Is it a list of stations, and the method one of values at points? */
static bool is_points(const struct grid *dst, enum remap_method method) {
    return dst->station != NULL &&
           (method == REMAP_NEAREST || method == REMAP_BILINEAR ||
            method == REMAP_BICUBIC || method == REMAP_DISTANCE);
}

/* Are there corners, or two rows and columns to make them from? */
static int check_cells(const struct grid *g) {
    if (g->kind != GRID_CURVILINEAR || g->nvertex == 4 ||
        (g->nx > 1 && g->ny > 1))
        return EX_OK;
    return err_set(EX_DATAERR,
                   "no corners of its cells, and %zu x %zu of them to make "
                   "them from (2 x 2 or more are)",
                   g->ny, g->nx);
}

static int check(const struct grid *src, const struct grid *dst,
                 enum remap_method method, double min_frac) {
    const struct grid *both[] = { src, dst };

    if (!(min_frac >= 0 && min_frac <= 1))
        return err_set(EX_USAGE, "--min-frac: %g is no share (0 to 1)",
                       min_frac);
    for (int k = 0; k < 2; k++)
        if (both[k]->kind == GRID_NONE ||
            (k == 1 && both[k]->kind == GRID_UNSTRUCTURED &&
             grid_nside(dst) == 0 && !is_points(dst, method)))
            return err_set(EX_DATAERR,
                           "%s cannot be regridded %s(lat-lon, rotated pole, "
                           "projected, curvilinear and HEALPix grids can)",
                           grid_kind_name(both[k]->kind), k == 1 ? "to " : "");
    if (grid_cells(src) >= UINT32_MAX)
        return err_set(EX_DATAERR, "%zu cells are too many to regrid from",
                       grid_cells(src));
    return src->kind == GRID_LATLON ? axis_check_gap(&src->x)
                                    : check_cells(src);
}

/* Do the corners of its cells come from half way between centres where the
 * source names some that it has not? */
static int check_corners(const struct grid *src, enum remap_method method) {
    const bool area = method != REMAP_NEAREST && method != REMAP_BILINEAR &&
                      method != REMAP_BICUBIC && method != REMAP_DISTANCE;

    if (!area || src->lost_bounds == NULL || src->lat_bounds != NULL)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "%s needs cell corners; %s is missing (--method bilinear, "
                   "distance or nearest work)",
                   remap_method_name(method), src->lost_bounds);
}

static int overlap_separable(struct remap *r, const struct grid *src,
                             const struct grid *dst) {
    double *sx = NULL, *sy = NULL, *dx = NULL, *dy = NULL;
    int status;

    TRY(remap_edges(src, true, &sx, &sy));
    TRY(remap_edges(dst, false, &dx, &dy));
    r->x = remap_overlap_x(src->nx, sx, dst->nx, dx);
    r->y = remap_overlap_y(src->ny, sy, dst->ny, dy);
done:
    free(sx);
    free(sy);
    free(dx);
    free(dy);
    return status;
}

static int build_list(struct remap *r, const struct grid *src,
                      const struct grid *dst) {
    switch (r->method) {
    case REMAP_NEAREST:
        return remap_is_mesh(src) ? remap_mesh_nearest(&r->w, src, dst)
                                  : remap_rows_nearest(&r->w, src, dst);
    case REMAP_BILINEAR:
        return remap_is_mesh(src) ? remap_mesh_linear(&r->w, src, dst)
                                  : remap_rows_linear(&r->w, src, dst);
    default:
        return src->lat_bounds == NULL && dst->kind == GRID_LATLON
                   ? remap_rows_conservative(&r->w, src, dst)
                   : remap_conservative(&r->w, src, dst);
    }
}

/* By overlaps: conservative, and the statistics. */
static int build_overlaps(struct remap *r, const struct grid *src,
                          const struct grid *dst) {
    if (r->plane)
        return remap_overlap_plane(&r->y, &r->x, src, dst);
    if (grid_nside(dst) > 0 && remap_is_exact(src))
        return remap_to_healpix(&r->w, src, dst);
    if (src->kind == GRID_UNSTRUCTURED)
        return build_list(r, src, dst);
    return r->axes ? overlap_separable(r, src, dst)
                   : remap_conservative(&r->w, src, dst);
}

static int build_second(struct remap *r, const struct grid *src,
                        const struct grid *dst) {
    int status;

    TRY(build_overlaps(r, src, dst));
    if (r->w == NULL && !remap_even_columns(src))
        remap_multiply(r);
    TRY(remap_second_open(&r->second, src, dst,
                          &(struct remap_weights){ r->w, r->y, r->x }));
done:
    return status;
}

static int build_cubic(struct remap *r, const struct grid *src,
                       const struct grid *dst) {
    int status;

    TRY(remap_cubic(&r->w, src, dst));
    TRY(remap_new(&r->under, src, dst, REMAP_BILINEAR, r->min_frac));
    TRY(remap_stat_open(r, src, dst));
done:
    return status;
}

static int build_linear(struct remap *r, const struct grid *src,
                        const struct grid *dst) {
    if (r->axes || r->plane)
        return remap_linear_separable(&r->y, &r->x, src, dst);
    if (grid_is_elsewhere(src)) {
        remap_tell_places(src);
        return remap_quads(&r->w, src, dst);
    }
    /* A projection that nobody knows has its places alone. */
    return src->kind == GRID_CURVILINEAR ||
                   (src->kind == GRID_PROJECTED && src->crs == NULL &&
                    src->lat != NULL)
               ? remap_quads(&r->w, src, dst)
               : remap_linear(&r->w, src, dst);
}

static int build(struct remap *r, const struct grid *src,
                 const struct grid *dst) {
    const bool list = src->kind == GRID_UNSTRUCTURED;
    int status;

    switch (r->method) {
    case REMAP_NEAREST:
        return list ? build_list(r, src, dst) : remap_nearest(&r->w, src, dst);
    case REMAP_BILINEAR:
        return list ? build_list(r, src, dst) : build_linear(r, src, dst);
    case REMAP_BICUBIC:
        return build_cubic(r, src, dst);
    case REMAP_DISTANCE:
        return remap_distance(&r->w, src, dst);
    case REMAP_CONSERVATIVE2:
    case REMAP_CONSERVATIVE2_SHARE:
        return build_second(r, src, dst);
    default:
        status = build_overlaps(r, src, dst);
        if (status == EX_OK && r->method > REMAP_DISTANCE)
            status = remap_stat_open(r, src, dst);
        return status;
    }
}

/* Have both the same axes?  Gradients of second order are those of the sphere;
 * other methods look at no axes. */
static void find_axes(struct remap *r, const struct grid *src,
                      const struct grid *dst) {
    const bool looks =
        r->method != REMAP_NEAREST && r->method != REMAP_BICUBIC &&
        r->method != REMAP_DISTANCE && r->method != REMAP_CONSERVATIVE2 &&
        r->method != REMAP_CONSERVATIVE2_SHARE;
    const bool one = looks && !grid_is_elsewhere(src) &&
                     !grid_is_elsewhere(dst) && remap_is_one_plane(src, dst);

    r->axes = (src->kind == GRID_LATLON && dst->kind == GRID_LATLON) ||
              (one && src->kind == GRID_ROTATED);
    r->plane = one && src->kind == GRID_PROJECTED;
}

int remap_begin(struct remap **out, const struct grid *src,
                const struct grid *dst, enum remap_method method,
                double min_frac) {
    struct remap *r;
    int status;

    *out = NULL;
    if (isnan(min_frac))
        min_frac = remap_min_frac(method);
    if ((status = check(src, dst, method, min_frac)) != EX_OK ||
        (status = check_corners(src, method)) != EX_OK)
        return status;
    *out = r = mem_array(1, sizeof *r);
    *r = (struct remap){ .method = method, .min_frac = min_frac };
    find_axes(r, src, dst);
    return EX_OK;
}

void remap_end(struct remap *r, const struct grid *src) {
    if (r->x != NULL && r->second == NULL)
        r->scratch = mem_array(2 * (src->nx + r->x->ndst),
                               REGRID_BLOCKS * sizeof *r->scratch);
    r->about = mem_format(
        "%s from %s %zu x %zu, min-frac %g", remap_method_name(r->method),
        grid_kind_name(src->kind), src->ny, src->nx, r->min_frac);
}

int remap_new(struct remap **out, const struct grid *src,
              const struct grid *dst, enum remap_method method,
              double min_frac) {
    struct remap_order *order = NULL;
    struct remap *r = NULL;
    int status;

    *out = NULL;
    TRY(remap_begin(&r, src, dst, method, min_frac));
    order = remap_order_new(src);
    TRY(build(r, remap_order_grid(order), dst));
    if (r->second != NULL)
        remap_second_order(r->second, remap_order_map(order));
    else
        remap_order_back(order, r->w);
    remap_end(r, src);
    *out = r;
    r = NULL;
done:
    remap_order_free(order);
    remap_free(r);
    return status;
}

void remap_free(struct remap *r) {
    if (r == NULL)
        return;
    remap_second_free(r->second);
    weights_free(r->w);
    weights_free(r->y);
    weights_free(r->x);
    remap_free(r->under);
    free(r->of_source);
    free(r->values);
    free(r->scratch);
    free(r->about);
    free(r);
}

static void apply_second(const struct remap *r, struct cells src,
                         struct room dst) {
    const struct second_how how = { r->min_frac,
                                    r->method == REMAP_CONSERVATIVE2_SHARE };

    remap_second_apply(r->second, src, dst, &how);
}

void remap_apply(const struct remap *r, const float *src, float *dst) {
    if (r->second != NULL)
        apply_second(r, (struct cells){ .f = src }, (struct room){ .f = dst });
    else if (r->is_stat)
        remap_stat_apply(r, OVERLAP_FLOATS, src, dst);
    else if (r->w != NULL)
        regrid_apply(r->w, src, dst, r->min_frac);
    else
        regrid_separable(r->y, r->x, src, dst, r->min_frac, r->scratch);
}

void remap_apply_wide(const struct remap *r, const double *src, double *dst) {
    if (r->second != NULL)
        apply_second(r, (struct cells){ .d = src }, (struct room){ .d = dst });
    else if (r->is_stat)
        remap_stat_apply(r, OVERLAP_DOUBLES, src, dst);
    else if (r->w != NULL)
        regrid_apply_wide(r->w, src, dst, r->min_frac);
    else
        regrid_separable_wide(r->y, r->x, src, dst, r->min_frac, r->scratch);
}

void remap_unlimited(struct remap *r) {
    if (r->second == NULL || r->unlimited)
        return;
    r->unlimited = true;
    remap_second_unlimited(r->second);
    char *about = mem_format("%s, no limiter", r->about);
    free(r->about);
    r->about = about;
}

void remap_labels(const struct remap *r, const int32_t *src, int32_t *dst) {
    assert(r->method == REMAP_NEAREST || r->method == REMAP_MODE);
    if (r->is_stat) {
        remap_stat_apply(r, OVERLAP_LABELS, src, dst);
        return;
    }
    for (size_t i = 0; i < r->w->ndst; i++)
        dst[i] = r->w->row[i] < r->w->row[i + 1] ? src[r->w->col[r->w->row[i]]]
                                                 : LABEL_MISSING;
}

const char *remap_about(const struct remap *r) {
    return r->about;
}
