/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/dataset.h"
#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_healpix.h"
#include "core/remap_links.h"
#include "core/remap_part.h"
#include "core/remap_rows.h"
#include "core/remap_stat.h"

static const struct {
    const char *name, *aliases[2], *cell_methods;
    double min_frac;
} methods[] = {
    [REMAP_NEAREST] = { "nearest", { "near", "" }, NULL, 1 },
    [REMAP_BILINEAR] = { "bilinear", { "", "" }, NULL, 1 },
    [REMAP_CONSERVATIVE] = { "conservative",
                             { "average", "mean" },
                             "area: mean",
                             1e-4 },
    [REMAP_MODE] = { "mode", { "", "" }, "area: mode", 1e-4 },
    [REMAP_MIN] = { "min", { "", "" }, "area: minimum", 1e-4 },
    [REMAP_MAX] = { "max", { "", "" }, "area: maximum", 1e-4 },
    [REMAP_MEDIAN] = { "median", { "med", "" }, "area: median", 1e-4 },
    [REMAP_Q1] = { "q1", { "", "" }, NULL, 1e-4 },
    [REMAP_Q3] = { "q3", { "", "" }, NULL, 1e-4 },
    [REMAP_RMS] = { "rms", { "", "" }, "area: root_mean_square", 1e-4 },
};

int remap_method_parse(const char *name, enum remap_method *method) {
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(name, methods[i].name) == 0 ||
            (*name != '\0' && (strcmp(name, methods[i].aliases[0]) == 0 ||
                               strcmp(name, methods[i].aliases[1]) == 0))) {
            *method = (enum remap_method)i;
            return EX_OK;
        }
    return err_set(EX_USAGE,
                   "no method \"%s\" (there are nearest, bilinear, "
                   "conservative, mode, min, max, median, q1, q3, rms)",
                   name);
}

const char *remap_method_name(enum remap_method method) {
    return method < sizeof methods / sizeof *methods ? methods[method].name
                                                     : NULL;
}

const char *remap_cell_methods(enum remap_method method) {
    return methods[method].cell_methods;
}

static const char *kind_name(enum grid_kind kind) {
    static const char *const names[] = {
        [GRID_NONE] = "no grid",
        [GRID_LATLON] = "lat-lon",
        [GRID_PROJECTED] = "projected",
        [GRID_ROTATED] = "rotated pole",
        [GRID_CURVILINEAR] = "curvilinear",
        [GRID_UNSTRUCTURED] = "a list of cells",
    };

    return names[kind];
}

