/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* program_invocation_short_name */
#include "core/progress.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static enum { IF_SEEN, ALWAYS, NEVER } wanted;
static bool shown;
static double first = -1, last; /* [s] of the first step, of the last line */

static double now(void) {
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool is_terminal(void) {
    static int known = -1;

    if (known < 0)
        known = isatty(STDERR_FILENO);
    return known > 0;
}

/* On a terminal the line is written over itself; in a log each is its own. */
static void show(size_t n, size_t total, double seconds) {
    const char *name = program_invocation_short_name;
    const char *start = is_terminal() ? "\r" : "";
    const char *end = is_terminal() ? "\033[K" : "\n";

    if (total == SIZE_MAX || total == 0)
        fprintf(stderr, "%s%s: step %zu, %.0f s%s", start, name, n, seconds,
                end);
    else
        fprintf(stderr, "%s%s: step %zu of %zu, %.0f s, %.0f s left%s", start,
                name, n, total, seconds,
                n ? seconds * (double)(total - n) / (double)n : 0.0, end);
    shown = true;
}

void progress_step(size_t n, size_t total) {
    double t;

    if (wanted == NEVER || (wanted == IF_SEEN && !is_terminal()))
        return;
    t = now();
    if (first < 0)
        first = t;
    if (t - first < 1 || t - last < (is_terminal() ? 0.2 : 10))
        return;
    last = t;
    show(n, total, t - first);
}

void progress_force(void) {
    wanted = ALWAYS;
}

void progress_never(void) {
    wanted = NEVER;
}

void progress_end(void) {
    if (shown && is_terminal())
        fputs("\r\033[K", stderr);
    shown = false;
}
