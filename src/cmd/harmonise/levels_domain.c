/* SPDX-License-Identifier: Apache-2.0 */
/* The domain of levels and members that are wanted. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/levels.h"
#include "core/mem.h"

/* The labels of members that stay. */
static void cut_labels(struct axis *a, const size_t *at, size_t n) {
    const char *all = atts_text(&a->atts, "twinpipe_members");
    char *left = NULL;

    for (size_t k = 0; k < n && all != NULL; k++) {
        const char *word = all;
        for (size_t i = 0; i < at[k] && word != NULL; i++)
            word = strchr(word + (i > 0), ' ');
        if (word == NULL)
            break;
        word += *word == ' ';
        /* Not mem_append(): a label may be empty. */
        char *more = mem_format("%s%s%.*s", left ? left : "", left ? " " : "",
                                (int)strcspn(word, " "), word);
        free(left);
        left = more;
    }
    if (left != NULL)
        atts_set_text(&a->atts, "twinpipe_members", left);
    free(left);
}

static void cut_axis(struct axis *a, const size_t *at, size_t n) {
    double *value = mem_array(n, sizeof *value);
    double *bounds = a->bounds ? mem_array(2 * n, sizeof *bounds) : NULL;

    cut_labels(a, at, n);
    for (size_t k = 0; k < n; k++) {
        value[k] = a->value[at[k]];
        if (bounds)
            memcpy(bounds + 2 * k, a->bounds + 2 * at[k], 2 * sizeof *bounds);
    }
    free(a->value);
    free(a->bounds);
    a->value = value;
    a->bounds = bounds;
    a->n = n;
}

/* The one level of a field as a coordinate of one value. */
static void add_scalar(struct dataset *ds, const struct axis *a, size_t level,
                       struct field *f) {
    struct scalar s = { .value = a->value[level],
                        .bounds = { NAN, NAN },
                        .atts = atts_copy(&a->atts) };
    char *name = ds->level ? mem_format("%s_1", a->name) : mem_text(a->name);
    size_t k = 0;

    for (size_t n = 2; k < ds->nscalars; k++)
        if (strcmp(ds->scalar[k].name, name) == 0) {
            if (ds->scalar[k].value == s.value)
                break;
            free(name);
            name = mem_format("%s_%zu", a->name, n++);
            k = SIZE_MAX; /* from the first again */
        }
    atts_append(&f->atts, "coordinates", name);
    if (k < ds->nscalars) {
        free(name);
        atts_free(&s.atts);
        return;
    }
    s.name = name;
    if (a->standard_name)
        atts_set_text(&s.atts, "standard_name", a->standard_name);
    if (a->units)
        atts_set_text(&s.atts, "units", a->units);
    ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *ds->scalar);
    ds->scalar[ds->nscalars++] = s;
}

/* The axis of levels stays where a field keeps several. */
static bool has_axis(const struct levels *l) {
    for (size_t k = 0; k < l->nparts; k++)
        if (l->part[k].leveled &&
            (l->part[k].level == NULL || l->part[k].nlevels > 1))
            return true;
    return false;
}

int levels_describe(struct levels *l, const struct dataset *in) {
    const struct part *many = NULL;
    struct dataset *ds = l->st.ds = dataset_copy(in, true);

    for (size_t k = 0; k < ds->nfields; k++)
        field_free(&ds->field[k]);
    ds->nfields = l->nparts;
    if (ds->level != NULL && !has_axis(l)) {
        axis_free(ds->level);
        free(ds->level);
        ds->level = NULL;
    }
    for (size_t k = 0; k < l->nparts; k++) {
        struct part *p = &l->part[k];
        struct field *f = &ds->field[k];
        const bool cuts = p->leveled && p->level;
        *f = field_copy(&in->field[p->field]);
        if (!cuts)
            continue;
        f->has_level = p->nlevels > 1;
        if (!f->has_level)
            add_scalar(ds, in->level, p->level[0], f);
        else if (many && (many->nlevels != p->nlevels ||
                          memcmp(many->level, p->level,
                                 p->nlevels * sizeof *p->level) != 0))
            return err_set(EX_DATAERR, "fields on several sets of levels");
        else
            many = p;
    }
    for (size_t k = 0; k < l->nparts; k++)
        if (many && ds->field[k].has_level && l->part[k].level == NULL)
            return err_set(EX_DATAERR, "fields on several sets of levels");
    if (many)
        cut_axis(ds->level, many->level, many->nlevels);
    if (ds->member && l->nmembers < l->all_members)
        cut_axis(ds->member, l->member, l->nmembers);
    dataset_resize(ds);
    for (size_t k = 0; k < l->nparts; k++) {
        const struct field *f = &ds->field[k];
        if (l->part[k].level || l->nmembers < l->all_members ||
            f->n != in->field[l->part[k].field].n)
            l->part[k].own = mem_array(f->n, type_size(f->type));
    }
    return EX_OK;
}
