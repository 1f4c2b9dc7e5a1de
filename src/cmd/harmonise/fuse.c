/* SPDX-License-Identifier: Apache-2.0 */
/* --join fuse: several sources of the same fields on one domain, each with its
 * standard error, become one by inverse variance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/fuse_sigma.h"
#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/units.h"

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
    struct sigma *sigma; /* [1 + nothers] */
    double *sum;         /* [most values]  of weights, as they add up */
    double *mean;        /* [most values] */
    size_t *place;       /* [nfields]  of NAME_sigma; SIZE_MAX: a label */
    double *scale;       /* [nfields]  of the field's unit to that of it */
    struct step *out;
};

static const char *name_of(size_t i) {
    return sources_name(i + 1);
}

static void fuse_free(struct stage *st) {
    struct fuse *f = (struct fuse *)st;

    for (size_t i = 0; f->other != NULL && i < f->nothers; i++) {
        reader_free(f->other[i].reader);
        free(f->other[i].field);
        free(f->other[i].conv);
    }
    free(f->other);
    for (size_t i = 0; f->sigma != NULL && i <= f->nothers; i++)
        sigma_free(&f->sigma[i]);
    free(f->sigma);
    free(f->sum);
    free(f->mean);
    free(f->place);
    free(f->scale);
    step_free(f->out);
    free(f);
}

/* 1 / variance; 0 where there is no standard error. */
static double weight_of(double sigma) {
    return sigma > 0 && isfinite(sigma) ? 1 / (sigma * sigma) : 0;
}

/* Adds x of a source to what there is. */
static void add(const struct fuse *f, size_t k, const float *x,
                const struct conversion *c, size_t source) {
    const struct sigma *s = &f->sigma[source];
    const size_t n = f->in->field[k].n;
    const double same = weight_of(s->constant * s->scale[k]);
    int32_t *sources = f->out->value[f->place[k] + 1].i;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double v = (double)x[i] * c->scale + c->offset;
        const double w =
            s->value == NULL
                ? same
                : weight_of((double)s->value[i % s->n] * s->scale[k]);
        const double all = f->sum[i] + w;
        if (isnan(v) || w == 0)
            continue;
        if (f->sum[i] == 0)
            f->mean[i] = v;
        else
            f->mean[i] += (v - f->mean[i]) * (w / all);
        f->sum[i] = all;
        sources[i] |= 1 << source;
    }
}

static void fuse_field(struct fuse *f, size_t k, const struct step *first,
                       const struct step *const *step) {
    static const struct conversion same = { .scale = 1 };
    const size_t n = f->in->field[k].n;
    float *y = f->out->value[k].f;
    float *sigma = f->out->value[f->place[k]].f;

    memset(f->sum, 0, n * sizeof *f->sum);
    memset(f->out->value[f->place[k] + 1].i, 0, n * sizeof(int32_t));
    add(f, k, first->value[k].f, &same, 0);
    for (size_t i = 0; i < f->nothers; i++) {
        const struct other *o = &f->other[i];
        add(f, k, step[i]->value[o->field[k]].f, &o->conv[k], i + 1);
    }
    for (size_t i = 0; i < n; i++) {
        y[i] = f->sum[i] > 0 ? (float)f->mean[i] : NAN;
        sigma[i] = f->sum[i] > 0 ? (float)(f->scale[k] / sqrt(f->sum[i])) : NAN;
    }
}

static int fuse_put(struct stage *st, const struct step *s) {
    struct fuse *f = (struct fuse *)st;
    const struct step **step = mem_array(f->nothers, sizeof *step);
    int status;

    for (size_t i = 0; i < f->nothers; i++) {
        TRY(sources_next(i + 1, f->other[i].reader, &step[i]));
        TRY(time_check_same(&f->in->time, s,
                            &reader_dataset(f->other[i].reader)->time, step[i],
                            name_of(i)));
    }
    for (size_t i = 0; i <= f->nothers; i++)
        TRY(sigma_step(&f->sigma[i], &f->in->time, s));
    for (size_t k = 0; k < f->nfields; k++)
        if (f->place[k] == SIZE_MAX)
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
        TRY(sources_next(i + 1, f->other[i].reader, &s));
        if (s != NULL)
            TRY(err_set(EX_DATAERR, "%s: has more steps than the first FILE",
                        name_of(i)));
    }
    for (size_t i = 0; i <= f->nothers; i++)
        TRY(sigma_end(&f->sigma[i]));
