/* SPDX-License-Identifier: Apache-2.0 */
/* Fields, axes and times of the fields of GRIB. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/reader.h"

static int by_int(const void *a, const void *b) {
    const int *p = a, *q = b;

    return (*p > *q) - (*p < *q);
}

/* The members, if there are several. */
static void set_members(const struct grib_index *x, struct dataset *ds,
                        const struct grib_plan *plan, int **member, size_t *n) {
    const size_t all = plan->first[plan->nsteps];
    struct axis *a;

    *member = mem_array(all, sizeof **member);
    *n = 0;
    for (size_t k = 0; k < all; k++)
        (*member)[k] = x->field[plan->order[k]].member;
    qsort(*member, all, sizeof **member, by_int);
    for (size_t k = 0; k < all; k++)
        if (*n == 0 || (*member)[k] != (*member)[*n - 1])
            (*member)[(*n)++] = (*member)[k];
    if (*n < 2)
        return;
    ds->member = a = mem_array(1, sizeof *a);
    a->name = mem_text("realization");
    a->standard_name = mem_text("realization");
    a->units = mem_text("1");
    a->n = *n;
    a->value = mem_array(*n, sizeof *a->value);
    for (size_t k = 0; k < *n; k++)
        a->value[k] = (*member)[k];
}

int grib_when(const struct grib_index *x, const struct time_unit *unit,
              const struct grib_plan *plan, size_t k, double out[3]) {
    const struct grib_field *span = NULL;
    const int64_t end = x->field[plan->order[plan->first[k]]].end;

    for (size_t i = plan->first[k]; i < plan->first[k + 1]; i++) {
        const struct grib_field *f = &x->field[plan->order[i]];
        if (!f->is_interval)
            continue;
        if (span != NULL && span->start != f->start)
            return grib_bad(f->at,
                            "messages %zu and %zu are of intervals that end "
                            "together but do not begin so; choose with "
                            "--variable",
                            span->message, f->message);
        span = f;
    }
    out[0] = out[2] = time_encode(unit, end);
    out[1] = time_encode(unit, span != NULL ? span->start : end);
    return EX_OK;
}

/* The times in the longest unit that has them whole. */
static int set_time(const struct grib_index *x, struct dataset *ds,
                    const struct grib_plan *plan) {
    struct time_axis *t = &ds->time;
    const char *unit = "days";
    bool bounds = false;
    double when[3];
    int status;

    for (size_t k = 0; k < plan->first[plan->nsteps]; k++) {
        const struct grib_field *f = &x->field[plan->order[k]];
        bounds |= f->is_interval;
        if (f->end % MS_PER_HOUR || f->start % MS_PER_HOUR)
            unit = "seconds";
        else if ((f->end % MS_PER_DAY || f->start % MS_PER_DAY) && *unit == 'd')
            unit = "hours";
    }
    t->name = mem_text("time");
    t->units = mem_format("%s since 1970-01-01", unit);
    TRY(time_unit_parse(t->units, calendar_name(x->calendar), &t->unit));
    t->n = plan->nsteps;
    t->has_bounds = bounds;
    t->value = mem_array(t->n, sizeof *t->value);
    t->bounds = bounds ? mem_array(2 * t->n, sizeof *t->bounds) : NULL;
    for (size_t k = 0; k < t->n; k++) {
        TRY(grib_when(x, &t->unit, plan, k, when));
        t->value[k] = when[0];
        if (bounds)
            memcpy(t->bounds + 2 * k, when + 1, 2 * sizeof *when);
    }
done:
    return status;
}

static const char *method_of(int process) {
    switch (process) {
    case 0:
        return "mean";
    case 1:
    case 11:
        return "sum";
    case 2:
        return "maximum";
    case 3:
        return "minimum";
    case 4:
        return "difference";
    case 6:
        return "standard_deviation";
    default:
        return NULL;
    }
}

static char *cell_methods(const struct grib_var *v, bool intervals) {
    const char *method = method_of(v->process);
    const char *member = v->param.derived == 255 ? NULL
                         : v->param.derived < 2  ? "mean"
                         : v->param.derived < 5  ? "standard_deviation"
                                                 : NULL;
    char *text, *all;

    if (method == NULL && !intervals && member == NULL)
        return NULL;
    text = method != NULL      ? mem_format("time: %s", method)
           : v->process == 255 ? mem_text("time: point")
                               : mem_text("");
    if (v->process == 4) { /* CF has no word for it */
        free(text);
        text = mem_text("time: sum (comment: end less start)");
    }
    all = member ? mem_format("%s%srealization: %s", text, *text ? " " : "",
                              member)
                 : mem_text(text);
    free(text);
    return all;
}

