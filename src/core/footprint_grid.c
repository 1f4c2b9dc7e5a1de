/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "core/cellorder.h"
#include "core/footprint.h"
#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/outline.h"
#include "kernel/geom.h"
#include "kernel/thin.h"

static bool is_monotonic(const struct axis *a) {
    size_t rises = 0;

    for (size_t k = 1; k < a->n; k++)
        rises += a->value[k] > a->value[k - 1];
    return rises == 0 || rises + 1 == a->n;
}

/* An axis whose longitudes go on from one another. */
static struct axis unwrapped(const struct axis *a) {
    struct axis out = axis_copy(a);

    if (is_monotonic(a))
        return out;
    for (size_t k = 0; k < a->n; k++) {
        const double before = k ? out.value[k - 1] : a->value[k];
        const double by = before + geom_lon(a->value[k] - before) - a->value[k];
        const double turn = 360 * round(by / 360);
        out.value[k] += turn;
        if (out.bounds)
            for (size_t i = 2 * k; i < 2 * k + 2; i++)
                out.bounds[i] =
                    out.value[k] + geom_lon(a->bounds[i] - a->value[k]);
    }
    return out;
}

int footprint_map(struct footprint *out, const struct frame *f, double most) {
    const double *t = f->t;
    const double nx = (double)f->nx, ny = (double)f->ny;
    const double x[2] = { t[0], t[0] + t[1] * nx };
    const double y[2] = { t[3], t[3] + t[5] * ny };
    double box[4] = { fmin(x[0], x[1]), fmax(-90, fmin(y[0], y[1])),
                      fmax(x[0], x[1]), fmin(90, fmax(y[0], y[1])) };
    const bool round = box[2] - box[0] >= 360 - fabs(t[1]) / 2;
    const bool flat = x[0] == x[1] || y[0] == y[1];

    *out = (struct footprint){ 0 };
    if (f->grid->kind != GRID_LATLON || t[2] != 0 || t[4] != 0)
        return footprint_frame(out, f, most);
    if (box[1] > 90 || box[3] < -90 || fabs(x[0]) > 720 || fabs(x[1]) > 720)
        return err_set(EX_DATAERR, "its cells lie beyond the poles");
    if (round) {
        box[0] = -180;
        box[2] = 180;
    }
    if (f->grid->crs != NULL && !round && !flat && box[1] > -90 && box[3] < 90)
        return footprint_frame(out, f, most);
    footprint_box(out, box);
    return EX_OK;
}

static int of_axes(struct footprint *out, const struct grid *g, double most) {
    struct frame f = { .nx = g->nx, .ny = g->ny, .grid = g };
    const bool degrees = g->kind == GRID_LATLON;
    struct axis x = degrees ? unwrapped(&g->x) : axis_copy(&g->x);
    double ex[2], ey[2];
    bool regular;

    axis_reach(&x, ex, &regular);
    axis_reach(&g->y, ey, &regular);
    axis_free(&x);
    f.t[0] = ex[0];
    f.t[1] = (ex[1] - ex[0]) / (double)f.nx;
    f.t[3] = ey[0];
    f.t[5] = (ey[1] - ey[0]) / (double)f.ny;
    return footprint_map(out, &f, most);
}

/* Fewer points on the rings of a polygon; their extremes stay. */
static void thin_rings(struct geometry *g, double most) {
    struct geometry out = { .type = g->type };
    double *x = mem_array(g->npoints, sizeof *x);
    double *y = mem_array(g->npoints, sizeof *y);
    unsigned char *keep = mem_array(g->npoints, 1);
    size_t *stack = mem_array(g->npoints, sizeof *stack);

    for (size_t k = 0; k < g->npoints; k++) {
        x[k] = g->xy[2 * k];
        y[k] = g->xy[2 * k + 1];
    }
    for (size_t p = 0; p < g->nparts; p++) {
        for (size_t r = g->part[p]; r < g->part[p + 1]; r++) {
            const size_t from = g->ring[r], n = g->ring[r + 1] - from;
            size_t at[4] = { from, from, from, from };
            for (size_t k = from; k < from + n; k++) {
                keep[k] = k == from || k + 1 == from + n || fabs(x[k]) == 180;
                at[0] = x[k] < x[at[0]] ? k : at[0];
                at[1] = x[k] > x[at[1]] ? k : at[1];
                at[2] = y[k] < y[at[2]] ? k : at[2];
                at[3] = y[k] > y[at[3]] ? k : at[3];
            }
            for (size_t k = 0; k < 4; k++)
                keep[at[k]] = 1;
            thin_line(n, x + from, y + from, most, keep + from, stack);
            for (size_t k = from; k < from + n; k++)
                if (keep[k])
                    geometry_add_point(&out, x[k], y[k], NAN);
            geometry_end_ring(&out);
        }
        geometry_end_part(&out);
    }
    geometry_free(g);
    *g = out;
    free(stack);
    free(keep);
    free(y);
    free(x);
}

/* The outline of all cells that have places. */
static int of_cells(struct footprint *out, const struct grid *g, double most) {
    struct cell_order *cells = NULL;
    struct outline *o = NULL;
    uint32_t *all = NULL;
    size_t n = 0;
    int status;

    TRY(cell_order_new(&cells, g));
    TRY(outline_new(&o, cells));
    all = mem_array(cells->n, sizeof *all);
    for (size_t k = 0; k < cells->n; k++)
        if (isfinite(cells->lon[k]) && isfinite(cells->lat[k]))
            all[n++] = (uint32_t)k;
    outline_polygon(o, n, all, &out->geometry);
    outline_box(o, n, all, out->box);
    out->known = out->geometry.npoints > 0;
    if (out->known)
        thin_rings(&out->geometry, most);
done:
    free(all);
    outline_free(o);
    cell_order_free(cells);
    return status;
}

/* The hull of all corners, or of the places. */
static void of_points(struct footprint *out, const struct grid *g) {
    struct grid *placed = grid_placed(g);

    if (placed != NULL)
        g = placed;
    if (g->lon_bounds && g->lat_bounds)
        footprint_points(out, g->nx * g->nvertex, g->lon_bounds, g->lat_bounds,
                         NULL);
    else if (g->lon && g->lat)
        footprint_points(out, g->nx, g->lon, g->lat, NULL);
    grid_free(placed);
}

int footprint_grid(struct footprint *out, const struct grid *g, double most) {
    *out = (struct footprint){ 0 };
    switch (g->kind) {
    case GRID_NONE:
        return EX_OK;
    case GRID_LATLON:
    case GRID_ROTATED:
        return of_axes(out, g, most);
    case GRID_PROJECTED:
        if (g->crs != NULL)
            return of_axes(out, g, most);
        return g->lon && g->lat ? of_cells(out, g, most) : EX_OK;
    case GRID_CURVILINEAR:
        return of_cells(out, g, most);
    case GRID_UNSTRUCTURED:
        of_points(out, g);
        return EX_OK;
    }
    return EX_OK;
}
