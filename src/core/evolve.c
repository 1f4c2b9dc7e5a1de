/* SPDX-License-Identifier: Apache-2.0 */
#include "core/evolve.h"

#include <stdlib.h>
#include <string.h>

#include "core/dataset.h"
#include "core/mem.h"
#include "kernel/label.h"
#include "kernel/overlap.h"

/* The objects of a step. */
struct slot {
    int32_t *label; /* [n]  1..count; 0 none; -1 missing */
    int32_t count;
    double *size;  /* [count + 1]  [km2], where rules ask for it */
    size_t *event; /* [count + 1]  the event of each */
};

/* An object, now, and an event that it may belong to. */
struct link {
    int32_t object;
    size_t event;
    double area;
};

struct evolve {
    const struct cell_order *cells;
    struct evolve_rules rules;
    struct events *events;
    struct slot *slot; /* slot[0] is now, slot[k] is k steps ago */
    size_t made;       /* of at most gap + 2, as steps came to need them */
    size_t nslots;     /* of them, that hold a step */
    struct label_run *run;
    size_t *start;   /* [count + 2] of slot[0], as label_cells() */
    uint32_t *cell;  /* [n] */
    int32_t *bridge; /* [n]  with a gap */
    struct overlap *pair;
    size_t pair_room;
    struct link *link;
    size_t nlinks, link_room;
    size_t first_open; /* the one open event that has an id already */
};

struct evolve *evolve_new(const struct cell_order *c,
                          const struct evolve_rules *r, struct events *ev) {
    const struct label_shape shape = { c->ny, c->nx, c->periodic, r->diagonal };
    struct evolve *v = mem_array(1, sizeof *v);

    v->cells = c;
    v->rules = *r;
    v->events = ev;
    v->run = mem_array(label_room(&shape), sizeof *v->run);
    v->cell = mem_array(c->n, sizeof *v->cell);
    if (r->gap > 0)
        v->bridge = mem_array(c->n, sizeof *v->bridge);
    v->first_open = SIZE_MAX;
    return v;
}

void evolve_free(struct evolve *v) {
    if (v == NULL)
        return;
    for (size_t k = 0; k < v->made; k++) {
        free(v->slot[k].label);
        free(v->slot[k].size);
        free(v->slot[k].event);
    }
    free(v->slot);
    free(v->run);
    free(v->start);
    free(v->cell);
    free(v->bridge);
    free(v->pair);
    free(v->link);
    free(v);
}

/* A step goes by: the oldest slot becomes the one of now. */
static struct slot *turn(struct evolve *v, bool hole) {
    struct slot oldest = { 0 };

    if (hole)
        v->nslots = 0;
    if (v->nslots == v->made && v->made < 2 + v->rules.gap) {
        v->slot = mem_grow(v->slot, ++v->made, sizeof *v->slot);
        oldest.label = mem_array(v->cells->n, sizeof *oldest.label);
    } else {
        oldest = v->slot[v->made - 1];
    }
    memmove(v->slot + 1, v->slot, (v->made - 1) * sizeof *v->slot);
    v->slot[0] = oldest;
    if (v->nslots < v->made)
        v->nslots++;
    return v->slot;
}

static bool needs_sizes(const struct evolve_rules *r) {
    return r->least > 0 || r->before > 0 || r->now > 0;
}

/* Sizes of the objects of slot[0]; small ones go.  Returns how many are left.
 */
static int32_t sort_out(struct evolve *v) {
    const struct cell_order *c = v->cells;
    struct slot *s = v->slot;
    int32_t *number = mem_array((size_t)s->count + 1, sizeof *number), left;

    s->size = mem_grow(s->size, (size_t)s->count + 1, sizeof *s->size);
    label_sizes(c->n, c->area, c->order, s->label, s->count, s->size);
    left =
        label_drop(c->n, s->label, s->count, s->size, v->rules.least, number);
    free(number);
    return left;
}

/* Fills slot[0], start and cell. */
static void find_objects(struct evolve *v, const unsigned char *mask) {
    const struct cell_order *c = v->cells;
    const struct label_shape shape = { c->ny, c->nx, c->periodic,
                                       v->rules.diagonal };
    struct slot *s = v->slot;

    s->count = label_objects(&shape, mask, c->order, v->run, s->label);
    if (needs_sizes(&v->rules))
        s->count = sort_out(v);
    v->start = mem_grow(v->start, (size_t)s->count + 2, sizeof *v->start);
    label_cells(c->n, c->order, s->label, s->count, v->start, v->cell);
    for (size_t i = 0; i < c->n; i++)
        if (mask[i] == MASK_MISSING)
            s->label[i] = -1;
    s->event = mem_grow(s->event, (size_t)s->count + 1, sizeof *s->event);
}

/* The labels of `age` steps ago, where no step since then is missing. */
static const int32_t *bridged(struct evolve *v, size_t age) {
    const size_t n = v->cells->n;

    if (age == 1)
        return v->slot[1].label;
    memcpy(v->bridge, v->slot[age].label, n * sizeof *v->bridge);
    for (size_t k = 1; k < age; k++)
        for (size_t i = 0; i < n; i++)
            if (v->slot[k].label[i] == -1)
                v->bridge[i] = 0;
    return v->bridge;
}

static size_t find_pairs(struct evolve *v, size_t age) {
    const struct slot *q = v->slot + age;
    const struct overlap_now now = { v->slot[0].count, v->start, v->cell };
    struct overlap_before before = { bridged(v, age), v->cells->area, NULL };
    size_t n;

    before.shared = mem_array((size_t)q->count + 1, sizeof *before.shared);
    n = overlap_pairs(&now, &before, v->pair, v->pair_room);
    if (n > v->pair_room) {
        v->pair_room = 2 * n;
        v->pair = mem_grow(v->pair, v->pair_room, sizeof *v->pair);
        n = overlap_pairs(&now, &before, v->pair, v->pair_room);
    }
    free(before.shared);
    return n;
}

