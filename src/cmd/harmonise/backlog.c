/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of a period that wait until some of them are added at once. */
#include <stdlib.h>

#include "cmd/harmonise/slot.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"

/* The weight of the steps before the i-th that waits. */
static double before(const struct slot *s, const struct tally *t, size_t i) {
    double weight = t->sum[0].weight;

    for (size_t k = 0; k < i; k++)
        weight += s->waiting[k].by.weight;
    return weight;
}

/* A piece of a field of some of the steps that wait. */
static int add_some(const struct slot *s, size_t field, size_t from,
                    struct aggregate_part *p, float *x) {
    const struct weighing *by[AGGREGATE_STEPS];
    int status = EX_OK;

    for (size_t i = 0; i < p->nsteps && status == EX_OK; i++) {
        const struct waiting *w = &s->waiting[from + i];
        by[i] = &w->by;
        p->x[i] = x + i * PULL_PIECE;
        status =
            w->pull->get(w->pull, field, p->first, p->n, x + i * PULL_PIECE);
    }
    for (size_t k = 0; k < s->plan->n && status == EX_OK; k++) {
        const struct tally *t = s->tally[k];
        if (t == NULL || t->column->field != field)
            continue;
        p->before = before(s, t, from);
        tally_part(t, p, by);
    }
    return status;
}

/* The same of all of them: what the piece has so far stays in the cache. */
static int add_piece(const struct slot *s, size_t field, size_t first, size_t n,
                     float *x) {
    int status = EX_OK;

    for (size_t i = 0; i < s->nwaiting && status == EX_OK;
         i += AGGREGATE_STEPS) {
        const size_t left = s->nwaiting - i;
        struct aggregate_part p = {
            .first = first,
            .n = n,
            .nsteps = left < AGGREGATE_STEPS ? left : AGGREGATE_STEPS,
        };
        status = add_some(s, field, i, &p, x);
    }
    return status;
}

/* Asks once more for what a thread did not get, for its message. */
static int ask_again(const struct slot *s, size_t field, size_t first,
                     size_t n) {
    float *x = mem_array(n, sizeof *x);
    int status = EX_OK;

    for (size_t i = 0; i < s->nwaiting && status == EX_OK; i++)
        status =
            s->waiting[i].pull->get(s->waiting[i].pull, field, first, n, x);
    free(x);
    return status != EX_OK
               ? status
               : err_set(EX_IOERR,
                         "%s: %s: a piece could be read the second time only",
                         stages_input(), s->plan->in->field[field].name);
}

static int add_field(const struct slot *s, size_t field) {
    const size_t n = s->plan->in->field[field].n;
    size_t bad = n;

#pragma omp parallel reduction(min : bad)
    {
        float *x = mem_grow(NULL, AGGREGATE_STEPS * PULL_PIECE, sizeof *x);
#pragma omp for schedule(static)
        for (size_t i = 0; i < n; i += PULL_PIECE) {
            const size_t m = n - i < PULL_PIECE ? n - i : PULL_PIECE;
            if (add_piece(s, field, i, m, x) != EX_OK && i < bad)
                bad = i;
        }
        free(x);
    }
    return bad == n ? EX_OK
                    : ask_again(s, field, bad,
                                n - bad < PULL_PIECE ? n - bad : PULL_PIECE);
}

int slot_settle(struct slot *s) {
    int status = EX_OK;

    for (size_t k = 0; k < s->plan->nfields && s->nwaiting > 0; k++)
        TRY(add_field(s, k));
    for (size_t k = 0; k < s->plan->n; k++)
        for (size_t i = 0; i < s->nwaiting && s->tally[k] != NULL; i++)
            tally_raise(s->tally[k], s->waiting[i].by.weight);
done:
    s->nwaiting = 0;
    return status;
}

int slot_wait(struct slot *s, const struct step *step,
              const struct weighing *w) {
    int status = slot_admits(s, w);

    if (status != EX_OK)
        return status;
    s->left =
        s->nwaiting == 0 || step->held < s->left - 1 ? step->held : s->left - 1;
    s->waiting[s->nwaiting++] = (struct waiting){ step->pull, *w };
    s->steps++;
    s->weight += w->weight;
    return s->left <= 1 || s->nwaiting == PULL_HELD ? slot_settle(s) : EX_OK;
}

int slot_skip(struct slot *s) {
    return s->nwaiting > 0 && --s->left <= 1 ? slot_settle(s) : EX_OK;
}
