/* SPDX-License-Identifier: Apache-2.0 */
/* Stations, the cells that hold them, and the elevation of these. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/points.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/stationlist.h"
#include "kernel/geom.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

int sites_read(struct sites *s, const char *path) {
    int status;

    *s = (struct sites){ .path = path };
    TRY(err_in(stationlist_read(&s->grid, &s->elev, path), "--points"));
    s->n = s->grid->nx;
    s->cell = mem_array(s->n, sizeof *s->cell);
    s->distance = mem_array(s->n, sizeof *s->distance);
    s->p = mem_array(s->n, sizeof *s->p);
    for (size_t i = 0; i < s->n; i++)
        sphere_point(s->grid->lon[i], s->grid->lat[i], s->p[i]);
done:
    return status;
}

/* To the nearest centre there is, cell or not. */
static double to_nearest(const struct sites *s, size_t i) {
    const uint32_t k = nearest_find(s->tree.node, s->tree.n, s->p[i]);

    return k == NEAREST_NONE ? NAN : centres_tree_km(&s->tree, k, s->p[i]);
}

/* The centres of the cells that hold stations. */
static int find_centres(const struct sites *s, const struct grid *g,
                        double (*centre)[3]) {
    const bool axes = g->kind == GRID_LATLON;
    const size_t n = axes ? 0 : grid_cells(g);
    double *lon = mem_array(n, sizeof *lon), *lat = mem_array(n, sizeof *lat);
    int status = EX_OK;

    if (!axes)
        TRY(grid_lonlat(g, lon, lat));
    for (size_t i = 0; i < s->n; i++) {
        const uint32_t k = s->cell[i];
        if (k != NO_CELL)
            sphere_point(axes ? g->x.value[k % g->nx] : lon[k],
                         axes ? g->y.value[k / g->nx] : lat[k], centre[i]);
    }
done:
    free(lon);
    free(lat);
    return status;
}

int sites_find(struct sites *s, const struct grid *source, double km) {
    double(*centre)[3] = mem_array(s->n, sizeof *centre);
    int status;

    TRY(remap_point_cells(source, s->grid, s->cell));
    for (size_t i = 0; i < s->n; i++)
        km = s->cell[i] == NO_CELL ? INFINITY : km; /* the nearest anywhere */
    if (km > 0)
        TRY(centres_tree_new(&s->tree, source, s->grid, geom_chord(km)));
    TRY(find_centres(s, source, centre));
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < s->n; i++)
        s->distance[i] = s->cell[i] == NO_CELL
                             ? to_nearest(s, i)
                             : geom_chord_km(sphere_chord(s->p[i], centre[i]));
done:
    free(centre);
    return status;
}

void sites_free(struct sites *s) {
    grid_free(s->grid);
    free(s->elev);
    free(s->cell);
    free(s->distance);
    free(s->p);
    centres_tree_free(&s->tree);
    *s = (struct sites){ 0 };
}

void sites_warn(const struct sites *s, const bool *missing, const char *why) {
    enum { NAMED = 5 };
    char *names = mem_text("");
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (!missing[i] || ++n > NAMED)
            continue;
        mem_append(&names, ", ", s->grid->station[i]);
    }
    if (n > 0)
        warn("%s: %zu of %zu stations %s: %s%s", s->path, n, s->n, why, names,
             n > NAMED ? ", ..." : "");
    free(names);
}

/* Is a field an elevation of cells, whose unit is known? */
static bool is_ground(const struct field *f, bool by_name,
                      struct conversion *conv) {
    const bool named =
        by_name ? strcmp(f->name, "orog") == 0 : field_is(f, "orog");

    return named && f->type != LABEL && !f->has_level && !f->has_member &&
           units_conversion(f->units, "m", CLASS_STATE, NAN, conv) == EX_OK;
}

struct ground ground_find(const struct dataset *ds) {
    struct ground g = { 0 };

    for (int way = 0; way < 2; way++) {
        for (size_t k = 0; k < ds->nstatics; k++)
            if (is_ground(&ds->statics[k], way == 0, &g.conv))
                return (struct ground){ true, true, k, g.conv };
        for (size_t k = 0; k < ds->nfields; k++)
            if (is_ground(&ds->field[k], way == 0, &g.conv))
                return (struct ground){ true, false, k, g.conv };
    }
    return g;
}

double value_of(enum type type, const union values *v, size_t i) {
    return type == WIDE ? v->d[i] : type == REAL ? (double)v->f[i] : NAN;
}

double ground_value(const struct ground *g, const struct dataset *ds,
                    const struct step *s, size_t cell) {
    const struct field *f =
        g->is_static ? &ds->statics[g->place] : &ds->field[g->place];
    const union values *v = g->is_static ? &f->value : &s->value[g->place];

    return value_of(f->type, v, cell) * g->conv.scale + g->conv.offset;
}