static void add_link(struct evolve *v, int32_t object, size_t event,
                     double area) {
    if (v->nlinks == v->link_room) {
        v->link_room = 2 * v->link_room + 16;
        v->link = mem_grow(v->link, v->link_room, sizeof *v->link);
    }
    v->link[v->nlinks++] = (struct link){ object, event, area };
}

/* Links of now with the step of `age` steps ago. */
static void find_links(struct evolve *v, size_t age,
                       const struct instant *now) {
    const struct slot *p = v->slot, *q = v->slot + age;
    const size_t n = q->count > 0 ? find_pairs(v, age) : 0;

    for (size_t k = 0; k < n; k++) {
        const struct overlap *o = v->pair + k;
        const size_t e = events_root(v->events, q->event[o->before]);
        if (needs_sizes(&v->rules) &&
            (o->area < v->rules.before * q->size[o->before] ||
             o->area < v->rules.now * p->size[o->now]))
            continue;
        /* An event that has gone on since then is linked to by its latest. */
        if (v->rules.genealogy &&
            v->events->event[e].last.step != now->step - age)
            continue;
        add_link(v, o->now, e, o->area);
    }
}

static void by_component(struct evolve *v) {
    struct slot *s = v->slot;

    for (int32_t k = 1; k <= s->count; k++)
        s->event[k] = SIZE_MAX;
    for (size_t k = 0; k < v->nlinks; k++) {
        size_t *e = s->event + v->link[k].object;
        const size_t root = events_root(v->events, v->link[k].event);
        *e = *e == SIZE_MAX
                 ? root
                 : events_join(v->events, events_root(v->events, *e), root);
    }
    for (int32_t k = 1; k <= s->count; k++)
        if (s->event[k] == SIZE_MAX)
            s->event[k] = events_start(v->events, FATE_OPEN);
}

/* Largest area first; then the older event, then the lower object. */
static int by_area(const void *a, const void *b) {
    const struct link *p = a, *q = b;

    if (p->area != q->area)
        return p->area > q->area ? -1 : 1;
    if (p->event != q->event)
        return p->event < q->event ? -1 : 1;
    return (p->object > q->object) - (p->object < q->object);
}

static void by_genealogy(struct evolve *v) {
    struct events *ev = v->events;
    struct slot *s = v->slot;
    unsigned char *goes_on = mem_array(ev->n, 1);

    for (int32_t k = 1; k <= s->count; k++)
        s->event[k] = SIZE_MAX;
    if (v->nlinks > 0)
        qsort(v->link, v->nlinks, sizeof *v->link, by_area);
    for (size_t k = 0; k < v->nlinks; k++) {
        const struct link *l = v->link + k;
        if (s->event[l->object] != SIZE_MAX || goes_on[l->event])
            continue;
        s->event[l->object] = l->event;
        goes_on[l->event] = 1;
    }
    for (int32_t k = 1; k <= s->count; k++)
        if (s->event[k] == SIZE_MAX)
            s->event[k] = events_start(ev, FATE_KEPT);
    for (size_t k = 0; k < v->nlinks; k++) {
        const struct link *l = v->link + k;
        const size_t child = s->event[l->object];
        if (child == l->event)
            continue;
        events_descend(ev, l->event, child);
        ev->event[child].split |= ev->event[child].nmoments == 0;
        ev->event[l->event].merged |= !goes_on[l->event];
    }
    free(goes_on);
}

/* Can a link of a later step still reach the event? */
static bool in_reach(const struct evolve *v, size_t e, size_t step) {
    return v->events->event[e].last.step + v->rules.gap >= step;
}

/* Whether an open event has ended is known when no link can reach it.  The
 * first of those still open has its id in any case: what it is joined with
 * later is younger. */
static void settle(struct evolve *v, size_t step, bool end) {
    struct events *ev = v->events;

    for (size_t k = ev->settled; k < ev->n; k++) {
        struct event *e = ev->event + k;
        if (e->fate != FATE_OPEN)
            continue;
        if (!end && in_reach(v, k, step)) {
            if (v->first_open != SIZE_MAX && in_reach(v, v->first_open, step))
                break;
            v->first_open = k;
        }
        e->fate = FATE_KEPT;
    }
    events_settle(ev);
}

void evolve_step(struct evolve *v, const unsigned char *mask,
                 const struct instant *now, const struct measure *m,
                 int32_t *owner) {
    struct slot *s = turn(v, now->hole);

    if (now->hole && now->step > 0)
        settle(v, now->step - 1, true);
    find_objects(v, mask);
    v->nlinks = 0;
    for (size_t age = 1; age < v->nslots; age++)
        find_links(v, age, now);
    if (v->rules.genealogy)
        by_genealogy(v);
    else
        by_component(v);
    for (int32_t k = 1; k <= s->count; k++) {
        struct sighting seen = { .ncells = v->start[k + 1] - v->start[k],
                                 .cell = v->cell + v->start[k] };
        m->object(m->context, &seen);
        s->event[k] = events_root(v->events, s->event[k]);
        events_see(v->events, s->event[k], now, &seen);
    }
    for (size_t i = 0; i < v->cells->n; i++)
        owner[i] = s->label[i] > 0    ? (int32_t)s->event[s->label[i]] + 1
                   : s->label[i] == 0 ? 0
                                      : LABEL_MISSING;
    settle(v, now->step, false);
}

void evolve_end(struct evolve *v) {
    settle(v, 0, true);
}
