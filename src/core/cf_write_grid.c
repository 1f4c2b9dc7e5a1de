/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_write.h"
#include "core/crs.h"
#include "core/grid_healpix.h"
#include "core/mem.h"

static void add_mapping(struct header *h);
static void add_axes(struct header *h);
static void add_places(struct header *h);
static void add_stations(struct header *h);

/* lat and lon are what the 2-D coordinates are called. */
static const char *dim_name(const struct grid *g, const struct axis *a,
                            const char *other) {
    const bool taken =
        strcmp(a->name, "lat") == 0 || strcmp(a->name, "lon") == 0;

    return g->kind != GRID_LATLON && taken ? other : a->name;
}

void cf_grid(struct header *h) {
    const struct grid *g = h->ds->grid;

    if (g->kind == GRID_NONE)
        return;
    if (g->patches != NULL) {
        cf_patches_write(h);
        return;
    }
    if (g->kind != GRID_UNSTRUCTURED)
        h->space[h->nspace++] =
            cf_add_dim(h->nc, dim_name(g, &g->y, "y"), g->ny);
    h->space[h->nspace++] = cf_add_dim(h->nc, dim_name(g, &g->x, "x"), g->nx);
    add_mapping(h);
    add_axes(h);
    if (g->lat != NULL && g->lon != NULL)
        add_places(h);
    if (g->station != NULL)
        add_stations(h);
}

/* The mapping as it came, with crs_wkt where PROJ can tell it. */
static void add_mapping(struct header *h) {
    const struct grid *g = h->ds->grid;
    struct atts atts = { 0 }, made = { 0 };
    struct nc_var *v;

    cf_merge(&atts, &g->mapping_atts);
    if (g->crs != NULL && atts_find(&atts, "crs_wkt") == NULL) {
        if (crs_to_cf(g->crs, &made) == EX_OK)
            cf_merge(&atts, &made);
        else if (atts.n == 0)
            warn("no grid mapping is written: %s", err_text());
    }
    if (atts.n > 0) {
        v = cf_add_var(h->nc, g->mapping ? g->mapping : "crs", TYPE_INT, 0,
                       NULL);
        v->value = mem_array(1, sizeof(int32_t));
        cf_merge(&v->atts, &atts);
        h->mapping = mem_text(v->name);
    }
    atts_free(&atts);
    atts_free(&made);
}

/* Bounds of an axis that has none. */
static double *made_bounds(const struct axis *a, bool latitude) {
    double *edge = mem_array(a->n + 1, sizeof *edge);
    double *bounds = mem_array(2 * a->n, sizeof *bounds);

    for (size_t i = 0; i < a->n && grid_edges(a, latitude, edge) == EX_OK;
         i++) {
        bounds[2 * i] = edge[i];
        bounds[2 * i + 1] = edge[i + 1];
    }
    free(edge);
    return bounds;
}

static void add_axes(struct header *h) {
    const struct grid *g = h->ds->grid;
    const bool plane = g->kind == GRID_LATLON || g->kind == GRID_PROJECTED ||
                       g->kind == GRID_ROTATED;
    const struct axis *axis[2] = { &g->y, &g->x };
    const char *const letter[2] = { "Y", "X" };
    const size_t first = 2 - h->nspace;

    for (size_t k = first; k < 2; k++) {
        struct axis a = *axis[k];
        double *made = NULL;
        if (a.value == NULL)
            continue;
        if (plane && a.bounds == NULL && a.n > 1)
            a.bounds = made = made_bounds(&a, k == 0 && g->kind == GRID_LATLON);
        cf_axis(h, &a, h->space[k - first], plane ? letter[k] : NULL);
        free(made);
    }
}

/* What the grid has for each cell is not copied. */
static void borrow(struct nc_var *v, double *value) {
    v->value = value;
    v->borrowed = true;
}

