/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_pole.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_line.h"
#include "core/remap_mesh.h"
#include "core/remap_rows.h"
#include "kernel/turn.h"

/* One target cell. */
struct spot {
    size_t cell;
    double lon; /* degrees */
    int side;   /* 0: beyond the first row that is kept, 1: the other */
    struct beyond at;
};

struct remap_pole {
    struct turn_row row[2];
    double *lon[2];    /* of the rows, owned */
    uint32_t *cell[2]; /* likewise */
    size_t n;
    struct spot *spot; /* [n] */
};

/* Keeps a row of n cells for a side. */
static void keep_row(struct remap_pole *p, int side, size_t n, double lat) {
    p->lon[side] = mem_array(n, sizeof **p->lon);
    p->cell[side] = mem_array(n, sizeof **p->cell);
    p->row[side] =
        (struct turn_row){ n, p->lon[side], p->cell[side], lat < 0 ? -1 : 1 };
}

static void add(struct remap_pole *p, size_t cell, double lon, int side,
                struct beyond at) {
    p->spot = mem_grow(p->spot, p->n + 1, sizeof *p->spot);
    p->spot[p->n++] = (struct spot){ cell, lon, side, at };
}

/* A source with axes of latitude and longitude. */
static void of_axes(struct remap_pole *p, const struct grid *src, size_t n,
                    const double *lon, const double *lat) {
    struct line lx = line_x(src), ly = line_y(src);
    const size_t nx = src->nx, last = src->ny - 1;
    const double low = fmin(src->y.value[0], src->y.value[last]);
    const double high = fmax(src->y.value[0], src->y.value[last]);

    for (size_t i = 0; i < n; i++) {
        struct beyond at = { 0 };
        struct pair x, y;
        if (!(lat[i] < low || lat[i] > high))
            continue;
        y = line_find(&ly, lat[i]);
        x = line_find(&lx, lon[i]);
        if (y.n < 2 || y.at[1] < src->ny || x.n == 0)
            continue;
        at.row = y.at[0];
        at.far = y.weight[1];
        for (size_t k = 0; k < x.n; k++) {
            at.cell[k] = (uint32_t)(at.row * nx + x.at[k]);
            at.weight[k] = x.weight[k];
        }
        add(p, i, lon[i], at.row == last && last > 0, at);
    }
    for (int side = 0; side < 2; side++) {
        const size_t row = side == 0 ? 0 : last;
        keep_row(p, side, nx, src->y.value[row]);
        for (size_t i = 0; i < nx; i++) {
            p->lon[side][i] = src->x.value[i];
            p->cell[side][i] = (uint32_t)(row * nx + i);
        }
    }
    line_free(&lx);
    line_free(&ly);
}

/* A list of cells in rows. */
static int of_rows(struct remap_pole *p, const struct grid *src, size_t n,
                   const double *lon, const double *lat) {
    struct rows r = { 0 };
    struct beyond at;
    int status;

    TRY(rows_open(&r, src));
    if (r.id != NULL) /* who knows whether a pole is there */
        goto done;
    for (size_t i = 0; i < n; i++)
        if (isfinite(lon[i]) && rows_beyond(&r, lon[i], lat[i], &at))
            add(p, i, lon[i], at.row != 0, at);
    for (int side = 0; side < 2; side++) {
        const size_t j = side == 0 ? 0 : r.n - 1;
        const size_t from = r.first[j], m = r.first[j + 1] - from;
        keep_row(p, side, m, r.lat[j]);
        for (size_t i = 0; i < m; i++) {
            p->lon[side][i] = r.west[j] + 360 * (double)i / (double)m;
            p->cell[side][i] = rows_nth(&r, from + i);
        }
    }
done:
    rows_free(&r);
    return status;
}

int remap_pole_new(struct remap_pole **out, const struct grid *src,
                   const struct grid *dst) {
    const size_t n = grid_cells(dst);
    struct remap_pole *p = mem_array(1, sizeof *p);
    double *lon = NULL, *lat = NULL;
    int status = EX_OK;

    *out = NULL;
    const bool rows = src->kind == GRID_UNSTRUCTURED && !remap_is_mesh(src);
    if (src->kind == GRID_LATLON || rows)
        TRY(remap_centres(dst, &lon, &lat));
    if (src->kind == GRID_LATLON)
        of_axes(p, src, n, lon, lat);
    else if (rows)
        TRY(of_rows(p, src, n, lon, lat));
    if (p->n > 0) {
        *out = p;
        p = NULL;
    }
done:
    remap_pole_free(p);
    free(lon);
    free(lat);
    return status;
}

void remap_pole_free(struct remap_pole *p) {
    for (int side = 0; p != NULL && side < 2; side++) {
        free(p->lon[side]);
        free(p->cell[side]);
    }
    if (p != NULL)
        free(p->spot);
    free(p);
}

/* One target: what lies between the row and the pole. */
static void mix(const struct spot *s, const struct cells from[2],
                const double pole[2], double valid, double sum[3]) {
    sum[0] = s->at.far * pole[0];
    sum[1] = s->at.far * pole[1];
    sum[2] = s->at.far * valid;
    for (int k = 0; k < 2; k++) {
        const double w = (1 - s->at.far) * s->at.weight[k];
        const double u = cells_get(from[0], s->at.cell[k]);
        const double v = cells_get(from[1], s->at.cell[k]);
        if (w == 0 || isnan(u) || isnan(v))
            continue;
        sum[0] += w * u;
        sum[1] += w * v;
        sum[2] += w;
    }
}

void remap_pole_apply(const struct remap_pole *p, const struct cells from[2],
                      const struct room to[2], double min_frac) {
    const double slack = 1e-9; /* of rounding, as kernel/regrid.h has it */
    double pole[2][2], valid[2];

    for (int side = 0; side < 2; side++)
        turn_pole(&p->row[side], from[0], from[1], pole[side], &valid[side]);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < p->n; i++) {
        const struct spot *s = &p->spot[i];
        double part[2], sum[3];
        turn_from_pole(pole[s->side], p->row[s->side].hemisphere, s->lon, part);
        mix(s, from, part, valid[s->side], sum);
        for (int k = 0; k < 2; k++)
            room_put(to[k], s->cell,
                     sum[2] > 0 && sum[2] >= min_frac - slack ? sum[k] / sum[2]
                                                              : NAN);
    }
}
