/* SPDX-License-Identifier: Apache-2.0 */
/* feed -- one FILE of a reader: opened when its turn comes, its steps selected
 * by time, its fields and times in the reader's units */
#ifndef TWIN_FEED_H
#define TWIN_FEED_H

#include "core/calendar.h"
#include "core/reader.h"
#include "core/source.h"
#include "core/units.h"

struct feed {
    const char *path; /* borrowed from struct input, or STANDARD_INPUT */
    struct source_in how;
    struct source *src;    /* NULL: not open */
    bool standard;         /* standard input */
    bool once;             /* it, or a pipe: cannot be opened again */
    size_t nsource;        /* fields of the source */
    struct likeness *like; /* [nsource] */

    /* What the reader takes of it, and in which units: feed_fit(). */
    size_t nfields;
    size_t *pick;                /* [nfields]  place in the source */
    size_t *count;               /* [nfields]  values in a step */
    enum type *type, *want_type; /* [nfields]  of the file, of the reader */
    struct conversion *conv;     /* [nfields]  to the reader's units, or NULL */
    bool turns;                  /* its rows or columns are in another order */
    struct window turn;          /* as the reader has them */
    size_t nx;                   /* columns of the file */
    union values *turned;        /* [nfields]  room for that, or NULL */
    struct time_unit unit, want; /* of the file, of the reader */
    bool same_unit;

    bool sequential, table, has_time, has_bounds, selects;
    enum taken taken;    /* what has to lie in --time */
    int64_t from, until; /* steps without bounds cover, from their stamp on
                            [ms]; both 0: nothing */
    bool pulls;          /* steps may come with a pull; set by the reader */
    enum overlap overlap;
    size_t order; /* among the FILEs */
    struct time_span span;
    size_t nsteps;          /* in the file, or STEPS_UNKNOWN */
    int64_t *time;          /* [nsteps], or NULL: known step by step */
    double *value, *bounds; /* [nsteps], [nsteps][2]  [file's unit], or NULL */
    bool *drop;             /* [nsteps]  not selected */
    size_t nkept;           /* steps that are selected, or STEPS_UNKNOWN */
    int64_t first;          /* time of the first that is; INT64_MAX: none */
    int64_t low, high;      /* first and last time seen; low > high: none yet */

    size_t k;           /* the next step to ask for */
    int64_t before;     /* time of the step before it */
    bool ready;         /* `at` and `step` are the next step */
    int64_t at;         /* its time; INT64_MAX: no more steps */
    struct step step;   /* [nfields]  values; time in the reader's unit */
    union values *room; /* [nfields]  for converted values, or NULL */
};

/*
 * feed_open -- opens FILE i (standard input if there is none) and looks at it.
 *
 *   profile  in   of --source, or NULL; borrowed until feed_free()
 */
MUST_CHECK int feed_open(struct feed **out, const struct input *in, size_t i,
                         const struct profile *profile);
void feed_free(struct feed *f);

/* feed_dataset -- of an open feed; valid until it rests. */
const struct dataset *feed_dataset(const struct feed *f);

/* feed_rest -- gives back file and memory until the next call; nothing happens
 * to a pipe. */
void feed_rest(struct feed *f);

/* feed_peek -- finds f->first, if need be by reading up to it. */
MUST_CHECK int feed_peek(struct feed *f);

/* feed_covers -- what its steps cover from their stamp on [ms], where that is
 * known and the same for all; else from and until stay. */
void feed_covers(const struct feed *f, int64_t *from, int64_t *until);

/* feed_keeps -- is a step selected?
 *
 *   bounds  [2]  in   in the file's unit, or NULL */
bool feed_keeps(const struct feed *f, int64_t time, const double *bounds);

/* feed_select -- only the steps of a range, which is borrowed for the call.
 *
 * Errors  EX_DATAERR  no time axis; EX_USAGE  a date its calendar has not */
MUST_CHECK int feed_select(struct feed *f, const struct time_range *range);

/*
 * feed_fit -- makes the steps of an open feed those of a dataset.
 *
 *   ds       in   borrowed for the call
 *   from, n  in   the fields of ds that the feed has
 *   pick [n] in   their places in the feed's dataset
 *   first    in   the FILE that ds is of, for messages
 *
 * Axes of latitude and longitude in another order are turned.  Of 32 and 64
 * bits the wider is for feed_widen() to make.
 *
 * Errors  EX_DATAERR  domains, calendars or fields that do not agree with ds
 */
MUST_CHECK int feed_fit(struct feed *f, const struct dataset *ds, size_t from,
                        size_t n, const size_t *pick, const char *first);

/* feed_turn -- planes of n values of the file, `size` bytes each, in the order
 * of the reader; where it has no other, or they are no planes, a copy. */
void feed_turn(const struct feed *f, size_t n, size_t size, const void *from,
               void *to);

/* feed_widen -- field k, as of feed_fit(), is to be WIDE, whatever the file
 * has.
 */
void feed_widen(struct feed *f, size_t k);

/* feed_ready -- the next step is in f->step, its time in f->at. */
MUST_CHECK int feed_ready(struct feed *f);

/* feed_take -- the step was used. */
void feed_take(struct feed *f);

/* feed_precedes -- does it begin before another, or is it given before it? */
bool feed_precedes(const struct feed *f, const struct feed *other);

/* feed_date -- a time as text, for messages: 2019-03-01T23, with minutes and
 * seconds where it has some; the day alone where the file's times are days. */
char *feed_date(const struct feed *f, int64_t time, char out[TIME_TEXT]);

#endif
