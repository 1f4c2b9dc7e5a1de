/* SPDX-License-Identifier: Apache-2.0 */
/* CSV and GeoJSON: a line for each cell and step. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/nameindex.h"
#include "core/writer_form.h"

/* A program that shows features holds them all. */
enum { FEATURES_MOST = 1000000 };

/* One column of numbers: a plane of a field. */
struct plane {
    char *name;
    size_t field, at; /* its first value */
    size_t each;      /* from one cell to the next: 1, or 0 of one for all */
    const struct field *steady; /* a static one, or NULL */
};

struct text {
    size_t ncells, nplanes;
    double *lon, *lat;           /* [ncells], or NULL */
    const struct field *heights; /* that elev is from */
    struct plane *plane;
    struct name_index names; /* of planes */
    char time[TIME_TEXT];
    size_t features; /* written */
};

enum { NUMBER_TEXT = 32 };

/* The shortest decimal that reads back as the same float, or double. */
static void number_text(double x, bool wide, char out[NUMBER_TEXT]) {
    for (int digits = wide ? 15 : 6; digits <= (wide ? 17 : 9); digits++) {
        snprintf(out, NUMBER_TEXT, "%.*g", digits, x);
        if (wide ? strtod(out, NULL) == x : strtof(out, NULL) == (float)x)
            break;
    }
}

/* A value of a field as text; false, and an empty one: it is missing. */
static bool value_text(const struct field *f, union values v, size_t at,
                       char out[NUMBER_TEXT]) {
    bool there;

    if (f->type == LABEL) {
        snprintf(out, NUMBER_TEXT, "%d", (int)v.i[at]);
        there = v.i[at] != LABEL_MISSING;
    } else {
        const double x = f->type == WIDE ? v.d[at] : (double)v.f[at];
        number_text(x, f->type == WIDE, out);
        there = isfinite(x);
    }
    if (!there)
        *out = 0;
    return there;
}

/* Is there a column of that name? */
static bool is_column(const struct text *t, const char *name) {
    static const char *const places[] = { "time", "station", "lat", "lon",
                                          "elev" };

    for (size_t k = 0; k < sizeof places / sizeof *places; k++)
        if (strcmp(places[k], name) == 0)
            return true;
    return name_index_find(&t->names, name, strlen(name), t->plane,
                           sizeof *t->plane) != SIZE_MAX;
}

/* Takes over the name, x, x_2, x_3 ... */
static void add_plane(struct text *t, struct plane plane) {
    char *const first = plane.name;

    for (int k = 2; is_column(t, plane.name); k++) {
        if (plane.name != first)
            free(plane.name);
        plane.name = mem_format("%s_%d", first, k);
    }
    if (plane.name != first) {
        warn("%s is called %s in the output, where something else has its name",
             first, plane.name);
        free(first);
    }
    t->plane = mem_grow(t->plane, t->nplanes + 1, sizeof *t->plane);
    t->plane[t->nplanes] = plane;
    name_index_add(&t->names, plane.name, t->nplanes++);
}

/* "NAME", "NAME_850", "NAME_3_850": by member and level. */
static void add_planes(struct text *t, const struct dataset *ds, size_t k) {
    const struct field *f = &ds->field[k];
    const size_t levels = f->has_level ? ds->level->n : 1;
    const size_t members = f->has_member ? ds->member->n : 1;

    for (size_t i = 0; i < members * levels; i++) {
        char member[NUMBER_TEXT] = "", level[NUMBER_TEXT] = "";
        if (f->has_member)
            snprintf(member, sizeof member, "_%g",
                     ds->member->value ? ds->member->value[i / levels]
                                       : (double)(i / levels));
        if (f->has_level)
            snprintf(level, sizeof level, "_%g",
                     ds->level->value ? ds->level->value[i % levels]
                                      : (double)(i % levels));
        add_plane(
            t, (struct plane){ mem_format("%s%s%s", f->name, member, level), k,
                               i * t->ncells, f->placeless ? 0 : 1, NULL });
    }
}

/* What is known of stations goes with each of their lines, behind the rest. */
static void add_statics(struct text *t, const struct dataset *ds) {
    for (size_t k = 0; ds->grid->station != NULL && k < ds->nstatics; k++) {
        const struct field *f = &ds->statics[k];
        if (f->type == LABEL || f->n != t->ncells || f == t->heights)
            continue;
        add_plane(t, (struct plane){ mem_text(f->name), 0, 0, 1, f });
    }
}

