/* SPDX-License-Identifier: Apache-2.0 */
/* Transforms for learning machines: fitted here, applied, undone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/learn.h"
#include "cmd/harmonise/scaler.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"

static struct {
    const char *fit, *apply, *invert, *transform, *time, *per;
} cfg;

static const char *const per_words[] = { "global", "cell", NULL };

const struct opt transform_opts[] = {
    { .name = "fit",
      .arg = "FILE",
      .text = &cfg.fit,
      .help = "learn --transform from the fields, keep it in FILE, apply it" },
    { .name = "transform",
      .arg = "NAME",
      .text = &cfg.transform,
      .help = "zscore, minmax[:A,B], robust, log1p or bounded:LO,HI" },
    { .name = "fit-time",
      .arg = "A/B",
      .text = &cfg.time,
      .help = "the times to learn from (all)" },
    { .name = "per",
      .arg = "WHAT",
      .text = &cfg.per,
      .words = per_words,
      .help = "learn one scale for all cells (global, default), or one for "
              "each cell" },
    { .name = "apply",
      .arg = "FILE",
      .text = &cfg.apply,
      .help = "apply what --fit kept" },
    { .name = "invert",
      .arg = "FILE",
      .text = &cfg.invert,
      .help = "undo what --fit kept" },
    { 0 },
};

struct transform {
    struct stage st;
    size_t nfields;
    const struct dataset *in;
    struct scaler s;
    size_t *of;   /* [nfields] place in the scaler, or SIZE_MAX */
    size_t *lost; /* [nfields] values on or beyond a bound */
    struct step *out;
    /* of --fit */
    struct time_span span;
    bool has_span;
    struct spool **spool; /* [nfields] */
    struct learn **learn; /* [nfields] or NULL */
    size_t n;
    double *time, *bounds; /* [n], [n][2] */
    bool *fits;            /* [n] */
};

static void convert(const struct transform *t, const struct step *s) {
    for (size_t k = 0; k < t->nfields; k++) {
        const struct field *f = &t->st.ds->field[k];
        const struct scaler_field *sf =
            t->of[k] == SIZE_MAX ? NULL : &t->s.field[t->of[k]];
        if (sf == NULL)
            memcpy(t->out->value[k].f, s->value[k].f, f->n * sizeof(float));
        else if (cfg.invert != NULL)
            scaler_invert(&t->s, sf, f->n, s->value[k].f, t->out->value[k].f);
        else
            t->lost[k] += scaler_apply(&t->s, sf, f->n, s->value[k].f,
                                       t->out->value[k].f);
    }
    step_at(t->out, s);
}

static int transform_put(struct stage *st, const struct step *s) {
    struct transform *t = (struct transform *)st;

    convert(t, s);
    return stage_pass(st, t->out);
}

static int fit_put(struct stage *st, const struct step *s) {
    struct transform *t = (struct transform *)st;
    int status;

    t->time = mem_grow(t->time, t->n + 1, sizeof *t->time);
    t->bounds = mem_grow(t->bounds, 2 * (t->n + 1), sizeof *t->bounds);
    t->fits = mem_grow(t->fits, t->n + 1, sizeof *t->fits);
    t->time[t->n] = s->time;
    memcpy(t->bounds + 2 * t->n, s->bounds, sizeof s->bounds);
    t->fits[t->n] = true;
    if (t->has_span)
        TRY(step_is_in(&t->in->time, &t->span, s, &t->fits[t->n]));
    for (size_t k = 0; k < t->nfields; k++) {
        TRY(spool_put(t->spool[k], s->value[k].f));
        if (t->learn[k] != NULL && t->fits[t->n])
            learn_step(t->learn[k], s->value[k].f);
    }
    t->n++;
done:
    return status;
}

/* Cells that will be missing, since they never change, or never were. */
static void count_flat(const struct scaler_field *f) {
    size_t flat = 0, none = 0;

    for (size_t i = 0; i < f->n; i++) {
        flat += f->number[SCALE][i] == 0;
        none += isnan(f->number[SCALE][i]) ? 1 : 0;
    }
    if (flat > 0)
        warn("%s: %zu of %zu scales have no spread: missing", f->name, flat,
             f->n);
    if (none == f->n)
        warn("%s: no valid value was learnt from: missing", f->name);
}

/* Logarithms that do not exist; what has no spread was counted already. */
static int count_lost(struct stage *st) {
    const struct transform *t = (struct transform *)st;

    for (size_t k = 0; k < t->nfields; k++)
        if (t->lost[k] > 0 && (t->s.kind == LOG1P || t->s.kind == BOUNDED))
            warn("%s: %zu value%s on or beyond a bound: missing",
                 t->in->field[k].name, t->lost[k], t->lost[k] == 1 ? "" : "s");
    return EX_OK;
}

