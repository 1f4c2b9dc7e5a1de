/* SPDX-License-Identifier: Apache-2.0 */
/* --pair: beside the fields on stations, what was observed there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/observations.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"

static struct { const char *file, *tolerance; } cfg;

const struct opt pair_opts[] = {
    { .name = "pair",
      .arg = "FILE",
      .text = &cfg.file,
      .help = "add NAME_obs: what was observed at the stations" },
    { .name = "time-tolerance",
      .arg = "TIME",
      .text = &cfg.tolerance,
      .help = "--pair: observations up to so far away (30min; default 0)" },
    { 0 },
};

bool pair_is_asked(void) {
    return cfg.file != NULL;
}

struct pairing {
    struct stage st;
    struct observations *obs;
    bool is_read; /* they are in memory */
    int64_t tolerance;
    size_t n, nstations; /* fields that come in */
    size_t *all, *none;  /* [n] values so far, those without observation */
    float **own;         /* [n][nstations] or NULL */
    struct step *out;
};

static int pair_put(struct stage *st, const struct step *s);
static int pair_end(struct stage *st);
static void pair_free(struct stage *st);

static int check(const struct dataset *in, int64_t *tolerance) {
    *tolerance = 0;
    if (cfg.tolerance != NULL && parse_ms(cfg.tolerance, tolerance) != EX_OK)
        return err_in(EX_USAGE, "--time-tolerance");
    if (*tolerance < 0)
        return err_set(EX_USAGE, "--time-tolerance: %s is negative",
                       cfg.tolerance);
    if (in->grid->station == NULL)
        return err_set(EX_DATAERR,
                       "--pair: there are no stations (--points gives them)");
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "--pair: there are no times");
    return EX_OK;
}

/* NAME_obs beside field k. */
static int add(struct pairing *p, size_t k) {
    struct dataset *ds = p->st.ds;
    const struct field *of = &ds->field[k];
    char *name = mem_format("%s_obs", of->name);
    char *about = mem_format("observed %s", of->name);
    char *units = mem_text(of->units);
    struct field *f;
    int status = EX_OK;

    for (size_t i = 0; i < ds->nfields; i++)
        if (strcmp(ds->field[i].name, name) == 0)
            TRY(err_set(EX_DATAERR, "--pair: there is a %s already", name));
    f = dataset_add(ds, name, REAL);
    f->has_level = f->has_member = false;
    f->n = p->nstations;
    field_text(&f->units, units);
    field_text(&f->long_name, about);
    p->own[k] = mem_array(p->nstations, sizeof **p->own);
done:
    free(name);
    free(about);
    free(units);
    return status;
}

int pair_open(struct stage **out, const struct dataset *in) {
    struct pairing *p = NULL;
    int64_t tolerance;
    int status = EX_OK;

    if (cfg.file == NULL && cfg.tolerance != NULL)
        return err_set(EX_USAGE, "--time-tolerance: there is no --pair");
    if (cfg.file == NULL || (status = check(in, &tolerance)) != EX_OK)
        return status;
    p = mem_array(1, sizeof *p);
    p->st.put = pair_put;
    p->st.end = pair_end;
    p->st.free = pair_free;
    p->st.ds = dataset_copy(in, true);
    p->tolerance = tolerance;
    p->n = in->nfields;
    p->nstations = in->grid->nx;
    p->all = mem_array(p->n, sizeof *p->all);
    p->none = mem_array(p->n, sizeof *p->none);
    p->own = mem_array(p->n, sizeof *p->own);
    p->out = mem_array(1, sizeof *p->out);
    TRY(observations_open(&p->obs, cfg.file, in));
    for (size_t k = 0; k < p->n; k++)
        if (observations_has(p->obs, k))
            TRY(add(p, k));
    p->out->value = mem_array(p->st.ds->nfields, sizeof *p->out->value);
    *out = &p->st;
    p = NULL;
done:
    if (p != NULL)
        stage_free(&p->st);
    return status;
}

static int pair_put(struct stage *st, const struct step *s) {
    struct pairing *p = (struct pairing *)st;
    size_t next = p->n;
    int64_t time;
    int status;

    if (!p->is_read)
        TRY(observations_read(p->obs));
    p->is_read = true;
    TRY(time_decode(&st->ds->time.unit, s->time, &time));
    for (size_t k = 0; k < p->n; k++) {
        p->out->value[k] = s->value[k];
        if (p->own[k] == NULL)
            continue;
        for (size_t i = 0; i < p->nstations; i++) {
            p->own[k][i] = observations_at(p->obs, k, i, time, p->tolerance);
            p->none[k] += isnan(p->own[k][i]) ? 1 : 0;
        }
        p->all[k] += p->nstations;
        p->out->value[next++].f = p->own[k];
    }
    step_at(p->out, s);
    status = stage_pass(st, p->out);
done:
    return status;
}

/* What had no partner. */
static int pair_end(struct stage *st) {
    const struct pairing *p = (const struct pairing *)st;

    for (size_t k = 0; k < p->n; k++)
        if (p->none[k] > 0)
            warn("--pair: %s: %zu of %zu values of %s have no observation",
                 cfg.file, p->none[k], p->all[k], st->ds->field[k].name);
    return EX_OK;
}

static void pair_free(struct stage *st) {
    struct pairing *p = (struct pairing *)st;

    for (size_t k = 0; k < p->n; k++)
        free(p->own[k]);
    observations_free(p->obs);
    free(p->own);
    free(p->all);
    free(p->none);
    free(p->out->value);
    free(p->out);
    free(p);
}
