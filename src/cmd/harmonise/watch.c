/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/watch.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct watch *watch_new(size_t n, const struct gap_limits *most) {
    struct watch *w = mem_array(1, sizeof *w);

    w->gaps.n = n;
    w->gaps.most = *most;
    w->gaps.day = mem_array(n, sizeof *w->gaps.day);
    w->gaps.month = mem_array(n, sizeof *w->gaps.month);
    w->gaps.row = mem_array(n, sizeof *w->gaps.row);
    w->gaps.year = mem_array(n, sizeof *w->gaps.year);
    w->gaps.bad = mem_array(n, 1);
    return w;
}

void watch_free(struct watch *w) {
    if (w == NULL)
        return;
    free(w->gaps.day);
    free(w->gaps.month);
    free(w->gaps.row);
    free(w->gaps.year);
    free(w->gaps.bad);
    free(w);
}

static int64_t day_of(const struct watch *w, int64_t time) {
    return floor_div(time - w->shift, MS_PER_DAY);
}

void watch_start(struct watch *w, int64_t first) {
    w->day = day_of(w, first);
    memset(w->gaps.day, 0, w->gaps.n * sizeof *w->gaps.day);
    memset(w->gaps.bad, 0, w->gaps.n);
    gaps_month(&w->gaps);
    gaps_year(&w->gaps);
}

/* The open day is over, and `day` opens; those between had no step. */
static void move(struct watch *w, int64_t day) {
    struct date last = time_date(w->calendar, w->day * MS_PER_DAY);
    unsigned absent = 0;

    if (day <= w->day)
        return;
    gaps_close(&w->gaps, w->need);
    for (int64_t d = w->day + 1; d <= day; d++) {
        const struct date now = time_date(w->calendar, d * MS_PER_DAY);
        if (now.month != last.month || now.year != last.year) {
            gaps_absent(&w->gaps, absent);
            absent = 0;
            gaps_month(&w->gaps);
            if (now.year != last.year && !w->whole_year)
                gaps_year(&w->gaps);
        }
        last = now;
        absent += d < day;
    }
    gaps_absent(&w->gaps, absent);
    w->day = day;
}

void watch_add(struct watch *w, struct cells x, double weight, int64_t mid) {
    move(w, day_of(w, mid));
    gaps_add(&w->gaps, x, weight);
}

void watch_end(struct watch *w, int64_t end, struct room out) {
    move(w, day_of(w, end - 1) + 1);
    gaps_judge(&w->gaps, out);
}
