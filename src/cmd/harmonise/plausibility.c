/* SPDX-License-Identifier: Apache-2.0 */
/* Can the values be what they are said to be?  They are judged in the unit of
 * the input, before it is made canonical. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/judge.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"

enum { LOOK = 16 * PULL_PIECE }; /* values looked at at once */

static struct { const char *plausible; } cfg;

static const char *const words[] = { "warn", "mask", "fail", "off", NULL };

const struct opt plausible_opts[] = {
    { .name = "plausible",
      .arg = "HOW",
      .text = &cfg.plausible,
      .words = words,
      .help = "values that cannot be: warn (default), mask, fail, off" },
    { 0 },
};

/* A step that is looked at as its values are asked for. */
struct seen {
    struct pull pull;
    const struct plausibility *of;
    const struct pull *from; /* NULL: no step */
    double time, seconds;
    struct plausible *count; /* [nfields] */
};

struct plausibility {
    struct stage st;
    size_t n;            /* fields */
    struct judge *judge; /* [nfields] */
    struct step *out;
    size_t next;
    struct seen ring[PULL_HELD];
};

static int plausibility_put(struct stage *st, const struct step *s);
static int plausibility_end(struct stage *st);
static void plausibility_free(struct stage *st);

static bool is(const char *how) {
    return strcmp(cfg.plausible ? cfg.plausible : "warn", how) == 0;
}

int plausible_open(struct stage **out, const struct dataset *in) {
    struct plausibility *p;
    size_t *flag;
    bool any = false;

    if (is("off"))
        return EX_OK;
    p = mem_array(1, sizeof *p);
    p->st.put = plausibility_put;
    p->st.end = plausibility_end;
    p->st.free = plausibility_free;
    p->st.ds = dataset_copy(in, true);
    p->n = in->nfields;
    p->judge = mem_array(in->nfields, sizeof *p->judge);
    p->out = mem_array(1, sizeof *p->out);
    p->out->value = mem_array(in->nfields, sizeof *p->out->value);
    for (size_t k = 0; k < in->nfields; k++)
        any |= judge_prepare(&p->judge[k], &in->field[k]);
    p->st.pulls = is("warn"); /* others look at all */
    flag = flags_of(in);
    for (size_t k = 0; k < in->nfields; k++) {
        p->judge[k].flag = flag[k];
        p->st.pulls = p->st.pulls && p->judge[k].flag == SIZE_MAX;
    }
    free(flag);
    for (size_t k = 0; k < PULL_HELD; k++)
        p->ring[k].count = mem_array(in->nfields, sizeof(struct plausible));
    if (any) {
        *out = &p->st;
        return EX_OK;
    }
    stage_free(&p->st);
    return EX_OK;
}

static double value_at(const struct field *f, union values v, size_t i) {
    return f->type == WIDE ? v.d[i] : (double)v.f[i];
}

/* Flags values outside, whether they stay or not. */
static void flag(const struct judge *j, const struct field *f, union values v,
                 double most, int32_t *flags) {
    for (size_t i = 0; i < f->n; i++) {
        const double x = value_at(f, v, i);
        if (x < j->least || x > most)
            flags[i] = FLAG_IMPLAUSIBLE;
    }
}

/* Values outside become missing. */
static union values mask(struct judge *j, const struct field *f, union values v,
                         double most) {
    if (j->own.f == NULL)
        j->own.f = mem_array(f->n, type_size(f->type));
    for (size_t i = 0; i < f->n; i++) {
        const double x = value_at(f, v, i);
        const bool outside = x < j->least || x > most;
        if (f->type == WIDE)
            j->own.d[i] = outside ? NAN : x;
        else
            j->own.f[i] = outside ? NAN : v.f[i];
    }
    return j->own;
}

static int get_seen(const struct pull *pull, size_t k, size_t first, size_t n,
                    float *out) {
    const struct seen *s = (const struct seen *)pull;
    const struct judge *j = &s->of->judge[k];
    const int status = s->from->get(s->from, k, first, n, out);
    struct plausible p;

    if (status != EX_OK || j->row == NULL)
        return status;
    p = plausible_count(n, out, j->least, judge_most(j, s->seconds));
#pragma omp critical(plausible)
    plausible_join(&s->count[k], &p, first);
    return EX_OK;
}

/* Takes down what was seen of a step whose values were asked for. */
static void close_seen(struct plausibility *all, struct seen *s) {
    for (size_t k = 0; k < all->n && s->from != NULL; k++) {
        struct judge *j = &all->judge[k];
        if (j->row != NULL)
            judge_record(j, &s->count[k], judge_most(j, s->seconds), s->time);
    }
    s->from = NULL;
}

static void close_all(struct plausibility *all) {
    for (size_t k = 0; k < PULL_HELD; k++)
        close_seen(all, &all->ring[(all->next + k) % PULL_HELD]);
}

static int pass_pull(struct plausibility *all, const struct step *s) {
    struct seen *e = &all->ring[all->next++ % PULL_HELD];

    close_seen(all, e);
    *e = (struct seen){
        { get_seen }, all, s->pull, s->time, step_seconds(&all->st.ds->time, s),
        e->count
    };
    for (size_t k = 0; k < all->n; k++) {
        e->count[k] =
            (struct plausible){ .least = INFINITY, .most = -INFINITY };
        all->out->value[k].f = NULL;
    }
    step_at(all->out, s);
    all->out->pull = &e->pull;
    all->out->held = s->held;
    return stage_pass(&all->st, all->out);
}

