/* SPDX-License-Identifier: Apache-2.0 */
#include "core/dataset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"

static struct time_axis time_copy(const struct time_axis *t);
static void time_free(struct time_axis *t);
static struct scalar scalar_copy(const struct scalar *s);
static void scalar_free(struct scalar *s);
static struct axis *axis_copy_of(const struct axis *a);
static size_t field_count(const struct dataset *ds, const struct field *f);

struct dataset *dataset_new(void) {
    struct dataset *ds = mem_array(1, sizeof *ds);

    ds->grid = grid_new(GRID_NONE, 1, 1);
    ds->time.n = 1;
    return ds;
}

void dataset_free(struct dataset *ds) {
    if (ds == NULL)
        return;
    grid_free(ds->grid);
    axis_free(ds->level);
    free(ds->level);
    axis_free(ds->member);
    free(ds->member);
    time_free(&ds->time);
    for (size_t k = 0; k < ds->nfields; k++)
        field_free(&ds->field[k]);
    for (size_t k = 0; k < ds->nstatics; k++)
        field_free(&ds->statics[k]);
    for (size_t k = 0; k < ds->nscalars; k++)
        scalar_free(&ds->scalar[k]);
    free(ds->field);
    free(ds->statics);
    free(ds->scalar);
    atts_free(&ds->atts);
    free(ds);
}

static void time_free(struct time_axis *t) {
    free(t->name);
    free(t->units);
    free(t->value);
    free(t->bounds);
    atts_free(&t->atts);
}

static void scalar_free(struct scalar *s) {
    free(s->name);
    free(s->text);
    atts_free(&s->atts);
}

struct dataset *dataset_copy(const struct dataset *ds, bool fields) {
    struct dataset *c = mem_array(1, sizeof *c);

    c->grid = grid_copy(ds->grid);
    c->level = axis_copy_of(ds->level);
    c->member = axis_copy_of(ds->member);
    c->time = time_copy(&ds->time);
    c->atts = atts_copy(&ds->atts);
    c->nscalars = ds->nscalars;
    c->scalar = mem_array(ds->nscalars, sizeof *c->scalar);
    for (size_t k = 0; k < ds->nscalars; k++)
        c->scalar[k] = scalar_copy(&ds->scalar[k]);
    if (!fields)
        return c;
    c->nfields = ds->nfields;
    c->field = mem_array(ds->nfields, sizeof *c->field);
    for (size_t k = 0; k < ds->nfields; k++)
        c->field[k] = field_copy(&ds->field[k]);
    c->nstatics = ds->nstatics;
    c->statics = mem_array(ds->nstatics, sizeof *c->statics);
    for (size_t k = 0; k < ds->nstatics; k++)
        c->statics[k] = field_copy(&ds->statics[k]);
    return c;
}

static struct axis *axis_copy_of(const struct axis *a) {
    struct axis *c;

    if (a == NULL)
        return NULL;
    c = mem_array(1, sizeof *c);
    *c = axis_copy(a);
    return c;
}

static struct time_axis time_copy(const struct time_axis *t) {
    struct time_axis c = *t;
    const size_t n = t->n == STEPS_UNKNOWN ? 0 : t->n;

    c.name = mem_text(t->name);
    c.units = mem_text(t->units);
    c.value = mem_copy(t->value, n, sizeof *t->value);
    c.bounds = mem_copy(t->bounds, 2 * n, sizeof *t->bounds);
    c.atts = atts_copy(&t->atts);
    return c;
}

static struct scalar scalar_copy(const struct scalar *s) {
    struct scalar c = *s;

    c.name = mem_text(s->name);
    c.text = mem_text(s->text);
    c.atts = atts_copy(&s->atts);
    return c;
}

struct field *dataset_add(struct dataset *ds, const char *name,
                          enum type type) {
    struct field *f;

    ds->field = mem_grow(ds->field, ds->nfields + 1, sizeof *ds->field);
    f = &ds->field[ds->nfields++];
    *f = (struct field){ .name = mem_text(name),
                         .units = mem_text("1"),
                         .type = type,
                         .store = TYPE_INT };
    f->has_member = ds->member != NULL;
    f->has_level = ds->level != NULL;
    f->n = field_count(ds, f);
    return f;
}

static size_t field_count(const struct dataset *ds, const struct field *f) {
    const size_t members = f->has_member && ds->member ? ds->member->n : 1;
    const size_t levels = f->has_level && ds->level ? ds->level->n : 1;

    return f->placeless ? 1 : members * levels * grid_cells(ds->grid);
}

void dataset_resize(struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++)
        ds->field[k].n = field_count(ds, &ds->field[k]);
    for (size_t k = 0; k < ds->nstatics; k++)
        ds->statics[k].n = field_count(ds, &ds->statics[k]);
}

/* By name, and only then by standard_name. */
static const struct field *look_up(size_t n, const struct field *f,
                                   const char *name) {
    for (size_t k = 0; k < n; k++)
        if (strcmp(f[k].name, name) == 0)
            return &f[k];
    for (size_t k = 0; k < n; k++)
        if (f[k].standard_name && strcmp(f[k].standard_name, name) == 0)
            return &f[k];
    return NULL;
}

