/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/detect-events/tracks.h"

#include <stdlib.h>

#include "core/mem.h"
#include "kernel/geom.h"

struct tracks *tracks_new(const struct track_rules *r, struct events *ev,
                          const struct time_axis *axis) {
    struct tracks *t = mem_array(1, sizeof *t);

    t->rules = *r;
    t->events = ev;
    t->axis = axis;
    return t;
}

void tracks_free(struct tracks *t) {
    if (t == NULL)
        return;
    for (size_t k = 0; k < t->n; k++)
        free(t->track[k].centre);
    free(t->track);
    free(t->open);
    free(t);
}

static const struct centre *last_of(const struct track *t) {
    return t->centre + t->n - 1;
}

/* Has a track lasted and gone far enough?  The way to its last centre may grow
 * shorter again, so that it is known at the end only. */
static bool is_enough(const struct tracks *t, const struct track *k, bool end) {
    const struct centre *a = k->centre, *b = last_of(k);

    if (b->at.time - a->at.time < t->rules.least)
        return false;
    if (!(t->rules.travel > 0))
        return true;
    return end && geom_degrees(a->place.lon, a->place.lat, b->place.lon,
                               b->place.lat) >= t->rules.travel;
}

static void decide(struct tracks *t, size_t k, bool end) {
    struct event *e = t->events->event + k;

    if (e->fate != FATE_OPEN)
        return;
    if (is_enough(t, t->track + k, end))
        e->fate = FATE_KEPT;
    else if (end)
        e->fate = FATE_DROPPED;
    if (e->fate == FATE_DROPPED) {
        free(t->track[k].centre);
        t->track[k] = (struct track){ 0 };
    }
}

/* May a track go on now? */
static bool in_reach(const struct tracks *t, const struct track *k,
                     const struct instant *now) {
    const struct instant *last = &last_of(k)->at;

    if (now->step == last->step + 1 && !now->hole)
        return true;
    return t->rules.gap.in_steps
               ? now->step <= last->step + 1 + t->rules.gap.steps && !now->hole
               : now->time - last->time <= t->rules.gap.ms;
}

/* Ends the open tracks that are out of reach. */
static void end_old(struct tracks *t, const struct instant *now) {
    size_t left = 0;

    for (size_t i = 0; i < t->nopen; i++) {
        const size_t k = t->open[i];
        if (in_reach(t, t->track + k, now))
            t->open[left++] = k;
        else
            decide(t, k, true);
    }
    t->nopen = left;
}

static size_t start_track(struct tracks *t) {
    if (t->n == t->room) {
        t->room = 2 * t->room + 16;
        t->track = mem_grow(t->track, t->room, sizeof *t->track);
        t->open = mem_grow(t->open, t->room, sizeof *t->open);
    }
    t->track[t->n] = (struct track){ 0 };
    t->open[t->nopen++] = t->n;
    events_start(t->events, FATE_OPEN);
    return t->n++;
}

static void add_centre(struct track *t, const struct centre *c) {
    if (t->n == t->room) {
        t->room = 2 * t->room + 8;
        t->centre = mem_grow(t->centre, t->room, sizeof *t->centre);
    }
    t->centre[t->n++] = *c;
}

void tracks_step(struct tracks *t, const struct instant *now, size_t n,
                 const struct centre *centre, size_t *track) {
    struct place *from, *to = mem_array(n, sizeof *to);
    bool *taken = mem_array(n, sizeof *taken);
    size_t *next;

    end_old(t, now);
    from = mem_array(t->nopen, sizeof *from);
    next = mem_array(t->nopen, sizeof *next);
    for (size_t i = 0; i < t->nopen; i++)
        from[i] = last_of(t->track + t->open[i])->place;
    for (size_t k = 0; k < n; k++)
        to[k] = centre[k].place;
    track_link(&(struct places){ t->nopen, from }, &(struct places){ n, to },
               t->rules.range, taken, next);
    for (size_t i = 0; i < t->nopen; i++)
        if (next[i] != TRACK_NONE)
            track[next[i]] = t->open[i];
    for (size_t k = 0; k < n; k++) {
        if (!taken[k])
            track[k] = start_track(t);
        add_centre(t->track + track[k], centre + k);
        decide(t, track[k], false);
    }
    free(from);
    free(to);
    free(taken);
    free(next);
}

void tracks_end(struct tracks *t) {
    for (size_t i = 0; i < t->nopen; i++)
        decide(t, t->open[i], true);
    t->nopen = 0;
}
