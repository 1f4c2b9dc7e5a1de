/* SPDX-License-Identifier: Apache-2.0 */
/* lapse: interpolation, then what the difference in elevation does. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/downscale/lapse-rate.h"
#include "cmd/downscale/methods.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/regridder.h"
#include "core/remap.h"
#include "kernel/affine.h"
#include "kernel/elevation.h"

static struct { const char *orography, *coarse, *rate, *method; } cfg;

static const char *const method_words[] = { "bilinear", "conservative",
                                            "nearest", NULL };

const struct opt lapse_opts[] = {
    { .name = "orography",
      .arg = "FILE[:VAR]",
      .text = &cfg.orography,
      .required = true,
      .help = "the fine ground, whose grid is the target" },
    { .name = "coarse-orography",
      .arg = "FILE[:VAR]",
      .text = &cfg.coarse,
      .help = "the ground of the input (default: orog in the stream)" },
    { .name = "lapse",
      .arg = "RATE",
      .text = &cfg.rate,
      .help = "6.5K/km (default; dew points 1.8K/km), monthly:V1,...,V12 or "
              "local[:K[,R2]]" },
    { .name = "method",
      .arg = "NAME",
      .text = &cfg.method,
      .words = method_words,
      .help = "bilinear (default), conservative or nearest" },
    { 0 },
};

/* What is done to a field. */
enum effect { NOTHING, TEMPERATURE, DEW_POINT, PRESSURE, RAIN };

struct lapse {
    struct regridder *regridder;
    const struct dataset *ds;
    size_t n;    /* cells of the target */
    float *dz;   /* [n] fine less interpolated coarse ground [m] */
    double *lat; /* [n] */
    struct lapse_rate rate;
    struct remap *remap;     /* as that of the fields, for rates */
    float *coarse;           /* the ground below the input [m] */
    float *local;            /* [cells of the input] rates, if they are local */
    float *fine;             /* [n] the same on the target */
    const struct step *in;   /* the input */
    enum effect *effect;     /* [nfields] */
    const struct field *tas; /* for pressure, or NULL */
    float *warm;             /* [n] fine temperature, for pressure */
};

static int ground(struct lapse *l, const struct dataset *in,
                  struct grid **target);
static int effects(struct lapse *l);
static int correct(struct lapse *l, const struct step *s);
static void lapse_free(struct lapse *l);

int lapse_run(struct reader *in, struct writer *out) {
    const struct regrid_how how = { .method =
                                        cfg.method ? cfg.method : "bilinear",
                                    .min_frac = NAN };
    struct lapse l = { 0 };
    struct grid *target = NULL;
    const struct step *s;
    int status;

    TRY(err_in(lapse_rate_parse(cfg.rate, &l.rate), "--lapse"));
    TRY(ground(&l, reader_dataset(in), &target));
    TRY(regridder_new(&l.regridder, reader_dataset(in), target, &how));
    l.ds = regridder_dataset(l.regridder);
    TRY(effects(&l));
    TRY(writer_begin(out, l.ds));
    while ((status = reader_next(in, &s)) == EX_OK && s != NULL) {
        l.in = s;
        s = regridder_step(l.regridder, s);
        TRY(correct(&l, s));
        TRY(writer_put(out, s));
    }
done:
    lapse_free(&l);
    grid_free(target);
    return status;
}

/* The elevation in a file, [m]: the field named after a colon, or orog, or the
 * only one there is. */