/* From the first step to the last, where --fit-time does not say. */
static int find_period(struct transform *t) {
    const struct time_axis *axis = &t->in->time;
    char first[TIME_TEXT], last[TIME_TEXT];
    int64_t a, b;
    int status = EX_OK;

    if (t->s.period != NULL || axis->name == NULL)
        return EX_OK;
    TRY(time_decode(&axis->unit, t->time[0], &a));
    TRY(time_decode(&axis->unit, t->time[t->n - 1], &b));
    t->s.period = mem_format("%s/%s", time_text(axis->unit.calendar, a, first),
                             time_text(axis->unit.calendar, b, last));
done:
    return status;
}

static int learn_all(struct transform *t) {
    size_t learnt = 0;
    int status = EX_OK;

    for (size_t i = 0; i < t->n; i++)
        learnt += t->fits[i];
    if (learnt == 0)
        TRY(err_set(EX_DATAERR, "--fit-time: no step in %s",
                    cfg.time ? cfg.time : "the input"));
    TRY(find_period(t));
    for (size_t k = 0; k < t->nfields; k++) {
        struct scaler_field *f;
        if (t->of[k] == SIZE_MAX)
            continue;
        f = &t->s.field[t->of[k]];
        learn_finish(t->learn[k], &t->s, f);
        if (t->s.kind == ROBUST)
            TRY(learn_quartiles(t->spool[k], t->fits, t->in->field[k].n, f));
        count_flat(f);
    }
    TRY(scaler_write(&t->s, t->in, cfg.fit));
done:
    return status;
}

static int fit_end(struct stage *st) {
    struct transform *t = (struct transform *)st;
    struct step *s = step_new(t->in);
    int status;

    TRY(learn_all(t));
    for (size_t i = 0; i < t->n; i++) {
        s->time = t->time[i];
        memcpy(s->bounds, t->bounds + 2 * i, sizeof s->bounds);
        for (size_t k = 0; k < t->nfields; k++) {
            TRY(spool_get(t->spool[k], i, s->value[k].f));
            spool_drop(t->spool[k], i + 1);
        }
        convert(t, s);
        TRY(stage_pass(st, t->out));
    }
    TRY(count_lost(st));
done:
    step_free(s);
    return status;
}

static void transform_free(struct stage *st) {
    struct transform *t = (struct transform *)st;

    for (size_t k = 0; t->spool != NULL && k < t->nfields; k++) {
        spool_free(t->spool[k]);
        learn_free(t->learn[k]);
    }
    free(t->spool);
    free(t->learn);
    free(t->time);
    free(t->bounds);
    free(t->fits);
    free(t->of);
    free(t->lost);
    step_free(t->out);
    scaler_free(&t->s);
    free(t);
}

/* The fields of --fit: all that are no labels. */
static int fit_fields(struct transform *t) {
    const struct dataset *in = t->in;

    for (size_t k = 0; k < t->nfields; k++) {
        const struct field *f = &in->field[k];
        struct scaler_field *sf;
        if (f->type != REAL)
            continue;
        t->of[k] = t->s.nfields;
        t->s.field = mem_grow(t->s.field, t->s.nfields + 1, sizeof *t->s.field);
        sf = &t->s.field[t->s.nfields++];
        *sf =
            (struct scaler_field){ .name = mem_text(f->name),
                                   .units = mem_text(f->units),
                                   .standard_name = mem_text(f->standard_name),
                                   .n = t->s.per_cell ? f->n : 1 };
        t->learn[k] = learn_new(f->n);
        scaler_rename(&t->s, &t->st.ds->field[k]);
    }
    return t->s.nfields > 0 ? EX_OK
                            : err_set(EX_DATAERR, "--fit: there are labels "
                                                  "only");
}

