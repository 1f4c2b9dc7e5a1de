/* SPDX-License-Identifier: Apache-2.0 */
/* resume -- --state: unfinished periods, from one run to the next */
#ifndef TWIN_RESUME_H
#define TWIN_RESUME_H

#include "cmd/harmonise/clock.h"
#include "cmd/harmonise/schedule.h"
#include "cmd/harmonise/slot.h"
#include "core/checkpoint.h"

/* All that goes from one run to the next; borrowed. */
struct carried {
    struct schedule *when;
    struct clock *clock;
    struct slot *slot; /* [nslots]  made */
    size_t nslots;
    int64_t emitted; /* the end of the last period that came out [time] */
    size_t seen;     /* steps */
};

/* One option as it was given: "--every", "month"; NULL: not given. */
struct said {
    const char *name, *value;
};

/*
 * resume_open -- looks for the state of a run before.
 *
 *   said  [n]  in   what must be as it was
 *   out        out  NULL where there is no such file
 *
 * Errors  EX_DATAERR  `s.state: made with --every month, now day`; another
 *                     grid, other fields; damage
 */
MUST_CHECK int resume_open(struct checkpoint **out, const char *path,
                           const struct dataset *in, size_t n,
                           const struct said *said);

/* resume_pace -- the pace of the steps, from its lines. */
void resume_pace(const struct checkpoint *c, struct pace *p);

/* resume_take -- all of it, after the slots are made. */
MUST_CHECK int resume_take(struct checkpoint *c, struct carried *s);

/* resume_save -- a new state, not yet committed. */
MUST_CHECK int resume_save(struct checkpoint **out, const char *path,
                           const struct dataset *in, size_t n,
                           const struct said *said, const struct carried *s);

#endif
