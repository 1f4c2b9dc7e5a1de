/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cf_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static void add_globals(struct header *h);
static void add_time_dim(struct header *h);
static void add_scalar(struct header *h, const struct scalar *s);
static size_t add_field(struct header *h, const struct field *f, bool timed);
static void add_time(struct header *h, size_t time[2]);
static enum nc_type label_store(const struct field *f);
static void set_static(struct nc_var *v, const struct field *f);

struct nc *cf_header(const struct dataset *ds, size_t *field, size_t time[2]) {
    struct header h = { .nc = nc_new(), .ds = ds };

    h.time = h.bnds = h.member = h.level = NC_NONE;
    time[0] = time[1] = NC_NONE;
    add_globals(&h);
    add_time_dim(&h);
    if (ds->member != NULL)
        h.member = cf_add_dim(h.nc, ds->member->name, ds->member->n);
    if (ds->level != NULL)
        h.level = cf_add_dim(h.nc, ds->level->name, ds->level->n);
    cf_grid(&h);
    if (ds->member != NULL && ds->member->value != NULL)
        cf_axis(&h, ds->member, h.member, NULL);
    if (ds->level != NULL && ds->level->value != NULL)
        cf_axis(&h, ds->level, h.level, "Z");
    for (size_t k = 0; k < ds->nscalars; k++) {
        add_scalar(&h, &ds->scalar[k]);
        name_index_add(&h.scalars, ds->scalar[k].name, k);
    }
    for (size_t k = 0; k < ds->nstatics; k++) {
        const size_t v = add_field(&h, &ds->statics[k], false);
        set_static(&h.nc->var[v], &ds->statics[k]);
    }
    if (h.time != NC_NONE)
        add_time(&h, time);
    for (size_t k = 0; k < ds->nfields; k++)
        field[k] = add_field(&h, &ds->field[k], true);
    name_index_free(&h.scalars);
    free(h.places);
    free(h.mapping);
    return h.nc;
}

size_t cf_add_dim(struct nc *nc, const char *name, size_t n) {
    char *one = mem_text(name);
    size_t dim;

    for (int k = 2;
         nc_find_dim(nc, one) != NC_NONE || nc_find_var(nc, one) != NC_NONE;
         k++) {
        free(one);
        one = mem_format("%s_%d", name, k);
    }
    dim = nc_add_dim(nc, one, n);
    free(one);
    return dim;
}

/* Has another variable the name, or a dimension that only a coordinate of it
 * may be called as? */
static bool is_taken(const struct nc *nc, const char *name, bool is_axis,
                     size_t dim) {
    const size_t found = nc_find_dim(nc, name);

    return nc_find_var(nc, name) != NC_NONE ||
           (found != NC_NONE && !(is_axis && found == dim));
}

static struct nc_var *add_var(struct nc *nc, const char *name,
                              enum nc_type type, size_t ndims,
                              const size_t *dim, bool is_axis) {
    char *one = mem_text(name);
    size_t var;

    for (int k = 2; is_taken(nc, one, is_axis, ndims > 0 ? dim[0] : NC_NONE);
         k++) {
        free(one);
        one = mem_format("%s_%d", name, k);
    }
    var = nc_add_var(nc, one, type, ndims, dim);
    free(one);
    return &nc->var[var];
}

struct nc_var *cf_add_var(struct nc *nc, const char *name, enum nc_type type,
                          size_t ndims, const size_t *dim) {
    return add_var(nc, name, type, ndims, dim, ndims == 1);
}

void cf_text(struct atts *a, const char *name, const char *text) {
    if (text != NULL)
        atts_set_text(a, name, text);
}

void cf_merge(struct atts *a, const struct atts *b) {
    struct name_index has = { 0 };

    for (size_t k = 0; k < a->n; k++)
        name_index_add(&has, a->att[k].name, k);
    for (size_t k = 0; k < b->n; k++) {
        const struct att *t = &b->att[k];
        if (name_index_find(&has, t->name, strlen(t->name), a->att,
                            sizeof *a->att) != SIZE_MAX)
            continue;
        if (t->text != NULL)
            atts_add_text(a, t->name, t->text);
        else
            atts_add_numbers(a, t->name, t->type, t->n, t->number);
    }
    name_index_free(&has);
}

