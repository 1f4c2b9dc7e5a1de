/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cog.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/mem.h"
#include "core/plug.h"
#include "core/plug/gdal.h"

/* A list that grows: the bands, the planes behind them, and copies of those
 * that had to be turned. */
struct planes {
    enum type type; /* of the COG: WIDE where one of the fields is */
    size_t n;
    struct gdal_band *band;
    const void **value;
    void **turned; /* or NULL */
};

static bool is_chosen(const char *field, const struct field *f) {
    return field == NULL || strcmp(field, f->name) == 0;
}

/* First edge and cell size of a regular axis.  Coordinates may be those of a
 * regular one rounded to float. */
static int regular(const struct axis *a, double *start, double *step) {
    const size_t n = a->n;

    if (a->value == NULL || (n == 1 && a->bounds == NULL))
        return err_set(EX_DATAERR, "a COG needs the size of its one cell");
    *step = n == 1 ? a->bounds[1] - a->bounds[0]
                   : (a->value[n - 1] - a->value[0]) / (double)(n - 1);
    for (size_t k = 0; k < n; k++) {
        const double wanted = a->value[0] + (double)k * *step;
        const double rounding = fabs(wanted) * FLT_EPSILON;

        if (!(fabs(a->value[k] - wanted) <=
              fmax(1e-6 * fabs(*step), rounding)) ||
            *step == 0)
            return err_set(EX_DATAERR,
                           "a COG needs a regular grid: harmonise --grid "
                           "first, or store .nc");
    }
    *start = n == 1 ? a->bounds[0] : a->value[0] - *step / 2;
    return EX_OK;
}

int cog_check(const struct dataset *ds, const char *field) {
    const struct grid *g = ds->grid;
    const struct field *first = NULL;
    double start, step;
    int status;

    if (g->kind != GRID_LATLON && g->kind != GRID_PROJECTED)
        return err_set(EX_DATAERR, "a COG needs a regular grid: harmonise "
                                   "--grid first, or store .nc");
    TRY(regular(&g->x, &start, &step));
    TRY(regular(&g->y, &start, &step));
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];

        if (!is_chosen(field, f))
            continue;
        if (first && (first->type == LABEL) != (f->type == LABEL))
            return err_set(EX_DATAERR,
                           "%s is of numbers, %s of labels: a COG holds one "
                           "type (--variable chooses, or store .nc)",
                           first->type == LABEL ? f->name : first->name,
                           first->type == LABEL ? first->name : f->name);
        first = f;
    }
    if (first == NULL)
        return field ? err_set(EX_DATAERR, "no variable \"%s\"", field)
                     : err_set(EX_DATAERR, "no field varies in time");
done:
    return status;
}

/* Cell k of a plane of one type as one of another, or the same. */
static void put_cell(const struct field *f, const void *plane, size_t k,
                     enum type type, void *to, size_t at) {
    if (f->type == REAL && type == WIDE)
        ((double *)to)[at] = ((const float *)plane)[k];
    else if (type == WIDE)
        ((double *)to)[at] = ((const double *)plane)[k];
    else
        ((int32_t *)to)[at] = ((const int32_t *)plane)[k]; /* or floats */
}

/* North first, west first, of the COG's type; NULL if it is so already. */
static void *turn(const struct grid *g, const struct field *f,
                  const void *plane, enum type type) {
    const bool flip_y = g->ny > 1 && g->y.value[0] < g->y.value[1];
    const bool flip_x = g->nx > 1 && g->x.value[0] > g->x.value[1];
    void *to;

    if (!flip_x && !flip_y && f->type == type)
        return NULL;
    to = mem_array(grid_cells(g), type_size(type));
    for (size_t j = 0; j < g->ny; j++) {
        const size_t row = (flip_y ? g->ny - 1 - j : j) * g->nx;

        for (size_t i = 0; i < g->nx; i++)
            put_cell(f, plane, row + (flip_x ? g->nx - 1 - i : i), type, to,
                     j * g->nx + i);
    }
    return to;
}

static void add_text(struct gdal_texts *t, const char *name, char *text) {
    if (text == NULL)
        return;
    t->name = mem_grow(t->name, t->n + 1, sizeof *t->name);
    t->text = mem_grow(t->text, t->n + 1, sizeof *t->text);
    t->name[t->n] = mem_text(name);
    t->text[t->n++] = text;
}

static void free_texts(struct gdal_texts *t) {
    for (size_t k = 0; k < t->n; k++) {
        free(t->name[k]);
        free(t->text[k]);
    }
    free(t->name);
    free(t->text);
}

/* "1, 2, 4" */
static char *numbers(const struct att *a) {
    char *text = NULL;

    for (size_t k = 0; a && a->number && k < a->n; k++) {
        char *number = mem_format("%.15g", a->number[k]);
        mem_append(&text, ", ", number);
        free(number);
    }
    return text;
}

/* Adds a plane of a field; suffix tells it from the others. */
static void add_plane(struct planes *p, const struct grid *g,
                      const struct field *f, const char *suffix,
                      const void *plane) {
    const size_t n = p->n++;
    struct gdal_band *b;

    p->band = mem_grow(p->band, n + 1, sizeof *p->band);
    p->value = mem_grow(p->value, n + 1, sizeof *p->value);
    p->turned = mem_grow(p->turned, n + 1, sizeof *p->turned);
    p->turned[n] = turn(g, f, plane, p->type);
    p->value[n] = p->turned[n] ? p->turned[n] : plane;
    b = &p->band[n];
    *b = (struct gdal_band){ .name = mem_format("%s%s", f->name, suffix),
                             .unit = mem_text(f->units) };
    add_text(&b->metadata, "standard_name", mem_text(f->standard_name));
    add_text(&b->metadata, "long_name", mem_text(f->long_name));
    add_text(&b->metadata, "cell_methods", mem_text(f->cell_methods));
    add_text(&b->metadata, "flag_values",
             numbers(atts_find(&f->atts, "flag_values")));
    add_text(&b->metadata, "flag_meanings",
             mem_text(atts_text(&f->atts, "flag_meanings")));
}

