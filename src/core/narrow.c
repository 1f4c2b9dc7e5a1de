/* SPDX-License-Identifier: Apache-2.0 */
#include "core/narrow.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

struct narrow {
    struct dataset *ds;
    bool *is_wide; /* [nfields]  of the wide dataset */
    float **own;   /* [nfields]  values of those, or NULL */
    struct step step;
    bool told;
};

bool narrow_is_needed(const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (ds->field[k].type == WIDE)
            return true;
    for (size_t k = 0; k < ds->nstatics; k++)
        if (ds->statics[k].type == WIDE)
            return true;
    return false;
}

bool narrow_values(size_t n, const double *x, float *y) {
    size_t beyond = 0;

    for (size_t i = 0; i < n; i++) {
        const bool fits = fabs(x[i]) <= (double)FLT_MAX;
        beyond += !fits && !isnan(x[i]);
        y[i] = fits ? (float)x[i] : NAN;
    }
    return beyond == 0;
}

static void tell(struct narrow *n, const struct field *f) {
    if (!n->told)
        warn("%s: values beyond %g are written as missing", f->name,
             (double)FLT_MAX);
    n->told = true;
}

static void narrow_static(struct narrow *n, struct field *f) {
    float *y = mem_array(f->n, sizeof *y);

    if (!narrow_values(f->n, f->value.d, y))
        tell(n, f);
    free(f->value.d);
    f->value.f = y;
    f->type = REAL;
}

struct narrow *narrow_new(const struct dataset *ds) {
    struct narrow *n = mem_array(1, sizeof *n);

    n->ds = dataset_copy(ds, true);
    n->is_wide = mem_array(ds->nfields, sizeof *n->is_wide);
    n->own = mem_array(ds->nfields, sizeof *n->own);
    n->step.value = mem_array(ds->nfields, sizeof *n->step.value);
    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &n->ds->field[k];
        n->is_wide[k] = f->type == WIDE;
        if (!n->is_wide[k])
            continue;
        n->own[k] = mem_array(f->n, sizeof **n->own);
        f->type = REAL;
    }
    for (size_t k = 0; k < ds->nstatics; k++)
        if (n->ds->statics[k].type == WIDE)
            narrow_static(n, &n->ds->statics[k]);
    return n;
}

void narrow_free(struct narrow *n) {
    if (n == NULL)
        return;
    for (size_t k = 0; k < n->ds->nfields; k++)
        free(n->own[k]);
    free(n->own);
    free(n->is_wide);
    free(n->step.value);
    dataset_free(n->ds);
    free(n);
}

const struct dataset *narrow_dataset(const struct narrow *n) {
    return n->ds;
}

const struct step *narrow_step(struct narrow *n, const struct step *s) {
    for (size_t k = 0; k < n->ds->nfields; k++) {
        n->step.value[k] = s->value[k];
        if (!n->is_wide[k])
            continue;
        if (!narrow_values(n->ds->field[k].n, s->value[k].d, n->own[k]))
            tell(n, &n->ds->field[k]);
        n->step.value[k].f = n->own[k];
    }
    step_at(&n->step, s);
    return &n->step;
}