static void add_globals(struct header *h) {
    const struct atts *a = &h->ds->atts;

    atts_set_text(&h->nc->atts, "Conventions", "CF-1.11");
    if (h->ds->grid->station != NULL)
        atts_set_text(&h->nc->atts, "featureType", "timeSeries");
    cf_merge(&h->nc->atts, a);
}

static void add_time_dim(struct header *h) {
    const struct time_axis *t = &h->ds->time;

    if (t->name == NULL)
        return;
    h->time = h->nc->record = cf_add_dim(h->nc, t->name, 0);
    h->nc->nrecords = t->n == STEPS_UNKNOWN ? NC_NONE : t->n;
}

static void add_scalar(struct header *h, const struct scalar *s) {
    const size_t n = s->text ? strlen(s->text) : 0;
    struct nc_var *v;

    if (s->text != NULL) {
        char *name = mem_format("%s_strlen", s->name);
        const size_t dim = cf_add_dim(h->nc, name, n ? n : 1);
        free(name);
        v = cf_add_var(h->nc, s->name, TYPE_CHAR, 1, &dim);
        v->value = mem_array(n ? n : 1, 1);
        memcpy(v->value, s->text, n);
    } else {
        v = cf_add_var(h->nc, s->name, TYPE_DOUBLE, 0, NULL);
        v->value = mem_copy(&s->value, 1, sizeof s->value);
    }
    cf_merge(&v->atts, &s->atts);
    if (s->text == NULL && !isnan(s->bounds[0])) {
        char *name = mem_format("%s_bnds", s->name);
        atts_set_text(&v->atts, "bounds", name);
        if (h->bnds == NC_NONE)
            h->bnds = cf_add_dim(h->nc, "bnds", 2);
        v = cf_add_var(h->nc, name, TYPE_DOUBLE, 1, &h->bnds);
        v->value = mem_copy(s->bounds, 2, sizeof *s->bounds);
        free(name);
    }
}

/* Auxiliary coordinates of the grid, then the field's own scalars. */
static char *coordinates(const struct header *h, const struct field *f) {
    const char *names = atts_text(&f->atts, "coordinates");
    const size_t before = h->places ? strlen(h->places) : 0;
    char *all = mem_array(before + (names ? strlen(names) : 0) + 2, 1);
    char *end = stpcpy(all, h->places ? h->places : "");

    for (size_t n; names != NULL; names += n) {
        names += strspn(names, " \t\n");
        if ((n = strcspn(names, " \t\n")) == 0)
            break;
        if (name_index_find(&h->scalars, names, n, h->ds->scalar,
                            sizeof *h->ds->scalar) == SIZE_MAX)
            continue;
        end = stpcpy(end, end > all ? " " : "");
        memcpy(end, names, n);
        end += n;
    }
    if (end > all)
        return all;
    free(all);
    return NULL;
}

/* The _FillValue of labels of a type: LABEL_MISSING in files. */
static int32_t fill_of(enum nc_type store) {
    return store == TYPE_BYTE    ? -127
           : store == TYPE_SHORT ? -32767
                                 : -2147483647;
}

/* Flags are of the type of the values. */
static void add_rest(struct atts *a, const struct field *f,
                     enum nc_type store) {
    for (size_t k = 0; k < f->atts.n; k++) {
        const struct att *t = &f->atts.att[k];
        if (strncmp(t->name, "flag_", 5) != 0 || t->number == NULL)
            continue;
        atts_set_numbers(a, t->name, store, t->n, t->number);
    }
    cf_merge(a, &f->atts);
}