done:
    return status;
}

/* NAME_sigma: a difference of values, so K where they are in degC or degF.
 * Returns its scale. */
static double describe_sigma(struct field *g, const struct field *of) {
    char *name = of->standard_name
                     ? mem_format("%s standard_error", of->standard_name)
                     : NULL;
    struct conversion c;

    field_text(&g->standard_name, name);
    free(name);
    field_text(&g->long_name, "standard error");
    field_text(&g->units, of->units);
    if (*of->units == 0 ||
        units_conversion(of->units, "K", CLASS_STATE, NAN, &c) != EX_OK ||
        c.offset == 0)
        return 1;
    field_text(&g->units, "K");
    return c.scale;
}

/* NAME_sources: a bit for each FILE. */
static void describe_sources(struct field *g) {
    double *mask = mem_array(sources_count(), sizeof *mask);
    char *names = NULL;

    for (size_t i = 0; i < sources_count(); i++) {
        const char *base = strrchr(sources_name(i), '/');
        char *one = mem_text(base ? base + 1 : sources_name(i));
        for (char *c = one; *c; c++)
            *c = *c == ' ' ? '_' : *c;
        mem_append(&names, " ", one);
        free(one);
        mask[i] = 1 << i;
    }
    field_text(&g->long_name, "FILEs that it is made of, a bit each");
    atts_set_numbers(&g->atts, "flag_masks", TYPE_SHORT, sources_count(), mask);
    atts_set_text(&g->atts, "flag_meanings", names);
    free(names);
    free(mask);
}

/* NAME_sigma and NAME_sources behind the fields. */
static void describe(struct fuse *f) {
    for (size_t k = 0; k < f->nfields; k++) {
        const struct field *of = &f->in->field[k];
        atts_drop(&f->st.ds->field[k].atts, SOURCES_UNITS);
        f->place[k] = of->type == REAL ? f->st.ds->nfields : SIZE_MAX;
        for (int i = 0; i < 2 && of->type == REAL; i++) {
            char *name = mem_format("%s_%s", of->name, i ? "sources" : "sigma");
            struct field *g = dataset_add(f->st.ds, name, i ? LABEL : REAL);
            free(name);
            g->has_level = of->has_level;
            g->has_member = of->has_member;
            g->n = of->n;
            g->store = TYPE_SHORT;
            if (i)
                describe_sources(g);
            else
                f->scale[k] = describe_sigma(g, of);
        }
    }
}

/* The fields of a FILE that are those of the first, whatever it calls them. */
static int find_fields(const struct fuse *f, const struct dataset *ds,
                       size_t *place) {
    struct likeness *mine = NULL, *other = NULL;
    int status;

    TRY(likeness_all(&mine, f->in, NULL));
    TRY(likeness_all(&other, ds, NULL));
    for (size_t k = 0; k < f->nfields; k++) {
        place[k] = SIZE_MAX;
        for (size_t i = 0; i < ds->nfields; i++) {
            const enum alike how = likeness_of(&other[i], &mine[k]);
            if (how == ALIKE_CLASH)
                TRY(likeness_clash(&other[i], &mine[k], sources_name(0)));
            if (how == ALIKE || (how == ALIKE_MAYBE && place[k] == SIZE_MAX))
                place[k] = i;
        }
        if (place[k] != SIZE_MAX)
            continue;
        if (dataset_find(ds, mine[k].own) != NULL)
            TRY(err_set(EX_DATAERR, "no variable \"%s\"", mine[k].own));
        TRY(EX_DATAERR);
    }
done:
    likeness_free(mine, f->nfields);
    likeness_free(other, ds->nfields);
    return status;
}

