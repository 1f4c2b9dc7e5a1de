/* SPDX-License-Identifier: Apache-2.0 */
/* The values of derived fields, step by step. */
#include <stdint.h>

#include "cmd/harmonise/derivation.h"
#include "kernel/affine.h"

/* An input in the unit and the length that the recipe wants. */
static const float *given(struct derivation *d, const struct node *n,
                          size_t k) {
    const struct use *u = &n->use[k];
    const struct node *in = &d->node[u->node];
    const size_t all = in->n > n->n ? in->n : n->n;

    if (u->room == NULL)
        return in->now;
    for (size_t at = 0; at < all; at += in->n)
        affine_apply(in->n, in->now, u->conv.scale, u->conv.offset,
                     u->room + at);
    return u->room;
}

/* zg of the upper of two levels, less that of the lower. */
static void thickness(const struct derivation *d, const struct node *n,
                      const float *zg) {
    const double *level = d->ds->level->value;
    const size_t cells = grid_cells(d->ds->grid);
    const size_t up = level[0] < level[1] ? (size_t)0 : 1;

    for (size_t i = 0; i < n->n; i++) {
        const float *member = zg + i / cells * 2 * cells;
        n->value[i] = member[up * cells + i % cells] -
                      member[(1 - up) * cells + i % cells];
    }
}

static void evaluate(struct derivation *d, struct node *n) {
    const size_t cells = d->plane.ny * d->plane.nx;
    const float *in[INGREDIENTS];

    for (size_t k = 0; k < INGREDIENTS && n->r->in[k].name; k++)
        in[k] = given(d, n, k);
    if (n->r->cells)
        n->r->cells(n->n, in, n->p, n->value);
    else if (n->r->plane1 || n->r->plane2)
        for (size_t at = 0; at < n->n; at += cells)
            if (n->r->plane1)
                n->r->plane1(&d->plane, in[0] + at, n->value + at);
            else
                n->r->plane2(&d->plane, in[0] + at, in[1] + at, n->value + at);
    else
        thickness(d, n, in[0]);
    if (n->r->per > 0)
        affine_apply(n->n, n->value, 1 / n->r->per, 0, n->value);
    n->now = n->value;
}

int derivation_step(struct derivation *d, const struct step *s) {
    const struct time_axis *t = &d->ds->time;
    int64_t ms = 0;
    double day = 0, hour = 0;
    int status;

    if (s != NULL && t->name != NULL) {
        const double middle =
            t->has_bounds ? (s->bounds[0] + s->bounds[1]) / 2 : s->time;
        TRY(time_decode(&t->unit, middle, &ms));
        day = time_day_of_year(t->unit.calendar, ms);
        hour = (double)(((ms % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY) /
               MS_PER_HOUR;
    }
    for (size_t k = 0; k < d->n; k++) {
        struct node *n = &d->node[k];
        if (n->field != SIZE_MAX && s != NULL)
            n->now = s->value[n->field].f;
        if (n->r == NULL || n->fixed != (s == NULL))
            continue;
        if (n->r->day)
            n->p[0] = day;
        if (n->r->hour)
            n->p[1] = hour;
        evaluate(d, n);
    }
    status = EX_OK;
done:
    return status;
}