/* Is it the same place, whatever was put behind its name? */
static bool is_scalar(const struct scalar *s, const struct axis *a) {
    const size_t n = strlen(a->name);
    const double *b = a->bounds;

    return strncmp(s->name, a->name, n) == 0 &&
           (s->name[n] == 0 || s->name[n] == '_') && s->value == a->value[0] &&
           (b ? s->bounds[0] == b[0] && s->bounds[1] == b[1]
              : isnan(s->bounds[0]));
}

/* A coordinate of one value, which other fields may have too; its name. */
static const char *add_scalar(struct dataset *ds, const struct axis *a) {
    struct scalar *s;
    char *name = mem_text(a->name);

    for (size_t k = 0, n = 2; k < ds->nscalars; k++) {
        s = &ds->scalar[k];
        if (is_scalar(s, a)) {
            free(name);
            return s->name;
        }
        if (strcmp(s->name, name) == 0) {
            free(name);
            name = mem_format("%s_%zu", a->name, n++);
        }
    }
    if (ds->level != NULL && strcmp(ds->level->name, name) == 0) {
        free(name);
        name = mem_format("%s_0", a->name);
    }
    ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *ds->scalar);
    s = &ds->scalar[ds->nscalars++];
    *s = (struct scalar){ .name = name, .value = a->value[0] };
    s->bounds[0] = a->bounds ? a->bounds[0] : NAN;
    s->bounds[1] = a->bounds ? a->bounds[1] : NAN;
    s->atts = atts_copy(&a->atts);
    if (a->standard_name != NULL)
        atts_set_text(&s->atts, "standard_name", a->standard_name);
    atts_set_text(&s->atts, "units", a->units);
    return s->name;
}

/* Appends a scalar that all fields have. */
static void add_common(struct dataset *ds, const char *name, double value,
                       const char *units) {
    struct scalar *s;

    ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *ds->scalar);
    s = &ds->scalar[ds->nscalars++];
    *s = (struct scalar){ .name = mem_text(name),
                          .value = value,
                          .bounds = { NAN, NAN } };
    atts_set_text(&s->atts, "standard_name", name);
    atts_set_text(&s->atts, "units", units);
    for (size_t k = 0; k < ds->nfields; k++) {
        struct atts *a = &ds->field[k].atts;
        atts_append(a, "coordinates", name);
    }
}

/* How long after their starts the fields of several forecasts are. */
static void add_period(const struct grib_index *x, struct dataset *ds,
                       const struct grib_plan *plan) {
    double least = INFINITY, most = -INFINITY;
    struct scalar *s;

    for (size_t k = 0; k < plan->first[plan->nsteps]; k++) {
        const struct grib_field *f = &x->field[plan->order[k]];
        const double hours = (double)(f->end - f->reference) / MS_PER_HOUR;
        least = fmin(least, hours);
        most = fmax(most, hours);
    }
    if (most == 0 && !x->has_lead)
        return;
    add_common(ds, "forecast_period", (least + most) / 2, "hours");
    s = &ds->scalar[ds->nscalars - 1];
    if (least < most) {
        s->bounds[0] = least;
        s->bounds[1] = most;
    }
}

/* The reference time of one forecast, and its period at one time. */
static void add_reference(const struct grib_index *x, struct dataset *ds,
                          const struct grib_plan *plan) {
    const struct grib_field *first = &x->field[plan->order[0]];
    bool is_forecast = false;

    for (size_t k = 0; k < plan->first[plan->nsteps]; k++) {
        const struct grib_field *f = &x->field[plan->order[k]];
        if (f->reference != first->reference) {
            add_period(x, ds, plan);
            return;
        }
        is_forecast |= f->end != f->reference;
    }
    if (!is_forecast && !x->has_lead)
        return;
    add_common(ds, "forecast_reference_time",
               time_encode(&ds->time.unit, first->reference), ds->time.units);
    atts_set_text(&ds->scalar[ds->nscalars - 1].atts, "calendar",
                  calendar_name(x->calendar));
    if (plan->nsteps == 1 && !x->in.more)
        add_common(ds, "forecast_period",
                   (double)(first->end - first->reference) / MS_PER_HOUR,
                   "hours");
}

/* The one member; 0 of GRIB 1 is also what is no ensemble. */
static void add_member(const struct grib_index *x, struct dataset *ds,
                       const struct grib_plan *plan) {
    const struct grib_field *f = &x->field[plan->order[0]];
    const int least = x->var[f->var].param.edition == 1 ? 1 : 0;

    if (ds->member == NULL && f->member >= least)
        add_common(ds, "realization", f->member, "1");
}

static void number(struct atts *a, const char *name, double value) {
    atts_set_numbers(a, name, TYPE_INT, 1, &value);
}

