/* SPDX-License-Identifier: Apache-2.0 */
/* The stations of a file in place of a grid. */
#include "cmd/harmonise/points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/quantity.h"
#include "core/regridder.h"

static struct {
    const char *file, *method, *lapse;
    double search;
} cfg = { .search = NAN };

const struct opt points_opts[] = {
    { .name = "points",
      .arg = "FILE",
      .text = &cfg.file,
      .help = "stations in place of a grid: a table (station, lon, lat, maybe "
              "elev) or GeoJSON points" },
    { .name = "point-method",
      .arg = "NAME",
      .text = &cfg.method,
      .help = "nearest (default), bilinear, or mean:KM of the cells within" },
    { .name = "point-search",
      .arg = "KM",
      .number = &cfg.search,
      .help = "where a value is missing take that of the nearest valid cell "
              "within (0)" },
    { .name = "lapse",
      .arg = "RATE",
      .text = &cfg.lapse,
      .help = "6.5K/km: correct temperatures from the elevation of the cell "
              "(orog) to that of the station" },
    { 0 },
};

struct points {
    struct stage st;
    struct sites sites;
    struct regridder *regridder;
    const struct dataset *in;
    size_t n;             /* fields of it */
    double radius_km;     /* of means, or 0 */
    struct ground source; /* in it */
    struct ground at;     /* in what the regridder makes */
    float *ground;        /* [stations] elevation of their cells [m] */
    struct seek *seek;
    struct lapse lapse;
    struct step *out; /* values of the regridder, then those of seek */
};

static int points_put(struct stage *st, const struct step *s);
static void points_free(struct stage *st);

bool points_is_asked(void) {
    return cfg.file != NULL;
}

bool points_needs(const struct field *f) {
    return cfg.lapse != NULL && field_is(f, "orog");
}

void points_select(struct input *in) {
    const char **list = NULL;
    size_t n = 0;

    if (cfg.lapse == NULL || in->nvariables == 0)
        return;
    for (size_t k = 0; k < in->nvariables; k++)
        words_add(&list, &n, in->variable[k]);
    words_add(&list, &n, "orog");
    in->noptional += n - in->nvariables;
    in->nvariables = n;
    in->variable = words_keep(list);
}

static int check_options(void) {
    const struct {
        const char *name;
        bool given;
    } of[] = {
        { "--point-method", cfg.method != NULL },
        { "--point-search", !isnan(cfg.search) },
        { "--lapse", cfg.lapse != NULL },
    };

    for (size_t k = 0; k < sizeof of / sizeof *of; k++)
        if (of[k].given && cfg.file == NULL)
            return err_set(EX_USAGE, "%s: there is no --points", of[k].name);
    if (cfg.search < 0)
        return err_set(EX_USAGE, "--point-search: %g is no distance [km]",
                       cfg.search);
    return EX_OK;
}

/* nearest, bilinear or mean:KM. */
static int take_method(struct regrid_how *how) {
    static const char mean[] = "mean:";
    const char *word = cfg.method ? cfg.method : "nearest";

    how->method = word;
    if (strcmp(word, "nearest") == 0 || strcmp(word, "bilinear") == 0)
        return EX_OK;
    how->method = "mean";
    if (strncmp(word, mean, strlen(mean)) != 0 ||
        parse_double(word + strlen(mean), &how->radius_km) != EX_OK ||
        !(how->radius_km > 0))
        return err_set(EX_USAGE,
                       "--point-method: %s is not nearest, bilinear or mean:KM",
                       word);
    if (cfg.search > 0)
        return err_set(EX_USAGE,
                       "--point-search: %s takes all that is within "
                       "its own distance",
                       word);
    return EX_OK;
}

/* Which stations no cell holds, or is near enough to. */
static void warn_outside(const struct sites *s, const struct regrid_how *how) {
    const double most = how->radius_km > 0 ? how->radius_km : cfg.search;
    bool *missing = mem_array(s->n, sizeof *missing);
    char *why;

    for (size_t i = 0; i < s->n; i++)
        missing[i] = (how->radius_km > 0 || s->cell[i] == NO_CELL) &&
                     !(s->distance[i] <= most);
    why = most > 0
              ? mem_format("have no cell within %g km and stay missing", most)
              : mem_text("lie outside the grid and stay missing");
    sites_warn(s, missing, why);
    free(why);
    free(missing);
}

/* A static field of the stations. */
static float *add_static(struct dataset *ds, const char *name,
                         const char *standard, const char *about) {
    struct field *f;

    ds->statics = mem_grow(ds->statics, ds->nstatics + 1, sizeof *ds->statics);
    f = &ds->statics[ds->nstatics++];
    *f = (struct field){ .name = mem_text(name),
                         .standard_name = mem_text(standard),
                         .long_name = mem_text(about),
                         .units = mem_text("m"),
                         .type = REAL,
                         .store = TYPE_FLOAT,
                         .n = ds->grid->nx };
    f->value.f = mem_array(f->n, sizeof *f->value.f);
    return f->value.f;
}

/* Static fields of the source that ours take the place of, or with a search
 * the elevation, which is that of the cell in use. */