const struct field *dataset_find(const struct dataset *ds, const char *name) {
    const struct field *f = look_up(ds->nfields, ds->field, name);
    char has[512] = "no fields";
    size_t n = 0;

    if (f != NULL)
        return f;
    for (size_t k = 0; k < ds->nfields && n < sizeof has; k++)
        n += (size_t)snprintf(has + n, sizeof has - n, "%s%s", k ? ", " : "",
                              ds->field[k].name);
    if (n >= sizeof has)
        memcpy(has + sizeof has - 4, "...", 4);
    err_set(EX_DATAERR, "no variable \"%s\" (it has %s)", name, has);
    return NULL;
}

const struct field *dataset_static(const struct dataset *ds, const char *name) {
    return look_up(ds->nstatics, ds->statics, name);
}

static bool value_same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

bool scalar_same(const struct scalar *a, const struct scalar *b) {
    if (a->text != NULL && b->text != NULL)
        return strcmp(a->text, b->text) == 0;
    return a->text == NULL && b->text == NULL &&
           value_same(a->value, b->value) &&
           value_same(a->bounds[0], b->bounds[0]) &&
           value_same(a->bounds[1], b->bounds[1]);
}

void dataset_drop_scalar(struct dataset *ds, const char *name) {
    size_t left = 0;

    for (size_t k = 0; k < ds->nscalars; k++)
        if (strcmp(ds->scalar[k].name, name) != 0)
            ds->scalar[left++] = ds->scalar[k];
        else
            scalar_free(&ds->scalar[k]);
    ds->nscalars = left;
}

/* The start of the run, or what SOURCE_DATE_EPOCH says it is. */
static time_t now(void) {
    static time_t start;
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end;

    if (epoch != NULL && *epoch != 0) {
        const long long s = strtoll(epoch, &end, 10);
        if (*end == 0)
            return (time_t)s;
    }
    if (start == 0)
        start = time(NULL);
    return start;
}

void dataset_history(struct dataset *ds, const char *line,
                     const char *version) {
    const char *old = atts_text(&ds->atts, "history");
    const char *source = atts_text(&ds->atts, "twinpipe_source");
    const bool is_new = source && (old == NULL || strstr(old, source) == NULL);
    const time_t t = now();
    char when[40] = "";
    struct tm tm;
    char *text;

    if (gmtime_r(&t, &tm) != NULL)
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    text = mem_format("%s: %s (%s%s%s)%s%s", when, line, version,
                      is_new ? ", source profile " : "", is_new ? source : "",
                      old && *old ? "\n" : "", old ? old : "");
    atts_set_text(&ds->atts, "history", text);
    free(text);
}

struct field field_copy(const struct field *f) {
    struct field c = *f;

    c.name = mem_text(f->name);
    c.standard_name = mem_text(f->standard_name);
    c.long_name = mem_text(f->long_name);
    c.units = mem_text(f->units);
    c.cell_methods = mem_text(f->cell_methods);
    c.atts = atts_copy(&f->atts);
    c.value.f = mem_copy(f->value.f, f->n, type_size(f->type));
    return c;
}

void field_free(struct field *f) {
    if (f == NULL)
        return;
    free(f->name);
    free(f->standard_name);
    free(f->long_name);
    free(f->units);
    free(f->cell_methods);
    free(f->value.f);
    atts_free(&f->atts);
    *f = (struct field){ 0 };
}

struct cells field_cells(const struct field *f, union values v, size_t i) {
    return f->type == WIDE ? (struct cells){ .d = v.d + i }
                           : (struct cells){ .f = v.f + i };
}

struct room field_room(const struct field *f, union values v, size_t i) {
    return f->type == WIDE ? (struct room){ .d = v.d + i }
                           : (struct room){ .f = v.f + i };
}

void field_text(char **text, const char *value) {
    char *copy = mem_text(value); /* value may lie in *text */

    free(*text);
    *text = copy;
}

size_t type_size(enum type type) {
    return type == WIDE ? sizeof(double) : sizeof(float);
}

/* The bytes of a field in a block that holds all, each at a place for doubles.
 */
static size_t room(const struct field *f) {
    return (f->n * type_size(f->type) + 7) / 8 * 8;
}

struct step *step_new(const struct dataset *ds) {
    struct step *s = mem_array(1, sizeof *s);
    size_t n = 0;

    for (size_t k = 0; k < ds->nfields; k++)
        n += room(&ds->field[k]);
    s->time = s->bounds[0] = s->bounds[1] = NAN;
    s->value = mem_array(ds->nfields + 1, sizeof *s->value);
    s->value[0].d = mem_plane(n / sizeof(double), sizeof(double));
    for (size_t k = 1; k < ds->nfields; k++)
        s->value[k].d =
            s->value[k - 1].d + room(&ds->field[k - 1]) / sizeof(double);
    return s;
}

void step_free(struct step *s) {
    if (s == NULL)
        return;
    free(s->value[0].f);
    free(s->value);
    free(s);
}

void step_at(struct step *s, const struct step *other) {
    s->time = other->time;
    s->bounds[0] = other->bounds[0];
    s->bounds[1] = other->bounds[1];
}
