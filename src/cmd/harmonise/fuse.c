/* SPDX-License-Identifier: Apache-2.0 */
/* --join fuse: several sources of the same fields on one domain, each with its
 * standard error, become one by inverse variance. */
#include "cmd/harmonise/fuse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"

enum { SOURCES = 15 }; /* bits of a short that is positive */

static struct {
    const char *sigma;
    struct input in; /* as the options have it; all FILEs */
    bool wanted;
} cfg;

const struct opt fuse_opts[] = {
    { .name = "sigma",
      .arg = "S,S,...",
      .text = &cfg.sigma,
      .help = "--join fuse: the standard error of each FILE, in the unit of "
              "its fields" },
    { 0 },
};

/* One of the FILEs after the first. */
struct other {
    struct reader *reader;
    size_t *field;           /* [nfields] its place in that FILE */
    struct conversion *conv; /* [nfields] to the units of the first */
};

struct fuse {
    struct stage st;
    const struct dataset *in;
    size_t nfields, nothers;
    struct other *other;
    double *weight; /* [1 + nothers] 1 / variance */
    double *sum;    /* [most values] of weights, as they add up */
    size_t *sigma;  /* [nfields] place of NAME_sigma; SIZE_MAX: a label */
    struct step *out;
};

void fuse_take(struct input *in) {
    cfg.in = *in;
    cfg.in.wide = false;
    cfg.wanted = true;
    in->nfiles = in->nfiles > 1 ? 1 : in->nfiles;
}

int fuse_refuse(const char *option, bool given) {
    return !given || !cfg.wanted
               ? EX_OK
               : err_set(EX_USAGE,
                         "%s: not with --join fuse (harmonise each FILE with "
                         "it first)",
                         option);
}

static const char *name_of(size_t i) {
    return cfg.in.file[i + 1];
}

static void fuse_free(struct stage *st) {
    struct fuse *f = (struct fuse *)st;

    for (size_t i = 0; f->other != NULL && i < f->nothers; i++) {
        reader_free(f->other[i].reader);
        free(f->other[i].field);
        free(f->other[i].conv);
    }
    free(f->other);
    free(f->weight);
    free(f->sum);
    free(f->sigma);
    step_free(f->out);
    free(f);
}

/* Adds x, of weight w, to what there is; bit says whose it is. */
static void add(const struct fuse *f, size_t k, const float *x,
                const struct conversion *c, size_t source) {
    const size_t n = f->in->field[k].n;
    float *y = f->out->value[k].f;
    int32_t *sources = f->out->value[f->sigma[k] + 1].i;
    const double w = f->weight[source];

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double v = (double)x[i] * c->scale + c->offset;
        if (source == 0) {
            y[i] = x[i];
            f->sum[i] = isnan(x[i]) ? 0 : w;
            sources[i] = isnan(x[i]) ? 0 : 1;
        } else if (!isnan(v)) {
            const double all = f->sum[i] + w;
            const double before = f->sum[i] > 0 ? (double)y[i] : 0;
            y[i] = (float)(before + (v - before) * w / all);
            f->sum[i] = all;
            sources[i] |= 1 << source;
        }
    }
}

static void fuse_field(struct fuse *f, size_t k, const struct step *first,
                       const struct step *const *step) {
    static const struct conversion same = { .scale = 1 };
    float *sigma = f->out->value[f->sigma[k]].f;

    add(f, k, first->value[k].f, &same, 0);
    for (size_t i = 0; i < f->nothers; i++) {
        const struct other *o = &f->other[i];
        add(f, k, step[i]->value[o->field[k]].f, &o->conv[k], i + 1);
    }
    for (size_t i = 0; i < f->in->field[k].n; i++)
        sigma[i] = f->sum[i] > 0 ? (float)(1 / sqrt(f->sum[i])) : NAN;
}

/* Is a step of FILE i at the time of the first's? */
static int check_time(const struct fuse *f, size_t i, const struct step *a,
                      const struct step *b) {
    const struct time_axis *ta = &f->in->time;
    const struct time_axis *tb = &reader_dataset(f->other[i].reader)->time;
    char wanted[TIME_TEXT];
    int64_t at, other;
    int status;

    if (ta->name == NULL)
        return b == NULL ? err_set(EX_DATAERR, "%s: no step", name_of(i))
                         : EX_OK;
    TRY(time_decode(&ta->unit, a->time, &at));
    time_text(ta->unit.calendar, at, wanted);
    if (b == NULL)
        TRY(err_set(EX_DATAERR, "%s: ends before %s, which the first FILE has",
                    name_of(i), wanted));
    TRY(time_decode(&tb->unit, b->time, &other));
    if (at != other)
        TRY(err_set(EX_DATAERR, "%s: has no step at %s, as the first FILE has",
                    name_of(i), wanted));
done:
    return status;
}

static int fuse_put(struct stage *st, const struct step *s) {
    struct fuse *f = (struct fuse *)st;
    const struct step **step = mem_array(f->nothers, sizeof *step);
    int status;

    for (size_t i = 0; i < f->nothers; i++) {
        TRY(reader_next(f->other[i].reader, &step[i]));
        TRY(check_time(f, i, s, step[i]));
    }
    for (size_t k = 0; k < f->nfields; k++)
        if (f->sigma[k] == SIZE_MAX)
            memcpy(f->out->value[k].i, s->value[k].i,
                   f->in->field[k].n * sizeof(int32_t));
        else
            fuse_field(f, k, s, step);
    step_at(f->out, s);
    status = stage_pass(st, f->out);
done:
    free(step);
    return status;
}

