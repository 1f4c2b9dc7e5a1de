/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/whole.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/instants.h"
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
    struct whole_axis axis[2]; /* of the middles of steps, of their stamps */
    size_t changed;
};

static int add_time(struct whole_axis *a, const struct time_unit *unit,
                    double at) {
    int64_t ms;
    int status;

    TRY(time_decode(unit, at, &ms));
    a->ms = mem_grow(a->ms, a->n + 1, sizeof *a->ms);
    a->slot = mem_grow(a->slot, a->n + 1, sizeof *a->slot);
    a->ms[a->n] = (double)ms;
    a->slot[a->n] =
        unit->calendar == CALENDAR_NONE
            ? 0
            : (int)yearly_slot((size_t)a->slots, unit->calendar, ms);
    a->n++;
done:
    return status;
}

static int whole_put(struct stage *st, const struct step *s) {
    struct whole *w = (struct whole *)st;
    const struct time_axis *t = &st->ds->time;
    const double at[2] = { t->has_bounds ? (s->bounds[0] + s->bounds[1]) / 2
                                         : s->time,
                           s->time };
    const size_t n = w->axis[0].n;
    int status;

    w->time = mem_grow(w->time, n + 1, sizeof *w->time);
    w->bounds = mem_grow(w->bounds, 2 * (n + 1), sizeof *w->bounds);
    w->time[n] = s->time;
    memcpy(w->bounds + 2 * n, s->bounds, sizeof s->bounds);
    for (int b = 0; b < 2; b++)
        TRY(add_time(&w->axis[b], &t->unit, at[b]));
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

static size_t work_all(const struct whole *w, const struct whole_axis *a,
                       size_t count, float *series) {
    const size_t n = a->n;
    size_t changed = 0;

#pragma omp parallel reduction(+ : changed)
    {
        double *scratch = mem_array(w->how.scratch, sizeof *scratch);
#pragma omp for schedule(static)
        for (size_t i = 0; i < count; i++)
            changed += w->how.work(w->how.with, a, scratch, series + i * n);
        free(scratch);
    }
    return changed;
}

static const struct whole_axis *axis_of(const struct whole *w, size_t k) {
    return &w->axis[w->how.apart && instants_is(&w->st.ds->field[k])];
}

/* One block of cells of one field, with its flags where there are some. */
static int one_block(struct whole *w, size_t k, size_t first, size_t count) {
    const struct whole_axis *a = axis_of(w, k);
    const size_t n = a->n, bytes = count * n * sizeof(float);
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
    w->changed += work_all(w, a, count, series);
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
        for (int b = 0; b <= w->how.apart; b++)
            TRY(w->how.prepare(&w->how, &w->axis[b]));
    for (size_t k = 0; k < st->ds->nfields && w->axis[0].n > 0; k++)
        if (st->ds->field[k].type == REAL)
            TRY(work_field(w, k));
    for (size_t i = 0; i < w->axis[0].n; i++) {
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
    for (int b = 0; b < 2; b++) {
        free(w->axis[b].ms);
        free(w->axis[b].slot);
    }
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
    for (int b = 0; b < 2; b++)
        w->axis[b].slots =
            (int)yearly_slots(YEARLY_DAY, in->time.unit.calendar);
    w->axis[1].stamps = true;
    w->nfields = n;
    w->spool = mem_array(n, sizeof(struct spool *));
    w->flag = flags_of(in);
    for (size_t k = 0; k < n; k++)
        w->spool[k] = spool_new(in->field[k].n, command_memory() / 2 / n);
    *out = &w->st;
    return EX_OK;
}
