/* SPDX-License-Identifier: Apache-2.0 */
/* accumulated -- what the values of a field sum up */
#ifndef TWIN_ACCUMULATED_H
#define TWIN_ACCUMULATED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

enum accumulated_kind {
    ACCUMULATED_RATE,  /* a mean over the step */
    ACCUMULATED_STEP,  /* the amount of the step */
    ACCUMULATED_START, /* since the start of the forecast */
    ACCUMULATED_SINCE  /* since a time of day */
};

struct accumulated {
    enum accumulated_kind kind;
    int64_t since;  /* ACCUMULATED_SINCE: time of day [ms] */
    int64_t length; /* of a step [ms]; 0: not said */
    bool at_end;    /* stamped at the end of the step */
    int64_t later;  /* the step lies so much later than the stamp says [ms] */
};

/* accumulated_parse -- KIND[:LENGTH][:start|end[+LATER]]: "step:PT1H:end",
 * "start", "since 00:00", "step:P1D:start+6h"; the end is the usual stamp.
 * Errors EX_USAGE. */
MUST_CHECK int accumulated_parse(const char *text, struct accumulated *a);
const char *accumulated_name(enum accumulated_kind kind);

/* accumulated_differs -- are amounts of steps differences of two values? */
bool accumulated_differs(const struct accumulated *a);

/* accumulated_agree -- is a step the same span of time for both? */
bool accumulated_agree(const struct accumulated *a,
                       const struct accumulated *b);

/* accumulated_day -- the last of its times of day before `end`. */
int64_t accumulated_day(const struct accumulated *a, int64_t end);

#endif
