/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_second.h"

#include <math.h>
#include <stdlib.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/remap_healpix.h"
#include "core/remap_levers.h"
#include "core/remap_second_axes.h"
#include "core/remap_shapes.h"
#include "kernel/sphere.h"

struct second {
    bool unlimited;
    struct rows_of_second *rows; /* between axes, or */
    const struct weights *w;     /* between cells: borrowed */
    double *moment;              /* [links][2] */
    struct weights *beside;      /* neighbours of the source's cells */
    struct shapes shapes;
    double *by;    /* [links of beside][2] */
    double *g;     /* [2][cells of the source] scratch */
    uint32_t *map; /* [cells] what they are of the plane that comes, or NULL */
    double *plane; /* [cells] scratch: that in their order */
};

/* The moments of links between cells. */
static int find_moments(struct levers *m, const struct grid *src,
                        const struct grid *dst, const struct healpix_box *box) {
    const bool to_healpix = grid_nside(dst) > 0 && remap_is_exact(src);

    if (to_healpix && grid_nside(src) > 0)
        return levers_faces(m, src, dst);
    if (to_healpix)
        return levers_healpix(m, box, src, dst);
    if (box != NULL && dst->kind == GRID_LATLON)
        return levers_boxes(m, box, dst);
    if (src->kind == GRID_UNSTRUCTURED && src->lat_bounds == NULL &&
        dst->kind == GRID_LATLON)
        return levers_healpix(m, NULL, src, dst);
    return levers_polygons(m, src, dst);
}

/* Least squares over the neighbours, each by 1 / distance^2; where they lie in
 * a line, or one of them nowhere, none of them counts. */
static void fit(struct second *s, size_t k) {
    struct weights *b = s->beside;
    const double *c = s->shapes.centre + 3 * k;
    const size_t from = b->row[k], to = b->row[k + 1];
    double axis[2][3], xx = 0, xy = 0, yy = 0, det;

    sphere_frame(c, axis[0], axis[1]);
    for (size_t i = from; i < to; i++) {
        const double *p = s->shapes.centre + 3 * (size_t)b->col[i];
        double *d = s->by + 2 * i, u;
        for (int a = 0; a < 2; a++)
            d[a] = p[0] * axis[a][0] + p[1] * axis[a][1] + p[2] * axis[a][2];
        u = 1 / (d[0] * d[0] + d[1] * d[1]);
        xx += u * d[0] * d[0];
        xy += u * d[0] * d[1];
        yy += u * d[1] * d[1];
    }
    det = xx * yy - xy * xy;
    for (size_t i = from; i < to; i++) {
        double *d = s->by + 2 * i;
        const double x = d[0], y = d[1], u = 1 / (x * x + y * y);
        const bool is = det > 1e-3 * (xx + yy) * (xx + yy);
        d[0] = is ? u * (yy * x - xy * y) / det : NAN;
        d[1] = is ? u * (xx * y - xy * x) / det : NAN;
    }
}

static int open_gradients(struct second *s, const struct grid *src) {
    const int status = remap_neighbours(&s->beside, src);

    if (status != EX_OK)
        return status;
    s->by = mem_array(s->beside->row[s->shapes.n], 2 * sizeof *s->by);
    s->g = mem_array(s->shapes.n, 2 * sizeof *s->g);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < s->shapes.n; k++)
        fit(s, k);
    return EX_OK;
}

static int open_cells(struct second *s, const struct grid *src,
                      const struct grid *dst) {
    const struct weights *w = s->w;
    const bool rows = src->kind == GRID_UNSTRUCTURED &&
                      src->lat_bounds == NULL && grid_nside(src) == 0;
    struct healpix_box *box = NULL;
    struct levers m = { .w = w, .shapes = &s->shapes };
    int status;

    if (src->kind == GRID_LATLON || rows)
        TRY(remap_source_boxes(&box, src));
    TRY(shapes_open(&s->shapes, src, box));
    s->moment = m.m = mem_array(w->row[w->ndst], 2 * sizeof *m.m);
    m.area = mem_array(w->ndst, sizeof *m.area);
    TRY(find_moments(&m, src, dst, box));
    TRY(open_gradients(s, src));
    levers_close(&m, &s->shapes);
    shapes_settle(&s->shapes);
done:
    free(m.area);
    free(box);
    return status;
}

int remap_second_open(struct second **out, const struct grid *src,
                      const struct grid *dst, const struct remap_weights *w) {
    struct second *s = mem_array(1, sizeof *s);
    int status;

    *out = NULL;
    s->w = w->cells;
    if (w->cells != NULL)
        TRY(open_cells(s, src, dst));
    else
        TRY(rows_of_second_open(&s->rows, src, dst, w->y, w->x));
    *out = s;
    s = NULL;
done:
    remap_second_free(s);
    return status;
}

void remap_second_free(struct second *s) {
    if (s == NULL)
        return;
    rows_of_second_free(s->rows);
    weights_free(s->beside);
    shapes_free(&s->shapes);
    free(s->moment);
    free(s->by);
    free(s->g);
    free(s->map);
    free(s->plane);
    free(s);
}

void remap_second_order(struct second *s, uint32_t *map) {
    s->map = map;
    if (map != NULL)
        s->plane = mem_array(s->shapes.n, sizeof *s->plane);
}

uint32_t remap_second_cell(const struct second *s, uint32_t k) {
    return s->map != NULL ? s->map[k] : k;
}

/* A plane in the order of the weights. */
static struct cells in_order(const struct second *s, struct cells src) {
    if (s->map == NULL)
        return src;
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < s->shapes.n; k++)
        s->plane[k] = cells_get(src, s->map[k]);
    return (struct cells){ .d = s->plane };
}

void remap_second_unlimited(struct second *s) {
    s->unlimited = true;
}

void remap_second_apply(const struct second *s, struct cells src,
                        struct room dst, const struct second_how *how) {
    struct second_cells c;

    if (s->rows != NULL) {
        rows_of_second_apply(s->rows, !s->unlimited, src, dst, how);
        return;
    }
    src = in_order(s, src);
    c = (struct second_cells){ s->shapes.n, s->beside->row, s->beside->col,
                               s->by, s->shapes.corner };
    second_gradients(&c, src, !s->unlimited, s->g);
    second_apply(s->w, s->moment, src, s->g, dst, how);
}
