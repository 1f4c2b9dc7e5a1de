/* SPDX-License-Identifier: Apache-2.0 */
/* What a stream or a NetCDF file says of itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cf.h"
#include "core/crs.h"
#include "core/grib.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/ncfile.h"
#include "core/source.h"
#include "core/zarr.h"

/* A file as a dataset, and as it stands. */
struct opened {
    struct source *src;
    const struct nc *nc; /* the source's */
    size_t nsteps, room;
    int64_t *label;    /* [nsteps]  times of the steps */
    int64_t low, high; /* of the steps; low > high: none */
    bool bounded;      /* all of them have bounds that hold them */
    int64_t from, to;  /* of the bounds */
};

static const char *type_name(enum nc_type type) {
    static const char *const names[] = {
        [TYPE_BYTE] = "int8",     [TYPE_CHAR] = "other",
        [TYPE_SHORT] = "int16",   [TYPE_INT] = "int32",
        [TYPE_FLOAT] = "float32", [TYPE_DOUBLE] = "float64",
        [TYPE_UBYTE] = "uint8",   [TYPE_USHORT] = "uint16",
        [TYPE_UINT] = "uint32",   [TYPE_INT64] = "int64",
        [TYPE_UINT64] = "uint64", [TYPE_STRING] = "other",
    };

    return names[type];
}

/* flag_values and flag_meanings. */
static struct json *classes(const struct atts *a) {
    const struct att *values = atts_find(a, "flag_values");
    const char *meanings = atts_text(a, "flag_meanings");
    struct json *list;

    if (values == NULL || values->number == NULL || meanings == NULL)
        return NULL;
    list = json_new_list();
    for (size_t k = 0; k < values->n; k++) {
        const size_t n = strcspn(meanings += strspn(meanings, " "), " ");
        char *name = mem_format("%.*s", (int)n, meanings);
        struct json *c = json_add(list, json_new_object());

        json_set_number(c, "value", values->number[k]);
        for (char *w = name; *w; w++)
            if (!strchr("0123456789_-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "abcdefghijklmnopqrstuvwxyz",
                        *w))
                *w = '_';
        json_set_text(c, "name", *name ? name : "unnamed");
        free(name);
        meanings += n;
    }
    if (json_count(list) > 0)
        return list;
    json_free(list);
    return NULL;
}

static void describe(struct subject *s, const struct nc *nc,
                     const struct field *f) {
    const size_t var = nc ? nc_find_var(nc, f->name) : NC_NONE;
    struct band *b = subject_band(s, f->name);
    const struct nc_var *v;
    const struct att *fill;
    double x;

    b->description = mem_text(f->long_name);
    b->standard_name = mem_text(f->standard_name);
    b->cell_methods = mem_text(f->cell_methods);
    b->unit = *f->units ? mem_text(f->units) : NULL;
    b->data_type = f->type == LABEL ? "int32" : "float32";
    b->classes = classes(&f->atts);
    if (var == NC_NONE)
        return;
    v = &nc->var[var];
    b->data_type = type_name(v->type);
    if (b->classes == NULL)
        b->classes = classes(&v->atts);
    fill = atts_find(&v->atts, "_FillValue");
    if (fill == NULL || fill->number == NULL)
        fill = atts_find(&v->atts, "missing_value");
    if (fill && fill->number && fill->n > 0) {
        b->has_nodata = true;
        b->nodata = fill->number[0];
    }
    x = atts_number(&v->atts, "scale_factor");
    if (x == 0)
        warn("%s: scale_factor is 0, left out", f->name);
    else if (isfinite(x))
        b->scale = x;
    x = atts_number(&v->atts, "add_offset");
    if (isfinite(x))
        b->offset = x;
}

/* Values of a field as they are stored. */
static void as_stored(const struct field *f, const struct band *b, size_t from,
                      size_t n, const union values v, double *out) {
    const bool packed = b->scale != 1 || b->offset != 0;
    const bool whole = packed && (strstr(b->data_type, "int") != NULL);

    for (size_t k = 0; k < n; k++) {
        double x;
        if (f->type == LABEL)
            x = v.i[from + k] == LABEL_MISSING ? (double)NAN
                                               : (double)v.i[from + k];
        else
            x = f->type == WIDE ? v.d[from + k] : (double)v.f[from + k];
        x = packed ? (x - b->offset) / b->scale : x;
        out[k] = whole ? rint(x) : x;
    }
}

static void count(const struct field *f, struct band *b,
                  const struct item_how *how, const union values values) {
    double block[SUMMARY_BLOCK];

    for (size_t k = 0; k < f->n; k += SUMMARY_BLOCK) {
        const size_t n = f->n - k < SUMMARY_BLOCK ? f->n - k : SUMMARY_BLOCK;
        as_stored(f, b, k, n, values, block);
        band_count(b, how, n, block);
    }
}

