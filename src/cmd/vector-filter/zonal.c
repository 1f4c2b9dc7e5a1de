/* SPDX-License-Identifier: Apache-2.0 */
/* zonal: what a raster has under each feature. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/vector-filter/operations.h"
#include "core/geojson.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/reader.h"
#include "core/zones.h"
#include "kernel/zone.h"

static struct {
    const char *raster, *variable, *stat, *weight, *min_valid, *cover, *time;
    bool repeat;
} cfg;

static const char *const weight_words[] = { "none", "area", NULL };
static const char *const cover_words[] = { "centre", "touched", "exact", NULL };

const struct opt zonal_opts[] = {
    { .name = "raster",
      .arg = "FILE|-",
      .text = &cfg.raster,
      .required = true,
      .help = "the fields; - is standard input" },
    { .name = "variable",
      .arg = "LIST",
      .text = &cfg.variable,
      .help = "these fields only" },
    { .name = "time",
      .arg = "A/B",
      .text = &cfg.time,
      .help = "these times only" },
    { .name = "stat",
      .arg = "LIST",
      .text = &cfg.stat,
      .help = "count, sum, mean, min, max, std, median, qP, majority, "
              "minority, variety, missing, area (count,mean,min,max)" },
    { .name = "cover",
      .arg = "HOW",
      .text = &cfg.cover,
      .words = cover_words,
      .help = "cells that count: whose centre is in the polygon (centre, "
              "default), that share area with it (touched), or by the share "
              "of them in it (exact)" },
    { .name = "weight",
      .arg = "HOW",
      .text = &cfg.weight,
      .words = weight_words,
      .help = "none (default), or area of the cells" },
    { .name = "min-valid",
      .arg = "RULE",
      .text = &cfg.min_valid,
      .help = "valid cells that are needed: any (default), all, N or P%" },
    { .name = "repeat-geometry",
      .flag = &cfg.repeat,
      .help = "the geometry with each step, not only the first" },
    { 0 },
};

/* A feature and the cells under it. */
struct under {
    char *text, *where;
    size_t n, *cell;
    double *share; /* [n] of each cell in it, or NULL: all of it */
};

struct zonal {
    struct reader *raster;
    const struct dataset *ds;
    struct places places;
    double *area; /* [cells] m2, or NULL */
    char **stat;
    size_t nstats;
    enum { CENTRE, TOUCHED, EXACT } cover;
    bool counts; /* --min-valid is a number of cells, not a share */
    double need;
    size_t n, largest; /* features, cells of the largest */
    struct under *under;
    double *value, *weight, *sorted, *share; /* [largest] of one zone */
};

static int open_raster(struct zonal *z);
static int options(struct zonal *z);
static int take_features(struct zonal *z, struct features *in);
static int put_step(struct zonal *z, const struct step *s, bool first,
                    struct features_out *out);
static void zonal_free(struct zonal *z);

int zonal_run(struct features *in, struct features_out *out) {
    struct zonal z = { 0 };
    const struct step *s;
    bool first = true;
    int status;

    if (strcmp(cfg.raster, "-") == 0 && features_is_input(in))
        return err_set(EX_USAGE, "--raster - and the features cannot both be "
                                 "standard input (name a FILE)");
    TRY(options(&z));
    TRY(open_raster(&z));
    TRY(take_features(&z, in));
    while ((status = reader_next(z.raster, &s)) == EX_OK && s != NULL) {
        TRY(put_step(&z, s, first, out));
        first = false;
    }
done:
    zonal_free(&z);
    return status;
}

static bool is_stat(const char *name) {
    static const char *const names[] = { "count",   "sum",      "mean",
                                         "min",     "max",      "std",
                                         "median",  "majority", "minority",
                                         "variety", "missing",  "area" };
    double p;

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strcmp(name, names[k]) == 0)
            return true;
    return name[0] == 'q' && parse_double(name + 1, &p) == EX_OK && p >= 0 &&
           p <= 100;
}

static int rule(struct zonal *z, const char *text) {
    const size_t n = strlen(text);
    char *number = mem_text(text);
    int status = EX_OK;

    z->counts = false;
    if (strcmp(text, "any") == 0 || strcmp(text, "all") == 0) {
        z->need = *text == 'a' && text[1] == 'l' ? 1 : 0;
    } else {
        z->counts = n == 0 || text[n - 1] != '%';
        if (!z->counts)
            number[n - 1] = 0;
        status = parse_double(number, &z->need);
        if (!z->counts)
            z->need /= 100;
    }
    free(number);
    return err_in(status, "--min-valid");
}

