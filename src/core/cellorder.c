/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cellorder.h"

#include <stdlib.h>

#include "core/mem.h"
#include "kernel/geom.h"

/* A place to sort by. */
struct place_of {
    double lat, lon;
    uint32_t cell;
};

static int by_place(const void *a, const void *b) {
    const struct place_of *p = a, *q = b;

    if (p->lat != q->lat)
        return p->lat < q->lat ? -1 : 1;
    if (p->lon != q->lon)
        return p->lon < q->lon ? -1 : 1;
    return p->cell < q->cell ? -1 : 1;
}

static void sort_cells(struct cell_order *c) {
    struct place_of *p = mem_array(c->n, sizeof *p);

    for (size_t k = 0; k < c->n; k++)
        p[k] = (struct place_of){ c->lat[k], c->lon[k], (uint32_t)k };
    qsort(p, c->n, sizeof *p, by_place);
    for (size_t k = 0; k < c->n; k++)
        c->order[k] = p[k].cell;
    free(p);
}

/* Of axes, rows and columns are sorted apart. */
static void sort_axes(struct cell_order *c) {
    struct place_of *row = mem_array(c->ny, sizeof *row);
    struct place_of *column = mem_array(c->nx, sizeof *column);

    for (size_t j = 0; j < c->ny; j++)
        row[j] = (struct place_of){ c->lat[j * c->nx], 0, (uint32_t)j };
    for (size_t i = 0; i < c->nx; i++)
        column[i] = (struct place_of){ 0, c->lon[i], (uint32_t)i };
    qsort(row, c->ny, sizeof *row, by_place);
    qsort(column, c->nx, sizeof *column, by_place);
    for (size_t j = 0; j < c->ny; j++)
        for (size_t i = 0; i < c->nx; i++)
            c->order[j * c->nx + i] =
                row[j].cell * (uint32_t)c->nx + column[i].cell;
    free(row);
    free(column);
}

int cell_order_new(struct cell_order **out, const struct grid *g) {
    struct cell_order *c;
    int status;

    *out = NULL;
    if (g->kind == GRID_NONE || g->kind == GRID_UNSTRUCTURED)
        return err_set(EX_DATAERR, "events need a grid of rows and columns");
    if (grid_cells(g) >= INT32_MAX)
        return err_set(EX_DATAERR, "%zu cells are too many (at most 2^31)",
                       grid_cells(g));
    c = mem_array(1, sizeof *c);
    c->grid = g;
    c->ny = g->ny;
    c->nx = g->nx;
    c->n = grid_cells(g);
    c->periodic = grid_is_global(g);
    c->lon = mem_array(c->n, sizeof *c->lon);
    c->lat = mem_array(c->n, sizeof *c->lat);
    c->area = mem_array(c->n, sizeof *c->area);
    c->order = mem_array(c->n, sizeof *c->order);
    TRY(grid_lonlat(g, c->lon, c->lat));
    TRY(grid_areas(g, c->area));
    for (size_t k = 0; k < c->n; k++)
        c->lon[k] = geom_lon(c->lon[k]);
    if (g->kind == GRID_LATLON)
        sort_axes(c);
    else
        sort_cells(c);
    *out = c;
    c = NULL; /* the caller's from here on */
done:
    cell_order_free(c);
    return status;
}

void cell_order_free(struct cell_order *c) {
    if (c == NULL)
        return;
    free(c->lon);
    free(c->lat);
    free(c->area);
    free(c->order);
    free(c);
}