static size_t add_field(struct header *h, const struct field *f, bool timed) {
    const enum nc_type store = f->type == REAL   ? TYPE_FLOAT
                               : f->type == WIDE ? TYPE_DOUBLE
                                                 : label_store(f);
    const double fill = f->type == LABEL ? (double)fill_of(store) : NAN;
    size_t dim[6], n = 0;
    char *where = f->placeless ? NULL : coordinates(h, f);
    struct nc_var *v;

    if (timed && h->time != NC_NONE)
        dim[n++] = h->time;
    if (f->has_member && h->member != NC_NONE)
        dim[n++] = h->member;
    if (f->has_level && h->level != NC_NONE)
        dim[n++] = h->level;
    for (size_t k = 0; k < h->nspace && !f->placeless; k++)
        dim[n++] = h->space[k];
    v = add_var(h->nc, f->name, store, n, dim, false);
    if (strcmp(v->name, f->name) != 0)
        warn("%s is called %s in the output, where something else has its name",
             f->name, v->name);
    cf_text(&v->atts, "standard_name", f->standard_name);
    cf_text(&v->atts, "long_name", f->long_name);
    cf_text(&v->atts, "units", *f->units ? f->units : NULL);
    cf_text(&v->atts, "cell_methods", f->cell_methods);
    atts_set_numbers(&v->atts, "_FillValue", store, 1, &fill);
    cf_text(&v->atts, "grid_mapping", f->placeless ? NULL : h->mapping);
    cf_text(&v->atts, "coordinates", where);
    add_rest(&v->atts, f, store);
    if (where == NULL)
        atts_drop(&v->atts, "coordinates");
    free(where);
    return (size_t)(v - h->nc->var);
}

/* A type that holds all labels: as asked for, or INT. */
static enum nc_type label_store(const struct field *f) {
    const bool small = f->store == TYPE_BYTE || f->store == TYPE_SHORT;
    const int32_t top = f->store == TYPE_BYTE ? INT8_MAX : INT16_MAX;

    if (!small)
        return TYPE_INT;
    for (size_t k = 0; f->value.i != NULL && k < f->n; k++) {
        const int32_t i = f->value.i[k];
        if (i != LABEL_MISSING && (i > top || i < -top + 1))
            return TYPE_INT;
    }
    return f->store;
}

static void set_static(struct nc_var *v, const struct field *f) {
    if (f->type != LABEL) {
        v->value = mem_copy(f->value.f, f->n, type_size(f->type));
        return;
    }
    v->value = mem_array(f->n, nc_size(v->type));
    if (cf_store(v->type, f->n, f->value.i, v->value) != EX_OK)
        warn("%s: label %d is written as missing", f->name, fill_of(v->type));
}

static void add_time(struct header *h, size_t time[2]) {
    const struct time_axis *t = &h->ds->time;
    const char *kind = t->is_climatology ? "climatology" : "bounds";
    char *name = mem_format("%s_%s", t->name,
                            t->is_climatology ? "climatology" : "bnds");
    size_t dim[2] = { h->time, h->bnds };
    struct nc_var *v = cf_add_var(h->nc, t->name, TYPE_DOUBLE, 1, dim);

    time[0] = (size_t)(v - h->nc->var);
    atts_set_text(&v->atts, "standard_name", "time");
    cf_text(&v->atts, "units", t->units);
    atts_set_text(&v->atts, "calendar", calendar_name(t->unit.calendar));
    atts_set_text(&v->atts, "axis", "T");
    if (t->has_bounds) {
        atts_set_text(&v->atts, kind, name);
        if (h->bnds == NC_NONE)
            dim[1] = h->bnds = cf_add_dim(h->nc, "bnds", 2);
    }
    cf_merge(&v->atts, &t->atts);
    if (t->has_bounds) {
        v = cf_add_var(h->nc, name, TYPE_DOUBLE, 2, dim);
        time[1] = (size_t)(v - h->nc->var);
    }
    free(name);
}

int cf_store(enum nc_type store, size_t n, const int32_t *label, void *out) {
    const int32_t fill = fill_of(store), top = -fill;
    size_t bad = n;

    for (size_t k = n; k-- > 0;) {
        const bool missing = label[k] == LABEL_MISSING;
        const int32_t i = missing ? fill : label[k];
        bad = missing || (i > fill && i <= top) ? bad : k;
        if (store == TYPE_BYTE)
            ((int8_t *)out)[k] = (int8_t)i;
        else if (store == TYPE_SHORT)
            ((int16_t *)out)[k] = (int16_t)i;
        else
            ((int32_t *)out)[k] = i;
    }
    return bad == n ? EX_OK
                    : err_set(EX_DATAERR, "label %d does not fit (%d to %d)",
                              label[bad], fill + 1, top);
}
