/* SPDX-License-Identifier: Apache-2.0 */
/* Which fields are read, and what they are called. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/mem.h"
#include "core/quantity.h"

/* How a word may name a variable; the first way that finds some counts. */
enum { BY_NAME, BY_STANDARD, BY_QUANTITY, BY_SHORT, BY_ID, WAYS };

static bool same(const char *a, const char *b) {
    return a != NULL && strcmp(a, b) == 0;
}

static bool is_called(const struct grib_var *v, const char *word, int way) {
    const struct quantity_row *q;
    char id[24];

    switch (way) {
    case BY_NAME:
        return same(v->name, word);
    case BY_STANDARD:
        return same(v->standard_name, word);
    case BY_QUANTITY:
        q = v->id ? quantity_by_param(v->id) : NULL;
        if (q == NULL)
            q = quantity_find(v->name, v->standard_name);
        return q != NULL && same(q->name, word);
    case BY_SHORT:
        return same(v->short_name, word);
    default:
        snprintf(id, sizeof id, "%ld", v->id);
        return v->id != 0 && strcmp(id, word) == 0;
    }
}

/* "t2m, u10": the names of variables, each once; the caller frees it. */
static char *names(const struct grib_index *x, bool wanted) {
    char *all = mem_text("");

    for (size_t k = 0; k < x->nvars && strlen(all) < 300; k++) {
        const struct grib_var *v = &x->var[k];
        bool before = wanted && !v->wanted;
        for (size_t i = 0; i < k && !before; i++)
            before = same(x->var[i].name, v->name);
        if (before)
            continue;
        mem_append(&all, ", ", v->name);
    }
    return all;
}

static int want(struct grib_index *x, const char *word) {
    bool found = false;
    char *all;
    int status;

    for (int way = 0; way < WAYS && !found; way++)
        for (size_t k = 0; k < x->nvars; k++)
            if (is_called(&x->var[k], word, way))
                x->var[k].wanted = found = true;
    if (found)
        return EX_OK;
    all = names(x, false);
    status = err_set(EX_DATAERR, "no variable \"%s\" (it has %s)", word, all);
    free(all);
    return status;
}

/* What tells a grid from one before it that is called the same: the first octet
 * of its section that differs; "" where there is none. */
static void tell_grid(const struct grib_index *x, size_t g, size_t room,
                      char *text) {
    const struct grib_grid *b = &x->grid[g];
    size_t k = 0, e = 0;

    *text = 0;
    while (e < g && (x->grid[e].edition != b->edition ||
                     strcmp(x->grid[e].what, b->what) != 0))
        e++;
    if (e == g)
        return;
    const struct grib_grid *a = &x->grid[e];
    while (k < a->n && k < b->n && a->section[k] == b->section[k])
        k++;
    if (k < a->n && k < b->n)
        snprintf(text, room, ", whose section %d has %d in octet %zu, not %d",
                 b->edition == 1 ? 2 : 3, b->section[k], k + 1, a->section[k]);
}

/* Fields on several grids are no dataset: which are on which? */
static int check_grid(struct grib_index *x) {
    size_t first = SIZE_MAX, ngrids = 0;
    char text[400] = "", tell[80];

    for (size_t g = 0; g < x->ngrids; g++) {
        const char *name = NULL;
        size_t more = 0;
        for (size_t k = 0; k < x->nvars; k++)
            if (x->var[k].wanted && x->var[k].grid == g) {
                more += name != NULL;
                name = name ? name : x->var[k].name;
                first = first < g ? first : g;
            }
        if (name == NULL)
            continue;
        ngrids++;
        tell_grid(x, g, sizeof tell, tell);
        if (strlen(text) < 220)
            snprintf(text + strlen(text), sizeof text - strlen(text),
                     "%s%s%s: %.40s%s", *text ? "; " : "", x->grid[g].what,
                     tell, name, more ? " ..." : "");
    }
    if (ngrids > 1)
        return err_set(EX_DATAERR,
                       "fields on %zu grids (%s); choose with --variable",
                       ngrids, text);
    return EX_OK;
}

/* Is a name taken by a variable before this one? */
static bool taken(const struct grib_index *x, size_t k, const char *name) {
    for (size_t i = 0; i < x->nvars; i++)
        if (i != k && x->var[i].wanted && same(x->var[i].name, name))
            return true;
    return false;
}

static void rename_var(struct grib_index *x, size_t k, const char *suffix) {
    struct grib_var *v = &x->var[k];
    char *name = mem_format("%s_%s", v->name, suffix);

    for (int n = 2; taken(x, k, name); n++) {
        free(name);
        name = mem_format("%s_%s%d", v->name, suffix, n);
    }
    free(v->name);
    v->name = name;
}

/* Variables of one name are told apart by level, process, then a number. */
static void tell_apart(struct grib_index *x) {
    for (size_t k = 0; k < x->nvars; k++) {
        const struct grib_var *v = &x->var[k];
        const struct grib_level_kind *l = grib_level_kind(v->param.surface);
        const char *suffix = "2";
        if (!v->wanted || !taken(x, k, v->name))
            continue;
        for (size_t i = 0; i < x->nvars; i++) {
            const struct grib_var *o = &x->var[i];
            if (i == k || !o->wanted || !same(o->name, v->name))
                continue;
            if (o->param.surface != v->param.surface && l != NULL &&
                l->suffix != NULL)
                suffix = l->suffix;
            else if (o->process != v->process && v->process != 255)
                suffix = v->process == 2   ? "max"
                         : v->process == 3 ? "min"
                                           : "int";
            else if (o->param.derived != v->param.derived)
                suffix = v->param.derived < 2 ? "mean" : "spread";
        }
        rename_var(x, k, suffix);
    }
}

static const struct quantity_row *row_of(const struct grib_var *v) {
    return quantity_find(v->name, v->standard_name);
}

/* With a component along an axis of its grid the other one. */
static void want_partner(struct grib_index *x, const struct grib_var *v) {
    const struct quantity_row *q = row_of(v);

    q = q != NULL ? quantity_partner(q) : NULL;
    for (size_t k = 0; q != NULL && k < x->nvars; k++) {
        struct grib_var *o = &x->var[k];
        if (o->wanted || row_of(o) != q || o->grid != v->grid ||
            o->nlevels != v->nlevels || o->process != v->process ||
            o->param.surface != v->param.surface ||
            o->param.derived != v->param.derived ||
            (v->nlevels == 1 && o->level[0][0].value != v->level[0][0].value))
            continue;
        o->wanted = o->beside = true;
    }
}

static void whole_vectors(struct grib_index *x) {
    for (size_t k = 0; k < x->nvars; k++) {
        const struct grib_var *v = &x->var[k];
        const struct grib_grid *g = &x->grid[v->grid];
        if (v->wanted && !v->beside && g->along_grid &&
            g->is.kind != GRIB_LATLON && g->is.kind != GRIB_GAUSSIAN)
            want_partner(x, v);
    }
}

int grib_select(struct grib_index *x, const struct source_in *in) {
    int status = EX_OK;

    for (size_t k = 0; k < x->nvars; k++)
        x->var[k].wanted = in->nvariables == 0;
    for (size_t i = 0; i < in->nvariables; i++)
        TRY(want(x, in->variable[i]));
    if (in->whole_vectors)
        whole_vectors(x);
    TRY(check_grid(x));
    tell_apart(x);
    for (size_t k = 0; k < x->nvars; k++)
        if (x->var[k].wanted && x->var[k].id == 0)
            warn("%s: %s is no parameter of the table; its unit is not known",
                 x->in.path, x->var[k].name);
done:
    return status;
}
