/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/maskfile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/reader.h"
#include "core/units.h"

enum test { NOT_ZERO, AT_LEAST, AT_MOST, EQUAL, ABOVE, BELOW };

static const struct {
    const char *word;
    enum test test;
} tests[] = {
    { ">=", AT_LEAST }, { "<=", AT_MOST }, { "==", EQUAL },
    { ">", ABOVE },     { "<", BELOW },
};

int mask_rule_parse(const char *text, struct mask_rule *r) {
    char *copy = mem_text(text), *colon = strrchr(copy, ':'), *op;

    *r = (struct mask_rule){ .file = copy };
    if (colon == NULL || access(text, F_OK) == 0)
        return EX_OK;
    *colon = 0;
    r->variable = colon + 1;
    op = colon + 1 + strcspn(colon + 1, "<>=");
    if (*op != 0) {
        const size_t at = (size_t)(op - copy);
        r->test = text + at;
        *op = 0;
    }
    if (*r->variable != 0)
        return EX_OK;
    free(copy);
    r->file = NULL;
    return err_set(EX_USAGE, "%s is not FILE[:VAR[>=VALUE]]", text);
}

/* The test and its value in the unit of the mask. */
static int take_test(const struct mask_rule *r, const struct field *f,
                     enum test *test, float *than) {
    struct quantity q = { 0 };
    size_t k = 0;
    double x = 0;
    int status = EX_OK;

    *test = NOT_ZERO;
    *than = 0;
    if (r->test == NULL)
        return EX_OK;
    while (k < sizeof tests / sizeof *tests &&
           strncmp(r->test, tests[k].word, strlen(tests[k].word)) != 0)
        k++;
    if (k == sizeof tests / sizeof *tests)
        TRY(err_set(EX_USAGE, "%s is none of >= <= == > <", r->test));
    TRY(quantity_parse(r->test + strlen(tests[k].word), &q));
    TRY(units_in(q, f->units, &x));
    *test = tests[k].test;
    *than = (float)x;
done:
    free(q.unit);
    return err_in(status, f->name);
}

static bool holds(enum test test, float x, float than) {
    switch (test) {
    case AT_LEAST:
        return x >= than;
    case AT_MOST:
        return x <= than;
    case EQUAL:
        return x == than;
    case ABOVE:
        return x > than;
    case BELOW:
        return x < than;
    default:
        return !isnan(x) && x != 0;
    }
}

/* The mask's values on the grid of in. */
static int cut(const struct field *f, const union values *v,
               const struct grid *g, const struct window *w, float *x) {
    const size_t n = w->ny * w->nx;
    int32_t *label;

    if (f->n != grid_cells(g))
        return err_set(EX_DATAERR,
                       "%s has levels or members; a mask has one "
                       "value a cell",
                       f->name);
    if (f->type == REAL) {
        window_apply(w, g->nx, sizeof *x, v->f, x);
        return EX_OK;
    }
    label = mem_array(n, sizeof *label);
    window_apply(w, g->nx, sizeof *label, v->i, label);
    for (size_t i = 0; i < n; i++)
        x[i] = label[i] == LABEL_MISSING ? NAN : (float)label[i];
    free(label);
    return EX_OK;
}

/* The mask itself: the one field, that varies or a static one. */
static int find(const struct mask_rule *r, const struct dataset *ds,
                const struct field **f) {
    *f = NULL;
    if (ds->nfields + ds->nstatics != 1)
        return err_set(EX_DATAERR, "has %zu variables (say %s:VAR)",
                       ds->nfields + ds->nstatics, r->file);
    *f = ds->nfields ? ds->field : ds->statics;
    return EX_OK;
}

/* The values of the mask on the grid of a window. */
static int values_of(struct reader *rd, const struct field *f,
                     const struct window *w, float *x) {
    const struct dataset *ds = reader_dataset(rd);
    const bool varies =
        ds->nfields > 0 && f >= ds->field && f < ds->field + ds->nfields;
    const struct step *s = NULL;
    int status;

    if (!varies)
        return cut(f, &f->value, ds->grid, w, x);
    TRY(reader_next(rd, &s));
    if (s == NULL)
        TRY(err_set(EX_DATAERR, "%s has no step", f->name));
    TRY(cut(f, &s->value[f - ds->field], ds->grid, w, x));
    TRY(reader_next(rd, &s));
    if (s != NULL)
        TRY(err_set(EX_DATAERR, "%s has several steps; a mask has one",
                    f->name));
done:
    return status;
}

int mask_read(const struct mask_rule *r, const struct dataset *in, bool source,
              bool *keep, bool *fits) {
    const char *const wanted = r->land ? "sftlf" : r->variable;
    const struct input how = { .nfiles = 1,
                               .file = (const char *const *)&r->file,
                               .nvariables = wanted != NULL,
                               .variable = &wanted };
    struct reader *rd = NULL;
    struct window w = { 0 };
    struct grid *g = NULL;
    const struct field *f;
    enum test test;
    float *x = NULL, than;
    int status;

    *fits = false;
    TRY(reader_open(&rd, &how));
    TRY(err_in(find(r, reader_dataset(rd), &f), r->file));
    TRY(err_in(take_test(r, f, &test, &than), r->file));
    if (axes_window_like(reader_dataset(rd)->grid, in->grid, source, &w) !=
        EX_OK)
        goto done;
    g = grid_cut(reader_dataset(rd)->grid, &w);
    if (grid_check_same(g, in->grid) != EX_OK)
        goto done;
    x = mem_array(grid_cells(g), sizeof *x);
    TRY(err_in(values_of(rd, f, &w, x), r->file));
    for (size_t i = 0; i < grid_cells(g); i++)
        keep[i] = holds(test, x[i], than);
    *fits = true;
done:
    window_free(&w);
    grid_free(g);
    free(x);
    reader_free(rd);
    return status;
}
