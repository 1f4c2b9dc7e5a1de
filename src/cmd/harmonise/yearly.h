/* SPDX-License-Identifier: Apache-2.0 */
/* yearly -- the time of the year: slots, and which steps count for them */
#ifndef TWIN_YEARLY_H
#define TWIN_YEARLY_H

#include "core/calendar.h"
#include "kernel/climate.h"

enum yearly_kind { YEARLY_DAY, YEARLY_MONTH, YEARLY_SEASON, YEARLY_YEAR };

/* day|month|season|year[,window=W][,smooth=S][,base=A/B] */
struct yearly {
    enum yearly_kind kind;
    bool has_kind; /* it was said */
    size_t window; /* days, odd */
    size_t smooth; /* slots, odd */
    bool has_base;
    struct time_range base;
};

/* yearly_word -- one word of the list, NAME=VALUE or a kind; EX_USAGE. */
MUST_CHECK int yearly_word(struct yearly *y, const char *word);

/* yearly_check -- what does not go together; EX_USAGE. */
MUST_CHECK int yearly_check(const struct yearly *y);

/* yearly_slots -- how many there are in a calendar. */
size_t yearly_slots(enum yearly_kind kind, enum calendar c);

/* yearly_slot -- the slot of a time among `slots`: of 366, 365, 360 days (29
 * February is like the 28th where there is none), 12, 4 (DJF is 0) or 1. */
size_t yearly_slot(size_t slots, enum calendar c, int64_t time);

/*
 * yearly_windows -- which steps count for which slot.
 *
 *   n, time  [n]  in   the middles of the steps, increasing
 *   base      [2]  out  the first and last time of the base period
 *   c             out  free with yearly_free()
 *
 * Errors  EX_DATAERR  no step in the base period
 *         EX_USAGE    its dates do not exist
 */
MUST_CHECK int yearly_windows(const struct yearly *y, enum calendar calendar,
                              size_t n, const int64_t *time, struct climate *c,
                              int64_t base[2]);
void yearly_free(struct climate *c);

#endif
