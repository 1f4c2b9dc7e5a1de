/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid.h"
#include "core/grid_box.h"
#include "core/mem.h"

/* Boxes are closed, and coordinates may have been floats. */
#define FLOAT_ROUNDING 1.2e-7
/* Degrees that are rounding where longitudes go round. */
#define HAIR 1e-6

static size_t different_columns(const struct grid *g);
static void roll(const struct grid *g, struct window *w);
static int cut_to_box(const struct grid *g, const struct box *box,
                      struct window *w);
static int find_axes(const struct grid *g, const struct bbox *box, bool *row,
                     bool *column);
static int find_places(const struct grid *g, const struct box *box, bool *row,
                       bool *column);
static void cut_rows(size_t n, const bool *row, struct window *w);
static void cut_columns(bool round, const bool *column, struct window *w);
static int cut_cells(const struct grid *g, const struct box *box,
                     struct window *w);

int grid_window(const struct grid *g, double west, const struct bbox *box,
                struct window *w) {
    const struct box by_centre = { .edge = box != NULL ? *box
                                                       : (struct bbox){ 0 } };

    return grid_window_box(g, west, box != NULL ? &by_centre : NULL, w);
}

int grid_window_box(const struct grid *g, double west, const struct box *box,
                    struct window *w) {
    const bool keep = isnan(west);

    *w = (struct window){ .ny = g->ny, .nx = g->nx, .west = NAN };
    w->period = g->nx;
    if (g->kind == GRID_NONE)
        return EX_OK;
    w->flip = !keep && axis_falls(&g->y);
    w->mirror = !keep && axis_falls(&g->x);
    if (g->kind == GRID_LATLON) {
        w->west = west;
        if (!keep || box != NULL)
            w->nx = w->period = different_columns(g);
        if (!keep)
            roll(g, w);
    }
    if (box == NULL)
        return EX_OK;
    return g->kind == GRID_UNSTRUCTURED ? cut_cells(g, box, w)
                                        : cut_to_box(g, box, w);
}

void window_free(struct window *w) {
    free(w->cell);
    w->cell = NULL;
}

bool window_is_all(const struct grid *g, const struct window *w) {
    if (w->y0 != 0 || w->ny != g->ny || w->x0 != 0 || w->nx != g->nx)
        return false;
    if (w->flip || w->mirror || w->cell != NULL)
        return false;
    for (size_t i = 1; !isnan(w->west) && i < g->nx; i++)
        if (g->kind == GRID_LATLON && g->x.value[i] <= g->x.value[i - 1])
            return false; /* 170, 180, -170 */
    return isnan(w->west) || g->kind != GRID_LATLON ||
           (g->x.value[0] >= w->west - HAIR &&
            g->x.value[0] < w->west + 360 - HAIR);
}

/* Degrees from one longitude eastward to another, in [0, 360). */
static double eastward(double from, double to) {
    const double d = to - from - 360 * floor((to - from) / 360);

    return d > 360 - HAIR ? 0 : d;
}

/* Is b the longitude a, one turn further? */
static bool is_a_turn(double a, double b) {
    return fabs(fabs(b - a) - 360) <
           HAIR + FLOAT_ROUNDING * (fabs(a) + fabs(b));
}

/* 0, 1 ... 360: the last columns are the first ones once more. */
static size_t different_columns(const struct grid *g) {
    const double *lon = g->x.value;
    size_t n = 2;

    while (n < g->nx && !is_a_turn(lon[0], lon[n]))
        n++;
    for (size_t i = n; i < g->nx; i++)
        if (!is_a_turn(lon[i - n], lon[i]))
            return g->nx;
    return n < g->nx ? n : g->nx;
}

/* Grids that go round begin at `west`, others east of their widest gap. */
static void roll(const struct grid *g, struct window *w) {
    const bool round = w->nx < g->nx || grid_is_global(g);
    const double *lon = g->x.value;
    double best = round ? 720 : -1;

    for (size_t i = 0; i < w->nx; i++) {
        const size_t next = (i + 1) % w->nx;
        const double d = round       ? eastward(w->west, lon[i])
                         : w->mirror ? eastward(lon[next], lon[i])
                                     : eastward(lon[i], lon[next]);
        if (round ? d >= best : d <= best)
            continue;
        best = d;
        w->x0 = round && !w->mirror ? i : next;
    }
}

static bool in_latitude(const struct bbox *b, double lat) {
    const double e = FLOAT_ROUNDING * fabs(lat);

    return lat >= b->south - e && lat <= b->north + e;
}

static bool in_longitude(const struct bbox *b, double lon) {
    const double width = b->east - b->west + (b->west > b->east ? 360 : 0);
    const double e = FLOAT_ROUNDING * fabs(lon);

    return width >= 360 || eastward(b->west, lon) <= width + e ||
           eastward(lon, b->west) <= e;
}

