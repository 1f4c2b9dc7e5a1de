/* SPDX-License-Identifier: Apache-2.0 */
/* The grid: axes, 2-D places, cells and stations, and its mapping. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/calendar.h"
#include "core/cf_read.h"
#include "core/crs.h"
#include "core/grid_gap.h"
#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/profile_part.h"

static int read_axes(struct reading *r, struct grid *g);
static int read_places(struct reading *r, struct grid *g);
static int read_stations(struct reading *r, struct grid *g);
static int read_mapping(struct reading *r, struct grid *g);

int cf_read_grid(struct reading *r) {
    struct grid *g = mem_array(1, sizeof *g);
    int status;

    grid_free(r->ds->grid);
    r->ds->grid = g;
    g->kind = r->all.kind;
    g->ny = cf_dim(r->nc, r->all.y);
    g->nx = cf_dim(r->nc, r->all.x);
    g->y.n = g->ny;
    g->x.n = g->nx;
    if (g->kind == GRID_NONE)
        return EX_OK;
    if (r->all.patch != NC_NONE)
        return cf_patches_read(r, g);
    TRY(read_axes(r, g));
    if (r->all.lat != NC_NONE && g->kind != GRID_LATLON)
        TRY(read_places(r, g));
    if (g->kind == GRID_UNSTRUCTURED) {
        TRY(cf_mesh(r, g));
        TRY(read_stations(r, g));
    }
    TRY(read_mapping(r, g));
    if (g->kind == GRID_UNSTRUCTURED && g->lat == NULL && grid_nside(g) > 0)
        TRY(grid_healpix_fill(g));
done:
    return status;
}

/* Radians become degrees, and what is west or south negative: CF's units. */
static void to_degrees(const struct nc_var *v, size_t n, double *value) {
    const char *units = atts_text(&v->atts, "units"), *way;
    double factor = 1;

    if (units == NULL)
        return;
    way = strchr(units, '_');
    if (strncasecmp(units, "rad", 3) == 0)
        factor = 180 / M_PI;
    else if (strncasecmp(units, "deg", 3) == 0 && way != NULL &&
             strchr("WwSs", way[1]) != NULL && way[1] != 0)
        factor = -1;
    for (size_t k = 0; value != NULL && k < n; k++)
        value[k] *= factor;
}

/* Latitudes end at the poles; a float may be a hair beyond. */
static int check_poles(const struct axis *lat) {
    for (size_t i = 0; lat->value != NULL && i < lat->n; i++)
        if (fabs(lat->value[i]) > 90 + 1e-4)
            return err_set(EX_DATAERR, "%s: value %zu (%.9g) is beyond a pole",
                           lat->name, i + 1, lat->value[i]);
    return EX_OK;
}

/* Bounds of a rising axis rise. */
static void order_bounds(struct axis *a) {
    if (a->bounds == NULL || axis_falls(a))
        return;
    for (size_t i = 0; i < a->n; i++) {
        double *b = a->bounds + 2 * i;
        const double low = fmin(b[0], b[1]), high = fmax(b[0], b[1]);
        b[0] = low;
        b[1] = high;
    }
}

static int check_order(const struct axis *a, bool round) {
    const bool falls = axis_falls(a);
    size_t turns = 0;

    for (size_t i = 1; i < a->n; i++) {
        const double d = falls ? a->value[i - 1] - a->value[i]
                               : a->value[i] - a->value[i - 1];
        turns += d > 0 ? 0 : 1;
        /* Beyond its one turn an axis does not come round to its start. */
        const double on =
            falls ? a->value[0] - a->value[i] : a->value[i] - a->value[0];
        if (d == 0 || turns > (round ? 1 : 0) || (turns == 1 && on > 1e-6))
            return err_set(EX_DATAERR, "%s: value %zu (%.9g) is out of order",
                           a->name, i + 1, a->value[i]);
    }
    return EX_OK;
}

/* Without a variable, the axes of a projection are counted. */
static void count_cells(struct axis *a) {
    a->value = mem_array(a->n, sizeof *a->value);
    for (size_t i = 0; i < a->n; i++)
        a->value[i] = (double)i;
}

/* An axis whose variable is not called as its dimension. */
static int read_aside(struct reading *r, size_t var, struct axis *a) {
    size_t n;

    if (a->value != NULL || var == NC_NONE)
        return EX_OK;
    a->units = mem_text(atts_text(&r->nc->var[var].atts, "units"));
    return cf_load(r, var, false, &a->value, &n);
}

static void name_axis(struct axis *a, const char *standard_name,
                      const char *units, const char *name) {
    free(a->standard_name);
    free(a->units);
    a->standard_name = mem_text(standard_name);
    a->units = mem_text(units);
    if (a->name == NULL)
        a->name = mem_text(name);
}