static void add_field(struct grib_index *x, struct dataset *ds,
                      struct grib_var *v) {
    const struct grib_level_kind *kind = grib_level_kind(v->param.surface);
    struct field *f = dataset_add(ds, v->name, REAL);
    char *methods = cell_methods(v, ds->time.has_bounds);

    field_text(&f->standard_name, v->standard_name);
    field_text(&f->units, v->units);
    field_text(&f->cell_methods, methods);
    free(methods);
    f->has_level = v->nlevels > 1;
    f->has_member = ds->member != NULL;
    if (v->id != 0)
        number(&f->atts, "GRIB_paramId", (double)v->id);
    if (v->short_name != NULL)
        atts_set_text(&f->atts, "GRIB_shortName", v->short_name);
    if (x->grid[v->grid].along_grid && quantity_class(f) == CLASS_VECTOR)
        number(&f->atts, "GRIB_uvRelativeToGrid", 1);
    if (v->beside)
        atts_set_text(&f->atts, READER_BESIDE, "1");
    if (v->nlevels == 1 && kind != NULL && kind->name != NULL &&
        !isnan(v->level[0][0].value) &&
        (kind->type >= 0 || v->level[0][0].value != 0 ||
         !isnan(v->level[0][1].value))) {
        struct axis *a = grib_level_axis(kind, v->level, 1);
        atts_set_text(&f->atts, "coordinates", add_scalar(ds, a));
        axis_free(a);
        free(a);
    }
}

void grib_axes_free(struct grib_axes *a) {
    free(a->level);
    free(a->member);
    *a = (struct grib_axes){ 0 };
}

static int no_place(const struct grib_field *f, const char *what) {
    return grib_bad(f->at,
                    "message %zu has a %s that the first steps have not; give "
                    "a file or --spool",
                    f->message, what);
}

/* Where in a step each field's values begin. */
int grib_axes_places(const struct grib_axes *a, const struct grib_index *x,
                     const struct dataset *ds, struct grib_plan *plan) {
    const size_t cells = grid_cells(ds->grid);

    for (size_t k = 0; k < plan->first[plan->nsteps]; k++) {
        const struct grib_field *f = &x->field[plan->order[k]];
        const struct grib_var *v = &x->var[f->var];
        const size_t nlevels = v->nlevels > 1 ? ds->level->n : 1;
        const struct grib_surface(*level)[2];
        const int *member;
        size_t at = 0;
        if (ds->member != NULL) {
            member = bsearch(&f->member, a->member, ds->member->n,
                             sizeof *member, by_int);
            if (member == NULL)
                return no_place(f, "member");
            at = nlevels * (size_t)(member - a->member);
        }
        if (nlevels > 1) {
            level = bsearch(f->level, a->level, nlevels, sizeof *level,
                            grib_level_compare);
            if (level == NULL)
                return no_place(f, "level");
            at += (size_t)((struct grib_surface(*)[2])(uintptr_t)level -
                           a->level);
        } else if (grib_level_compare(f->level, v->level[0]) != 0) {
            return no_place(f, "level");
        }
        plan->to[k] = at * cells;
    }
    return EX_OK;
}

/* Fields that steps have not are counted. */
static void warn_absent(const struct grib_index *x, const struct dataset *ds,
                        const struct grib_plan *plan) {
    const size_t cells = grid_cells(ds->grid);
    double all = 0, there = (double)plan->first[plan->nsteps];

    for (size_t k = 0; k < ds->nfields; k++)
        all += (double)(ds->field[k].n / cells) * (double)plan->nsteps;
    if (there < all)
        warn("%s: %.0f of %.0f fields are not there and become missing",
             x->in.path, all - there, all);
}

int grib_dataset(struct grib_index *x, struct dataset *ds,
                 struct grib_plan *plan, struct grib_axes *axes) {
    const struct grib_grid *g = NULL;
    int status;

    for (size_t k = 0; k < x->nvars; k++)
        if (x->var[k].wanted)
            g = &x->grid[x->var[k].grid];
    grid_free(ds->grid);
    ds->grid = grid_copy(g->grid);
    grib_find_levels(x, plan);
    TRY(grib_set_levels(x, ds, &axes->level, &axes->nlevels));
    set_members(x, ds, plan, &axes->member, &axes->nmembers);
    TRY(set_time(x, ds, plan));
    for (size_t k = 0; k < x->nvars; k++)
        if (x->var[k].wanted)
            add_field(x, ds, &x->var[k]);
    add_reference(x, ds, plan);
    add_member(x, ds, plan);
    dataset_resize(ds);
    TRY(grib_axes_places(axes, x, ds, plan));
    if (!x->in.more)
        warn_absent(x, ds, plan);
    TRY(grib_attributes(x, ds));
done:
    return status;
}
