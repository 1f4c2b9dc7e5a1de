/* SPDX-License-Identifier: Apache-2.0 */
/* evolve -- objects of successive steps linked into events */
#ifndef TWIN_EVOLVE_H
#define TWIN_EVOLVE_H

#include "core/events.h"

/* What links object p of a step with object q of an earlier one: at least one
 * shared cell, and as much shared area as `before` of that of q and `now` of
 * that of p.
 *
 * Without `genealogy` an event is all that links hold together.  With it, where
 * objects merge or part the pair with the largest shared area goes on (of equal
 * ones the older event, then the lower object) and the others end or begin. */
struct evolve_rules {
    bool diagonal;      /* 8 neighbours, not 4 */
    double before, now; /* 0..1 [1] */
    size_t gap;         /* steps that a link may pass over */
    double least;       /* smaller objects are none [km2] */
    bool genealogy;
};

/* What an object means to the kind: sets all but ncells and cell, which are
 * there already. */
struct measure {
    void (*object)(const void *context, struct sighting *s);
    const void *context;
};

struct evolve;

/* evolve_new -- objects of a grid become events of ev; all are borrowed. */
struct evolve *evolve_new(const struct cell_order *c,
                          const struct evolve_rules *r, struct events *ev);
void evolve_free(struct evolve *v);

/*
 * evolve_step -- the objects of the next step.
 *
 *   mask   [n]  in   of label.h
 *   now         in   its time; a hole before it ends all events
 *   owner  [n]  out  1 + the event of each cell, 0: none, LABEL_MISSING: where
 *                    the mask is missing
 *
 * A link over a gap needs a shared cell that was missing at none of the steps
 * between.  Events are started in canonical order of their lowest cells, so
 * that ids do not depend on the grid's orientation.
 */
void evolve_step(struct evolve *v, const unsigned char *mask,
                 const struct instant *now, const struct measure *m,
                 int32_t *owner);

/* evolve_end -- no step comes any more: settles all events. */
void evolve_end(struct evolve *v);

#endif
