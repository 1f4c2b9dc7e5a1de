/* SPDX-License-Identifier: Apache-2.0 */
#include "core/events.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct events *events_new(const struct cell_order *c, bool footprints) {
    struct events *ev = mem_array(1, sizeof *ev);

    ev->cells = c;
    ev->footprints = footprints;
    return ev;
}

static void clear(struct event *e) {
    free(e->moment);
    free(e->cell);
    free(e->parent);
    free(e->child);
    e->moment = NULL;
    e->cell = NULL;
    e->parent = e->child = NULL;
}

void events_free(struct events *ev) {
    if (ev == NULL)
        return;
    for (size_t k = 0; k < ev->n; k++)
        clear(ev->event + k);
    free(ev->event);
    free(ev);
}

size_t events_start(struct events *ev, enum fate fate) {
    if (ev->n == ev->room) {
        ev->room = 2 * ev->room + 16;
        ev->event = mem_grow(ev->event, ev->room, sizeof *ev->event);
    }
    ev->event[ev->n] = (struct event){ .fate = fate };
    return ev->n++;
}

size_t events_root(const struct events *ev, size_t e) {
    while (ev->event[e].fate == FATE_JOINED)
        e = ev->event[e].into;
    return e;
}

static int by_number(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* Each cell of the footprint once. */
static void thin(struct event *e) {
    size_t n = 0;

    qsort(e->cell, e->ncells, sizeof *e->cell, by_number);
    for (size_t k = 0; k < e->ncells; k++)
        if (k == 0 || e->cell[k] != e->cell[n - 1])
            e->cell[n++] = e->cell[k];
    e->ncells = n;
}

static void add_cells(struct event *e, const uint32_t *cell, size_t n) {
    if (e->ncells + n > e->room) {
        if (e->ncells > 0)
            thin(e);
        if (2 * (e->ncells + n) > e->room) {
            e->room = 2 * (e->ncells + n);
            e->cell = mem_grow(e->cell, e->room, sizeof *e->cell);
        }
    }
    memcpy(e->cell + e->ncells, cell, n * sizeof *cell);
    e->ncells += n;
}

const uint32_t *events_footprint(struct events *ev, size_t e, size_t *n) {
    if (ev->event[e].ncells > 0)
        thin(ev->event + e);
    *n = ev->event[e].ncells;
    return ev->event[e].cell;
}

/* Adds sums to the moment of a step, which comes after all others or is there
 * already, or lies between. */
static void add_sums(struct event *e, size_t step, const double *sum) {
    size_t k = e->nmoments;

    while (k > 0 && e->moment[k - 1].step > step)
        k--;
    if (k == 0 || e->moment[k - 1].step < step) {
        /* Room is doubled at the powers of two. */
        if ((e->nmoments & (e->nmoments - 1)) == 0)
            e->moment =
                mem_grow(e->moment, 2 * e->nmoments + 1, sizeof *e->moment);
        memmove(e->moment + k + 1, e->moment + k,
                (e->nmoments - k) * sizeof *e->moment);
        e->moment[k] = (struct moment){ .step = step };
        e->nmoments++;
        k++;
    }
    for (size_t i = 0; i < SUMS_MAX; i++)
        e->moment[k - 1].sum[i] += sum[i];
}

/* Does cell a come before b in canonical order? */
static bool comes_before(const struct cell_order *c, uint32_t a, uint32_t b) {
    if (c->lat[a] != c->lat[b])
        return c->lat[a] < c->lat[b];
    return c->lon[a] < c->lon[b];
}

/* The largest intensity; of equal ones the first in time, then in place. */
static void take_peak(const struct cell_order *c, struct event *e, double peak,
                      uint32_t cell, const struct instant *at) {
    if (e->nmoments > 0) {
        if (peak < e->peak)
            return;
        if (peak == e->peak && (at->step > e->peak_at.step ||
                                (at->step == e->peak_at.step &&
                                 !comes_before(c, cell, e->peak_cell))))
            return;
    }
    e->peak = peak;
    e->peak_cell = cell;
    e->peak_at = *at;
}

void events_see(struct events *ev, size_t number, const struct instant *now,
                const struct sighting *s) {
    struct event *e = ev->event + number;

    take_peak(ev->cells, e, s->peak, s->peak_cell, now);
    if (e->nmoments == 0)
        e->first = *now;
    e->last = *now;
    add_sums(e, now->step, s->sum);
    for (size_t k = 0; k < 3; k++)
        e->place[k] += s->place[k];
    if (ev->footprints)
        add_cells(e, s->cell, s->ncells);
}

size_t events_join(struct events *ev, size_t a, size_t b) {
    const size_t older = a < b ? a : b, younger = a < b ? b : a;
    struct event *to = ev->event + older, *from = ev->event + younger;

    if (a == b)
        return a;
    if (from->nmoments > 0) {
        take_peak(ev->cells, to, from->peak, from->peak_cell, &from->peak_at);
        if (to->nmoments == 0 || from->first.step < to->first.step)
            to->first = from->first;
        if (to->nmoments == 0 || from->last.step > to->last.step)
            to->last = from->last;
    }
    for (size_t k = 0; k < from->nmoments; k++)
        add_sums(to, from->moment[k].step, from->moment[k].sum);
    for (size_t k = 0; k < 3; k++)
        to->place[k] += from->place[k];
    if (from->ncells > 0)
        add_cells(to, from->cell, from->ncells);
    clear(from);
    *from = (struct event){ .fate = FATE_JOINED, .into = older };
    return older;
}

/* Appends an event to a list, unless it is there. */
static void list_event(size_t **list, size_t *n, size_t e) {
    for (size_t k = 0; k < *n; k++)
        if ((*list)[k] == e)
            return;
    *list = mem_grow(*list, *n + 1, sizeof **list);
    (*list)[(*n)++] = e;
}

void events_descend(struct events *ev, size_t parent, size_t child) {
    struct event *p = ev->event + parent, *c = ev->event + child;

    list_event(&p->child, &p->nchildren, child);
    list_event(&c->parent, &c->nparents, parent);
}

void events_settle(struct events *ev) {
    for (; ev->settled < ev->n; ev->settled++) {
        struct event *e = ev->event + ev->settled;
        if (e->fate == FATE_OPEN)
            break;
        if (e->fate == FATE_KEPT)
            e->id = ++ev->ids;
        if (e->fate == FATE_DROPPED)
            clear(e);
    }
}

int32_t events_id(const struct events *ev, size_t e) {
    const size_t root = events_root(ev, e);

    return root < ev->settled ? ev->event[root].id : -1;
}