static void span(struct opened *o, int64_t t, const int64_t *b) {
    o->low = t < o->low ? t : o->low;
    o->high = t > o->high ? t : o->high;
    if (b == NULL || b[0] > t || t > b[1])
        o->bounded = false;
    if (b == NULL)
        return;
    o->from = b[0] < o->from ? b[0] : o->from;
    o->to = b[1] > o->to ? b[1] : o->to;
}

int step_span(const struct time_unit *u, const struct step *s,
              int64_t span[2]) {
    const double *b = s->bounds;
    int64_t t;
    int status;

    TRY(time_decode(u, s->time, &t));
    span[0] = span[1] = t;
    if (isnan(b[0]) || isnan(b[1]))
        return EX_OK;
    TRY(time_decode(u, fmin(b[0], b[1]), &span[0]));
    TRY(time_decode(u, fmax(b[0], b[1]), &span[1]));
    if (span[0] > t || span[1] < t)
        span[0] = span[1] = t;
done:
    return status;
}

/* The time of a step, and what it stands for. */
static int take_time(struct opened *o, double time, const double bounds[2]) {
    const struct time_unit *u = &o->src->ds->time.unit;
    const struct step step = { .time = time,
                               .bounds = { bounds[0], bounds[1] } };
    int64_t t, b[2];
    int status;

    TRY(time_decode(u, time, &t));
    TRY(step_span(u, &step, b));
    if (o->nsteps == o->room) {
        o->room = 2 * o->room + 64;
        o->label = mem_grow(o->label, o->room, sizeof *o->label);
    }
    o->label[o->nsteps++] = t;
    span(o, t, b[0] < b[1] ? b : NULL);
done:
    return status;
}

static int from_axis(struct opened *o) {
    const struct time_axis *t = &o->src->ds->time;
    const double none[2] = { NAN, NAN };
    int status = EX_OK;

    for (size_t k = 0; t->name && k < t->n; k++)
        TRY(take_time(o, t->value[k], t->bounds ? t->bounds + 2 * k : none));
done:
    return status;
}

/* Every step: its time, and the statistics of its values. */
static int walk(struct subject *s, struct opened *o, const struct item_how *how,
                bool counts) {
    const struct dataset *ds = o->src->ds;
    const struct step *step;
    int status;

    for (size_t k = 0;; k++) {
        TRY(source_step(o->src, k, &step));
        if (step == NULL)
            break;
        if (ds->time.name)
            TRY(take_time(o, step->time, step->bounds));
        if (!counts)
            continue;
#pragma omp parallel for schedule(static)
        for (size_t f = 0; f < ds->nfields; f++)
            count(&ds->field[f], &s->band[f], how, step->value[f]);
    }
    for (size_t f = 0; counts && f < ds->nstatics; f++)
        count(&ds->statics[f], &s->band[ds->nfields + f], how,
              ds->statics[f].value);
    for (size_t k = 0; counts && k < s->nbands; k++)
        if (s->band[k].summary)
            summary_end(s->band[k].summary);
done:
    return status;
}

static void settle_time(struct subject *s, const struct opened *o) {
    const enum calendar c = o->src->ds->time.unit.calendar;

    if (o->nsteps == 0 || c == CALENDAR_NONE)
        return;
    s->when = (struct when){ .known = true, .calendar = c, .from = "cf" };
    s->when.start = o->bounded ? o->from : o->low;
    s->when.end = o->bounded ? o->to : o->high;
    for (size_t k = 1; k < o->nsteps; k++)
        if (o->label[k] <= o->label[k - 1]) {
            warn("%s: times that do not rise", s->path);
            break;
        }
}

/* Outer edges, where they make a plane of equal cells. */
static void affine(struct subject *s, const struct grid *g) {
    double x[2], y[2];
    bool even_x, even_y;

    if (g->kind != GRID_LATLON && g->kind != GRID_PROJECTED)
        return;
    axis_reach(&g->x, x, &even_x);
    axis_reach(&g->y, y, &even_y);
    s->is_affine = even_x && even_y;
    s->t[0] = x[0];
    s->t[1] = (x[1] - x[0]) / (double)g->nx;
    s->t[3] = y[0];
    s->t[5] = (y[1] - y[0]) / (double)g->ny;
}