/* FILE i + 1: what comes of it, held against the first. */
static int open_other(struct fuse *f, size_t i) {
    struct other *o = &f->other[i];
    const struct dataset *ds;
    int status;

    TRY(sources_open(i + 1, &o->reader));
    ds = reader_dataset(o->reader);
    o->field = mem_array(f->nfields, sizeof *o->field);
    TRY(err_in(find_fields(f, ds, o->field), name_of(i)));
    TRY(err_in(grid_check_same(ds->grid, f->in->grid), name_of(i)));
    TRY(err_in(axis_check_same(ds->level, f->in->level, "level"), name_of(i)));
    TRY(err_in(axis_check_same(ds->member, f->in->member, "member"),
               name_of(i)));
    o->conv = mem_array(f->nfields, sizeof *o->conv);
    for (size_t k = 0; k < f->nfields; k++) {
        const struct field *of = &f->in->field[k];
        const struct field *g = &ds->field[o->field[k]];
        if (g->type != of->type || g->n != of->n)
            TRY(err_in(
                err_set(EX_DATAERR, "%s is another kind of field", of->name),
                name_of(i)));
        likeness_add_names(&f->st.ds->field[k], g);
        o->conv[k].scale = 1;
        if (strcmp(g->units, of->units) != 0)
            TRY(err_in(units_conversion(g->units, of->units,
                                        quantity_unit_class(of), NAN,
                                        &o->conv[k]),
                       name_of(i)));
    }
done:
    return status;
}

/* The unit that a field had in FILE i; the one it has by now where it became
 * something else. */
static const char *unit_of(const struct fuse *f, size_t i, size_t k) {
    const struct other *o = i > 0 ? &f->other[i - 1] : NULL;
    const struct field *g =
        o ? &reader_dataset(o->reader)->field[o->field[k]] : &f->in->field[k];
    const char *before = atts_text(&g->atts, SOURCES_UNITS);
    struct quantity one = { .value = 1 };
    double scale;
    int status;

    if (before == NULL)
        return g->units;
    one.unit = mem_text(before);
    status = units_difference(one, g->units, &scale);
    free(one.unit);
    return status == EX_OK ? before : g->units;
}

/* Each in the units of its source. */
static int open_sigmas(struct fuse *f) {
    const char **units = mem_array(f->nfields, sizeof *units);
    int status = EX_OK;

    for (size_t i = 0; i <= f->nothers; i++) {
        for (size_t k = 0; k < f->nfields; k++)
            units[k] = unit_of(f, i, k);
        TRY(err_in(sigma_open(&f->sigma[i], f->in, units, sources_time()),
                   "--sigma"));
    }
done:
    free(units);
    return status;
}

int fuse_open(struct stage **out, const struct dataset *in) {
    struct fuse *f;
    size_t most = 0;
    int status;

    if (sources_count() == 0)
        return EX_OK;
    if ((status = stage_angles(in, "--join fuse")) != EX_OK)
        return status;
    f = mem_array(1, sizeof *f);
    f->st.put = fuse_put;
    f->st.end = fuse_end;
    f->st.free = fuse_free;
    f->in = in;
    f->nfields = in->nfields;
    f->nothers = sources_count() - 1;
    f->sigma = mem_array(f->nothers + 1, sizeof *f->sigma);
    f->other = mem_array(f->nothers, sizeof *f->other);
    f->place = mem_array(f->nfields, sizeof *f->place);
    f->scale = mem_array(f->nfields, sizeof *f->scale);
    f->st.ds = dataset_copy(in, true);
    TRY(sources_sigmas(f->sigma));
    for (size_t i = 0; i < f->nothers; i++)
        TRY(open_other(f, i));
    TRY(open_sigmas(f));
    for (size_t k = 0; k < f->nfields; k++)
        most = in->field[k].n > most ? in->field[k].n : most;
    f->sum = mem_array(most, sizeof *f->sum);
    f->mean = mem_array(most, sizeof *f->mean);
    describe(f);
    f->out = step_new(f->st.ds);
    *out = &f->st;
    return EX_OK;
done:
    stage_free(&f->st);
    return status;
}
