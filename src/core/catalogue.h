/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue -- the table of events, as CSV and GeoJSON */
#ifndef TWIN_CATALOGUE_H
#define TWIN_CATALOGUE_H

#include "core/events.h"
#include "core/feature.h"
#include "core/json.h"
#include "core/output.h"

/* A table in the making: CSV (RFC 4180, but lines end with a newline alone) or
 * GeoJSON (RFC 7946). */
struct sheet;

/*
 * sheet_open -- by the suffix of the path: .csv, .geojson.
 *
 * Errors  EX_USAGE  another suffix, with the option's name
 */
MUST_CHECK int sheet_open(struct sheet **out, const char *option,
                          const char *path);
void sheet_free(struct sheet *t);

/* sheet_is_geojson -- is a row a feature with a geometry? */
bool sheet_is_geojson(const struct sheet *t);

/* sheet_head -- names of the columns, before any row; they are n. */
MUST_CHECK int sheet_head(struct sheet *t, size_t n, const char *const *name);

/* sheet_row -- one feature; its properties are the columns, in their order. */
MUST_CHECK int sheet_row(struct sheet *t, const struct feature *f);

/* sheet_commit -- the table is there; `about` becomes the member "twinpipe" of
 * GeoJSON. */
MUST_CHECK int sheet_commit(struct sheet *t, const struct json *about);

/* Properties of a row; a number that is not finite and an empty text are null.
 * Numbers are rounded to 9 digits. */
void row_text(struct feature *f, const char *name, const char *text);
void row_number(struct feature *f, const char *name, double x);
void row_count(struct feature *f, const char *name, size_t n);

/* row_time -- a time as ISO 8601; null where steps have none. */
void row_time(struct feature *f, const char *name, const struct time_axis *axis,
              int64_t time);

enum shape { SHAPE_OUTLINE, SHAPE_BOX, SHAPE_POINT, SHAPE_NONE };

/* A column of a kind's own, its k-th. */
struct column {
    const char *name;
    double (*value)(const void *context, const struct event *e, size_t k);
};

/* What a kind says about its events; all is borrowed. */
struct catalogue {
    const char *kind, *variable;
    const char *units;     /* of intensities; NULL: events have none */
    const char *threshold; /* as text, or NULL */
    const struct time_axis *axis;
    int64_t length;     /* of a step [ms]; 0: steps are instants */
    size_t first, last; /* steps: events that touch them may go on beyond */
    enum shape shape;
    size_t ncolumns;
    const struct column *column; /* [ncolumns] */
    const void *context;
    struct json *method; /* its parameters */
};

/* shape_parse -- "outline", "box", "point", "none". */
MUST_CHECK int shape_parse(const char *name, enum shape *shape);

/*
 * catalogue_write -- all events that have an id, in their order, as every one
 * of the paths says.
 *
 * Columns, their units and their order are those of detect-events(1).
 *
 * Errors  EX_DATAERR  a grid without corners
 */
MUST_CHECK int catalogue_write(const struct catalogue *c, struct events *ev,
                               size_t nsheets, struct sheet *const *sheet);

#endif
