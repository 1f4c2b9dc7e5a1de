/* SPDX-License-Identifier: Apache-2.0 */
/* events -- what is known of each event, gathered while steps go by.
 *
 * Events are numbered from 0 in the order in which they start: by their first
 * step, then as the caller starts them.  Two that turn out to be one are
 * joined into the older.  An id is given once it cannot change any more. */
#ifndef TWIN_EVENTS_H
#define TWIN_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/cellorder.h"
#include "core/pace.h"

enum fate {
    FATE_OPEN,    /* not known yet whether it is one */
    FATE_KEPT,    /* has an id, or will have */
    FATE_DROPPED, /* is none */
    FATE_JOINED   /* is a part of another */
};

/* Sums over the cells of an event at a step; a kind adds its own behind. */
enum { SUM_CELLS, SUM_AREA, SUM_INTENSITY, SUM_OWN, SUMS_MAX = 12 };

/* An object: the cells of an event at one step, or some of them. */
struct sighting {
    size_t ncells;
    const uint32_t *cell; /* [ncells] in canonical order */
    double sum[SUMS_MAX]; /* 1, area [km2], area x intensity, own */
    double place[3];      /* unit vectors x area x intensity, summed */
    double peak;          /* largest intensity */
    uint32_t peak_cell;   /* the first that has it */
};

/* An event at one step. */
struct moment {
    size_t step;
    double sum[SUMS_MAX];
};

struct event {
    enum fate fate;
    size_t into; /* FATE_JOINED: the event it is a part of */
    int32_t id;  /* from 1 when settled and kept; else 0 */
    struct instant first, last, peak_at;
    size_t nmoments;
    struct moment *moment; /* [nmoments] by rising step */
    double place[3], peak;
    uint32_t peak_cell;
    size_t ncells, room;
    uint32_t *cell; /* [ncells]  all cells it had, see events_footprint() */
    size_t nparents, nchildren;
    size_t *parent, *child; /* events; of a genealogy */
    bool split, merged;     /* it began by a split, ended by a merge */
};

struct events {
    const struct cell_order *cells; /* borrowed */
    bool footprints;                /* are places of events asked for? */
    size_t n, room;
    struct event *event;
    size_t settled; /* events before this one have their ids for good */
    int32_t ids;    /* given so far */
};

struct events *events_new(const struct cell_order *c, bool footprints);
void events_free(struct events *ev);

/* events_start -- a new event without cells; returns its number. */
size_t events_start(struct events *ev, enum fate fate);

/* events_see -- adds an object at a step to an event; in canonical order of
 * the objects, if sums are not to depend on the grid. */
void events_see(struct events *ev, size_t e, const struct instant *now,
                const struct sighting *s);

/* events_root -- the event that e is a part of now. */
size_t events_root(const struct events *ev, size_t e);

/* events_join -- two events are one; returns the older. */
size_t events_join(struct events *ev, size_t a, size_t b);

/* events_descend -- `parent` goes on in `child`, or in a part of it. */
void events_descend(struct events *ev, size_t parent, size_t child);

/* events_footprint -- the cells that an event had at any step, each once, by
 * rising number; valid until the event is seen again. */
const uint32_t *events_footprint(struct events *ev, size_t e, size_t *n);

/* events_settle -- gives ids in order, up to the first open event. */
void events_settle(struct events *ev);

/* events_id -- the id of event e, 0 if it is dropped; -1 if that is not settled
 * yet. */
int32_t events_id(const struct events *ev, size_t e);

#endif