static int check(const struct grid *src, const struct grid *dst,
                 double min_frac) {
    const struct grid *both[] = { src, dst };

    if (!(min_frac >= 0 && min_frac <= 1))
        return err_set(EX_USAGE, "--min-frac: %g is no share (0 to 1)",
                       min_frac);
    for (int k = 0; k < 2; k++)
        if (both[k]->kind == GRID_NONE ||
            (k == 1 && both[k]->kind == GRID_UNSTRUCTURED &&
             grid_nside(dst) == 0))
            return err_set(EX_DATAERR,
                           "%s cannot be regridded %s(lat-lon, rotated pole, "
                           "projected, curvilinear and HEALPix grids can)",
                           kind_name(both[k]->kind), k == 1 ? "to " : "");
    if (grid_cells(src) >= UINT32_MAX)
        return err_set(EX_DATAERR, "%zu cells are too many to regrid from",
                       grid_cells(src));
    return EX_OK;
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

/* Statistics take the overlaps of conservative. */
static enum remap_method weights_of(enum remap_method method) {
    return remap_is_stat(method) ? REMAP_CONSERVATIVE : method;
}

static int build_list(struct remap *r, const struct grid *src,
                      const struct grid *dst) {
    switch (weights_of(r->method)) {
    case REMAP_NEAREST:
        return remap_rows_nearest(&r->w, src, dst);
    case REMAP_BILINEAR:
        return remap_rows_linear(&r->w, src, dst);
    case REMAP_CONSERVATIVE:
        return src->lat_bounds == NULL && dst->kind == GRID_LATLON
                   ? remap_rows_conservative(&r->w, src, dst)
                   : remap_conservative(&r->w, src, dst);
    default:
        break;
    }
    return err_set(EX_SOFTWARE, "method %d", r->method);
}

static int build(struct remap *r, const struct grid *src,
                 const struct grid *dst) {
    const bool axes = src->kind == GRID_LATLON && dst->kind == GRID_LATLON;

    const enum remap_method method = weights_of(r->method);

    if (method == REMAP_CONSERVATIVE && grid_nside(dst) > 0 &&
        remap_is_exact(src))
        return remap_to_healpix(&r->w, src, dst);
    if (src->kind == GRID_UNSTRUCTURED)
        return build_list(r, src, dst);
    switch (method) {
    case REMAP_NEAREST:
        return remap_nearest(&r->w, src, dst);
    case REMAP_BILINEAR:
        if (axes)
            return remap_linear_separable(&r->y, &r->x, src, dst);
        return src->kind == GRID_CURVILINEAR ? remap_quads(&r->w, src, dst)
                                             : remap_linear(&r->w, src, dst);
    case REMAP_CONSERVATIVE:
        return axes ? overlap_separable(r, src, dst)
                    : remap_conservative(&r->w, src, dst);
    default:
        break;
    }
    return err_set(EX_SOFTWARE, "method %d", r->method);
}

int remap_begin(struct remap **out, const struct grid *src,
                const struct grid *dst, enum remap_method method,
                double min_frac) {
    struct remap *r;
    int status;

    *out = NULL;
    if (isnan(min_frac))
        min_frac = methods[method].min_frac;
    if ((status = check(src, dst, min_frac)) != EX_OK)
        return status;
    *out = r = mem_array(1, sizeof *r);
    *r = (struct remap){ .method = method, .min_frac = min_frac };
    return EX_OK;
}

void remap_end(struct remap *r, const struct grid *src) {
    if (r->x != NULL)
        r->scratch = mem_array(2 * src->nx, REGRID_BLOCKS * sizeof *r->scratch);
    r->about =
        mem_format("%s from %s %zu x %zu, min-frac %g", methods[r->method].name,
                   kind_name(src->kind), src->ny, src->nx, r->min_frac);
}

/* Statistics need each cell by itself. */
static void multiply(struct remap *r, size_t ny) {
    r->w = remap_product(r->y, r->x, ny);
    weights_free(r->y);
    weights_free(r->x);
    r->y = r->x = NULL;
}

int remap_new(struct remap **out, const struct grid *src,
              const struct grid *dst, enum remap_method method,
              double min_frac) {
    struct remap *r = NULL;
    int status;

    *out = NULL;
    TRY(remap_begin(&r, src, dst, method, min_frac));
    TRY(build(r, src, dst));
    if (remap_is_stat(method) && r->w == NULL)
        multiply(r, src->ny);
    remap_end(r, src);
    *out = r;
    r = NULL;
done:
    remap_free(r);
    return status;
}

void remap_free(struct remap *r) {
    if (r == NULL)
        return;
    weights_free(r->w);
    weights_free(r->y);
    weights_free(r->x);
    free(r->scratch);
    free(r->about);
    free(r);
}

void remap_apply(const struct remap *r, const float *src, float *dst) {
    if (remap_is_stat(r->method))
        remap_stat(r, (struct cells){ .f = src }, dst, NULL, NULL);
    else if (r->w != NULL)
        regrid_apply(r->w, src, dst, r->min_frac);
    else
        regrid_separable(r->y, r->x, src, dst, r->min_frac, r->scratch);
}

void remap_apply_wide(const struct remap *r, const double *src, double *dst) {
    if (remap_is_stat(r->method))
        remap_stat(r, (struct cells){ .d = src }, NULL, dst, NULL);
    else if (r->w != NULL)
        regrid_apply_wide(r->w, src, dst, r->min_frac);
    else
        regrid_separable_wide(r->y, r->x, src, dst, r->min_frac, r->scratch);
}

void remap_labels(const struct remap *r, const int32_t *src, int32_t *dst) {
    assert(r->method == REMAP_NEAREST || r->method == REMAP_MODE);
    if (r->method == REMAP_MODE) {
        remap_stat_labels(r, src, dst);
        return;
    }
    for (size_t i = 0; i < r->w->ndst; i++)
        dst[i] = r->w->row[i] < r->w->row[i + 1] ? src[r->w->col[r->w->row[i]]]
                                                 : LABEL_MISSING;
}

const char *remap_about(const struct remap *r) {
    return r->about;
}