static bool is_quantile(const char *stat) {
    return stat[0] == 'q' || strcmp(stat, "median") == 0;
}

static int options(struct zonal *z) {
    int status;

    if (cfg.cover != NULL && strcmp(cfg.cover, "centre") != 0)
        z->cover = strcmp(cfg.cover, "exact") == 0 ? EXACT : TOUCHED;
    TRY(parse_list(cfg.stat ? cfg.stat : "count,mean,min,max", &z->stat,
                   &z->nstats));
    for (size_t k = 0; k < z->nstats; k++)
        if (!is_stat(z->stat[k])) {
            status = err_set(EX_USAGE,
                             "--stat: no statistic %s (there are count, sum, "
                             "mean, min, max, std, median, qP, majority, "
                             "minority, variety, missing, area)",
                             z->stat[k]);
            goto done;
        }
    for (size_t k = 0; k < z->nstats; k++)
        if (z->cover == EXACT && is_quantile(z->stat[k])) {
            status = err_set(EX_USAGE,
                             "--stat: no %s of shares of cells "
                             "(--cover centre or touched)",
                             z->stat[k]);
            goto done;
        }
    status = rule(z, cfg.min_valid ? cfg.min_valid : "any");
done:
    return status;
}

static int open_raster(struct zonal *z) {
    struct input input = { .time = cfg.time };
    const char *file = cfg.raster;
    char **word = NULL;
    bool area = cfg.weight != NULL && strcmp(cfg.weight, "area") == 0;
    int status;

    input.nfiles = 1;
    input.file = &file;
    if (cfg.variable != NULL)
        TRY(parse_list(cfg.variable, &word, &input.nvariables));
    input.variable = (const char *const *)word;
    TRY(reader_open(&z->raster, &input));
    z->ds = reader_dataset(z->raster);
    for (size_t k = 0; k < z->ds->nfields; k++)
        if (z->ds->field[k].n != grid_cells(z->ds->grid)) {
            status = err_set(EX_DATAERR,
                             "%s: %s has levels or members: zonal "
                             "takes one plane",
                             cfg.raster, z->ds->field[k].name);
            goto done;
        }
    TRY(places_make(&z->places, z->ds->grid));
    if (z->cover != CENTRE)
        TRY(err_in(places_edges(&z->places, z->ds->grid), cfg.raster));
    for (size_t k = 0; k < z->nstats; k++)
        area |= strcmp(z->stat[k], "area") == 0;
    if (area) {
        const size_t n = grid_cells(z->ds->grid);
        z->area = mem_array(n, sizeof *z->area);
        TRY(grid_areas(z->ds->grid, z->area));
        for (size_t i = 0; i < n; i++)
            z->area[i] *= 1e6;
    }
done:
    free(word);
    return status;
}

static int take_features(struct zonal *z, struct features *in) {
    const struct item *item;
    struct geometry g;
    size_t hit = 0;
    int status;

    while ((status = features_next(in, &item)) == EX_OK && item != NULL) {
        struct under *u;
        status = geojson_geometry(json_get(item->tree, "geometry"), &g);
        if (status != EX_OK)
            return err_in(status, item->where);
        z->under = mem_grow(z->under, z->n + 1, sizeof *z->under);
        u = &z->under[z->n++];
        *u = (struct under){ 0 };
        u->text = mem_format("%.*s", (int)item->n, item->text);
        u->where = mem_text(item->where);
        if (z->cover == CENTRE)
            u->n = zone_cells(&z->places, &g, &u->cell);
        else
            u->n = zone_shares(&z->places, &g, &u->cell, &u->share);
        geometry_free(&g);
        if (u->n > z->largest)
            z->largest = u->n;
        hit += u->n > 0;
    }
    if (status == EX_OK && z->n > 0 && hit == 0)
        warn("%s: no cell lies in any of %zu features", cfg.raster, z->n);
    z->value = mem_array(z->largest, sizeof *z->value);
    z->weight = mem_array(z->largest, sizeof *z->weight);
    z->sorted = mem_array(z->largest, sizeof *z->sorted);
    z->share = mem_array(z->largest, sizeof *z->share);
    return status;
}