static int fit_start(struct transform *t) {
    struct time_range range;
    int status;

    if (cfg.transform == NULL)
        return err_set(EX_USAGE, "--fit: what is to be learnt? (--transform)");
    TRY(err_in(scaler_parse(cfg.transform, &t->s), "--transform"));
    t->s.per_cell = cfg.per != NULL && strcmp(cfg.per, "cell") == 0;
    t->s.period = mem_text(cfg.time);
    if (cfg.time != NULL) {
        TRY(err_in(parse_time_range(cfg.time, &range), "--fit-time"));
        if (t->in->time.name == NULL)
            return err_set(EX_DATAERR, "no time axis (--fit-time needs one)");
        TRY(err_in(calendar_span(t->in->time.unit.calendar, &range, &t->span),
                   "--fit-time"));
        t->has_span = true;
    }
    t->spool = mem_array(t->nfields, sizeof(struct spool *));
    t->learn = mem_array(t->nfields, sizeof(struct learn *));
    for (size_t k = 0; k < t->nfields; k++)
        t->spool[k] =
            spool_new(t->in->field[k].n, command_memory() / 2 / t->nfields);
    TRY(fit_fields(t));
    t->st.put = fit_put;
    t->st.end = fit_end;
done:
    return status;
}

/* The place of a field in the scaler; what --fit learnt it as is what it is
 * called before, with the transform's name after. */
static int find_field(const struct transform *t, const struct field *f,
                      size_t *place) {
    const char *file = cfg.apply ? cfg.apply : cfg.invert;

    for (size_t i = 0; i < t->s.nfields; i++) {
        const struct scaler_field *sf = &t->s.field[i];
        char *after = mem_format("%s_%s", sf->name, scaler_name(t->s.kind));
        const bool same = strcmp(f->name, cfg.apply ? sf->name : after) == 0;
        free(after);
        if (!same)
            continue;
        *place = i;
        if (sf->n > 1 &&
            (sf->has_level != f->has_level || sf->has_member != f->has_member))
            return err_set(EX_DATAERR,
                           "%s: %s is another kind of field than here", file,
                           f->name);
        if (cfg.apply && strcmp(f->units, sf->units) != 0)
            return err_set(EX_DATAERR, "%s: %s was in %s, and here is in %s",
                           file, f->name, sf->units, f->units);
        return sf->n == 1 || sf->n == f->n
                   ? EX_OK
                   : err_set(EX_DATAERR,
                             "%s: %s had %zu values a step, not "
                             "%zu",
                             file, f->name, sf->n, f->n);
    }
    return err_set(EX_DATAERR, "%s: has nothing on %s (--variable leaves it)",
                   file, f->name);
}

/* Are the cells, levels and members those that were learnt from? */
static int check_domain(const struct dataset *a, const struct dataset *b) {
    int status;

    TRY(grid_check_same(a->grid, b->grid));
    if (b->level != NULL)
        TRY(axis_check_same(a->level, b->level, "level"));
    if (b->member != NULL)
        TRY(axis_check_same(a->member, b->member, "member"));
done:
    return status;
}

static int use_start(struct transform *t) {
    const char *file = cfg.apply ? cfg.apply : cfg.invert;
    struct dataset *domain = NULL;
    int status;

    TRY(scaler_read(&t->s, &domain, file));
    if (domain != NULL)
        TRY(err_in(check_domain(t->in, domain), file));
    for (size_t k = 0; k < t->nfields; k++) {
        if (t->in->field[k].type != REAL)
            continue;
        TRY(find_field(t, &t->in->field[k], &t->of[k]));
        if (cfg.invert != NULL)
            scaler_restore(&t->s.field[t->of[k]], &t->st.ds->field[k]);
        else
            scaler_rename(&t->s, &t->st.ds->field[k]);
        count_flat(&t->s.field[t->of[k]]);
    }
    t->st.put = transform_put;
    t->st.end = count_lost;
done:
    dataset_free(domain);
    return status;
}

int transform_open(struct stage **out, const struct dataset *in) {
    const int asked = !!cfg.fit + !!cfg.apply + !!cfg.invert;
    struct transform *t;
    int status;

    if (cfg.fit == NULL && (cfg.transform || cfg.time || cfg.per))
        return err_set(EX_USAGE, "--transform, --fit-time and --per belong to "
                                 "--fit FILE");
    if (asked == 0)
        return EX_OK;
    if (asked > 1)
        return err_set(EX_USAGE, "--fit, --apply, --invert: one at a time");
    t = mem_array(1, sizeof *t);
    t->st.free = transform_free;
    t->in = in;
    t->nfields = in->nfields;
    t->st.ds = dataset_copy(in, true);
    t->out = step_new(in);
    t->of = mem_array(t->nfields, sizeof *t->of);
    t->lost = mem_array(t->nfields, sizeof *t->lost);
    for (size_t k = 0; k < t->nfields; k++)
        t->of[k] = SIZE_MAX;
    status = cfg.fit ? fit_start(t) : use_start(t);
    if (status != EX_OK) {
        stage_free(&t->st);
        return status;
    }
    *out = &t->st;
    return EX_OK;
}
