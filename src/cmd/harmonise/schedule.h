/* SPDX-License-Identifier: Apache-2.0 */
/* schedule -- which periods there are: --every and what goes with it */
#ifndef TWIN_SCHEDULE_H
#define TWIN_SCHEDULE_H

#include "cmd/harmonise/localtime.h"
#include "cmd/harmonise/parts.h"
#include "core/dataset.h"

struct schedule {
    enum calendar calendar;
    struct period period;
    bool anchored;           /* runs of N days begin where period says */
    int64_t shift;           /* --day-start [ms] */
    struct localtime *local; /* --day-start local, or NULL */
    bool stamps;             /* steps also belong where their stamp is */
    struct parts parts;      /* of steps that are taken */
};

/* Most periods that a step is in. */
enum { SCHEDULE_SPANS = 3 };

/* schedule_is_asked -- is there an --every? */
bool schedule_is_asked(void);

/* schedule_word -- an option given that says more of --every, or NULL. */
const char *schedule_word(void);

/* schedule_open -- what the options say of a dataset.  Errors EX_USAGE,
 * EX_DATAERR.  Free with schedule_close(). */
MUST_CHECK int schedule_open(struct schedule *s, const struct dataset *in);
void schedule_close(struct schedule *s);

/* schedule_said -- its options, for a state; how many. */
struct said;
size_t schedule_said(struct said *said);

/* schedule_anchor -- runs of N days begin with the day of the first step, which
 * is at a time, unless they have begun. */
void schedule_anchor(struct schedule *s, int64_t first);

/* schedule_span -- the period that holds a (local) time; false: none does. */
bool schedule_span(const struct schedule *s, int64_t time,
                   struct time_span *span);

/*
 * schedule_reach -- the (local) times at which fields are that a step gives:
 * the first and the last.
 *
 *   stamped, covered  out  which fields it gives, as parts_of(); neither: none
 */
void schedule_reach(const struct schedule *s, const struct when *w,
                    bool *stamped, bool *covered, int64_t reach[2]);

/* schedule_spans -- the periods from one (local) time to another, no more than
 * a day apart; how many. */
int schedule_spans(const struct schedule *s, const int64_t reach[2],
                   struct time_span span[SCHEDULE_SPANS]);

/* schedule_stamp -- where a period is stamped: by --label, or its start, or for
 * years that are named by their end the 1 January before it. */
int64_t schedule_stamp(const struct schedule *s, const struct time_span *span);

/* schedule_count -- how many periods the steps of an axis are in;
 * STEPS_UNKNOWN where it does not say when they are. */
size_t schedule_count(struct schedule *s, const struct time_axis *t);

#endif
