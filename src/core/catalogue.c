/* SPDX-License-Identifier: Apache-2.0 */
#include "core/catalogue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/mem.h"
#include "core/outline.h"

/* The columns of all kinds; row() makes them in this order. */
static const char *const columns[] = {
    "id",
    "kind",
    "variable",
    "units",
    "start",
    "end",
    "peak_time",
    "duration",
    "steps",
    "cells_max",
    "voxels",
    "open_start",
    "open_end",
    "area_max",
    "area_mean",
    "lon",
    "lat",
    "lon_peak",
    "lat_peak",
    "west",
    "south",
    "east",
    "north",
    "intensity_max",
    "intensity_mean",
    "intensity_cumulative",
    "category",
    "severity",
    "threshold",
    "base",
    "station",
    "parents",
    "children",
    "start_reason",
    "end_reason",
    "method_hash",
    "source_hash",
};

enum { NCOLUMNS = sizeof columns / sizeof *columns };

int shape_parse(const char *name, enum shape *shape) {
    static const char *const names[] = { "outline", "box", "point", "none" };

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!strcmp(name, names[k])) {
            *shape = (enum shape)k;
            return EX_OK;
        }
    return err_set(EX_USAGE,
                   "\"%s\" is no geometry (outline, box, point, none)", name);
}

/* Moments of an event in a nutshell. */
struct totals {
    double cells, cells_max, area, area_max, intensity;
    double daily; /* of intensity means, by steps */
};

static struct totals add_up(const struct event *e) {
    struct totals t = { 0 };

    for (size_t k = 0; k < e->nmoments; k++) {
        const double *sum = e->moment[k].sum;
        t.cells += sum[SUM_CELLS];
        t.cells_max = fmax(t.cells_max, sum[SUM_CELLS]);
        t.area += sum[SUM_AREA];
        t.area_max = fmax(t.area_max, sum[SUM_AREA]);
        t.intensity += sum[SUM_INTENSITY];
        t.daily += sum[SUM_INTENSITY] / sum[SUM_AREA];
    }
    return t;
}

static double days(int64_t ms) {
    return (double)ms / MS_PER_DAY;
}

static void when(const struct catalogue *c, const struct event *e,
                 struct feature *f) {
    const bool bounded = e->first.to > e->first.from;
    int64_t duration = e->last.time - e->first.time + c->length;

    if (c->length > 0 && bounded)
        duration = e->last.to - e->first.from;
    row_time(f, "start", c->axis, e->first.time);
    row_time(f, "end", c->axis, e->last.time);
    row_time(f, "peak_time", c->axis, e->peak_at.time);
    row_number(f, "duration", c->axis->name ? days(duration) : NAN);
    row_count(f, "steps", e->nmoments);
}

static void how_much(const struct catalogue *c, const struct event *e,
                     const struct totals *t, struct feature *f) {
    row_count(f, "cells_max", (size_t)t->cells_max);
    row_count(f, "voxels", (size_t)t->cells);
    row_count(f, "open_start", e->first.step <= c->first);
    row_count(f, "open_end", e->last.step >= c->last);
    row_number(f, "area_max", t->area_max);
    row_number(f, "area_mean", t->area / (double)e->nmoments);
}

static void where(const struct events *ev, const struct event *e,
                  const double box[4], struct feature *f) {
    const double *p = e->place;
    const double across = hypot(p[0], p[1]), degree = 180 / M_PI;
    const bool none = !(hypot(across, p[2]) > 0);

    row_number(f, "lon", none ? NAN : atan2(p[1], p[0]) * degree);
    row_number(f, "lat", none ? NAN : atan2(p[2], across) * degree);
    row_number(f, "lon_peak", ev->cells->lon[e->peak_cell]);
    row_number(f, "lat_peak", ev->cells->lat[e->peak_cell]);
    row_number(f, "west", box[0]);
    row_number(f, "south", box[1]);
    row_number(f, "east", box[2]);
    row_number(f, "north", box[3]);
}

static void how_strong(const struct catalogue *c, const struct event *e,
                       const struct totals *t, struct feature *f) {
    const bool has = c->units != NULL;

    row_number(f, "intensity_max", has ? e->peak : NAN);
    row_number(f, "intensity_mean", has ? t->intensity / t->area : NAN);
    row_number(f, "intensity_cumulative",
               has && c->length > 0 ? t->daily * days(c->length) : NAN);
    row_text(f, "category", NULL);
    row_text(f, "severity", NULL);
    row_text(f, "threshold", c->threshold);
    row_text(f, "base", NULL);
    row_text(f, "station", NULL);
}