static void drop_statics(struct points *p) {
    struct dataset *ds = p->st.ds;
    size_t n = 0;

    for (size_t k = 0; k < ds->nstatics; k++) {
        struct field *f = &ds->statics[k];
        const bool is_orog =
            p->at.is_there && p->at.is_static && p->at.place == k;
        if (is_orog ? p->seek != NULL
                    : strcmp(f->name, "elev") == 0 ||
                          strcmp(f->name, "distance") == 0) {
            field_free(f);
            continue;
        }
        if (is_orog)
            field_text(&f->name, "orog");
        ds->statics[n++] = *f;
    }
    ds->nstatics = n;
}

static void describe(struct points *p) {
    struct dataset *ds = p->st.ds;
    const struct sites *s = &p->sites;
    float *x;

    drop_statics(p);
    if (s->elev != NULL) {
        x = add_static(ds, "elev", "surface_altitude",
                       "elevation of the station");
        for (size_t i = 0; i < s->n; i++)
            x[i] = (float)s->elev[i];
    }
    if (p->seek != NULL)
        return;
    x = add_static(ds, "distance", NULL,
                   "distance to the nearest centre of a cell");
    for (size_t i = 0; i < s->n; i++)
        x[i] = (float)(s->distance[i] * 1000);
}

/* The note of what was done, with the search. */
static void note_search(struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++) {
        struct atts *a = &ds->field[k].atts;
        char *all = mem_format("%s, else the nearest valid cell within %g km",
                               atts_text(a, "twinpipe_regrid"), cfg.search);
        atts_set_text(a, "twinpipe_regrid", all);
        free(all);
    }
}

static int open_method(struct points *p, const struct dataset *in) {
    struct regrid_how how = { .min_frac = NAN, .points = true };
    int status;

    TRY(take_method(&how));
    TRY(sites_read(&p->sites, cfg.file));
    if (how.radius_km == 0 && !(cfg.search > 0) && !remap_points_held(in->grid))
        TRY(err_set(EX_DATAERR,
                    "which of its cells holds a place is not known: they have "
                    "no bounds (--point-search KM takes the nearest within, "
                    "--point-method mean:KM their mean)"));
    TRY(sites_find(&p->sites, in->grid, cfg.search > 0 ? cfg.search : 0));
    TRY(regridder_new(&p->regridder, in, p->sites.grid, &how));
    p->radius_km = how.radius_km;
    warn_outside(&p->sites, &how);
done:
    return status;
}

static int points_make(struct points *p, const struct dataset *in) {
    int status;

    TRY(open_method(p, in));
    p->in = in;
    p->n = in->nfields;
    p->source = ground_find(in);
    p->at = ground_find(regridder_dataset(p->regridder));
    p->ground = mem_array(p->sites.n, sizeof *p->ground);
    p->st.ds = dataset_copy(regridder_dataset(p->regridder), true);
    TRY(lapse_open(&p->lapse, cfg.lapse, &p->sites, &p->source, p->st.ds));
    if (p->radius_km > 0)
        TRY(lapse_mean(&p->lapse, &p->sites, in, p->radius_km));
    if (cfg.search > 0) {
        note_search(p->st.ds);
        p->seek = seek_new(&p->sites, in, &p->source, cfg.search, p->st.ds);
    }
    describe(p);
    p->st.pulls = p->seek == NULL && p->lapse.mean == NULL;
    p->out = mem_array(1, sizeof *p->out);
    p->out->value = mem_array(p->st.ds->nfields, sizeof *p->out->value);
done:
    return status;
}

int points_open(struct stage **out, const struct dataset *in) {
    struct points *p = NULL;
    int status = check_options();

    if (status != EX_OK || !points_is_asked())
        return status;
    p = mem_array(1, sizeof *p);
    p->st.put = points_put;
    p->st.free = points_free;
    if ((status = points_make(p, in)) == EX_OK) {
        *out = &p->st;
        return EX_OK;
    }
    stage_free(&p->st);
    return status;
}

static int points_put(struct stage *st, const struct step *s) {
    struct points *p = (struct points *)st;
    const struct dataset *made = regridder_dataset(p->regridder);
    const struct step *at;
    int status = EX_OK;

    if (s->pull == NULL)
        at = regridder_step(p->regridder, s);
    else
        TRY(regridder_pull(p->regridder, s, &at));
    for (size_t i = 0; i < p->sites.n && p->at.is_there; i++)
        p->ground[i] = (float)ground_value(&p->at, made, at, i);
    if (p->seek != NULL)
        seek_step(p->seek, s, at, p->at.is_there ? p->ground : NULL, p->out);
    for (size_t k = 0; k < p->n; k++) {
        const struct field *f = &made->field[k];
        struct heights h = { p->ground, p->sites.n };
        if (p->seek != NULL)
            h = (struct heights){ seek_ground(p->seek, k), f->n };
        if (p->lapse.unit != NULL && p->lapse.unit[k] != 0) {
            if (p->lapse.mean != NULL)
                h = lapse_under(&p->lapse, p->in, &p->source, s, k);
            lapse_apply(&p->lapse, &p->sites, k, f, at->value[k], h);
        }
        p->out->value[k] = at->value[k];
    }
    step_at(p->out, at);
    status = stage_pass(st, p->out);
done:
    return status;
}

static void points_free(struct stage *st) {
    struct points *p = (struct points *)st;

    regridder_free(p->regridder);
    seek_free(p->seek);
    lapse_free(&p->lapse);
    sites_free(&p->sites);
    free(p->ground);
    if (p->out != NULL)
        free(p->out->value);
    free(p->out);
    free(p);
}
