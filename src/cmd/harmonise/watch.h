/* SPDX-License-Identifier: Apache-2.0 */
/* watch -- the missing days of a period: the rules wmo and climdex */
#ifndef TWIN_WATCH_H
#define TWIN_WATCH_H

#include "core/calendar.h"
#include "kernel/gaps.h"

struct watch {
    struct gaps gaps;
    enum calendar calendar;
    int64_t shift;   /* of the days [ms] */
    int64_t day;     /* the open one, in days from 1970 */
    double need;     /* valid weight of a day */
    bool whole_year; /* missing days of the year are those of the period */
};

/* watch_new -- of n cells.  Free with watch_free(). */
struct watch *watch_new(size_t n, const struct gap_limits *most);
void watch_free(struct watch *w);

/* watch_start -- a period whose first day begins at `first` or before it. */
void watch_start(struct watch *w, int64_t first);

/* watch_add -- a step whose middle is at a time. */
void watch_add(struct watch *w, struct cells x, double weight, int64_t mid);

/* watch_end -- the period is over, at a time; NaN where it is spoilt. */
void watch_end(struct watch *w, int64_t end, struct room out);

#endif
