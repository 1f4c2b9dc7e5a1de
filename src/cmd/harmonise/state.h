/* SPDX-License-Identifier: Apache-2.0 */
/* state -- --state: aggregation that stops and goes on */
#ifndef TWIN_STATE_H
#define TWIN_STATE_H

#include "cmd/harmonise/resume.h"

/* state_is_asked -- is there a --state?  state_flushes -- a --flush? */
bool state_is_asked(void);
bool state_flushes(void);

/* state_check -- EX_USAGE for options that cannot be together. */
MUST_CHECK int state_check(void);

/* state_find -- looks for what a run before left; its pace, where there is one.
 * Errors as resume_open(). */
MUST_CHECK int state_find(const struct dataset *in, size_t n,
                          const struct said *said, struct pace *pace);

/* state_take -- goes on from there. */
MUST_CHECK int state_take(struct carried *s);

/* state_admits -- is a step, by its stamp, newer than the last one?  Others are
 * counted, and told of in the end; a hole before it is told of at once. */
bool state_admits(struct carried *s, enum calendar c, int64_t stamp);

/* state_is_whole -- is a period complete, when its steps reach a time? */
bool state_is_whole(const struct carried *s, bool has_bounds, int64_t end,
                    int64_t reached);

/* state_save -- for the next run; it is there after state_commit(), when the
 * output is safe. */
MUST_CHECK int state_save(const struct dataset *in, size_t n,
                          const struct said *said, const struct carried *s);

#endif
