/* SPDX-License-Identifier: Apache-2.0 */
#include "core/member_axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/member_times.h"

#define LABELS "twinpipe_members"

/* A member of one of the parts. */
struct entry {
    double number;
    const struct part *part;
    size_t order, i; /* among all; in its part */
};

/* Fields of part p, by their place in those of the first. */
static int match_fields(const struct part *first, struct part *p) {
    struct dataset *a = first->join.ds;
    const struct dataset *b = p->join.ds;

    p->to = mem_array(b->nfields, sizeof *p->to);
    for (size_t i = 0; i < a->nfields; i++)
        if (dataset_find(b, a->field[i].name) == NULL)
            return err_set(EX_DATAERR, "%s: no variable \"%s\", as %s has",
                           p->path, a->field[i].name, first->path);
    for (size_t k = 0; k < b->nfields; k++) {
        const struct field *f = &b->field[k];
        size_t i = 0;
        while (i < a->nfields && strcmp(a->field[i].name, f->name) != 0)
            i++;
        if (i == a->nfields)
            return err_set(EX_DATAERR, "%s: no variable \"%s\", as %s has",
                           first->path, f->name, p->path);
        if (f->has_member != (p->who.n > 1))
            return err_set(EX_DATAERR, "%s: %s has no members, as others have",
                           p->path, f->name);
        likeness_add_names(&a->field[i], f);
        p->to[k] = i;
    }
    return EX_OK;
}

static int by_number(const void *a, const void *b) {
    const struct entry *x = a, *y = b;

    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Do all say their numbers?  Warns where some do. */
static bool all_say(size_t n, const struct part *part) {
    size_t silent = n, say = 0;

    for (size_t k = n; k-- > 0;)
        if (part[k].who.number != NULL)
            say++;
        else
            silent = k;
    if (say > 0 && say < n)
        warn("%s: does not say which member it is; members are numbered from 0 "
             "in the order of the FILEs",
             part[silent].path);
    return say == n;
}

/* The numbers that members have themselves, in their order; *own is false where
 * they would not tell them apart. */
static int own_numbers(size_t n, struct entry *e, bool *own) {
    struct entry *sorted = mem_copy(e, n, sizeof *e);

    qsort(sorted, n, sizeof *sorted, by_number);
    *own = true;
    for (size_t k = 1; k < n; k++) {
        const struct part *p = sorted[k - 1].part, *q = sorted[k].part;
        const double number = sorted[k].number;
        if (sorted[k - 1].number != number)
            continue;
        *own = false;
        if (strcmp(p->who.origin, q->who.origin) != 0)
            continue;
        free(sorted);
        return err_set(EX_DATAERR, "%s: has member %g, as %s has", q->path,
                       number, p->path);
    }
    if (*own)
        memcpy(e, sorted, n * sizeof *e);
    free(sorted);
    return EX_OK;
}

/* Every member once, in the order of the axis. */
static int number_all(size_t n, const struct part *part, struct entry *e) {
    bool own = all_say(n, part);
    size_t all = 0;
    int status = EX_OK;

    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < part[k].who.n; i++, all++)
            e[all] = (struct entry){ own ? part[k].who.number[i] : 0, &part[k],
                                     all, i };
    if (own)
        status = own_numbers(all, e, &own);
    for (size_t i = 0; i < all && !own; i++)
        e[i].number = (double)i;
    return status;
}

/* Word i of n, or NULL if it has another number of them.  The caller frees it.
 */
static char *word_of(const char *text, size_t n, size_t i) {
    const char *word = NULL;
    size_t k = 0;

    for (const char *at = text; at != NULL; k++) {
        if (k == i)
            word = at;
        at = strchr(at, ' ');
        at += at != NULL;
    }
    return k == n && word != NULL
               ? mem_format("%.*s", (int)strcspn(word, " "), word)
               : NULL;
}

/* The label of a member, as its FILE or the axis of it has it, after its model
 * where that is to tell; NULL for none.  The caller frees it. */
static char *label_of(const struct entry *e, bool origin) {
    const struct axis *a = e->part->join.ds->member;
    const struct member_id *who = &e->part->who;
    char *label, *whole;

    if (a == NULL)
        return who->label == NULL ? NULL
                                  : mem_text(origin ? who->origin : who->label);
    label = word_of(atts_text(&a->atts, LABELS), a->n, e->i);
    if (!origin || label == NULL || *who->origin == 0)
        return label;
    whole = mem_format("%s_%s", who->origin, label);
    free(label);
    return whole;
}

/* Are all there and different, without a space? */
static bool tells(size_t n, char *const *label) {
    for (size_t k = 0; k < n; k++) {
        if (label[k] == NULL || strpbrk(label[k], " \t\n") != NULL)
            return false;
        for (size_t i = 0; i < k; i++)
            if (strcmp(label[k], label[i]) == 0)
                return false;
    }
    return true;
}

/* Sets the labels, if they tell. */
static bool set_labels(struct axis *a, size_t n, const struct entry *e,
                       bool origin) {
    char **label = mem_array(n, sizeof *label), *all = NULL;
    bool told;

    for (size_t k = 0; k < n; k++)
        label[k] = label_of(&e[k], origin);
    told = tells(n, label);
    for (size_t k = 0; k < n; k++) {
        char *more = mem_format("%s%s%s", all ? all : "", all ? " " : "",
                                label[k] ? label[k] : "");
        free(all);
        free(label[k]);
        all = more;
    }
    if (told)
        atts_set_text(&a->atts, LABELS, all);
    free(all);
    free(label);
    return told;
}

