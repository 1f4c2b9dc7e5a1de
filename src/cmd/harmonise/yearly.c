/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/yearly.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static const char *const kinds[] = { "day", "month", "season", "year" };

static int odd(const char *text, size_t *n) {
    int status = parse_size(text, n);

    if (status == EX_OK && (*n % 2 == 0 || *n > 365))
        status = err_set(EX_USAGE, "%s is not odd, 1 to 365", text);
    return status;
}

int yearly_word(struct yearly *y, const char *word) {
    for (int k = 0; k < 4; k++)
        if (strcmp(word, kinds[k]) == 0) {
            y->kind = (enum yearly_kind)k;
            y->has_kind = true;
            return EX_OK;
        }
    if (strncmp(word, "window=", 7) == 0)
        return err_in(odd(word + 7, &y->window), "window");
    if (strncmp(word, "smooth=", 7) == 0)
        return err_in(odd(word + 7, &y->smooth), "smooth");
    if (strncmp(word, "base=", 5) == 0) {
        y->has_base = true;
        return err_in(parse_time_range(word + 5, &y->base), "base");
    }
    return err_set(EX_USAGE,
                   "no word \"%s\" (there are day, month, season, "
                   "year, window=W, smooth=S, base=A/B)",
                   word);
}

int yearly_check(const struct yearly *y) {
    if (y->window > 1 && y->kind != YEARLY_DAY)
        return err_set(EX_USAGE, "window: only by day");
    if (y->smooth > 1 && y->kind > YEARLY_MONTH)
        return err_set(EX_USAGE, "smooth: only by day or month");
    return EX_OK;
}

size_t yearly_slots(enum yearly_kind kind, enum calendar c) {
    switch (kind) {
    case YEARLY_DAY:
        return c == CALENDAR_360_DAY ? 360 : c == CALENDAR_NOLEAP ? 365 : 366;
    case YEARLY_MONTH:
        return 12;
    case YEARLY_SEASON:
        return 4;
    default:
        return 1;
    }
}

size_t yearly_slot(size_t slots, enum calendar c, int64_t time) {
    static const size_t before[12] = { 0,   31,  59,  90,  120, 151,
                                       181, 212, 243, 273, 304, 334 };
    const struct date d = time_date(c, time);
    const size_t month = (size_t)d.month - 1, day = (size_t)d.day - 1;

    switch (slots) {
    case 366:
        return before[month] + (month > 1) + day;
    case 365:
        return before[month] + day - (month == 1 && day == 28);
    case 360:
        return 30 * month + (day < 29 ? day : 29);
    case 12:
        return month;
    case 4:
        return (month + 1) % 12 / 3;
    default:
        return 0;
    }
}

/* What is being built. */
struct building {
    const struct yearly *y;
    enum calendar calendar;
    const int64_t *time;
    size_t from, to; /* steps of the base period */
    struct climate *c;
};

static void add(struct building *b, size_t slot, size_t first, size_t end) {
    struct climate *c = b->c;

    if (first == end)
        return;
    if (c->nwindows % 1024 == 0)
        c->window = mem_grow(c->window, c->nwindows + 1024, sizeof *c->window);
    c->window[c->nwindows++] = (struct climate_window){ first, end, slot };
}

/* Each day of the base period, with the steps of the days around it. */
static void by_days(struct building *b) {
    const int64_t half = (int64_t)(b->y->window / 2);
    const int64_t last = floor_div(b->time[b->to - 1], MS_PER_DAY);
    size_t first = b->from, end = b->from;

    for (int64_t day = floor_div(b->time[b->from], MS_PER_DAY); day <= last;
         day++) {
        size_t slot = yearly_slot(b->c->slots, b->calendar, day * MS_PER_DAY);
        while (first < b->to &&
               floor_div(b->time[first], MS_PER_DAY) < day - half)
            first++;
        while (end < b->to && floor_div(b->time[end], MS_PER_DAY) <= day + half)
            end++;
        if (first == end && first < b->to) /* a hole: to where steps are */
            day = floor_div(b->time[first], MS_PER_DAY) - half - 1;
        add(b, slot, first, end);
    }
}

/* Runs of steps in one slot. */
static void by_runs(struct building *b) {
    size_t first = b->from;

    for (size_t k = b->from; k < b->to; k++) {
        const size_t slot = yearly_slot(b->c->slots, b->calendar, b->time[k]);
        if (k + 1 == b->to ||
            yearly_slot(b->c->slots, b->calendar, b->time[k + 1]) != slot) {
            add(b, slot, first, k + 1);
            first = k + 1;
        }
    }
}

/* Puts the windows in order of their slots, and of time in each. */
static void sort(struct climate *c) {
    struct climate_window *sorted = mem_array(c->nwindows, sizeof *sorted);
    size_t *at;

    c->first = mem_array(c->slots + 1, sizeof *c->first);
    for (size_t k = 0; k < c->nwindows; k++)
        c->first[c->window[k].slot + 1]++;
    for (size_t s = 0; s < c->slots; s++)
        c->first[s + 1] += c->first[s];
    at = mem_copy(c->first, c->slots, sizeof *at);
    for (size_t k = 0; k < c->nwindows; k++)
        sorted[at[c->window[k].slot]++] = c->window[k];
    free(at);
    free(c->window);
    c->window = sorted;
}

int yearly_windows(const struct yearly *y, enum calendar calendar, size_t n,
                   const int64_t *time, struct climate *c, int64_t base[2]) {
    struct time_span span = { INT64_MIN, INT64_MAX };
    struct building b = { y, calendar, time, 0, n, c };
    int status = EX_OK;

    *c = (struct climate){ .n = n, .smooth = y->smooth };
    c->slots = yearly_slots(y->kind, calendar);
    c->leap = c->slots == 366 && calendar != CALENDAR_ALL_LEAP ? 59 : c->slots;
    if (y->has_base)
        TRY(calendar_span(calendar, &y->base, &span));
    while (b.from < n && time[b.from] < span.first)
        b.from++;
    while (b.to > b.from && time[b.to - 1] >= span.end)
        b.to--;
    if (b.from == b.to)
        TRY(err_set(EX_DATAERR, "no step in the base period"));
    if (y->kind == YEARLY_DAY)
        by_days(&b);
    else
        by_runs(&b);
    sort(c);
    base[0] = time[b.from];
    base[1] = time[b.to - 1];
done:
    return status;
}

void yearly_free(struct climate *c) {
    free(c->window);
    free(c->first);
    *c = (struct climate){ .n = 0 };
}
