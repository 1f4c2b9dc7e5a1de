/* SPDX-License-Identifier: Apache-2.0 */
#include "core/likeness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/nameindex.h"
#include "core/quantity.h"

/* The last word for time: "maximum" of "area: mean time: maximum within days".
 */
static char *time_method(const char *methods) {
    const char *last = NULL;

    for (const char *s = methods; s && (s = strstr(s, "time: ")) != NULL;)
        last = s += strlen("time: ");
    return last ? mem_format("%.*s", (int)strcspn(last, " "), last) : NULL;
}

/* Where it is, by a coordinate of one value. */
static void find_place(struct likeness *l, const struct dataset *ds,
                       const struct field *f) {
    static const char *const places[][2] = { { "air_pressure", "Pa" },
                                             { "height", "m" },
                                             { "altitude", "m" },
                                             { "depth", "m" } };
    struct conversion c;

    for (size_t k = 0; k < ds->nscalars; k++) {
        const struct scalar *s = &ds->scalar[k];
        const char *what = atts_text(&s->atts, "standard_name");
        const char *units = atts_text(&s->atts, "units");
        for (size_t p = 0; what && p < sizeof places / sizeof *places; p++) {
            if (strcmp(what, places[p][0]) != 0 || isnan(s->value) ||
                !atts_says(&f->atts, "coordinates", s->name) || units == NULL ||
                units_conversion(units, places[p][1], CLASS_STATE, NAN, &c) !=
                    EX_OK)
                continue;
            l->place = mem_text(what);
            l->at = s->value * c.scale + c.offset;
            return;
        }
    }
}

/* The row whose name it gets, or NULL. */
static const struct quantity_row *
find_row(struct likeness *l, const struct dataset *ds, const struct field *f) {
    const struct quantity_row *q =
        quantity_along(f->name, f->standard_name, &f->atts);

    if (q != NULL && ds->grid->kind != GRID_LATLON)
        l->along = true;
    if (q == NULL)
        q = quantity_here(ds, f);
    return q == NULL || quantity_spread(f) != SPREAD_NONE ||
                   quantity_is_doubtful(f)
               ? NULL
               : q;
}

static int describe(struct likeness *l, const struct dataset *ds, size_t k,
                    likeness_says *says) {
    const struct field *f = &ds->field[k];
    struct field said = field_copy(f);
    const struct quantity_row *q = quantity_find(f->name, NULL);
    int status = EX_OK;

    l->own = mem_text(f->name);
    l->standard_name = mem_text(f->standard_name);
    l->has_level = f->has_level;
    l->is_label = f->type == LABEL;
    l->method = time_method(f->cell_methods);
    find_place(l, ds, f);
    if (says != NULL)
        TRY(says(&said, &l->settled));
    l->row = find_row(l, ds, &said);
    l->known = l->row && q && strcmp(q->name, l->row->name) == 0;
    l->name =
        mem_text(l->row && says && !l->settled ? l->row->name : said.name);
done:
    field_free(&said);
    return status;
}

/* What a field will be called. */
struct title {
    char *name;
    bool twin; /* as another is */
};

/* Of those that would get one name all keep their own. */
static void keep_twins(struct likeness *l, size_t n) {
    struct title *title = mem_array(n, sizeof *title);
    struct name_index index = { 0 };

    for (size_t k = 0; k < n; k++) {
        const char *name = title[k].name = l[k].name;
        const size_t i =
            name_index_find(&index, name, strlen(name), title, sizeof *title);
        if (i != SIZE_MAX)
            title[i].twin = title[k].twin = true;
        else
            name_index_add(&index, name, k);
    }
    for (size_t k = 0; k < n; k++)
        if (title[k].twin && !l[k].settled)
            field_text(&l[k].name, l[k].own);
    name_index_free(&index);
    free(title);
}

int likeness_all(struct likeness **out, const struct dataset *ds,
                 likeness_says *says) {
    struct likeness *l = mem_array(ds->nfields, sizeof *l);
    int status = EX_OK;

    *out = NULL;
    for (size_t k = 0; k < ds->nfields; k++)
        TRY(describe(&l[k], ds, k, says));
    keep_twins(l, ds->nfields);
    *out = l;
    return EX_OK;
done:
    likeness_free(l, ds->nfields);
    return status;
}

void likeness_free(struct likeness *l, size_t n) {
    for (size_t k = 0; l != NULL && k < n; k++) {
        free(l[k].own);
        free(l[k].standard_name);
        free(l[k].name);
        free(l[k].method);
        free(l[k].place);
    }
    free(l);
}

/* Is it another quantity by the table? */
static bool rows_differ(const struct likeness *a, const struct likeness *b) {
    return a->row && b->row && strcmp(a->row->name, b->row->name) != 0;
}

static bool along_differs(const struct likeness *a, const struct likeness *b) {
    return a->row && b->row && a->along != b->along;
}

/* At another height or pressure: heights are nominal to a metre.  One that says
 * nothing is near the surface, or where another of its name is. */
