/* SPDX-License-Identifier: Apache-2.0 */
/* The fields by time: which are of one step, which are there twice. */
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/mem.h"

/* Bytes of two messages that are compared at once. */
enum { BLOCK = 1 << 15 };

/* One field, with what it is sorted by. */
struct entry {
    const struct grib_field *f;
    size_t k;
};

static int by_key(const struct grib_field *p, const struct grib_field *q) {
    if (p->end != q->end)
        return p->end < q->end ? -1 : 1;
    if (p->var != q->var)
        return p->var < q->var ? -1 : 1;
    if (p->member != q->member)
        return p->member < q->member ? -1 : 1;
    return grib_level_compare(p->level, q->level);
}

static int compare(const void *a, const void *b) {
    const struct entry *p = a, *q = b;
    const int c = by_key(p->f, q->f);

    return c ? c : (p->k > q->k) - (p->k < q->k);
}

static int by_time(const void *a, const void *b) {
    const int64_t *p = a, *q = b;

    return (*p > *q) - (*p < *q);
}

/* The fields [n] are of one time and variable, and of several forecasts. */
static int several_forecasts(const struct grib_index *x, const struct entry *e,
                             size_t n) {
    char when[TIME_TEXT], first[TIME_TEXT], last[TIME_TEXT];
    int64_t *time = mem_array(n, sizeof *time);
    size_t count = 1;
    char *(*text)(enum calendar, int64_t, char *) = time_date_text;

    for (size_t k = 0; k < n; k++) {
        time[k] = e[k].f->reference;
        if (time[k] % MS_PER_DAY != 0)
            text = time_text;
    }
    qsort(time, n, sizeof *time, by_time);
    for (size_t k = 1; k < n; k++)
        count += time[k] != time[k - 1];
    text(x->calendar, time[0], first);
    text(x->calendar, time[n - 1], last);
    (e->f->end % MS_PER_DAY ? time_text : time_date_text)(x->calendar,
                                                          e->f->end, when);
    free(time);
    return err_set(EX_DATAERR,
                   "%s comes from %zu forecasts (%s … %s); choose with --lead "
                   "or --time",
                   when, count, first, last);
}

static int check_forecasts(const struct grib_index *x, const struct entry *e,
                           size_t n) {
    for (size_t a = 0, b; a < n; a = b) {
        bool several = false;
        for (b = a;
             b < n && e[b].f->end == e[a].f->end && e[b].f->var == e[a].f->var;
             b++)
            several |= e[b].f->reference != e[a].f->reference;
        if (several)
            return several_forecasts(x, e + a, b - a);
    }
    return EX_OK;
}

/* Are n bytes of the input the same at two places? */
static int same_at(const struct grib_index *x, uint64_t p, uint64_t q,
                   uint64_t size, bool *same) {
    uint8_t *a = mem_array(2 * BLOCK, 1), *b = a + BLOCK;
    int status = EX_OK;

    *same = true;
    for (uint64_t done = 0; *same && done < size; done += BLOCK) {
        const size_t n = size - done < BLOCK ? (size_t)(size - done) : BLOCK;
        TRY(grib_load(&x->in, p + done, n, a));
        TRY(grib_load(&x->in, q + done, n, b));
        *same = memcmp(a, b, n) == 0;
    }
done:
    free(a);
    return status;
}

/* Have two fields the same bytes: their messages, or what they have of one? */
static int same_bytes(const struct grib_index *x, const struct grib_field *p,
                      const struct grib_field *q, bool *same) {
    int status = EX_OK;

    *same = p->n == q->n;
    if (*same && p->at != q->at)
        return same_at(x, p->at, q->at, p->n, same);
    for (int k = SEC_PACKING; *same && status == EX_OK && k < SECTIONS; k++) {
        const struct grib_section *a = &p->sec[k], *b = &q->sec[k];
        *same = a->n == b->n;
        if (*same)
            status = same_at(x, a->at, b->at, a->n, same);
    }
    return status;
}

/* Takes out what is there twice; *n is what is left. */
static int drop_copies(const struct grib_index *x, struct entry *e, size_t *n,
                       const struct source_in *in) {
    size_t to = 0;
    int status;

    for (size_t k = 0; k < *n; k++) {
        bool same = in->keep_first || in->keep_last;
        if (to == 0 || by_key(e[to - 1].f, e[k].f) != 0) {
            e[to++] = e[k];
            continue;
        }
        if (!same &&
            (status = same_bytes(x, e[to - 1].f, e[k].f, &same)) != EX_OK)
            return status;
        if (!same)
            return grib_bad(e[k].f->at,
                            "messages %zu and %zu are of one field, time and "
                            "level, and differ (--on-overlap first or last "
                            "keeps one)",
                            e[to - 1].f->message, e[k].f->message);
        if (in->keep_last)
            e[to - 1] = e[k];
    }
    *n = to;
    return EX_OK;
}

/* Is a field as long after the start of its forecast as it is to be? */
static bool has_lead(const struct grib_field *f, const int64_t *lead) {
    const int64_t ms = f->end - f->reference;

    return lead == NULL || (ms >= lead[0] && ms <= lead[1]);
}

int grib_order(struct grib_index *x, const struct source_in *in,
               struct grib_plan *plan) {
    struct entry *e = mem_array(x->nfields, sizeof *e);
    size_t n = 0;
    int status;

    x->has_lead = in->lead != NULL;
    for (size_t k = 0; k < x->nfields; k++)
        if (x->var[x->field[k].var].wanted && has_lead(&x->field[k], in->lead))
            e[n++] = (struct entry){ &x->field[k], k };
    if (n == 0)
        TRY(err_set(EX_DATAERR, "no field at such a time of its forecast "
                                "(--lead)"));
    qsort(e, n, sizeof *e, compare);
    TRY(check_forecasts(x, e, n));
    TRY(drop_copies(x, e, &n, in));
    plan->first = mem_array(n + 1, sizeof *plan->first);
    plan->order = mem_array(n, sizeof *plan->order);
    plan->to = mem_array(n, sizeof *plan->to);
    for (size_t k = 0; k < n; k++) {
        plan->order[k] = e[k].k;
        x->var[e[k].f->var].nfields++;
        if (k == 0 || e[k].f->end != e[k - 1].f->end)
            plan->first[plan->nsteps++] = k;
    }
    plan->first[plan->nsteps] = n;
done:
    free(e);
    return status;
}

void grib_plan_free(struct grib_plan *plan) {
    free(plan->first);
    free(plan->order);
    free(plan->to);
}
