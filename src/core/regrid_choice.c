/* SPDX-License-Identifier: Apache-2.0 */
#include "core/regrid_choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/remap_points.h"

/* The width of a cell in the middle of a grid [degrees], NAN if not known. */
static double width(const struct grid *g) {
    const struct window middle = { .y0 = g->ny / 2,
                                   .ny = 1,
                                   .x0 = g->nx > 1 ? g->nx / 2 - 1 : 0,
                                   .nx = 2,
                                   .period = g->nx,
                                   .west = NAN };
    struct grid *two;
    double lon[2], lat[2], w = NAN;

    if (grid_nside(g) > 0)
        return sqrt(M_PI / 3) / (double)grid_nside(g) * 180 / M_PI;
    if (g->kind == GRID_UNSTRUCTURED) /* its share of the earth */
        return sqrt(4 * M_PI / (double)grid_cells(g)) * 180 / M_PI;
    if (g->nx < 2)
        return NAN;
    two = grid_cut(g, &middle);
    if (grid_lonlat(two, lon, lat) == EX_OK)
        w = hypot(remainder(lon[1] - lon[0], 360) * cos(lat[0] * M_PI / 180),
                  lat[1] - lat[0]);
    grid_free(two);
    return w;
}

/* Totals are kept where a field has one; otherwise it depends on how much
 * coarser the target is. */
static enum remap_method usual_method(const struct field *f,
                                      const struct grid *src,
                                      const struct grid *dst) {
    const enum unit_class class = quantity_class(f);
    const double wider = width(dst) / width(src);

    if (dst->station != NULL)
        return REMAP_NEAREST;
    if (f->type == LABEL)
        return wider > 1 + 1e-6 ? REMAP_MODE : REMAP_NEAREST;
    if (class == CLASS_EXTENSIVE)
        return REMAP_SUM;
    if (class == CLASS_FLUX || class == CLASS_AMOUNT || class == CLASS_FRACTION)
        return REMAP_CONSERVATIVE;
    return wider <= 1.5 ? REMAP_BILINEAR : REMAP_CONSERVATIVE;
}

/* Is a field one of those that --extensive names? */
static bool is_named(const struct field *f, const struct regrid_how *how) {
    for (size_t k = 0; k < how->nextensive; k++)
        if (strcmp(how->extensive[k], f->name) == 0 ||
            (f->standard_name &&
             strcmp(how->extensive[k], f->standard_name) == 0))
            return true;
    return false;
}

/* The same for stations: what has no mean between cells is refused. */
static int point_method_of(const struct field *f, const struct regrid_how *how,
                           bool extensive, enum remap_method *m) {
    int status;

    TRY(remap_method_parse(how->method, m));
    if (*m != REMAP_NEAREST && (f->type == LABEL || extensive))
        return err_set(EX_DATAERR,
                       "%s %s (--point-method nearest, or --variable leaves it "
                       "out)",
                       f->name,
                       extensive ? "has a total, which is a cell's own"
                                 : "has labels, which have no mean");
done:
    return status;
}

/* The method of a field, as asked for or as usual.  Of what is extensive
 * `conservative` is the sum, which keeps the total. */
int regrid_choose(const struct field *f, const struct grid *src,
                  const struct grid *dst, const struct regrid_how *how,
                  enum remap_method *m) {
    const bool extensive =
        f->type != LABEL &&
        (quantity_class(f) == CLASS_EXTENSIVE || is_named(f, how));
    int status = EX_OK;

    if (how->points)
        return point_method_of(f, how, extensive, m);
    if (how->method != NULL)
        TRY(remap_method_parse(how->method, m));
    else
        *m = extensive ? REMAP_SUM : usual_method(f, src, dst);
    if (*m == REMAP_CONSERVATIVE && extensive)
        *m = REMAP_SUM;
    if (*m == REMAP_CONSERVATIVE && how->whole)
        *m = REMAP_SHARE;
    if (*m == REMAP_CONSERVATIVE2 && how->whole)
        *m = REMAP_CONSERVATIVE2_SHARE;
    if (f->type == LABEL && *m != REMAP_NEAREST && *m != REMAP_MODE)
        return err_set(EX_DATAERR,
                       "%s has labels, which have no mean (--method nearest "
                       "or mode)",
                       f->name);
    if (extensive && *m != REMAP_SUM && *m != REMAP_NEAREST)
        return err_set(EX_DATAERR,
                       "%s is extensive: %s would change its total (--method "
                       "sum or conservative)",
                       f->name, remap_method_name(*m));
done:
    return status;
}

/* A new remap, to a grid or to stations. */
int regrid_open(struct remap **out, const struct grid *src,
                const struct grid *dst, enum remap_method method,
                const struct regrid_how *how) {
    if (how->points)
        return remap_points(out, src, dst, method,
                            method == REMAP_CONSERVATIVE ? how->radius_km : 0);
    return remap_new(out, src, dst, method, how->min_frac);
}

enum remap_method regrid_choose_static(const struct field *f,
                                       const struct grid *src,
                                       const struct grid *dst,
                                       const struct regrid_how *how) {
    enum remap_method m;

    if (regrid_choose(f, src, dst, how, &m) == EX_OK)
        return m;
    return how->points ? REMAP_NEAREST : usual_method(f, src, dst);
}