/* The two variables of bounds: dimensions of the cells, then the vertices. */
static void add_vertices(struct header *h, const char *name, double *bounds) {
    const struct grid *g = h->ds->grid;
    size_t dim[3] = { h->space[0], h->space[1] };
    const size_t nv = nc_find_dim(h->nc, "nv");

    dim[h->nspace] = nv == NC_NONE ? cf_add_dim(h->nc, "nv", g->nvertex) : nv;
    borrow(cf_add_var(h->nc, name, TYPE_DOUBLE, h->nspace + 1, dim), bounds);
}

void cf_coordinate_add(struct header *h, const char *name) {
    mem_append(&h->places, " ", name);
}

/* Latitude and longitude of cells, which have them beside or without axes. */
static void add_places(struct header *h) {
    const struct grid *g = h->ds->grid;
    const bool bounds = g->lat_bounds != NULL && g->lon_bounds != NULL;
    const char *const name[2] = { "lat", "lon" };
    const char *const standard_name[2] = { "latitude", "longitude" };
    const char *const units[2] = { "degrees_north", "degrees_east" };
    const char *const bounds_name[2] = { "lat_bnds", "lon_bnds" };
    double *const value[2] = { g->lat, g->lon };
    const double nan = NAN;

    for (int k = 0; k < 2; k++) {
        struct nc_var *v =
            cf_add_var(h->nc, name[k], TYPE_DOUBLE, h->nspace, h->space);
        borrow(v, value[k]);
        atts_set_text(&v->atts, "standard_name", standard_name[k]);
        atts_set_text(&v->atts, "units", units[k]);
        if (bounds)
            atts_set_text(&v->atts, "bounds", bounds_name[k]);
        if (g->kind == GRID_CURVILINEAR)
            atts_set_numbers(&v->atts, "_FillValue", TYPE_DOUBLE, 1, &nan);
        cf_coordinate_add(h, v->name);
    }
    if (bounds) {
        add_vertices(h, bounds_name[0], g->lat_bounds);
        add_vertices(h, bounds_name[1], g->lon_bounds);
    }
}

/* Ids of stations as rows of text. */
static void add_stations(struct header *h) {
    const struct grid *g = h->ds->grid;
    size_t longest = 1, dim[2] = { h->space[0] };
    struct nc_var *v;
    char *text;

    for (size_t i = 0; i < g->nx; i++) {
        const size_t n = strlen(g->station[i]);
        longest = n > longest ? n : longest;
    }
    dim[1] = cf_add_dim(h->nc, "station_strlen", longest);
    text = mem_array(g->nx * longest, 1);
    for (size_t i = 0; i < g->nx; i++)
        memcpy(text + i * longest, g->station[i], strlen(g->station[i]));
    v = cf_add_var(h->nc, "station_id", TYPE_CHAR, 2, dim);
    v->value = text;
    atts_set_text(&v->atts, "cf_role", "timeseries_id");
    cf_coordinate_add(h, v->name);
}

void cf_axis(struct header *h, const struct axis *a, size_t dim,
             const char *letter) {
    char *name = mem_format("%s_bnds", a->name);
    struct nc_var *v;

    if (a->bounds != NULL && h->bnds == NC_NONE)
        h->bnds = cf_add_dim(h->nc, "bnds", 2);
    v = cf_add_var(h->nc, a->name, TYPE_DOUBLE, 1, &dim);
    v->value = mem_copy(a->value, a->n, sizeof *a->value);
    cf_text(&v->atts, "standard_name", a->standard_name);
    cf_text(&v->atts, "long_name", a->long_name);
    cf_text(&v->atts, "units", a->units);
    cf_text(&v->atts, "axis", letter);
    if (a->bounds != NULL)
        atts_set_text(&v->atts, "bounds", name);
    cf_merge(&v->atts, &a->atts);
    if (a->bounds != NULL) {
        const size_t two[2] = { dim, h->bnds };
        cf_add_var(h->nc, name, TYPE_DOUBLE, 2, two)->value =
            mem_copy(a->bounds, 2 * a->n, sizeof *a->bounds);
    }
    free(name);
}