static int place(struct subject *s, const struct look *in,
                 const struct dataset *ds) {
    const char *given = in->how->source_crs;
    struct grid *g = grid_copy(ds->grid);
    struct crs *c = NULL;
    int status = EX_OK;

    if (given && (g->crs != NULL || g->kind != GRID_PROJECTED))
        TRY(err_set(EX_DATAERR,
                    "has places of its own (--source-crs %s is for data that "
                    "have none)",
                    given));
    if (given) {
        TRY(crs_open(&c, given));
        g->crs = mem_text(given);
        g->kind = crs_is_geographic(c) ? GRID_LATLON : GRID_PROJECTED;
    }
    if (g->kind != GRID_NONE && (g->nx == 0 || g->ny == 0))
        TRY(err_set(EX_DATAERR, "has no cells"));
    if (g->kind != GRID_NONE && g->kind != GRID_UNSTRUCTURED) {
        s->nx = g->nx;
        s->ny = g->ny;
    }
    s->crs = mem_text(g->crs);
    s->is_wgs84 = g->crs == NULL && g->kind == GRID_LATLON;
    s->sampling = NULL;
    affine(s, g);
    TRY(footprint_grid(&s->footprint, g, in->how->simplify));
    if (!s->footprint.known)
        warn("%s: no CRS (--source-crs CRS says it)", in->path);
done:
    crs_free(c);
    grid_free(g);
    return status;
}

static int open_file(struct opened *o, const struct look *in, bool grib) {
    const struct ncfile_in file = {
        in->fd, in->path, in->head, in->nhead, { in->how->accept_unterminated },
        in->tap
    };
    const struct source_in how = { .fd = in->fd,
                                   .path = in->path,
                                   .nvariables = in->how->nvariables,
                                   .variable = in->how->variable,
                                   .wide = true };
    struct ncfile *f;
    int status;

    if (grib)
        return grib_open(&o->src, &how);
    TRY(zarr_is(in->fd) ? zarr_open(&f, &file) : ncfile_open(&f, &file));
    o->nc = f->nc;
    TRY(cf_open(&o->src, f, &how));
done:
    return status;
}

/* The reference time of a forecast; how far one step lies behind it. */
static int forecast(struct subject *s, const struct dataset *ds) {
    char text[TIME_TEXT];
    int status = EX_OK;

    for (size_t k = 0; k < ds->nscalars; k++) {
        const struct scalar *r = &ds->scalar[k];
        const char *name = atts_text(&r->atts, "standard_name");
        const char *units = atts_text(&r->atts, "units");
        struct time_unit u;
        int64_t t;
        if (name == NULL || strcmp(name, "forecast_reference_time") != 0 ||
            r->text != NULL || units == NULL)
            continue;
        TRY(time_unit_parse(units, atts_text(&r->atts, "calendar"), &u));
        TRY(time_decode(&u, r->value, &t));
        TRY(item_instant(u.calendar, t, text));
        s->more = json_new_object();
        json_set_text(s->more, "forecast:reference_datetime", text);
        if (s->when.known && s->when.start == s->when.end && s->when.end >= t &&
            (s->when.end - t) % 1000 == 0) {
            const long long lead = (s->when.end - t) / 1000;
            snprintf(text, sizeof text, lead % 3600 ? "PT%lldS" : "PT%lldH",
                     lead % 3600 ? lead : lead / 3600);
            json_set_text(s->more, "forecast:horizon", text);
        }
        break;
    }
done:
    return status;
}

static int look_at(struct subject *s, const struct look *in, bool grib) {
    struct opened o = { .low = INT64_MAX,
                        .high = INT64_MIN,
                        .bounded = true,
                        .from = INT64_MAX,
                        .to = INT64_MIN };
    const bool counts =
        in->how->stats == NULL || strcmp(in->how->stats, "none") != 0;
    const struct dataset *ds;
    int status;

    TRY(open_file(&o, in, grib));
    ds = o.src->ds;
    for (size_t k = 0; k < ds->nfields; k++)
        describe(s, o.nc, &ds->field[k]);
    for (size_t k = 0; k < ds->nstatics; k++)
        describe(s, o.nc, &ds->statics[k]);
    TRY(place(s, in, ds));
    if (counts || o.src->sequential || (ds->time.name && !ds->time.value))
        TRY(walk(s, &o, in->how, counts));
    else
        TRY(from_axis(&o));
    settle_time(s, &o);
    item_cube(s, ds, o.nsteps, o.label);
    TRY(forecast(s, ds));
    s->atts = atts_copy(&ds->atts);
done:
    free(o.label);
    source_close(o.src);
    return status;
}

int look_nc(struct subject *s, const struct look *in) {
    s->media = "application/netcdf";
    return look_at(s, in, false);
}

int look_zarr(struct subject *s, const struct look *in) {
    s->media = "application/vnd+zarr";
    return look_at(s, in, false);
}

int look_grib(struct subject *s, const struct look *in) {
    char head[8] = "";

    s->media = "application/wmo-GRIB2";
    if (pread(in->fd, head, 8, 0) == 8 && memcmp(head, "GRIB", 4) == 0 &&
        head[7] == 1)
        s->media = "application/x-grib";
    return look_at(s, in, true);
}
