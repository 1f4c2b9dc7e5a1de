/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/whole.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/yearly.h"
#include "core/mem.h"
#include "core/spool.h"

struct whole {
    struct stage st;
    struct whole_how how;
    size_t nfields;
    struct spool **spool; /* [nfields] */
    size_t *flag;         /* [nfields] place of the flags, or SIZE_MAX */
    double *time, *bounds;
    struct whole_axis axis;
    size_t changed;
};

static int whole_put(struct stage *st, const struct step *s) {
    struct whole *w = (struct whole *)st;
    const struct time_axis *t = &st->ds->time;
    const double mid =
        t->has_bounds ? (s->bounds[0] + s->bounds[1]) / 2 : s->time;
    struct whole_axis *a = &w->axis;
    int64_t ms;
    int status;

    TRY(time_decode(&t->unit, mid, &ms));
    w->time = mem_grow(w->time, a->n + 1, sizeof *w->time);
    w->bounds = mem_grow(w->bounds, 2 * (a->n + 1), sizeof *w->bounds);
    a->ms = mem_grow(a->ms, a->n + 1, sizeof *a->ms);
    a->slot = mem_grow(a->slot, a->n + 1, sizeof *a->slot);
    w->time[a->n] = s->time;
    memcpy(w->bounds + 2 * a->n, s->bounds, sizeof s->bounds);
    a->ms[a->n] = (double)ms;
    a->slot[a->n] =
        t->unit.calendar == CALENDAR_NONE
            ? 0
            : (int)yearly_slot((size_t)a->slots, t->unit.calendar, ms);
    a->n++;
    for (size_t k = 0; k < st->ds->nfields; k++)
        TRY(spool_put(w->spool[k], s->value[k].f));
done:
    return status;
}

/* Sets the flags of what is not as it was. */
static void set_flags(size_t n, const float *was, const float *is,
                      enum flag flag, int32_t *flags) {
    for (size_t i = 0; i < n; i++)
        if (isnan(was[i]) != isnan(is[i]) || (!isnan(is[i]) && was[i] != is[i]))
            flags[i] = (int32_t)flag;
}

static size_t work_all(const struct whole *w, size_t count, float *series) {
    const size_t n = w->axis.n;
    size_t changed = 0;

#pragma omp parallel reduction(+ : changed)
    {
        double *scratch = mem_array(w->how.scratch, sizeof *scratch);
#pragma omp for schedule(static)
        for (size_t i = 0; i < count; i++)
            changed +=
                w->how.work(w->how.with, &w->axis, scratch, series + i * n);
        free(scratch);
    }
    return changed;
}

/* One block of cells of one field, with its flags where there are some. */
static int one_block(struct whole *w, size_t k, size_t first, size_t count) {
    const size_t n = w->axis.n, bytes = count * n * sizeof(float);
    struct spool *flags = w->flag[k] == SIZE_MAX || w->how.flag == FLAG_OK
                              ? NULL
                              : w->spool[w->flag[k]];
    float *series = mem_array(count * n, sizeof *series), *was = NULL;
    int32_t *flag = NULL;
    int status;

    TRY(spool_series(w->spool[k], first, count, series));
    if (flags != NULL) {
        was = mem_array(count * n, sizeof *was);
        flag = mem_array(count * n, sizeof *flag);
        memcpy(was, series, bytes);
        TRY(spool_series(flags, first, count, flag));
    }
    w->changed += work_all(w, count, series);
    TRY(spool_replace_series(w->spool[k], first, count, series));
    if (flags != NULL) {
        set_flags(count * n, was, series, w->how.flag, flag);
        TRY(spool_replace_series(flags, first, count, flag));
    }
done:
    free(series);
    free(was);
    free(flag);
    return status;
}

static int work_field(struct whole *w, size_t k) {
    const struct field *f = &w->st.ds->field[k];
    const size_t block = spool_block(w->spool[k], command_memory() / 6);
    int status = EX_OK;

    for (size_t first = 0; first < f->n; first += block)
        TRY(one_block(w, k, first,
                      f->n - first < block ? f->n - first : block));
done:
    return status;
}

static int whole_end(struct stage *st) {
    struct whole *w = (struct whole *)st;
    struct step *out = step_new(st->ds);
    int status = EX_OK;

    if (w->how.prepare != NULL)
        TRY(w->how.prepare(&w->how, &w->axis));
    for (size_t k = 0; k < st->ds->nfields && w->axis.n > 0; k++)
        if (st->ds->field[k].type == REAL)
            TRY(work_field(w, k));
    for (size_t i = 0; i < w->axis.n; i++) {
        out->time = w->time[i];
        memcpy(out->bounds, w->bounds + 2 * i, sizeof out->bounds);
        for (size_t k = 0; k < st->ds->nfields; k++) {
            TRY(spool_get(w->spool[k], i, out->value[k].f));
            spool_drop(w->spool[k], i + 1);
        }
        TRY(stage_pass(st, out));
    }
done:
    step_free(out);
    return status;
}

static void whole_free(struct stage *st) {
    struct whole *w = (struct whole *)st;

    for (size_t k = 0; k < w->nfields; k++)
        spool_free(w->spool[k]);
    free(w->spool);
    free(w->flag);
    free(w->time);
    free(w->bounds);
    free(w->axis.ms);
    free(w->axis.slot);
    if (w->how.free != NULL)
        w->how.free(w->how.with);
    free(w);
}

int whole_open(struct stage **out, const struct dataset *in,
               const struct whole_how *how) {
    const size_t n = in->nfields;
    struct whole *w;

    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "no time axis (%s needs one)", how->option);
    w = mem_array(1, sizeof *w);
    w->st.put = whole_put;
    w->st.end = whole_end;
    w->st.free = whole_free;
    w->st.ds = dataset_copy(in, true);
    w->how = *how;
    w->axis.slots = (int)yearly_slots(YEARLY_DAY, in->time.unit.calendar);
    w->nfields = n;
    w->spool = mem_array(n, sizeof(struct spool *));
    w->flag = flags_of(in);
    for (size_t k = 0; k < n; k++)
        w->spool[k] = spool_new(in->field[k].n, command_memory() / 2 / n);
    *out = &w->st;
    return EX_OK;
}