/* Ids with semicolons between. */
static void relatives(const struct events *ev, const char *name, size_t n,
                      const size_t *event, struct feature *f) {
    char *text = mem_text("");

    for (size_t k = 0; k < n; k++) {
        char id[16];
        snprintf(id, sizeof id, "%d", (int)events_id(ev, event[k]));
        mem_append(&text, ";", id);
    }
    row_text(f, name, text);
    free(text);
}

/* What all rows share. */
struct rows {
    const struct catalogue *c;
    struct events *events;
    struct outline *outline;
    char method[DIGEST_TEXT];
};

static void row(const struct rows *r, const struct event *e,
                const double box[4], struct feature *f) {
    const struct catalogue *c = r->c;
    const struct totals t = add_up(e);

    row_count(f, "id", (size_t)e->id);
    row_text(f, "kind", c->kind);
    row_text(f, "variable", c->variable);
    row_text(f, "units", c->units);
    when(c, e, f);
    how_much(c, e, &t, f);
    where(r->events, e, box, f);
    how_strong(c, e, &t, f);
    relatives(r->events, "parents", e->nparents, e->parent, f);
    relatives(r->events, "children", e->nchildren, e->child, f);
    row_text(f, "start_reason", e->split ? "split" : NULL);
    row_text(f, "end_reason", e->merged ? "merge" : NULL);
    row_text(f, "method_hash", r->method);
    row_text(f, "source_hash", NULL);
    for (size_t k = 0; k < c->ncolumns; k++)
        row_number(f, c->column[k].name, c->column[k].value(c->context, e, k));
}

static void draw(const struct rows *r, size_t e, const double box[4],
                 struct geometry *g) {
    const struct cell_order *cells = r->events->cells;
    const uint32_t peak = r->events->event[e].peak_cell;
    const uint32_t *cell;
    size_t n;

    switch (r->c->shape) {
    case SHAPE_OUTLINE:
        cell = events_footprint(r->events, e, &n);
        outline_polygon(r->outline, n, cell, g);
        break;
    case SHAPE_BOX:
        geometry_box(g, box[0], box[2] < box[0] ? box[2] + 360 : box[2], box[1],
                     box[3]);
        break;
    case SHAPE_POINT:
        g->type = GEOMETRY_POINT;
        geometry_add_point(g, cells->lon[peak], cells->lat[peak], NAN);
        geometry_end_ring(g);
        break;
    case SHAPE_NONE:
        break;
    }
}

static int put_rows(const struct rows *r, size_t nsheets,
                    struct sheet *const *sheet) {
    struct events *ev = r->events;
    struct feature *f = feature_new();
    int status = EX_OK;

    for (size_t e = 0; e < ev->n; e++) {
        const uint32_t *cell;
        double box[4];
        size_t n;
        if (ev->event[e].id == 0)
            continue;
        cell = events_footprint(ev, e, &n);
        outline_box(r->outline, n, cell, box);
        feature_clear(f);
        f->id = mem_format("%d", (int)ev->event[e].id);
        row(r, ev->event + e, box, f);
        draw(r, e, box, &f->geometry);
        for (size_t k = 0; k < nsheets; k++)
            TRY(sheet_row(sheet[k], f));
    }
done:
    feature_free(f);
    return status;
}

static int put_head(const struct catalogue *c, struct sheet *t) {
    const char **name = mem_array(NCOLUMNS + c->ncolumns, sizeof *name);
    int status;

    memcpy(name, columns, sizeof columns);
    for (size_t k = 0; k < c->ncolumns; k++)
        name[NCOLUMNS + k] = c->column[k].name;
    status = sheet_head(t, NCOLUMNS + c->ncolumns, name);
    free(name);
    return status;
}

/* The digest of kind and parameters: of what was asked for, whoever did it. */
static int hash_method(const struct json *method, char hash[DIGEST_TEXT]) {
    struct json *j = json_copy(method);
    char *text = NULL;
    int status;

    json_free(json_take(j, "version"));
    TRY(json_print(j, 0, &text));
    digest_of(text, strlen(text), hash);
done:
    free(text);
    json_free(j);
    return status;
}

int catalogue_write(const struct catalogue *c, struct events *ev,
                    size_t nsheets, struct sheet *const *sheet) {
    struct rows r = { .c = c, .events = ev };
    int status;

    if (nsheets == 0)
        return EX_OK;
    TRY(hash_method(c->method, r.method));
    TRY(outline_new(&r.outline, ev->cells));
    for (size_t k = 0; k < nsheets; k++)
        TRY(put_head(c, sheet[k]));
    TRY(put_rows(&r, nsheets, sheet));
    for (size_t k = 0; k < nsheets; k++)
        TRY(sheet_commit(sheet[k], c->method));
done:
    outline_free(r.outline);
    return status;
}
