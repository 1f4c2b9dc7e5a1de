/* SPDX-License-Identifier: Apache-2.0 */
/* parts -- what --time and --months take of a step that holds states at its
 * stamp and, beside them, amounts and means of all that its bounds cover: the
 * rain of a day is up to 24:00, its temperatures are from 00:00 on */
#ifndef TWIN_PARTS_H
#define TWIN_PARTS_H

#include "cmd/harmonise/clock.h"
#include "core/reader.h"

struct parts {
    bool on; /* false: steps are taken as a whole */
    bool points, has_span;
    struct time_span span;
    unsigned months; /* bit m is month m; 0: all */
    enum calendar calendar;
};

/* parts_are_asked -- do options take the parts of a step apart?  Statistics of
 * periods do, with nothing before that would need whole steps. */
bool parts_are_asked(void);

/* parts_select -- keeps --time, which stays valid until the end. */
void parts_select(const struct input *in);

/* parts_taken -- for struct input. */
enum taken parts_taken(const struct dataset *ds, int64_t *from, int64_t *until);

/*
 * parts_open -- of steps that reach statistics.
 *
 *   points  in  some fields are at the stamp
 */
MUST_CHECK int parts_open(struct parts *p, const struct dataset *in,
                          bool points);

/* parts_of -- which fields count: those at the stamp, those of the bounds. */
void parts_of(const struct parts *p, const struct when *w, bool *stamped,
              bool *covered);

#endif