static bool places_differ(const struct likeness *a, const struct likeness *b) {
    const struct likeness *there = a->place ? a : b;
    double most;

    if (a->place == NULL && b->place == NULL)
        return false;
    if (a->place == NULL || b->place == NULL)
        return strcmp(a->own, b->own) != 0 &&
               (strcmp(there->place, "height") != 0 || there->at > 10);
    if (strcmp(a->place, b->place) != 0)
        return true;
    most = strcmp(a->place, "height") == 0
               ? 1
               : 1e-4 * fmax(fabs(a->at), fabs(b->at));
    return fabs(a->at - b->at) > most;
}

/* What is not an extreme or the like is a mean, a sum, a point: the usual. */
static bool is_usual(const char *method) {
    return method == NULL || strcmp(method, "mean") == 0 ||
           strcmp(method, "point") == 0 || strcmp(method, "sum") == 0;
}

static bool methods_differ(const struct likeness *a, const struct likeness *b) {
    if ((a->method == NULL || b->method == NULL) && strcmp(a->own, b->own) == 0)
        return false;
    if (is_usual(a->method) && is_usual(b->method))
        return false;
    return a->method == NULL || b->method == NULL ||
           strcmp(a->method, b->method) != 0;
}

/* Do two names have different numbers: stl1 and stl2, ta500 and ta850? */
static bool numbers_differ(const char *a, const char *b) {
    const char *x = strpbrk(a, "0123456789"), *y = strpbrk(b, "0123456789");

    return x && y && (strtol(x, NULL, 10) != strtol(y, NULL, 10));
}

enum alike likeness_of(const struct likeness *a, const struct likeness *b) {
    const bool one = strcmp(a->own, b->own) == 0;

    if (!one && strcmp(a->name, b->name) != 0)
        return ALIKE_NOT;
    if (rows_differ(a, b) || along_differs(a, b) || places_differ(a, b) ||
        methods_differ(a, b))
        return one ? ALIKE_CLASH : ALIKE_NOT;
    if (one)
        return ALIKE;
    if (a->has_level != b->has_level || a->is_label != b->is_label)
        return ALIKE_NOT;
    if ((a->known || a->settled) && (b->known || b->settled))
        return ALIKE;
    return numbers_differ(a->own, b->own) ? ALIKE_NOT : ALIKE_MAYBE;
}

static const char *title_of(const struct quantity_row *row) {
    return row->standard_name ? row->standard_name : row->name;
}

int likeness_clash(const struct likeness *a, const struct likeness *b,
                   const char *first) {
    static const char remedy[] = "harmonise each by itself, with --rename";

    if (rows_differ(a, b))
        return err_set(EX_DATAERR, "%s is %s, %s in %s (%s)", a->own,
                       title_of(a->row), title_of(b->row), first, remedy);
    if (along_differs(a, b))
        return err_set(EX_DATAERR,
                       "%s is along %s, along %s in %s (harmonise each by "
                       "itself)",
                       a->own, a->along ? "the grid's axes" : "east and north",
                       b->along ? "the grid's axes" : "east and north", first);
    if (places_differ(a, b))
        return err_set(EX_DATAERR, "%s is at %s %g, at %s %g in %s (%s)",
                       a->own, a->place, a->at, b->place, b->at, first, remedy);
    return err_set(EX_DATAERR, "%s is a %s in time, a %s in %s (%s)", a->own,
                   a->method, b->method, first, remedy);
}

void likeness_doubt(const struct likeness *a, const char *path,
                    const struct likeness *b, const char *first) {
    if (a->standard_name && b->standard_name && !(a->row && b->row) &&
        strcmp(a->standard_name, b->standard_name) != 0)
        warn("%s: %s says that it is %s, in %s %s; they are taken for one",
             path, a->own, a->standard_name, first, b->standard_name);
}

static void add_name(struct field *f, const char *name, size_t n) {
    const char *all = atts_text(&f->atts, ORIGINAL_NAME);
    char *word = mem_format("%.*s", (int)n, name);
    char *more = mem_format("%s %s", all ? all : f->name, word);

    if (!atts_says(&f->atts, ORIGINAL_NAME, word) && strcmp(f->name, word) != 0)
        atts_set_text(&f->atts, ORIGINAL_NAME, more);
    free(more);
    free(word);
}

void likeness_rename(struct field *f, const char *name) {
    char *was = f->name;

    if (strcmp(was, name) == 0)
        return;
    f->name = mem_text(name);
    if (atts_text(&f->atts, ORIGINAL_NAME) == NULL)
        atts_set_text(&f->atts, ORIGINAL_NAME, was);
    else
        add_name(f, was, strlen(was));
    free(was);
}

void likeness_add_names(struct field *f, const struct field *other) {
    const char *s = atts_text(&other->atts, ORIGINAL_NAME);

    add_name(f, other->name, strlen(other->name));
    for (size_t n; s != NULL && *s; s += n + (s[n] == ' ')) {
        n = strcspn(s, " ");
        add_name(f, s, n);
    }
}
