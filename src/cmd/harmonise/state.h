/* SPDX-License-Identifier: Apache-2.0 */
/* state -- --state: aggregation that stops and goes on */
#ifndef TWIN_STATE_H
#define TWIN_STATE_H

#include "cmd/harmonise/resume.h"

/* What a run before left, and what this one leaves; begins as zeros. */
struct state {
    struct checkpoint *before, *after;
    size_t skipped; /* steps that the run before had */
};
void state_free(struct state *st);

/* state_is_asked -- is there a --state?  state_flushes -- a --flush? */
bool state_is_asked(void);
bool state_flushes(void);

/* state_check -- EX_USAGE for options that cannot be together. */
MUST_CHECK int state_check(void);

/* state_find -- looks for what a run before left; its pace, where there is one.
 * Errors as resume_open(). */
MUST_CHECK int state_find(struct state *st, const struct dataset *in, size_t n,
                          const struct said *said, struct pace *pace);

/* state_take -- goes on from there. */
MUST_CHECK int state_take(struct state *st, struct carried *s);

/* state_admits -- is a step, by its stamp, newer than the last one?  Others are
 * counted, and told of in the end; a hole before it is told of at once. */
bool state_admits(struct state *st, struct carried *s, enum calendar c,
                  int64_t stamp);

/* state_is_whole -- is a period complete, when its steps reach a time? */
bool state_is_whole(const struct carried *s, bool has_bounds, int64_t end,
                    int64_t reached);

/* state_save -- for the next run; state_commit -- it is there, now that the
 * output is safe. */
MUST_CHECK int state_save(struct state *st, const struct dataset *in, size_t n,
                          const struct said *said, const struct carried *s);
MUST_CHECK int state_commit(struct state *st);

#endif