static int read_axes(struct reading *r, struct grid *g) {
    const struct shape *s = &r->all;
    int status = EX_OK;

    if (s->y != NC_NONE)
        TRY(cf_axis_read(r, s->y, &g->y));
    if (s->x != NC_NONE)
        TRY(cf_axis_read(r, s->x, &g->x));
    else
        g->x.name = mem_text("station");
    if (g->kind == GRID_LATLON) {
        TRY(read_aside(r, s->lat, &g->y));
        TRY(read_aside(r, s->lon, &g->x));
        to_degrees(&r->nc->var[s->lat], g->ny, g->y.value);
        to_degrees(&r->nc->var[s->lat], 2 * g->ny, g->y.bounds);
        to_degrees(&r->nc->var[s->lon], g->nx, g->x.value);
        to_degrees(&r->nc->var[s->lon], 2 * g->nx, g->x.bounds);
        TRY(check_poles(&g->y));
        name_axis(&g->y, "latitude", "degrees_north", "lat");
        name_axis(&g->x, "longitude", "degrees_east", "lon");
    }
    if (g->kind == GRID_PROJECTED && g->y.value == NULL)
        count_cells(&g->y);
    if (g->kind == GRID_PROJECTED && g->x.value == NULL)
        count_cells(&g->x);
    if (g->kind == GRID_UNSTRUCTURED || g->kind == GRID_CURVILINEAR)
        goto done;
    if (g->y.value == NULL || g->x.value == NULL)
        TRY(err_set(EX_DATAERR, "%s and %s have no values", g->y.name,
                    g->x.name));
    order_bounds(&g->y);
    order_bounds(&g->x);
    TRY(check_order(&g->y, false));
    TRY(check_order(&g->x, g->kind != GRID_PROJECTED));
    if (g->kind == GRID_LATLON)
        axis_mind_gap(&g->x);
done:
    return status;
}

/* Are places all that says where the corners are, and do they name some that
 * are not there?  Methods that need these say so. */
static bool lacks_vertices(const struct reading *r, struct grid *g,
                           size_t var) {
    const struct nc_var *v = &r->nc->var[var];
    const char *name = atts_text(&v->atts, "bounds");

    if (name == NULL || cf_named(r->nc, v, "bounds", 0) != NC_NONE ||
        grid_nside(g) > 0 ||
        (g->kind != GRID_CURVILINEAR && g->kind != GRID_UNSTRUCTURED))
        return false;
    if (g->lost_bounds == NULL)
        g->lost_bounds = mem_text(name);
    return true;
}

/* Vertices of the cells along one more dimension. */
static int read_vertices(struct reading *r, struct grid *g, size_t var,
                         double **out) {
    const size_t cells = grid_cells(g);
    size_t bounds, n;
    int status;

    if (lacks_vertices(r, g, var))
        return EX_OK;
    bounds = cf_bounds_of(r->nc, var);
    if (bounds == NC_NONE)
        return EX_OK;
    if ((status = cf_load(r, bounds, true, out, &n)) != EX_OK)
        return status;
    if (n >= 3 * cells && n % cells == 0 &&
        (g->nvertex == 0 || n == g->nvertex * cells)) {
        g->nvertex = n / cells;
        to_degrees(&r->nc->var[var], n, *out);
        return EX_OK;
    }
    warn("%s is no list of corners; it is not used", r->nc->var[bounds].name);
    free(*out);
    *out = NULL;
    return EX_OK;
}

/* Is step k one of those that are wanted? */
static bool is_wanted(const struct reading *r, size_t k) {
    const struct time_axis *t = &r->ds->time;
    struct time_span span;
    int64_t time;

    return r->range == NULL || t->value == NULL || k >= t->n ||
           calendar_span(t->unit.calendar, r->range, &span) != EX_OK ||
           time_decode(&t->unit, t->value[k], &time) != EX_OK ||
           time_span_has(&span, time);
}

static bool differ(size_t n, const double *a, const double *b) {
    for (size_t i = 0; i < n; i++)
        if (fabs(a[i] - b[i]) > 1e-5 || isnan(a[i]) != isnan(b[i]))
            return true;
    return false;
}

/* Places that vary in time are those of the first step that is wanted: all
 * others have to have the same. */
static int check_places(struct reading *r, size_t var, size_t cells,
                        const double *place) {
    const struct nc_var *v = &r->nc->var[var];
    const size_t first = r->step, steps = cf_dim(r->nc, r->all.time);
    bool moves = false;
    double *other;
    size_t n;
    int status = EX_OK;

    if (r->all.time == NC_NONE || v->ndims < 2 || v->dim[0] != r->all.time ||
        r->f->sequential)
        return EX_OK;
    for (size_t k = first + 1; k < steps && status == EX_OK && !moves; k++) {
        if (!is_wanted(r, k))
            continue;
        r->step = k;
        status = cf_load(r, var, true, &other, &n);
        moves = status == EX_OK && n == cells && differ(n, other, place);
        free(other);
    }
    r->step = first;
    if (moves)
        return err_set(EX_DATAERR,
                       "%s moves from step to step, and one grid holds for all "
                       "(--time of a step that has its own)",
                       v->name);
    return status;
}