static int fuse_end(struct stage *st) {
    struct fuse *f = (struct fuse *)st;
    const struct step *s;
    int status = EX_OK;

    for (size_t i = 0; i < f->nothers; i++) {
        TRY(reader_next(f->other[i].reader, &s));
        if (s != NULL)
            TRY(err_set(EX_DATAERR, "%s: has more steps than the first FILE",
                        name_of(i)));
    }
done:
    return status;
}

/* NAME_sigma and NAME_sources behind the fields. */
static void describe(struct fuse *f) {
    for (size_t k = 0; k < f->nfields; k++) {
        const struct field *of = &f->in->field[k];
        char *name = mem_format("%s_sigma", of->name);
        char *bits = mem_format("%s_sources", of->name);
        struct field *g;
        f->sigma[k] = of->type == REAL ? f->st.ds->nfields : SIZE_MAX;
        for (int i = 0; i < 2 && of->type == REAL; i++) {
            of = &f->in->field[k];
            g = dataset_add(f->st.ds, i ? bits : name, i ? LABEL : REAL);
            g->has_level = of->has_level;
            g->has_member = of->has_member;
            g->n = of->n;
            g->store = TYPE_SHORT;
            field_text(&g->units, i ? "1" : of->units);
            field_text(&g->long_name, i ? "FILEs that it is made of, a bit each"
                                        : "standard error");
            if (i == 0)
                field_text(&g->cell_methods, "time: standard_deviation");
        }
        free(name);
        free(bits);
    }
}

/* FILE i + 1: opened, and held against the first. */
static int open_other(struct fuse *f, size_t i) {
    struct input in = cfg.in;
    struct other *o = &f->other[i];
    const struct dataset *ds;
    int status;

    in.nfiles = 1;
    in.file = cfg.in.file + i + 1;
    TRY(reader_open(&o->reader, &in));
    ds = reader_dataset(o->reader);
    TRY(err_in(grid_check_same(ds->grid, f->in->grid), name_of(i)));
    o->field = mem_array(f->nfields, sizeof *o->field);
    o->conv = mem_array(f->nfields, sizeof *o->conv);
    for (size_t k = 0; k < f->nfields; k++) {
        const struct field *of = &f->in->field[k];
        const struct field *g = dataset_find(ds, of->name);
        if (g == NULL || g->type != of->type || g->n != of->n)
            TRY(err_in(g == NULL ? EX_DATAERR
                                 : err_set(EX_DATAERR,
                                           "%s is another kind of "
                                           "field",
                                           of->name),
                       name_of(i)));
        o->field[k] = (size_t)(g - ds->field);
        o->conv[k].scale = 1;
        if (strcmp(g->units, of->units) != 0)
            TRY(err_in(units_conversion(g->units, of->units, CLASS_STATE, NAN,
                                        &o->conv[k]),
                       name_of(i)));
    }
done:
    return status;
}

static int weights(struct fuse *f) {
    const size_t n = cfg.in.nfiles;
    double *sigma = mem_array(n + 1, sizeof *sigma);
    int status = EX_OK;

    if (n < 2 || n > SOURCES)
        TRY(err_set(EX_USAGE, "--join fuse: takes 2 to %d FILEs, not %zu",
                    SOURCES, n));
    if (cfg.sigma == NULL)
        TRY(err_set(EX_USAGE, "--join fuse: needs --sigma, one for each FILE"));
    TRY(err_in(parse_doubles(cfg.sigma, n, sigma), "--sigma"));
    for (size_t i = 0; i < n; i++) {
        if (!(sigma[i] > 0 && isfinite(sigma[i])))
            TRY(err_set(EX_USAGE, "--sigma: %g is no standard error",
                        sigma[i]));
        f->weight[i] = 1 / (sigma[i] * sigma[i]);
    }
done:
    free(sigma);
    return status;
}

int fuse_open(struct stage **out, const struct dataset *in) {
    struct fuse *f;
    size_t most = 0;
    int status;

    if (!cfg.wanted)
        return cfg.sigma == NULL
                   ? EX_OK
                   : err_set(EX_USAGE, "--sigma: belongs to --join fuse");
    f = mem_array(1, sizeof *f);
    f->st.put = fuse_put;
    f->st.end = fuse_end;
    f->st.free = fuse_free;
    f->in = in;
    f->nfields = in->nfields;
    f->nothers = cfg.in.nfiles > 0 ? cfg.in.nfiles - 1 : 0;
    f->weight = mem_array(cfg.in.nfiles + 1, sizeof *f->weight);
    f->other = mem_array(f->nothers, sizeof *f->other);
    f->sigma = mem_array(f->nfields, sizeof *f->sigma);
    f->st.ds = dataset_copy(in, true);
    TRY(weights(f));
    for (size_t i = 0; i < f->nothers; i++)
        TRY(open_other(f, i));
    for (size_t k = 0; k < f->nfields; k++)
        most = in->field[k].n > most ? in->field[k].n : most;
    f->sum = mem_array(most, sizeof *f->sum);
    describe(f);
    f->out = step_new(f->st.ds);
    *out = &f->st;
    return EX_OK;
done:
    dataset_free(f->st.ds);
    fuse_free(&f->st);
    return status;
}
