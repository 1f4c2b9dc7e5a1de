/* SPDX-License-Identifier: Apache-2.0 */
/* The levels of fields, and their axis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/mem.h"

static const struct grib_level_kind kinds[] = {
    { 1, NULL, NULL, NULL, NULL, "sfc" },
    { 8, NULL, NULL, NULL, NULL, "top" },
    { 101, NULL, NULL, NULL, NULL, "msl" },
    { 100, "plev", "air_pressure", "Pa", "down", "pl" },
    { 102, "altitude", "altitude", "m", "up", "altitude" },
    { 103, "height", "height", "m", "up", "height" },
    { 104, "sigma", "atmosphere_sigma_coordinate", "1", "down", "sigma" },
    { 105, "lev", "model_level_number", "1", "down", "ml" },
    { 106, "depth", "depth", "m", "down", "depth" },
    { 107, "theta", "air_potential_temperature", "K", "up", "theta" },
    { 108, "pressure_above_ground", NULL, "Pa", "up", "ground" },
    { 109, "pv", NULL, "K m2 kg-1 s-1", "up", "pv" },
    { 114, "snow_layer", NULL, "1", "down", "snow" },
    { 151, "soil_layer", NULL, "1", "down", "soil" },
    { 160, "depth", "depth", "m", "down", "sea" },
    { 168, "lev", "model_level_number", "1", "down", "ocean" },
};

const struct grib_level_kind *grib_level_kind(int type) {
    static const struct grib_level_kind other = { -1,  "level", NULL,
                                                  "1", NULL,    NULL };

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (kinds[k].type == type)
            return &kinds[k];
    return type == 255 ? NULL : &other;
}

static int by_number(double a, double b) {
    if (isnan(a) || isnan(b))
        return (isnan(a) > isnan(b)) - (isnan(a) < isnan(b));
    return (a > b) - (a < b);
}

int grib_level_compare(const void *a, const void *b) {
    const struct grib_surface *p = a, *q = b;
    int c = p[0].type - q[0].type;

    if (c == 0)
        c = by_number(p[0].value, q[0].value);
    if (p[0].type == 100 && q[0].type == 100) /* from the ground up */
        c = -c;
    if (c == 0)
        c = p[1].type - q[1].type;
    return c ? c : by_number(p[1].value, q[1].value);
}

/* Levels of one variable, or of the axis: sorted, each once. */
static size_t sort_levels(struct grib_surface (*level)[2], size_t n) {
    size_t to = 0;

    qsort(level, n, sizeof *level, grib_level_compare);
    for (size_t k = 0; k < n; k++)
        if (to == 0 || grib_level_compare(level[to - 1], level[k]) != 0)
            memmove(level[to++], level[k], sizeof *level);
    return to;
}

void grib_find_levels(struct grib_index *x, const struct grib_plan *plan) {
    size_t *n = mem_array(x->nvars, sizeof *n);

    for (size_t k = 0; k < x->nvars; k++)
        x->var[k].level = mem_array(x->var[k].nfields, sizeof *x->var->level);
    for (size_t k = 0; k < plan->first[plan->nsteps]; k++) {
        const struct grib_field *f = &x->field[plan->order[k]];
        memcpy(x->var[f->var].level[n[f->var]++], f->level, sizeof f->level);
    }
    for (size_t k = 0; k < x->nvars; k++)
        x->var[k].nlevels = sort_levels(x->var[k].level, n[k]);
    free(n);
}

/* What is between two surfaces, one of which may not be given, lies in the
 * middle. */
static double level_value(const struct grib_surface *s) {
    if (s[1].type != s[0].type || isnan(s[1].value))
        return isnan(s[0].value) ? 0 : s[0].value;
    return (s[0].value + s[1].value) / 2;
}

static const char *kind_name(const struct grib_level_kind *kind) {
    return kind && kind->name ? kind->name : "level";
}

struct axis *grib_level_axis(const struct grib_level_kind *kind,
                             struct grib_surface (*level)[2], size_t n) {
    struct axis *a = mem_array(1, sizeof *a);
    bool layers = false;

    a->name = mem_text(kind_name(kind));
    a->standard_name = mem_text(kind ? kind->standard_name : NULL);
    a->units = mem_text(kind && kind->units ? kind->units : "1");
    a->n = n;
    a->value = mem_array(n, sizeof *a->value);
    a->bounds = mem_array(2 * n, sizeof *a->bounds);
    if (kind != NULL && kind->positive != NULL)
        atts_set_text(&a->atts, "positive", kind->positive);
    for (size_t k = 0; k < n; k++) {
        const bool layer =
            level[k][1].type == level[k][0].type && !isnan(level[k][1].value);
        a->value[k] = level_value(level[k]);
        a->bounds[2 * k] = level[k][0].value;
        a->bounds[2 * k + 1] = layer ? level[k][1].value : level[k][0].value;
        layers |= layer;
    }
    if (!layers) {
        free(a->bounds);
        a->bounds = NULL;
    }
    return a;
}

/* The axis of levels: those of all variables that have several. */
int grib_set_levels(struct grib_index *x, struct dataset *ds,
                    struct grib_surface (**axis)[2], size_t *n) {
    const struct grib_var *first = NULL;
    size_t room = 0;

    for (size_t k = 0; k < x->nvars; k++) {
        const struct grib_var *v = &x->var[k];
        if (v->nlevels < 2)
            continue;
        if (first == NULL)
            first = v;
        if (v->param.surface != first->param.surface)
            return err_set(EX_DATAERR,
                           "%s and %s are on levels of two kinds (%s, %s); "
                           "choose with --variable",
                           first->name, v->name,
                           kind_name(grib_level_kind(first->param.surface)),
                           kind_name(grib_level_kind(v->param.surface)));
        room += v->nlevels;
    }
    *axis = mem_array(room, sizeof **axis);
    *n = 0;
    for (size_t k = 0; k < x->nvars; k++) {
        const struct grib_var *v = &x->var[k];
        if (v->nlevels < 2)
            continue;
        memcpy(*axis + *n, v->level, v->nlevels * sizeof **axis);
        *n += v->nlevels;
    }
    *n = sort_levels(*axis, *n);
    for (size_t k = 0; k < *n; k++)
        if (isnan((*axis)[k][0].value))
            return err_set(EX_DATAERR,
                           "%s: on several levels, of which one has no value; "
                           "choose with --variable",
                           first->name);
    if (*n > 0)
        ds->level =
            grib_level_axis(grib_level_kind(first->param.surface), *axis, *n);
    return EX_OK;
}
