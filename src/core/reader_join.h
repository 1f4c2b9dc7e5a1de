/* SPDX-License-Identifier: Apache-2.0 */
/* reader_join -- how several FILEs make one dataset: lanes of the same fields
 * along time, side by side by variable */
#ifndef TWIN_READER_JOIN_H
#define TWIN_READER_JOIN_H

#include "core/lane.h"

/* What all joins of an ensemble have in common. */
struct model {
    struct dataset *ds;           /* the domain and the fields as first seen */
    const struct likeness **like; /* [ds->nfields]  of feeds */
};

struct join {
    const struct input *in; /* borrowed */
    struct dataset *ds;     /* what comes of it; NULL: nothing yet */
    const char *first;      /* the FILE that gave the domain */
    struct model *model;    /* whose domain and units it takes, and whose fields
                               grow by those that are new; or NULL; borrowed */
    size_t nlanes;
    struct lane *lane;
};

/*
 * join_add -- one more feed, which is open.
 *
 * Errors  EX_DATAERR  its domain differs; some of its fields, but not all, are
 *                     those of a lane; the join asked for is another one
 */
MUST_CHECK int join_add(struct join *j, struct feed *f);

/* join_bounds -- steps have bounds where those of a lane have; states of lanes
 * that have none are then at their stamp, `time: point`, if steps are shorter
 * than a day. */
void join_bounds(struct join *j);

/* join_times -- the times of the whole, from those of its lanes.
 *
 * Errors  EX_DATAERR  they have other numbers of steps */
MUST_CHECK int join_times(struct join *j);

/* join_settle -- after the last feed: what has no time becomes static beside
 * what has; feeds are sorted, their times told by ds->time where they are
 * known. */
MUST_CHECK int join_settle(struct join *j);
void join_free(struct join *j);

#endif
