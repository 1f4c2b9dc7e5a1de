/* SPDX-License-Identifier: Apache-2.0 */
#include "core/member_times.h"

#include <stdlib.h>

#include "core/mem.h"

/* So many times are listed, others counted. */
enum { LISTED = 3 };

/* Times that one has and the other has not. */
struct list {
    size_t n;
    char *text;
};

static void add(struct list *l, const struct time_axis *t, int64_t at) {
    char when[TIME_TEXT];

    if (l->n++ >= LISTED)
        return;
    mem_append(&l->text, ", ", time_text(t->unit.calendar, at, when));
}

static char *told(const struct list *l, const char *verb) {
    if (l->n == 0)
        return mem_text("");
    if (l->n > LISTED)
        return mem_format("%s %s and %zu more", verb, l->text, l->n - LISTED);
    return mem_format("%s %s", verb, l->text);
}

/* The time of step k, or after all others. */
static int64_t at(const struct time_axis *t, size_t k) {
    int64_t ms;

    return k < t->n && time_decode(&t->unit, t->value[k], &ms) == EX_OK
               ? ms
               : INT64_MAX;
}

int member_times(const struct part *a, const struct part *b) {
    const struct time_axis *t = &a->join.ds->time, *u = &b->join.ds->time;
    struct list lacks = { 0 }, more = { 0 };
    char *l, *m;
    int status;

    if ((t->name == NULL) != (u->name == NULL))
        return err_set(EX_DATAERR, "%s: has no time, as %s has",
                       (t->name ? b : a)->path, (t->name ? a : b)->path);
    if (t->value == NULL || u->value == NULL)
        return EX_OK;
    for (size_t i = 0, k = 0; i < t->n || k < u->n;) {
        const int64_t x = at(t, i), y = at(u, k);
        if (x < y)
            add(&lacks, t, x);
        if (y < x)
            add(&more, u, y);
        i += x <= y;
        k += y <= x;
    }
    l = told(&lacks, "lacks");
    m = told(&more, "has");
    status = *l || *m
                 ? err_set(EX_DATAERR, "%s: times differ from %s: it %s%s%s",
                           b->path, a->path, l, *l && *m ? ", and " : "", m)
                 : EX_OK;
    free(l);
    free(m);
    free(lacks.text);
    free(more.text);
    return status;
}
