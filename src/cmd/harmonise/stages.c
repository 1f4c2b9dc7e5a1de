/* SPDX-License-Identifier: Apache-2.0 */
/* What the stages share. */
#include "cmd/harmonise/stages.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/pull.h"
#include "core/quantity.h"

static const char *input_name = "standard input";
static bool input_has_table;

const char *stages_input(void) {
    return input_name;
}

bool stages_has_table(void) {
    return input_has_table;
}

void stages_of(const struct reader *input) {
    input_name = reader_name(input);
    input_has_table = reader_has_table(input);
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

int pairs_parse(struct pair **out, size_t *n, const struct texts *t,
                const char *option) {
    struct pair *p = NULL;
    char **word = NULL;
    size_t words;
    int status = EX_OK;

    *n = 0;
    for (size_t k = 0; k < t->n; k++) {
        TRY(parse_list(t->text[k], &word, &words));
        p = mem_grow(p, *n + words, sizeof *p);
        for (size_t i = 0; i < words; i++) {
            char *equals = strchr(word[i], '=');
            if (equals != NULL)
                *equals = 0;
            p[*n].name = mem_format("%s%c%s", equals ? word[i] : "", 0,
                                    equals ? equals + 1 : word[i]);
            p[*n].value = p[*n].name + strlen(p[*n].name) + 1;
            ++*n;
        }
        free(word);
        word = NULL;
    }
done:
    free(word);
    *out = p;
    return err_in(status, option);
}

void pairs_free(struct pair *p, size_t n) {
    for (size_t k = 0; k < n; k++)
        free(p[k].name);
    free(p);
}

/* Is it the end of a name that a statistic gives: "_mean", "_q99_9"? */
static bool is_statistic(const char *end) {
    static const char *const ends[] = { "_mean", "_sum",    "_min",    "_max",
                                        "_std",  "_range",  "_median", "_first",
                                        "_last", "_anomaly" };

    if (end[0] == '_' && end[1] == 'q' && isdigit((unsigned char)end[2]))
        return true;
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
        if (strcmp(end, ends[k]) == 0)
            return true;
    return false;
}

/* By its name, with or without the statistic at its end, or standard name. */
static bool is_named(const struct pair *p, const struct field *f) {
    const char *before = atts_text(&f->atts, "twinpipe_original_name");
    const size_t n = strlen(p->name);

    if (before && strcmp(p->name, before) == 0)
        return true;
    if (f->standard_name && strcmp(p->name, f->standard_name) == 0)
        return true;
    return strncmp(p->name, f->name, n) == 0 &&
           (f->name[n] == 0 || is_statistic(f->name + n));
}

/* Are all fields in one unit, so that none need be named? */
static bool is_one_unit(const struct dataset *ds) {
    for (size_t k = 1; k < ds->nfields; k++)
        if (strcmp(ds->field[k].units, ds->field[0].units) != 0)
            return false;
    return true;
}

static bool is_there(const struct pair *p, const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (is_named(p, &ds->field[k]))
            return true;
    return dataset_find(ds, p->name) != NULL; /* says what there is */
}

const char *pairs_find(const struct pair *p, size_t n, const struct field *f) {
    for (size_t k = 0; k < n; k++)
        if (p[k].name[0] == 0 || is_named(&p[k], f))
            return p[k].value;
    return NULL;
}

int pairs_check(const struct pair *p, size_t n, const struct dataset *ds) {
    for (size_t k = 0; k < n; k++) {
        bool bare = p[k].name[0] == 0;
        if (bare && !is_one_unit(ds))
            return err_set(EX_USAGE, "%s: say of which variable (VAR=%s)",
                           p[k].value, p[k].value);
        if (!bare && !is_there(&p[k], ds))
            return EX_DATAERR;
    }
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

static void stage_free(struct stage *st) {
    step_free(st->filled);
    dataset_free(st->ds);
    st->free(st);
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

int chain_open(const struct stage_kind *order, struct stage **first,
               const struct dataset **ds) {
    struct stage **tail = first, *const last = *first, *st;
    int status = EX_OK;

    for (; order->opener != NULL; order++) {
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