/* By its centres, in degrees? */
static bool is_plain(const struct box *box) {
    return box->crs == NULL && box->rule == BOX_CENTRE;
}

static int cut_to_box(const struct grid *g, const struct box *box,
                      struct window *w) {
    bool *row = mem_array(g->ny, sizeof *row);
    bool *column = mem_array(g->nx, sizeof *column);
    int status;

    if (g->kind == GRID_LATLON && is_plain(box))
        TRY(find_axes(g, &box->edge, row, column));
    else
        TRY(find_places(g, box, row, column));
    cut_rows(g->ny, row, w);
    cut_columns(g->kind == GRID_LATLON || grid_is_global(g), column, w);
done:
    free(row);
    free(column);
    return status;
}

/* Both extents, for a box that has no cell. */
static int outside(const struct bbox *b, size_t n[2], const double *lon,
                   const double *lat) {
    double low[2] = { NAN, NAN }, high[2] = { NAN, NAN };

    for (size_t i = 0; i < n[1]; i++) {
        low[0] = fmin(low[0], lon[i]);
        high[0] = fmax(high[0], lon[i]);
    }
    for (size_t j = 0; j < n[0]; j++) {
        low[1] = fmin(low[1], lat[j]);
        high[1] = fmax(high[1], lat[j]);
    }
    return err_set(
        EX_DATAERR, "no cell inside %g,%g,%g,%g (they lie in %g,%g,%g,%g)",
        b->west, b->south, b->east, b->north, low[0], low[1], high[0], high[1]);
}

static int find_axes(const struct grid *g, const struct bbox *box, bool *row,
                     bool *column) {
    size_t n[2] = { g->ny, g->nx }, rows = 0, columns = 0;

    for (size_t j = 0; j < g->ny; j++)
        rows += row[j] = in_latitude(box, g->y.value[j]);
    for (size_t i = 0; i < g->nx; i++)
        columns += column[i] = in_longitude(box, g->x.value[i]);
    if (rows == 0 || columns == 0)
        return outside(box, n, g->x.value, g->y.value);
    return EX_OK;
}

/* Marks the cells; at least one, or both extents are named. */
static int mark(const struct grid *g, const struct box *box, bool *in) {
    size_t n[2] = { grid_cells(g), grid_cells(g) }, cells = 0;
    double *x = mem_array(n[0], sizeof *x), *y = mem_array(n[0], sizeof *y);
    int status;

    if (is_plain(box)) {
        TRY(grid_lonlat(g, x, y));
        for (size_t k = 0; k < n[0]; k++)
            in[k] =
                in_latitude(&box->edge, y[k]) && in_longitude(&box->edge, x[k]);
    } else {
        TRY(box_cells(g, box, in, x, y));
    }
    for (size_t k = 0; k < n[0]; k++)
        cells += in[k];
    if (cells == 0)
        TRY(outside(&box->edge, n, x, y));
done:
    free(x);
    free(y);
    return status;
}

static int find_places(const struct grid *g, const struct box *box, bool *row,
                       bool *column) {
    bool *in = mem_array(grid_cells(g), sizeof *in);
    const int status = mark(g, box, in);

    for (size_t k = 0; status == EX_OK && k < grid_cells(g); k++)
        if (in[k])
            row[k / g->nx] = column[k % g->nx] = true;
    free(in);
    return status;
}

static void cut_rows(size_t n, const bool *row, struct window *w) {
    size_t first = 0, last = n - 1;

    while (!row[first])
        first++;
    while (!row[last])
        last--;
    w->y0 = first;
    w->ny = last - first + 1;
}

/* All columns but the longest run of those that are not wanted; a run goes on
 * over the seam where the grid goes round. */
static void cut_columns(bool round, const bool *column, struct window *w) {
    const size_t n = w->period;
    size_t first = 0, last = n - 1, run = 0, longest = 0;

    if (!round) {
        while (!column[first])
            first++;
        while (!column[last])
            last--;
        w->x0 = first;
        w->nx = last - first + 1;
        return;
    }
    for (size_t i = 0; i < 2 * n; i++) {
        run = column[i % n] ? 0 : run + 1;
        if (run <= longest)
            continue;
        longest = run;
        w->x0 = (i + 1) % n;
    }
    w->nx = n - longest;
}

static int cut_cells(const struct grid *g, const struct box *box,
                     struct window *w) {
    bool *in = mem_array(g->nx, sizeof *in);
    const int status = mark(g, box, in);

    w->nx = 0;
    if (status == EX_OK)
        w->cell = mem_array(g->nx, sizeof *w->cell);
    for (size_t k = 0; status == EX_OK && k < g->nx; k++)
        if (in[k])
            w->cell[w->nx++] = k;
    free(in);
    return status;
}
