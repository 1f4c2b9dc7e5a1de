/* SPDX-License-Identifier: Apache-2.0 */
/* The times of lanes that are one dataset. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/quantity.h"
#include "core/reader_join.h"
#include "core/reader_match.h"

/* Is its first step known to be shorter than a day? */
static bool is_short(const struct lane *l) {
    const struct feed *f = l->feed[0];

    return f->bounds != NULL && f->nsteps > 0 &&
           (f->bounds[1] - f->bounds[0]) * (double)f->unit.ms < MS_PER_DAY;
}

void join_bounds(struct join *j) {
    const struct lane *with = NULL;

    for (size_t i = 0; i < j->nlanes; i++)
        if (lane_is_bounded(&j->lane[i]))
            with = &j->lane[i];
    j->ds->time.has_bounds = with != NULL;
    for (size_t i = 0; i < j->nlanes && with != NULL && is_short(with); i++) {
        const struct lane *l = &j->lane[i];
        for (size_t k = 0; k < l->nfields && !lane_is_bounded(l); k++) {
            struct field *f = &j->ds->field[l->from + k];
            if (f->cell_methods == NULL && quantity_is_instant(f))
                field_text(&f->cell_methods, "time: point");
        }
    }
}

int join_times(struct join *j) {
    struct time_axis *t = &j->ds->time;
    bool known = false;

    /* Those with bounds come last, and stay. */
    for (size_t i = 0; i < 2 * j->nlanes; i++) {
        struct lane *l = &j->lane[i % j->nlanes];
        const size_t n = t->n;
        const bool had = known;
        if (lane_is_bounded(l) != (i >= j->nlanes) || !lane_times(l, t))
            continue;
        known = true;
        if (had && t->n != n)
            return err_set(EX_DATAERR, "%s: has %zu steps, %s has %zu",
                           lane_name(l), t->n, lane_name(&j->lane[0]), n);
    }
    if (known)
        return EX_OK;
    t->n = j->lane[0].n == 1 ? j->lane[0].feed[0]->nkept : STEPS_UNKNOWN;
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    return EX_OK;
}
