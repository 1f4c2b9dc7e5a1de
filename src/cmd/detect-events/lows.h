/* SPDX-License-Identifier: Apache-2.0 */
/* lows -- the lows of one step and the cells inside their closed contours */
#ifndef TWIN_LOWS_H
#define TWIN_LOWS_H

#include "cmd/detect-events/tracks.h"
#include "kernel/minima.h"

struct lows;

/* lows_new -- both are borrowed. */
struct lows *lows_new(const struct cell_order *c, const struct minima_rules *r);
void lows_free(struct lows *l);

/* lows_field -- where the pressure of the next step goes, [cells] [Pa]. */
float *lows_field(struct lows *l);

/* lows_find -- the candidates of a step, of which it returns the number, and
 * lows_centres() gives them in canonical order until the next lows_find(). */
size_t lows_find(struct lows *l, const struct instant *now);
const struct centre *lows_centres(const struct lows *l);

/*
 * lows_see -- adds the lows to their events.
 *
 *   event  in       [lows]   of each
 *   owner  [cells]  out      1 + the event inside closed contours, of the
 *                            deepest low where they overlap; 0 elsewhere;
 *                            LABEL_MISSING where pressure is
 */
void lows_see(struct lows *l, const struct instant *now, const size_t *event,
              struct events *ev, int32_t *owner);

#endif