/* The first values that a pull gives of a field are held to its unit; most
 * often to count them is enough, piece by piece. */
static int hold_pull(struct plausibility *all, size_t k, const struct step *s,
                     double most) {
    const struct field *f = &all->st.ds->field[k];
    struct judge *j = &all->judge[k];
    float *x = mem_grow(NULL, LOOK, sizeof *x);
    struct plausible sum = { .least = INFINITY, .most = -INFINITY };
    int status = EX_OK;

    for (size_t at = 0; at < f->n; at += LOOK) {
        const size_t n = f->n - at < LOOK ? f->n - at : LOOK;
        TRY(pull_fill(s->pull, k, at, n, x));
        const struct plausible p = plausible_count(n, x, j->least, most);
        plausible_join(&sum, &p, at);
    }
    if (sum.valid > 0 && !judge_lets(&sum)) {
        free(x);
        x = mem_grow(NULL, f->n, sizeof *x);
        TRY(pull_fill(s->pull, k, 0, f->n, x));
        TRY(judge_hold(j, f, (union values){ .f = x }, &sum));
    }
    j->held = sum.valid > 0;
done:
    free(x);
    return status;
}

static int hold_pulls(struct plausibility *all, const struct step *s) {
    const double seconds = step_seconds(&all->st.ds->time, s);
    int status = EX_OK;

    for (size_t k = 0; k < all->n; k++)
        if (all->judge[k].row != NULL && !all->judge[k].held)
            TRY(hold_pull(all, k, s, judge_most(&all->judge[k], seconds)));
done:
    return status;
}

static int plausibility_put(struct stage *st, const struct step *s) {
    struct plausibility *all = (struct plausibility *)st;
    const double seconds = step_seconds(&st->ds->time, s);
    int status;

    if (s->pull != NULL) {
        status = hold_pulls(all, s);
        return status == EX_OK ? pass_pull(all, s) : status;
    }
    close_all(all);
    all->out->pull = NULL;
    for (size_t k = 0; k < st->ds->nfields; k++) {
        const struct field *f = &st->ds->field[k];
        struct judge *j = &all->judge[k];
        const double most = judge_most(j, seconds);
        struct plausible p;
        all->out->value[k] = s->value[k];
        if (j->row == NULL)
            continue;
        p = judge_count(f, s->value[k], j->least, most);
        if (!j->held && p.valid > 0 &&
            (status = judge_hold(j, f, s->value[k], &p)) != EX_OK)
            return status;
        judge_record(j, &p, most, s->time);
        if (p.outside == 0)
            continue;
        if (j->flag != SIZE_MAX)
            flag(j, f, s->value[k], most, s->value[j->flag].i);
        if (is("mask"))
            all->out->value[k] = mask(j, f, s->value[k], most);
    }
    step_at(all->out, s);
    return stage_pass(st, all->out);
}

/* "45N 10E 2001-01-01T00:00:00Z" of the first; what is not known is left out.
 */
static void place_text(const struct dataset *ds, const struct judge *j,
                       char *text, size_t n) {
    const size_t cells = grid_cells(ds->grid), i = j->cell % cells;
    double *lon = mem_array(cells, sizeof *lon);
    double *lat = mem_array(cells, sizeof *lat);
    char when[TIME_TEXT];
    int64_t ms;
    size_t used = 0;

    *text = 0;
    if (grid_lonlat(ds->grid, lon, lat) == EX_OK)
        used = (size_t)snprintf(text, n, " %.6g%s %.6g%s", fabs(lat[i]),
                                lat[i] < 0 ? "S" : "N", fabs(lon[i]),
                                lon[i] < 0 ? "W" : "E");
    if (ds->time.name != NULL &&
        time_decode(&ds->time.unit, j->time, &ms) == EX_OK)
        snprintf(text + used, n - used, " %s",
                 time_text(ds->time.unit.calendar, ms, when));
    free(lon);
    free(lat);
}

static int plausibility_end(struct stage *st) {
    struct plausibility *all = (struct plausibility *)st;
    char where[120];

    close_all(all);
    for (size_t k = 0; k < st->ds->nfields; k++) {
        const struct field *f = &st->ds->field[k];
        const struct judge *j = &all->judge[k];
        char *text;
        if (j->row == NULL || j->outside == 0)
            continue;
        place_text(st->ds, j, where, sizeof where);
        text =
            mem_format("%s: %s: %zu of %zu values outside %.6g…%.6g %s%s: "
                       "worst %.6g, first%s",
                       stages_input(), f->name, j->outside, j->values, j->least,
                       j->most, f->units, is("mask") ? " are made missing" : "",
                       j->worst, *where ? where : " of all");
        if (is("fail"))
            err_set(EX_DATAERR, "%s", text);
        else
            warn("%s", text);
        free(text);
        if (is("fail"))
            return EX_DATAERR;
    }
    return EX_OK;
}

static void plausibility_free(struct stage *st) {
    struct plausibility *p = (struct plausibility *)st;

    for (size_t k = 0; k < p->n; k++)
        free(p->judge[k].own.f);
    for (size_t k = 0; k < PULL_HELD; k++)
        free(p->ring[k].count);
    free(p->judge);
    free(p->out->value);
    free(p->out);
    free(p);
}
