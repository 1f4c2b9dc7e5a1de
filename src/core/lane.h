/* SPDX-License-Identifier: Apache-2.0 */
/* lane -- FILEs with the same fields, one after the other in time */
#ifndef TWIN_LANE_H
#define TWIN_LANE_H

#include "core/holes.h"

/* Feeds of the same fields.  Several lanes side by side make a dataset. */
struct lane {
    size_t n;             /* feeds */
    struct feed **feed;   /* [n]  by their first step; owned by the reader */
    size_t from, nfields; /* its fields in the reader's dataset */
    enum overlap overlap; /* of steps at one time */
    size_t next, nopen;   /* the first not begun; those begun and not over */
    struct feed **open;   /* [nopen], in the order of feed */
    struct feed *now;     /* has the next step; NULL: no more */
    bool watched;         /* past holds what was taken: lane_times() cannot */
    size_t npast;
    struct moment *past; /* [npast] */
};

/* lane_add -- one more feed. */
void lane_add(struct lane *l, struct feed *f);

/* lane_is_bounded -- have all its steps bounds? */
bool lane_is_bounded(const struct lane *l);

/* lane_sort -- feeds by their first step; those without any are left out.
 * Errors EX_DATAERR if feeds without time would follow each other. */
MUST_CHECK int lane_sort(struct lane *l);

/*
 * lane_times -- times of all steps, where every feed knows them.
 *
 *   t    in/out  n, value and bounds (if t->has_bounds) are set, in its units
 *
 * Tells of holes between several feeds; where they are not known before, the
 * lane does so after the last step.
 *
 * Returns false, and leaves t alone, where a feed does not know them.
 */
bool lane_times(struct lane *l, struct time_axis *t);

/* lane_ready -- the next step in time is that of l->now.
 *
 * Errors  EX_DATAERR  two feeds have different steps at one time */
MUST_CHECK int lane_ready(struct lane *l);

/* lane_take -- it was used. */
void lane_take(struct lane *l);
void lane_free(struct lane *l);

#endif