/* The heights of stations. */
static void find_heights(struct text *t, const struct dataset *ds) {
    const struct field *f = dataset_static(ds, "elev");

    if (f == NULL)
        f = dataset_static(ds, "surface_altitude");
    if (f != NULL && ds->grid->station != NULL && strcmp(f->name, "orog") == 0)
        f = NULL; /* of the cells that they were taken from */
    if (f != NULL && f->n == t->ncells && f->type != LABEL)
        t->heights = f;
}

static int text_new(struct writer *w) {
    const struct dataset *ds = w->ds;
    struct text *t = mem_array(1, sizeof *t);
    const struct grid *g = ds->grid;

    w->state = t;
    t->ncells = grid_cells(g);
    for (size_t k = 0; k < ds->nfields; k++)
        add_planes(t, ds, k);
    find_heights(t, ds);
    add_statics(t, ds);
    if (g->kind == GRID_NONE ||
        (g->kind == GRID_UNSTRUCTURED && !g->lat && !g->implied))
        return EX_OK;
    t->lon = mem_array(t->ncells, sizeof *t->lon);
    t->lat = mem_array(t->ncells, sizeof *t->lat);
    return err_in(grid_lonlat(g, t->lon, t->lat), w->path);
}

static void text_close(struct writer *w) {
    struct text *t = w->state;

    if (t == NULL)
        return;
    for (size_t k = 0; k < t->nplanes; k++)
        free(t->plane[k].name);
    free(t->plane);
    name_index_free(&t->names);
    free(t->lon);
    free(t->lat);
    free(t);
    w->state = NULL;
}

static int set_time(struct writer *w, const struct step *s) {
    struct text *t = w->state;
    int64_t time;
    int status;

    if (w->ds->time.name == NULL)
        return EX_OK;
    TRY(time_decode(&w->ds->time.unit, s->time, &time));
    time_text(w->ds->time.unit.calendar, time, t->time);
done:
    return status;
}

/* The same of a column. */
static bool plane_text(const struct writer *w, const struct step *s,
                       const struct plane *p, size_t cell,
                       char out[NUMBER_TEXT]) {
    return p->steady != NULL
               ? value_text(p->steady, p->steady->value, cell, out)
               : value_text(&w->ds->field[p->field], s->value[p->field],
                            p->at + cell * p->each, out);
}

/* A text as RFC 4180 wants it; what a spreadsheet would take for a formula
 * gets an apostrophe. */
static int csv_text(struct writer *w, const char *text) {
    const bool formula = *text != 0 && strchr("=+-@\t", *text) != NULL;
    int status;

    if (!formula && strpbrk(text, ",\"\n\r") == NULL)
        return part_print(w->part, "%s", text);
    TRY(part_print(w->part, "\"%s", formula ? "'" : ""));
    for (; *text; text++)
        TRY(part_print(w->part, *text == '"' ? "\"%c" : "%c", *text));
    TRY(part_print(w->part, "\""));
done:
    return status;
}

static int csv_begin(struct writer *w) {
    const struct text *t;
    int status;

    TRY(text_new(w));
    t = w->state;
    if (w->ds->time.name != NULL)
        TRY(part_print(w->part, "time,"));
    if (w->ds->grid->station != NULL)
        TRY(part_print(w->part, "station,"));
    if (t->lon != NULL)
        TRY(part_print(w->part, "lat,lon,"));
    if (t->heights != NULL)
        TRY(part_print(w->part, "elev,"));
    for (size_t k = 0; k < t->nplanes; k++) {
        TRY(csv_text(w, t->plane[k].name));
        TRY(part_print(w->part, k + 1 < t->nplanes ? "," : "\n"));
    }
done:
    return status;
}

/* What stands before the values. */
static int csv_place(struct writer *w, size_t i) {
    const struct text *t = w->state;
    char number[NUMBER_TEXT];
    int status = EX_OK;

    if (w->ds->time.name != NULL)
        TRY(part_print(w->part, "%s,", t->time));
    if (w->ds->grid->station != NULL) {
        TRY(csv_text(w, w->ds->grid->station[i]));
        TRY(part_print(w->part, ","));
    }
    if (t->lon != NULL && (isnan(t->lat[i]) || isnan(t->lon[i])))
        TRY(part_print(w->part, ",,"));
    else if (t->lon != NULL)
        TRY(part_print(w->part, "%.10g,%.10g,", t->lat[i], t->lon[i]));
    if (t->heights != NULL) {
        value_text(t->heights, t->heights->value, i, number);
        TRY(part_print(w->part, "%s,", number));
    }
done:
    return status;
}