static int read_ground(const char *text, struct grid **grid, float **z) {
    const char *colon = strrchr(text, ':');
    char *path =
        colon ? mem_format("%.*s", (int)(colon - text), text) : mem_text(text);
    const char *file = path, *name = colon ? colon + 1 : NULL;
    struct input input = { .nfiles = 1, .file = &file };
    struct reader *r = NULL;
    const struct dataset *ds;
    const struct field *f;
    struct conversion conv;
    const struct step *s;
    int status;

    if (name != NULL) {
        input.nvariables = 1;
        input.variable = &name;
    }
    TRY(reader_open(&r, &input));
    ds = reader_dataset(r);
    f = ds->nfields == 1                        ? &ds->field[0]
        : ds->nstatics == 1 && ds->nfields == 0 ? &ds->statics[0]
                                                : dataset_static(ds, "orog");
    if (f == NULL && (f = dataset_find(ds, "orog")) == NULL) {
        status = EX_DATAERR;
        goto done;
    }
    if (f->type != REAL || f->n != grid_cells(ds->grid)) {
        status = err_set(EX_DATAERR, "%s: %s is no elevation", path, f->name);
        goto done;
    }
    if (units_conversion(f->units, "m", CLASS_STATE, NAN, &conv) != EX_OK)
        TRY(err_set(EX_DATAERR,
                    "%s: %s is in \"%s\", no unit of length (harmonise "
                    "--assume-units %s=m gives it one)",
                    path, f->name, f->units, f->name));
    *z = mem_array(f->n, sizeof **z);
    if (f->value.f != NULL) {
        memcpy(*z, f->value.f, f->n * sizeof **z);
    } else {
        TRY(reader_next(r, &s));
        if (s == NULL) {
            status = err_set(EX_DATAERR, "%s: no step", path);
            goto done;
        }
        memcpy(*z, s->value[f - ds->field].f, f->n * sizeof **z);
    }
    affine_apply(f->n, *z, conv.scale, conv.offset, *z);
    *grid = grid_copy(ds->grid);
done:
    reader_free(r);
    free(path);
    return status;
}

/* The ground below the coarse data: from its file, or in the stream. */
static int coarse_ground(const struct dataset *in, float **z) {
    const struct field *f;
    struct grid *grid = NULL;
    int status;

    if (cfg.coarse == NULL) {
        f = dataset_static(in, "orog");
        if (f == NULL)
            return err_set(EX_USAGE, "no orog in the input (say "
                                     "--coarse-orography FILE)");
        *z = mem_copy(f->value.f, f->n, sizeof **z);
        return EX_OK;
    }
    status = read_ground(cfg.coarse, &grid, z);
    if (status == EX_OK)
        status = grid_check_same(grid, in->grid);
    grid_free(grid);
    return err_in(status, "--coarse-orography");
}

static int ground(struct lapse *l, const struct dataset *in,
                  struct grid **target) {
    float *fine = NULL;
    double *lon = NULL;
    enum remap_method method;
    int status;

    TRY(err_in(read_ground(cfg.orography, target, &fine), "--orography"));
    TRY(coarse_ground(in, &l->coarse));
    l->n = grid_cells(*target);
    l->dz = mem_array(l->n, sizeof *l->dz);
    l->lat = mem_array(l->n, sizeof *l->lat);
    lon = mem_array(l->n, sizeof *lon);
    TRY(grid_lonlat(*target, lon, l->lat));
    TRY(remap_method_parse(cfg.method ? cfg.method : "bilinear", &method));
    TRY(remap_new(&l->remap, in->grid, *target, method, NAN));
    remap_apply(l->remap, l->coarse, l->dz);
    for (size_t i = 0; i < l->n; i++)
        l->dz[i] = fine[i] - l->dz[i];
    if (l->rate.window > 0)
        TRY(lapse_rate_fits(&l->rate, in->grid));
    l->local = mem_array(grid_cells(in->grid), sizeof *l->local);
    l->fine = mem_array(l->n, sizeof *l->fine);
done:
    free(lon);
    free(fine);
    return status;
}

static enum effect effect_of(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const char *name = q ? q->name : f->name;

    if (strncmp(name, "tas", 3) == 0)
        return TEMPERATURE;
    if (strcmp(name, "tdps") == 0)
        return DEW_POINT;
    if (strcmp(name, "ps") == 0)
        return PRESSURE;
    return strcmp(name, "pr") == 0 ? RAIN : NOTHING;
}