/* What is no place, as a fill value that nothing tells of, is a missing one. */
static void drop_nowhere(const struct reading *r, struct grid *g) {
    const size_t cells = grid_cells(g);
    size_t n = 0;

    for (size_t k = 0; k < cells; k++) {
        if (fabs(g->lat[k]) <= 90 + 1e-4 && fabs(g->lon[k]) <= 1080)
            continue;
        n += !isnan(g->lat[k]) && !isnan(g->lon[k]);
        g->lat[k] = g->lon[k] = NAN;
    }
    if (n > 0)
        warn("%s: %zu of %zu places are none on earth and taken as missing",
             r->path, n, cells);
}

static int read_places(struct reading *r, struct grid *g) {
    const size_t var[2] = { r->all.lat, r->all.lon };
    double **const value[2] = { &g->lat, &g->lon };
    double **const bounds[2] = { &g->lat_bounds, &g->lon_bounds };
    size_t n;
    int status = EX_OK;

    while (r->all.time != NC_NONE && !is_wanted(r, r->step) &&
           r->step + 1 < r->ds->time.n)
        r->step++;
    for (int k = 0; k < 2; k++) {
        TRY(cf_load(r, var[k], true, value[k], &n));
        if (n != grid_cells(g))
            TRY(err_set(EX_DATAERR, "%s: %zu values for %zu cells",
                        r->nc->var[var[k]].name, n, grid_cells(g)));
        TRY(check_places(r, var[k], n, *value[k]));
        to_degrees(&r->nc->var[var[k]], n, *value[k]);
        TRY(read_vertices(r, g, var[k], bounds[k]));
    }
    drop_nowhere(r, g);
    if (g->lat_bounds == NULL || g->lon_bounds == NULL) {
        free(g->lat_bounds);
        free(g->lon_bounds);
        g->lat_bounds = g->lon_bounds = NULL;
        g->nvertex = 0;
    }
done:
    return status;
}

/* Ids of stations: texts along the cells, or whole numbers with cf_role. */
static int read_stations(struct reading *r, struct grid *g) {
    const struct nc *nc = r->nc;
    size_t n, best = NC_NONE;
    int status;

    for (size_t k = 0; k < nc->nvars; k++) {
        const struct nc_var *v = &nc->var[k];
        const bool id = atts_find(&v->atts, "cf_role") != NULL ||
                        (v->ndims > 0 && v->dim[0] == r->all.x &&
                         strcmp(v->name, nc->dim[r->all.x].name) == 0);
        if (v->type != TYPE_CHAR || v->ndims != (r->all.x == NC_NONE ? 1 : 2) ||
            (r->all.x != NC_NONE && v->dim[0] != r->all.x))
            continue;
        if (best == NC_NONE || id)
            best = k;
    }
    if (best == NC_NONE)
        return EX_OK;
    if ((status = cf_texts(r, best, &g->station, &n)) != EX_OK)
        return status;
    if (n == g->nx)
        return EX_OK;
    for (size_t k = 0; k < n; k++)
        free(g->station[k]);
    free(g->station);
    g->station = NULL;
    return EX_OK;
}

/* A mapping that the source profile tells of, for 2-D places. */
static void take_told(const struct reading *r, struct grid *g) {
    const size_t n = strlen(PROFILE_MAPPING);

    for (size_t k = 0; k < r->nc->atts.n; k++) {
        const struct att *a = &r->nc->atts.att[k];
        if (strncmp(a->name, PROFILE_MAPPING, n) != 0)
            continue;
        if (a->number != NULL)
            atts_set_numbers(&g->mapping_atts, a->name + n, a->type, a->n,
                             a->number);
        else
            atts_set_text(&g->mapping_atts, a->name + n, a->text);
    }
    if (g->mapping_atts.n > 0)
        g->mapping = mem_text("crs");
}

/* The CRS that the source profile has for axes without one. */
static int take_crs(const struct reading *r, struct grid *g) {
    const char *text = atts_text(&r->nc->atts, PROFILE_CRS);
    struct crs *c = NULL;
    int status;

    if (text == NULL)
        return EX_OK;
    TRY(crs_open(&c, text));
    if (crs_is_geographic(c))
        goto done;
    g->mapping = mem_text("crs");
    TRY(crs_to_cf(text, &g->mapping_atts));
    TRY(crs_from_cf(&g->crs, &g->mapping_atts, g->x.units));
done:
    crs_free(c);
    return status;
}

/* The mapping's attributes, and what PROJ needs to know of it. */
static int read_mapping(struct reading *r, struct grid *g) {
    const size_t var = r->all.mapping;
    int status;

    if (var == NC_NONE && g->kind == GRID_CURVILINEAR)
        take_told(r, g);
    if (var == NC_NONE && g->kind == GRID_PROJECTED)
        return take_crs(r, g);
    if (var == NC_NONE)
        return EX_OK;
    g->mapping = mem_text(r->nc->var[var].name);
    g->mapping_atts = atts_copy(&r->nc->var[var].atts);
    grid_healpix_words(&g->mapping_atts);
    if (g->kind != GRID_PROJECTED && g->kind != GRID_LATLON)
        return EX_OK;
    status = crs_from_cf(&g->crs, &g->mapping_atts, g->x.units);
    if (status == EX_OK || (g->kind == GRID_PROJECTED && g->lat == NULL))
        return err_in(status, g->mapping);
    warn("%s: %s", g->mapping, err_text());
    return EX_OK;
}