static int csv_put(struct writer *w, const struct step *s) {
    const struct text *t = w->state;
    char number[NUMBER_TEXT];
    int status;

    TRY(set_time(w, s));
    for (size_t i = 0; i < t->ncells; i++) {
        TRY(csv_place(w, i));
        for (size_t k = 0; k < t->nplanes; k++) {
            plane_text(w, s, &t->plane[k], i, number);
            TRY(part_print(w->part, "%s%c", number,
                           k + 1 < t->nplanes ? ',' : '\n'));
        }
    }
done:
    return status;
}

static int csv_end(struct writer *w) {
    (void)w;
    return EX_OK;
}

/* A text in JSON's quotes. */
static int json_quote(struct writer *w, const char *text) {
    int status;

    TRY(part_print(w->part, "\""));
    for (; *text; text++)
        if ((unsigned char)*text < 0x20)
            TRY(part_print(w->part, "\\u%04x", (unsigned)*text));
        else
            TRY(part_print(w->part, strchr("\"\\", *text) ? "\\%c" : "%c",
                           *text));
    TRY(part_print(w->part, "\""));
done:
    return status;
}

static int features_check(const struct writer *w, size_t cells) {
    if (cells <= FEATURES_MOST)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "%s: more than %d features are too many for GeoJSON (-f nc "
                   "takes them all, --time, --bbox or --grid make them fewer)",
                   w->path, FEATURES_MOST);
}

static int geojson_begin(struct writer *w) {
    const size_t steps = w->ds->time.name == NULL         ? 1
                         : w->ds->time.n == STEPS_UNKNOWN ? 1
                                                          : w->ds->time.n;
    const struct text *t;
    size_t all;
    int status;

    TRY(text_new(w));
    t = w->state;
    if (t->lon == NULL)
        TRY(err_set(EX_DATAERR, "%s: the cells have no place (-f csv)",
                    w->path));
    if (__builtin_mul_overflow(t->ncells, steps, &all))
        all = SIZE_MAX;
    TRY(features_check(w, all));
    TRY(part_print(w->part, "{\"type\":\"FeatureCollection\",\"features\":["));
done:
    return status;
}

/* West of 180 degrees, as RFC 7946 has it. */
static double west(double lon) {
    return lon > 180 ? lon - 360 : lon;
}

static int feature(struct writer *w, const struct step *s, size_t i) {
    struct text *t = w->state;
    char number[NUMBER_TEXT];
    int status;

    TRY(part_print(w->part,
                   "%s\n{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
                   "\"coordinates\":[%.10g,%.10g]},\"properties\":{",
                   t->features++ > 0 ? "," : "", west(t->lon[i]), t->lat[i]));
    if (w->ds->grid->station != NULL) {
        TRY(part_print(w->part, "\"station\":"));
        TRY(json_quote(w, w->ds->grid->station[i]));
        TRY(part_print(w->part, ","));
    }
    if (t->heights != NULL &&
        value_text(t->heights, t->heights->value, i, number))
        TRY(part_print(w->part, "\"elev\":%s,", number));
    if (w->ds->time.name != NULL)
        TRY(part_print(w->part, "\"time\":\"%s\",", t->time));
    for (size_t k = 0; k < t->nplanes; k++) {
        const bool there = plane_text(w, s, &t->plane[k], i, number);
        TRY(json_quote(w, t->plane[k].name));
        TRY(part_print(w->part, ":%s%s", there ? number : "null",
                       k + 1 < t->nplanes ? "," : "}}"));
    }
done:
    return status;
}

/* Cells without any value are left out, as are those without a place. */
static int geojson_put(struct writer *w, const struct step *s) {
    const struct text *t = w->state;
    char number[NUMBER_TEXT];
    int status;

    TRY(set_time(w, s));
    for (size_t i = 0; i < t->ncells; i++) {
        bool any = false;
        for (size_t k = 0; k < t->nplanes && !any; k++)
            any = t->plane[k].each > 0 && t->plane[k].steady == NULL &&
                  plane_text(w, s, &t->plane[k], i, number);
        if (!any || isnan(t->lon[i]) || isnan(t->lat[i]))
            continue;
        TRY(features_check(w, t->features + 1));
        TRY(feature(w, s, i));
    }
done:
    return status;
}

static int geojson_end(struct writer *w) {
    return part_print(w->part, "\n]}\n");
}

const struct form form_csv = { "csv",   ".csv",  "CSV",      false, csv_begin,
                               csv_put, csv_end, text_close, true,  false };
const struct form form_geojson = { "geojson",   ".geojson",    "GeoJSON",
                                   false,       geojson_begin, geojson_put,
                                   geojson_end, text_close,    true,
                                   false };