static int effects(struct lapse *l) {
    const struct dataset *ds = l->ds;
    bool pressure = false, any = false;

    l->effect = mem_array(ds->nfields, sizeof *l->effect);
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];
        struct conversion conv;
        l->effect[k] = f->type == REAL ? effect_of(f) : NOTHING;
        if (l->effect[k] == TEMPERATURE || l->effect[k] == DEW_POINT) {
            int status =
                units_conversion(f->units, "K", CLASS_STATE, NAN, &conv);
            if (status != EX_OK || conv.scale != 1)
                return err_set(EX_DATAERR, "%s is in %s (K or degC are right)",
                               f->name, f->units);
        }
        if (strcmp(f->name, "tas") == 0 && strcmp(f->units, "K") == 0)
            l->tas = f;
        pressure |= l->effect[k] == PRESSURE;
        any |= l->effect[k] != NOTHING;
    }
    if (!any)
        return err_set(EX_DATAERR, "no field depends on elevation here "
                                   "(tas, tasmin, tasmax, tdps, ps, pr do)");
    if (pressure && l->tas == NULL)
        return err_set(EX_DATAERR, "ps needs tas in K beside it");
    if (l->tas != NULL)
        l->warm = mem_array(l->tas->n, sizeof *l->warm);
    return EX_OK;
}

/* A plane of temperatures at the rate there is; `at` values are before it. */
static void cool(struct lapse *l, size_t k, size_t at, int month,
                 const float *t, float *out) {
    const double rate =
        l->effect[k] == DEW_POINT ? l->rate.dew : l->rate.month[month - 1];
    const struct lapse_rate *r = &l->rate;
    const size_t cells = r->cells.ny * r->cells.nx;

    if (r->window == 0) {
        elevation_lapse(l->n, t, l->dz, rate, out);
        return;
    }
    elevation_rate(&r->cells, l->in->value[k].f + at / l->n * cells, l->coarse,
                   r->r2, rate, l->local);
    remap_apply(l->remap, l->local, l->fine);
    elevation_lapse_by(l->n, t, l->dz, l->fine, out);
}

/* One plane of one field, in place. */
static void correct_plane(struct lapse *l, const struct step *s, size_t k,
                          size_t at, int month) {
    float *v = s->value[k].f + at;

    if (l->effect[k] == TEMPERATURE || l->effect[k] == DEW_POINT)
        cool(l, k, at, month, v, v);
    else if (l->effect[k] == RAIN)
        elevation_rain(l->n, v, l->dz, l->lat, month, v);
    else if (l->effect[k] == PRESSURE) {
        const size_t tas = (size_t)(l->tas - l->ds->field);
        const float *cold = s->value[tas].f + at;
        cool(l, tas, at, month, cold, l->warm);
        elevation_pressure(l->n, v, l->dz, cold, l->warm, v);
    }
}

static int month_of(const struct lapse *l, const struct step *s, int *month) {
    const struct time_unit *unit = &l->ds->time.unit;
    const double mid =
        l->ds->time.has_bounds ? (s->bounds[0] + s->bounds[1]) / 2 : s->time;
    int64_t t;
    int status;

    *month = 1;
    if (l->ds->time.name == NULL || unit->calendar == CALENDAR_NONE) {
        for (size_t k = 0; k < l->ds->nfields; k++)
            if (l->effect[k] == RAIN || l->rate.month[0] != l->rate.month[6])
                return err_set(EX_DATAERR, "no date, and the month matters");
        return EX_OK;
    }
    status = time_decode(unit, mid, &t);
    if (status == EX_OK)
        *month = time_date(unit->calendar, t).month;
    return status;
}

/* Pressure first: it needs temperature as it was interpolated. */
static int correct(struct lapse *l, const struct step *s) {
    const struct dataset *ds = l->ds;
    int month, status = month_of(l, s, &month);

    for (int first = 1; first >= 0 && status == EX_OK; first--)
        for (size_t k = 0; k < ds->nfields; k++) {
            if ((l->effect[k] == PRESSURE) != first)
                continue;
            for (size_t at = 0; at < ds->field[k].n; at += l->n)
                correct_plane(l, s, k, at, month);
        }
    return status;
}

static void lapse_free(struct lapse *l) {
    regridder_free(l->regridder);
    remap_free(l->remap);
    free(l->coarse);
    free(l->local);
    free(l->fine);
    free(l->dz);
    free(l->lat);
    free(l->effect);
    free(l->warm);
}
