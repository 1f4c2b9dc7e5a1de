/* SPDX-License-Identifier: Apache-2.0 */
/* slot -- a period that is open: the tallies of all columns */
#ifndef TWIN_SLOT_H
#define TWIN_SLOT_H

#include "cmd/harmonise/localtime.h"
#include "cmd/harmonise/series.h"
#include "cmd/harmonise/tally.h"
#include "cmd/harmonise/watch.h"
#include "core/calendar.h"
#include "core/pull.h"

/* What all slots are made for; borrowed. */
struct plan {
    const struct dataset *in;
    size_t nfields;        /* of it */
    size_t n;              /* columns */
    struct column *column; /* [n] */
    double ddof;
    int quantile_type;
    size_t memory; /* for the series of all fields [byte] */
    const struct localtime
        *local; /* where periods are of local time; or NULL */
    /* Where missing days are counted: */
    const struct gap_limits *most; /* or NULL */
    enum calendar calendar;
    int64_t shift; /* of the days [ms] */
    bool whole_year;
};

/* A step whose values are still to be read. */
struct waiting {
    const struct pull *pull;
    struct weighing by;
};

/* Values that are worked out as they are asked for. */
struct given {
    struct pull pull;
    struct tally *const *tally;
    const double *need;
};

struct slot {
    const struct plan *plan;
    bool open;
    struct time_span span;  /* of the period [time] */
    int64_t first, last;    /* what its steps cover [time] */
    size_t steps;           /* that came */
    double weight;          /* of all of them */
    struct tally **tally;   /* [plan->n] */
    struct watch **watch;   /* [plan->n], or NULL where none is needed */
    struct series **series; /* [in->nfields], or NULL where none is needed */
    float **narrow;         /* [in->nfields] of one step, for those; or NULL */
    bool told;              /* that values were beyond a float */
    bool waits;             /* steps may wait: backlog.c */
    size_t nwaiting, left;  /* steps until they must be read, this one too */
    struct waiting waiting[PULL_HELD];
    struct given given;
};

/* slot_make -- room for a period; slot_clear() gives it back. */
void slot_make(struct slot *s, const struct plan *plan);
void slot_clear(struct slot *s);

/* slot_start -- opens it for a period whose first step begins at `first`. */
void slot_start(struct slot *s, const struct time_span *span, int64_t first);

/* slot_admits -- EX_DATAERR for a sum of rates over a step without length. */
MUST_CHECK int slot_admits(const struct slot *s, const struct weighing *w);

/*
 * slot_add -- the values of a step.
 *
 *   value  [in->nfields]  in  as of a struct step
 *
 * Errors  EX_DATAERR  a sum of rates over a step without length
 *         EX_IOERR, EX_CANTCREAT  of the spool
 */
MUST_CHECK int slot_add(struct slot *s, const union values *value,
                        const struct weighing *w);

/*
 * slot_wait -- the same of a step with a pull, where s->waits: steps wait until
 * some can be added together, each piece of cells while it is in the cache.
 *
 * Errors  likewise, and those of the pull
 */
MUST_CHECK int slot_wait(struct slot *s, const struct step *step,
                         const struct weighing *w);

/* slot_settle -- adds the steps that wait; slot_skip -- a step went by. */
MUST_CHECK int slot_settle(struct slot *s);
MUST_CHECK int slot_skip(struct slot *s);

/*
 * slot_finish -- the values of all columns; with missing days nothing can be
 * added after it.
 *
 *   need   [plan->n]  in   least valid weight of a cell
 *   whole             in   weight of a period without gaps
 *   value  [plan->n]  out
 */
MUST_CHECK int slot_finish(struct slot *s, const double *need, double whole,
                           union values *value);

/* slot_give -- the same where all of it can be worked out as it is asked for:
 * gives out a pull, good until the slot is started again; else false. */
bool slot_give(struct slot *s, const double *need, struct step *out);

#endif
