/* SPDX-License-Identifier: Apache-2.0 */
/* What the stages share. */
#include "cmd/harmonise/stages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/quantity.h"

static const char *input_name = "standard input";
static bool input_has_table;
static enum taken input_taken;
static int64_t input_covers[2];

const char *stages_input(void) {
    return input_name;
}

bool stages_has_table(void) {
    return input_has_table;
}

void stages_of(const struct reader *input) {
    input_name = reader_name(input);
    input_has_table = reader_has_table(input);
    input_taken = reader_taken(input, &input_covers[0], &input_covers[1]);
}

enum taken stages_taken(int64_t *from, int64_t *until) {
    *from = input_covers[0];
    *until = input_covers[1];
    return input_taken;
}

int stage_fill(struct stage *st, const struct dataset *ds,
               const struct step *s) {
    int status = EX_OK;

    if (st->filled == NULL)
        st->filled = step_new(ds);
    step_at(st->filled, s);
    for (size_t k = 0; k < ds->nfields && status == EX_OK; k++)
        status =
            pull_fill(s->pull, k, 0, ds->field[k].n, st->filled->value[k].f);
    return status;
}

int stage_take(struct stage *st, const struct dataset *ds,
               const struct step *s) {
    int status;

    if (s->pull == NULL || st->pulls)
        return st->put(st, s);
    status = stage_fill(st, ds, s);
    return status == EX_OK ? st->put(st, st->filled) : status;
}

static int get_lent(const struct pull *p, size_t k, size_t first, size_t n,
                    float *out) {
    const struct lent *l = (const struct lent *)p;

    memcpy(out, l->value[k].f + first, n * sizeof *out);
    return EX_OK;
}

const struct step *stage_lend(const struct stage *st, const struct dataset *ds,
                              const struct step *s, struct lent *l) {
    bool all = s->pull == NULL && st->next->pulls;

    for (size_t k = 0; k < ds->nfields; k++)
        all = all && ds->field[k].type == REAL;
    if (!all)
        return s;
    *l = (struct lent){ { get_lent }, *s, s->value };
    l->step.pull = &l->pull;
    l->step.held = 1;
    return &l->step;
}

int stage_pass(struct stage *st, const struct step *s) {
    return stage_take(st->next, st->ds, s);
}

int stage_angles(const struct dataset *ds, const char *option) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (quantity_turn(&ds->field[k]) > 0)
            return err_set(EX_DATAERR,
                           "%s is an angle: %s cannot take it (--variable "
                           "leaves it; --derive uas,vas makes components)",
                           ds->field[k].name, option);
    return EX_OK;
}

void *words_keep(void *block) {
    static void **kept;
    static size_t n;

    kept = mem_grow(kept, n + 1, sizeof *kept);
    kept[n++] = block;
    return block;
}

void words_add(const char ***list, size_t *n, const char *word) {
    for (size_t k = 0; k < *n; k++)
        if (strcmp((*list)[k], word) == 0)
            return;
    *list = mem_grow(*list, *n + 1, sizeof **list);
    (*list)[(*n)++] = word;
}

int step_is_in(const struct time_axis *t, const struct time_span *span,
               const struct step *s, bool *is_in) {
    const bool whole =
        t->has_bounds && !isnan(s->bounds[0]) && !isnan(s->bounds[1]);
    int64_t from, to;
    int status;

    TRY(time_decode(&t->unit, whole ? s->bounds[0] : s->time, &from));
    TRY(time_decode(&t->unit, whole ? s->bounds[1] : s->time, &to));
    *is_in = time_span_covers(span, from, to);
done:
    return status;
}

double step_seconds(const struct time_axis *t, const struct step *s) {
    return (s->bounds[1] - s->bounds[0]) * (double)t->unit.ms / 1000;
}

void stage_free(struct stage *st) {
    step_free(st->filled);
    dataset_free(st->ds);
    if (st->free != NULL)
        st->free(st);
    else
        free(st);
}

/* One stage, maybe behind one that rounds for it; *st is NULL for none. */
static int open_one(struct stage **st, const struct stage_kind *kind,
                    const struct dataset *ds) {
    struct stage *narrow = NULL;
    int status = EX_OK;

    *st = NULL;
    if (kind->widest == REAL)
        TRY(narrow_open(&narrow, ds));
    TRY(kind->opener(st, narrow ? narrow->ds : ds));
    if (*st != NULL && narrow != NULL) {
        narrow->next = *st;
        *st = narrow;
        narrow = NULL;
    }
done:
    if (narrow != NULL)
        stage_free(narrow);
    return status;
}

int chain_open(const struct stage_kind *order, stage_open *end,
               struct stage **first, const struct dataset **ds) {
    struct stage **tail = first, *const last = *first, *st;
    int status = EX_OK;

    for (; order->opener != NULL && order->opener != end; order++) {
        TRY(open_one(&st, order, *ds));
        for (; st != NULL; st = st->next) {
            *tail = st;
            tail = &st->next;
            *ds = st->ds;
        }
        *tail = last;
    }
done:
    return status;
}

/* From the last on: a stage may still look at what the one before it made. */
void chain_free(struct stage *first) {
    if (first->next == NULL)
        return;
    chain_free(first->next);
    stage_free(first);
}

int64_t forecast_reference(const struct dataset *in) {
    for (size_t k = 0; k < in->nscalars; k++) {
        const struct scalar *s = &in->scalar[k];
        const char *name = atts_text(&s->atts, "standard_name");
        const char *units = atts_text(&s->atts, "units");
        struct time_unit unit;
        int64_t ms;
        if (name && units && strcmp(name, "forecast_reference_time") == 0 &&
            time_unit_parse(units, calendar_name(in->time.unit.calendar),
                            &unit) == EX_OK &&
            time_decode(&unit, s->value, &ms) == EX_OK)
            return ms;
    }
    return INT64_MIN;
}