static void add_labels(struct axis *a, size_t n, const struct entry *e) {
    atts_drop(&a->atts, LABELS); /* of the first FILE */
    if (!set_labels(a, n, e, false))
        (void)set_labels(a, n, e, true);
}

/* The axis, called as in the first FILE. */
static struct axis *make_axis(const struct part *first, size_t n,
                              const struct entry *e) {
    const struct dataset *ds = first->join.ds;
    const char *name = first->who.scalar && first->who.label == NULL
                           ? first->who.scalar
                           : "realization";
    struct axis *a = mem_array(1, sizeof *a);

    if (ds->member != NULL)
        *a = axis_copy(ds->member);
    else
        a->name = mem_text(name);
    field_text(&a->standard_name, "realization");
    if (a->units == NULL)
        a->units = mem_text("1");
    free(a->value);
    free(a->bounds);
    a->bounds = NULL;
    a->n = n;
    a->value = mem_array(n, sizeof *a->value);
    for (size_t k = 0; k < n; k++)
        a->value[k] = e[k].number;
    add_labels(a, n, e);
    return a;
}

/* Coordinates of one value that differ between the parts go. */
static void common_scalars(struct dataset *ds, size_t n,
                           const struct part *part) {
    for (size_t p = 1; p < n; p++) {
        const struct dataset *other = part[p].join.ds;
        for (size_t i = 0; i < other->nscalars; i++) {
            const struct scalar *s = &other->scalar[i];
            size_t k = 0;
            while (k < ds->nscalars && strcmp(ds->scalar[k].name, s->name) != 0)
                k++;
            if (k == ds->nscalars || scalar_same(&ds->scalar[k], s))
                continue;
            warn("%s: %s differs from that of %s, and is left out",
                 part[p].path, s->name, part->path);
            dataset_drop_scalar(ds, s->name);
        }
    }
}

/* A static field is that of the first; others are warned of. */
static void check_statics(struct dataset *ds, size_t n,
                          const struct part *part) {
    for (size_t p = 1; p < n; p++) {
        const struct dataset *other = part[p].join.ds;
        for (size_t i = 0; i < other->nstatics; i++) {
            const struct field *f = &other->statics[i];
            const struct field *mine = dataset_static(ds, f->name);
            if (mine != NULL && (mine->n != f->n || mine->type != f->type ||
                                 memcmp(mine->value.f, f->value.f,
                                        f->n * type_size(f->type)) != 0))
                warn("%s: static %s differs from that of %s, which is kept",
                     part[p].path, f->name, part->path);
        }
    }
}

/* Static fields with an axis of members, which is no more, are left out. */
static void drop_statics(struct dataset *ds, const char *path) {
    size_t left = 0;

    for (size_t k = 0; k < ds->nstatics; k++) {
        struct field *f = &ds->statics[k];
        if (!f->has_member) {
            ds->statics[left++] = *f;
            continue;
        }
        warn("%s: static %s has members, and is left out", path, f->name);
        field_free(f);
    }
    ds->nstatics = left;
}

/* The dataset of the first part, with the axis. */
static struct dataset *whole(size_t n, struct part *part, size_t all,
                             const struct entry *e) {
    struct dataset *ds = dataset_copy(part->join.ds, true);
    struct axis *a = make_axis(part, all, e);

    drop_statics(ds, part->path);
    check_statics(ds, n, part);
    for (size_t p = 0; p < n; p++) {
        const struct dataset *other = part[p].join.ds;
        member_forget(ds, part[p].who.scalar);
        ds->time.has_bounds &= other->time.has_bounds;
        if (other->time.n == STEPS_UNKNOWN)
            ds->time.n = STEPS_UNKNOWN;
    }
    common_scalars(ds, n, part);
    if (ds->time.n == STEPS_UNKNOWN) {
        free(ds->time.value);
        ds->time.value = NULL;
    }
    if (!ds->time.has_bounds || ds->time.value == NULL) {
        free(ds->time.bounds);
        ds->time.bounds = NULL;
    }
    axis_free(ds->member);
    free(ds->member);
    ds->member = a;
    for (size_t k = 0; k < ds->nfields; k++)
        ds->field[k].has_member = true;
    dataset_resize(ds);
    return ds;
}

int member_axis(size_t n, struct part *part, struct dataset **out) {
    struct entry *e = NULL;
    size_t all = 0;
    int status;

    *out = NULL;
    for (size_t k = 0; k < n; k++) {
        TRY(match_fields(part, &part[k]));
        TRY(member_times(part, &part[k]));
        all += part[k].who.n;
    }
    e = mem_array(all, sizeof *e);
    TRY(number_all(n, part, e));
    for (size_t k = 0; k < n; k++) {
        part[k].all = all;
        part[k].at = mem_array(part[k].who.n, sizeof *part[k].at);
    }
    for (size_t k = 0; k < all; k++)
        part[e[k].part - part].at[e[k].i] = k;
    *out = whole(n, part, all, e);
done:
    free(e);
    return status;
}
