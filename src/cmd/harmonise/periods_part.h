/* SPDX-License-Identifier: Apache-2.0 */
/* periods_part -- what the files of periods share */
#ifndef TWIN_PERIODS_PART_H
#define TWIN_PERIODS_PART_H

#include "cmd/harmonise/columns.h"
#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/periods.h"
#include "cmd/harmonise/schedule.h"
#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/state.h"

/* Local days, and instants beside amounts: one begins while one ends; both: one
 * may lie between. */
enum { SLOTS = SCHEDULE_SPANS };

struct periods {
    struct stage st;
    const struct dataset *in;
    struct schedule when;
    struct rule rule;
    bool has_rule, weighted; /* steps count by their length */
    struct plan plan;
    struct clock clock;
    struct state state;     /* of --state, and */
    struct carried carried; /* what all this is to it */
    size_t nsaid;
    struct said said[16];
    char ddof[24], type[24]; /* their texts */
    struct slot slot[SLOTS]; /* open ones first, in order of time */
    union values *masked;    /* [in->nfields] of local days */
    struct instants *points; /* or NULL */
    double *need;            /* [plan.n] */
    struct step *out;
};

/* periods_place -- adds a step to the periods that it is in, after those that
 * are over have come out. */
MUST_CHECK int periods_place(struct periods *p, const struct step *s,
                             const struct when *w);

/* periods_emit -- the period of the first slot comes out; the next one takes
 * its place. */
MUST_CHECK int periods_emit(struct periods *p);

#endif