/* All planes of a field: a band for each member and level. */
static void add_field(struct planes *p, const struct dataset *ds,
                      const struct field *f, const union values *v) {
    const size_t cells = grid_cells(ds->grid);
    const size_t nlevels = f->has_level ? ds->level->n : 1;

    for (size_t k = 0; k < f->n / cells; k++) {
        char suffix[64] = "";
        size_t n = 0;

        if (f->has_member)
            n += (size_t)snprintf(suffix, sizeof suffix, "_m%.6g",
                                  ds->member->value
                                      ? ds->member->value[k / nlevels]
                                      : (double)(k / nlevels));
        if (f->has_level)
            snprintf(suffix + n, sizeof suffix - n, "_%.6g",
                     ds->level->value ? ds->level->value[k % nlevels]
                                      : (double)(k % nlevels));
        add_plane(p, ds->grid, f, suffix,
                  (const char *)v->f + k * cells * type_size(f->type));
    }
}

static void planes_free(struct planes *p) {
    for (size_t k = 0; k < p->n; k++) {
        free(p->turned[k]);
        free(p->band[k].name);
        free(p->band[k].unit);
        free_texts(&p->band[k].metadata);
    }
    free(p->turned);
    free(p->value);
    free(p->band);
}

/* EXIF's way of a date; NULL where there is none that is real. */
static char *when(const struct time_axis *t, double value) {
    struct date d;
    int64_t ms;

    if (t->name == NULL || !calendar_is_real(t->unit.calendar) ||
        time_decode(&t->unit, value, &ms) != EX_OK)
        return NULL;
    d = time_date(CALENDAR_STANDARD, ms);
    return mem_format("%04d:%02d:%02d %02d:%02d:%02d", (int)d.year, d.month,
                      d.day, d.hour, d.minute, d.second);
}

static int wkt_of(const struct grid *g, char **wkt) {
    struct crs_id id;
    int status;

    *wkt = NULL;
    if (g->kind == GRID_PROJECTED && g->crs == NULL)
        return EX_OK;
    TRY(crs_identify(g->crs ? g->crs : "EPSG:4326", &id));
    *wkt = id.wkt2;
    id.wkt2 = NULL;
    crs_id_free(&id);
done:
    return status;
}

/* Corner and cell size, north-up. */
static int transform(const struct grid *g, double t[6]) {
    int status;

    t[2] = t[4] = 0;
    TRY(regular(&g->x, &t[0], &t[1]));
    TRY(regular(&g->y, &t[3], &t[5]));
    if (t[1] < 0) {
        t[0] += t[1] * (double)g->nx;
        t[1] = -t[1];
    }
    if (t[5] > 0) {
        t[3] += t[5] * (double)g->ny;
        t[5] = -t[5];
    }
done:
    return status;
}

/* LABEL, WIDE where one of the fields is, else REAL. */
static enum type type_of(const struct dataset *ds, const char *field) {
    enum type type = REAL;

    for (size_t k = 0; k < ds->nfields; k++)
        if (is_chosen(field, &ds->field[k]) && ds->field[k].type != REAL)
            type = ds->field[k].type;
    return type;
}

int cog_write(struct part *p, const struct cog *c) {
    const struct gdal_plug *plug = plug_load("gdal");
    const struct dataset *ds = c->ds;
    struct gdal_texts metadata = { 0 };
    struct gdal_cog cog = { .nx = ds->grid->nx, .ny = ds->grid->ny };
    struct planes planes = { 0 };
    unsigned char *bytes = NULL;
    char *wkt = NULL;
    size_t n;
    int status;

    if (plug == NULL)
        return EX_UNAVAILABLE;
    TRY(cog_check(ds, c->field));
    TRY(transform(ds->grid, cog.transform));
    TRY(wkt_of(ds->grid, &wkt));
    planes.type = type_of(ds, c->field);
    for (size_t k = 0; k < ds->nfields; k++)
        if (is_chosen(c->field, &ds->field[k]))
            add_field(&planes, ds, &ds->field[k], &c->step->value[k]);
    cog.is_float = planes.type != LABEL;
    cog.is_double = planes.type == WIDE;
    add_text(&metadata, "TIFFTAG_DATETIME", when(&ds->time, c->step->time));
    add_text(&metadata, "TIFFTAG_SOFTWARE", mem_text(c->software));
    add_text(&metadata, "HISTORY", mem_text(atts_text(&ds->atts, "history")));
    cog.crs = wkt;
    cog.nbands = planes.n;
    cog.value = planes.value;
    cog.band = planes.band;
    cog.metadata = &metadata;
    cog.nodata = cog.is_float ? NAN : LABEL_MISSING;
    cog.jobs = c->jobs > 0 ? c->jobs : 1;
    TRY(plug->cog(&cog, &bytes, &n));
    TRY(part_write(p, bytes, n));
done:
    if (bytes != NULL)
        plug->cog_free(bytes);
    planes_free(&planes);
    free_texts(&metadata);
    free(wkt);
    return status;
}
