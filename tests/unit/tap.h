/* SPDX-License-Identifier: Apache-2.0 */
/* tap -- what unit programs share: one line of TAP for each promise */
#ifndef TWIN_TAP_H
#define TWIN_TAP_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failed;

/* ok -- reports a promise that holds, or does not. */
static inline void ok(bool holds, const char *what) {
    printf("%sok %d - %s\n", holds ? "" : "not ", ++tap_count, what);
    tap_failed += !holds;
}

/* near -- a is b to an absolute tolerance. */
static inline bool near(double a, double b, double tolerance) {
    return fabs(a - b) <= tolerance;
}

/* done -- the plan; the exit code of the program. */
static inline int done(void) {
    printf("1..%d\n", tap_count);
    return tap_failed > 0;
}

#endif