/* One statistic; NAN where there is none. */
static double statistic(const struct zonal *z, const struct zone *s,
                        const char *name) {
    double p;

    if (strcmp(name, "sum") == 0)
        return s->sum;
    if (strcmp(name, "mean") == 0)
        return s->mean;
    if (strcmp(name, "min") == 0)
        return s->min;
    if (strcmp(name, "max") == 0)
        return s->max;
    if (strcmp(name, "std") == 0)
        return s->std;
    if (strcmp(name, "majority") == 0)
        return s->majority;
    if (strcmp(name, "minority") == 0)
        return s->minority;
    if (strcmp(name, "variety") == 0)
        return (double)s->variety;
    if (strcmp(name, "median") == 0)
        return zone_quantile(s->count, z->sorted, 0.5);
    return parse_double(name + 1, &p) == EX_OK
               ? zone_quantile(s->count, z->sorted, p / 100)
               : NAN;
}

/* Cells as their shares count, and the area of the valid ones. */
struct tally {
    double cells, valid, area;
};

static void put_statistics(const struct zonal *z, const struct zone *s,
                           const struct tally *t, const char *field,
                           struct json *properties) {
    const double have =
        z->counts || s->cells == 0 ? t->valid : t->valid / t->cells;
    const bool enough = s->count > 0 && have >= z->need;

    for (size_t k = 0; k < z->nstats; k++) {
        const char *name = z->stat[k];
        char *key = mem_format("%s_%s", field, name);
        double x = NAN;
        if (strcmp(name, "count") == 0)
            x = t->valid;
        else if (strcmp(name, "missing") == 0)
            x = s->cells ? 1 - t->valid / t->cells : NAN;
        else if (strcmp(name, "area") == 0)
            x = t->area;
        else if (enough)
            x = statistic(z, s, name);
        json_set_number(properties, key, x);
        free(key);
    }
}

static void zone_of(struct zonal *z, const struct under *u, size_t field,
                    const struct step *s, struct json *properties) {
    const struct field *f = &z->ds->field[field];
    const bool weighted = cfg.weight && strcmp(cfg.weight, "area") == 0;
    struct tally t = { 0 };
    struct zone zone;

    for (size_t i = 0; i < u->n; i++) {
        const size_t c = u->cell[i];
        double share;
        z->value[i] = f->type == REAL ? (double)s->value[field].f[c]
                      : s->value[field].i[c] == LABEL_MISSING
                          ? NAN
                          : (double)s->value[field].i[c];
        share = z->cover == EXACT ? u->share[i] : 1;
        z->weight[i] = share * (weighted ? z->area[c] : 1);
        t.cells += share;
        if (isnan(z->value[i]))
            continue;
        t.valid += share;
        t.area += z->area ? share * z->area[c] : 0;
    }
    zone_statistics(&zone, u->n, z->value, z->weight, z->sorted, z->share);
    put_statistics(z, &zone, &t, f->name, properties);
}

static int put_one(struct zonal *z, const struct under *u, const struct step *s,
                   const char *time, bool geometry, struct features_out *out) {
    struct json *add = json_new_object();
    char *text = NULL;
    int status;

    if (time != NULL)
        json_set_text(add, "time", time);
    for (size_t k = 0; k < z->ds->nfields; k++)
        zone_of(z, u, k, s, add);
    TRY(err_in(geojson_extend(u->text, add, geometry, &text), u->where));
    TRY(features_put(out, text, strlen(text)));
done:
    json_free(add);
    free(text);
    return status;
}

static int put_step(struct zonal *z, const struct step *s, bool first,
                    struct features_out *out) {
    const struct time_axis *t = &z->ds->time;
    const bool timed = t->name != NULL && t->n != 1;
    char text[TIME_TEXT];
    int64_t time;
    int status = EX_OK;

    if (timed) {
        TRY(time_decode(&t->unit, s->time, &time));
        time_text(t->unit.calendar, time, text);
    }
    for (size_t k = 0; k < z->n; k++)
        TRY(put_one(z, &z->under[k], s, timed ? text : NULL,
                    first || cfg.repeat, out));
done:
    return status;
}

static void zonal_free(struct zonal *z) {
    for (size_t k = 0; k < z->n; k++) {
        free(z->under[k].text);
        free(z->under[k].where);
        free(z->under[k].cell);
        free(z->under[k].share);
    }
    free(z->under);
    places_free(&z->places);
    free(z->area);
    free(z->stat);
    free(z->value);
    free(z->weight);
    free(z->sorted);
    free(z->share);
    reader_free(z->raster);
}
