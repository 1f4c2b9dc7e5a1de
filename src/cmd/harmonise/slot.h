/* SPDX-License-Identifier: Apache-2.0 */
/* slot -- a period that is open: the tallies of all columns */
#ifndef TWIN_SLOT_H
#define TWIN_SLOT_H

#include "cmd/harmonise/localtime.h"
#include "cmd/harmonise/series.h"
#include "cmd/harmonise/tally.h"
#include "cmd/harmonise/watch.h"
#include "core/calendar.h"

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
};

/* slot_make -- room for a period; slot_clear() gives it back. */
void slot_make(struct slot *s, const struct plan *plan);
void slot_clear(struct slot *s);

/* slot_start -- opens it for a period whose first step begins at `first`. */
void slot_start(struct slot *s, const struct time_span *span, int64_t first);

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
 * slot_finish -- the values of all columns; with missing days nothing can be
 * added after it.
 *
 *   need   [plan->n]  in   least valid weight of a cell
 *   whole             in   weight of a period without gaps
 *   value  [plan->n]  out
 */
MUST_CHECK int slot_finish(struct slot *s, const double *need, double whole,
                           union values *value);

#endif
