/* SPDX-License-Identifier: Apache-2.0 */
/* Patches of a grid: the dimensions patch, y and x, and what they are of. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_read.h"
#include "core/cf_write.h"
#include "core/mem.h"
#include "core/patchset.h"

static const struct {
    const char *name, *about;
} numbers[PATCH_NUMBERS] = {
    [PATCH_ROW] = { "patch_row", "row of the patch among the patches, from 0" },
    [PATCH_COLUMN] = { "patch_col",
                       "column of the patch among the patches, from 0" },
    [PATCH_Y] = { "patch_y", "row of the grid where the patch begins, from 0" },
    [PATCH_X] = { "patch_x",
                  "column of the grid where the patch begins, from 0" },
};

static const struct {
    const char *name, *standard_name, *units;
} places[2] = { { "lat", "latitude", "degrees_north" },
                { "lon", "longitude", "degrees_east" } };

/* The latitudes of the rows of each patch, or the longitudes of its columns. */
static double *lines(const struct patchset *p, const double *of, bool rows) {
    const size_t n = rows ? p->ny : p->nx;
    double *line = mem_array(p->n * n, sizeof *line);

    for (size_t k = 0; k < p->n; k++)
        for (size_t i = 0; i < n; i++)
            line[k * n + i] = of[k * p->ny * p->nx + i * (rows ? p->nx : 1)];
    return line;
}

static void add_place(struct header *h, int k) {
    const struct grid *g = h->ds->grid;
    const struct patchset *p = g->patches;
    const double *of = k == 0 ? g->lat : g->lon, nan = NAN;
    const size_t line[2] = { h->space[0], h->space[1 + k] };
    struct nc_var *v =
        p->axes ? cf_add_var(h->nc, places[k].name, TYPE_DOUBLE, 2, line)
                : cf_add_var(h->nc, places[k].name, TYPE_DOUBLE, 3, h->space);

    v->value = p->axes ? lines(p, of, k == 0)
                       : mem_copy(of, grid_cells(g), sizeof *of);
    atts_set_text(&v->atts, "standard_name", places[k].standard_name);
    atts_set_text(&v->atts, "units", places[k].units);
    atts_set_numbers(&v->atts, "_FillValue", TYPE_DOUBLE, 1, &nan);
    cf_coordinate_add(h, v->name);
}

void cf_patches_write(struct header *h) {
    const struct patchset *p = h->ds->grid->patches;
    static const char *const dim[3] = { "patch", "y", "x" };
    const size_t n[3] = { p->n, p->ny, p->nx };

    for (int d = 0; d < 3; d++)
        h->space[h->nspace++] = cf_add_dim(h->nc, dim[d], n[d]);
    for (int k = 0; k < PATCH_NUMBERS; k++) {
        struct nc_var *v =
            cf_add_var(h->nc, numbers[k].name, TYPE_INT, 1, h->space);
        v->value = mem_copy(p->number[k], p->n, sizeof(int32_t));
        atts_set_text(&v->atts, "long_name", numbers[k].about);
        atts_set_text(&v->atts, "units", "1");
        cf_coordinate_add(h, v->name);
    }
    for (int k = 0; k < 2 && h->ds->grid->lat && h->ds->grid->lon; k++)
        add_place(h, k);
}

bool cf_patches_shape(const struct nc *nc, const struct nc_var *v,
                      struct shape *s) {
    const size_t *dim = v->dim + v->ndims - 3;

    if (v->ndims < 3 || strcmp(nc->dim[dim[0]].name, "patch") != 0)
        return false;
    for (int k = 0; k < PATCH_NUMBERS; k++) {
        const size_t var = nc_find_var(nc, numbers[k].name);
        if (var == NC_NONE || nc->var[var].ndims != 1 ||
            nc->var[var].dim[0] != dim[0] || nc->var[var].type == TYPE_CHAR)
            return false;
    }
    if (dim[0] == nc->record || dim[1] == nc->record || dim[2] == nc->record)
        return false;
    s->kind = GRID_UNSTRUCTURED;
    s->patch = dim[0];
    s->y = dim[1];
    s->x = dim[2];
    return true;
}

/* Does a variable of places lie along these dimensions? */
static bool lies(const struct nc_var *v, size_t n, const size_t *dim) {
    return v->ndims == n && memcmp(v->dim, dim, n * sizeof *dim) == 0;
}

static int read_place(struct reading *r, const struct patchset *p, int k,
                      double **out) {
    const size_t var = k == 0 ? r->all.lat : r->all.lon;
    const struct nc_var *v = &r->nc->var[var];
    const size_t all[3] = { r->all.patch, r->all.y, r->all.x };
    const size_t line[2] = { all[0], all[1 + k] };
    const bool lined = lies(v, 2, line);
    double *value = NULL, *to;
    size_t n;
    int status;

    if (!lined && !lies(v, 3, all))
        return err_set(EX_DATAERR, "%s is of other dimensions than patches",
                       v->name);
    if ((status = cf_load(r, var, false, &value, &n)) != EX_OK)
        return status;
    *out = value;
    if (!lined)
        return EX_OK;
    *out = to = mem_array(p->n * p->ny * p->nx, sizeof *to);
    for (size_t i = 0; i < p->n * p->ny * p->nx; i++) {
        const size_t patch = i / (p->ny * p->nx);
        to[i] = k == 0 ? value[i / p->nx] : value[patch * p->nx + i % p->nx];
    }
    free(value);
    return EX_OK;
}

static bool is_lined(const struct reading *r) {
    return r->nc->var[r->all.lat].ndims == 2 &&
           r->nc->var[r->all.lon].ndims == 2;
}

/* Places of a patch of axes have NaN beyond the grid they were cut from in both
 * as soon as in one. */
static void join_places(struct grid *g) {
    for (size_t i = 0; i < grid_cells(g); i++)
        if (isnan(g->lat[i]) || isnan(g->lon[i]))
            g->lat[i] = g->lon[i] = NAN;
}

int cf_patches_read(struct reading *r, struct grid *g) {
    struct patchset *p =
        patchset_new(cf_dim(r->nc, r->all.patch), cf_dim(r->nc, r->all.y),
                     cf_dim(r->nc, r->all.x));
    double *value = NULL;
    size_t n;
    int status = EX_OK;

    g->patches = p;
    g->ny = g->y.n = 1;
    if (__builtin_mul_overflow(p->n * p->ny, p->nx, &g->nx) ||
        g->nx > SIZE_MAX / 64)
        TRY(err_set(EX_DATAERR, "patches are too large"));
    g->x.n = g->nx;
    g->x.name = mem_text("cell");
    for (int k = 0; k < PATCH_NUMBERS; k++) {
        TRY(cf_load(r, nc_find_var(r->nc, numbers[k].name), false, &value, &n));
        for (size_t i = 0; i < p->n && i < n; i++)
            if (value[i] >= 0 && value[i] <= INT32_MAX)
                p->number[k][i] = (int32_t)value[i];
        free(value);
        value = NULL;
    }
    if (r->all.lat == NC_NONE || r->all.lon == NC_NONE)
        goto done;
    p->axes = is_lined(r);
    TRY(read_place(r, p, 0, &g->lat));
    TRY(read_place(r, p, 1, &g->lon));
    join_places(g);
done:
    free(value);
    return status;
}
