/* SPDX-License-Identifier: Apache-2.0 */
/* Potential evapotranspiration by the long-term means of the months, which are
 * known when all steps have come: they wait in a spool. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/derivation.h"
#include "cmd/harmonise/derive.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/spool.h"
#include "kernel/pet.h"

struct when {
    double time, bounds[2];
};

struct thornthwaite {
    struct stage st;
    size_t tas, n, row;  /* the temperature; its values; values of a step */
    struct conversion c; /* to degC */
    double *lat;         /* [cells] */
    double (*sum)[12];   /* [n]  of temperatures [degC] */
    uint32_t (*count)[12];
    struct spool *spool;
    struct when *when; /* [steps] */
    size_t steps;
    float *values; /* [row]  a step as it is kept */
};

static int thornthwaite_put(struct stage *st, const struct step *s);
static int thornthwaite_end(struct stage *st);
static void thornthwaite_free(struct stage *st);

static int prepare(struct thornthwaite *t, const struct dataset *in) {
    const struct field *f = NULL;
    const size_t cells = grid_cells(in->grid);
    double *lon = mem_array(cells, sizeof *lon);
    int status;

    for (size_t k = in->nfields; k-- > 0;)
        if (derivation_field(&in->field[k], "tas")) {
            f = &in->field[k];
            t->tas = k;
        }
    t->lat = mem_array(cells, sizeof *t->lat);
    if (f == NULL)
        TRY(err_set(EX_DATAERR, "no pet: it comes of tas"));
    if (in->time.name == NULL)
        TRY(err_set(EX_DATAERR, "needs a time axis"));
    TRY(units_conversion(f->units, "degC", CLASS_STATE, NAN, &t->c));
    TRY(grid_lonlat(in->grid, lon, t->lat));
    t->n = f->n;
    t->sum = mem_array(f->n, sizeof *t->sum);
    t->count = mem_array(f->n, sizeof *t->count);
    for (size_t k = 0; k < in->nfields; k++)
        t->row += in->field[k].n * (type_size(in->field[k].type) / 4);
    t->values = mem_array(t->row, sizeof *t->values);
    t->spool = spool_new(t->row, command_memory());
done:
    free(lon);
    return status;
}

int thornthwaite_open(struct stage **out, const struct dataset *in) {
    struct thornthwaite *t;
    struct field *f;
    int status;

    if (!derive_asks("pet:thornthwaite"))
        return EX_OK;
    t = mem_array(1, sizeof *t);
    t->st.put = thornthwaite_put;
    t->st.end = thornthwaite_end;
    t->st.free = thornthwaite_free;
    t->st.ds = dataset_copy(in, true);
    if ((status = prepare(t, in)) != EX_OK) {
        stage_free(&t->st);
        return err_in(status, "--derive: pet:thornthwaite");
    }
    f = dataset_add(t->st.ds, "pet", REAL);
    f->has_level = in->field[t->tas].has_level;
    f->has_member = in->field[t->tas].has_member;
    f->n = t->n;
    field_text(&f->units, "kg m-2");
    field_text(&f->standard_name, "water_potential_evaporation_amount");
    field_text(&f->long_name, "potential evapotranspiration of Thornthwaite");
    field_text(&f->cell_methods, "time: sum");
    *out = &t->st;
    return EX_OK;
}

/* The middle of a step. */
static int middle(const struct thornthwaite *t, const struct when *w,
                  int64_t *ms) {
    const struct time_axis *axis = &t->st.ds->time;
    const bool bounded = axis->has_bounds && !isnan(w->bounds[0]);

    return time_decode(
        &axis->unit, bounded ? (w->bounds[0] + w->bounds[1]) / 2 : w->time, ms);
}

static int thornthwaite_put(struct stage *st, const struct step *s) {
    struct thornthwaite *t = (struct thornthwaite *)st;
    struct when *w;
    float *to = t->values;
    int64_t ms;
    int month, status;

    t->when = mem_grow(t->when, t->steps + 1, sizeof *t->when);
    w = &t->when[t->steps++];
    *w = (struct when){ s->time, { s->bounds[0], s->bounds[1] } };
    TRY(middle(t, w, &ms));
    month = time_date(st->ds->time.unit.calendar, ms).month - 1;
    if (month < 0)
        TRY(err_set(EX_DATAERR, "pet:thornthwaite needs months"));
    for (size_t i = 0; i < t->n; i++) {
        const double x =
            (double)s->value[t->tas].f[i] * t->c.scale + t->c.offset;
        t->sum[i][month] += isnan(x) ? 0 : x;
        t->count[i][month] += isnan(x) ? 0 : 1;
    }
    for (size_t k = 0; k + 1 < st->ds->nfields; k++) {
        const struct field *f = &st->ds->field[k];
        memcpy(to, s->value[k].f, f->n * type_size(f->type));
        to += f->n * (type_size(f->type) / 4);
    }
    status = spool_put(t->spool, t->values);
done:
    return status;
}

/* The months as the published series count them: 28 days for February, the
 * 15th for the middle; 30 days where all months have them. */
static void pet_of(const struct thornthwaite *t, int64_t ms, const double *heat,
                   const float *tas, float *out) {
    static const int before[] = { 0,   31,  59,  90,  120, 151, 181,
                                  212, 243, 273, 304, 334, 365 };
    const enum calendar c = t->st.ds->time.unit.calendar;
    const int m = time_date(c, ms).month - 1;
    const bool even = c == CALENDAR_360_DAY;
    const double day = (even ? m * 365.0 / 12 : before[m]) + 15;
    const double days = even ? 30 : before[m + 1] - before[m];
    const size_t cells = grid_cells(t->st.ds->grid);

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < t->n; i++)
        out[i] =
            (float)pet_thornthwaite((double)tas[i] * t->c.scale + t->c.offset,
                                    heat[i], t->lat[i % cells], day, days);
}

static void heats(const struct thornthwaite *t, double *heat) {
    for (size_t i = 0; i < t->n; i++) {
        double mean[12];
        for (int m = 0; m < 12; m++)
            mean[m] = t->count[i][m] > 0 ? t->sum[i][m] / t->count[i][m] : NAN;
        heat[i] = pet_heat(mean);
    }
}

static int thornthwaite_end(struct stage *st) {
    struct thornthwaite *t = (struct thornthwaite *)st;
    const size_t last = st->ds->nfields - 1;
    double *heat = mem_array(t->n, sizeof *heat);
    float *pet = mem_array(t->n, sizeof *pet);
    struct step s = { .value = mem_array(last + 1, sizeof *s.value) };
    int64_t ms;
    int status = EX_OK;

    heats(t, heat);
    s.value[last].f = pet;
    for (size_t k = 0, at = 0; k < last; k++) {
        const struct field *f = &st->ds->field[k];
        s.value[k].f = t->values + at;
        at += f->n * (type_size(f->type) / 4);
    }
    for (size_t k = 0; k < t->steps; k++) {
        TRY(spool_get(t->spool, k, t->values));
        TRY(middle(t, &t->when[k], &ms));
        pet_of(t, ms, heat, s.value[t->tas].f, pet);
        s.time = t->when[k].time;
        memcpy(s.bounds, t->when[k].bounds, sizeof s.bounds);
        TRY(stage_pass(st, &s));
    }
done:
    free(heat);
    free(pet);
    free(s.value);
    return status;
}

static void thornthwaite_free(struct stage *st) {
    struct thornthwaite *t = (struct thornthwaite *)st;

    spool_free(t->spool);
    free(t->lat);
    free(t->sum);
    free(t->count);
    free(t->when);
    free(t->values);
    free(t);
}
