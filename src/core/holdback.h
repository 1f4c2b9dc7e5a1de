/* SPDX-License-Identifier: Apache-2.0 */
/* holdback -- steps that wait on disk until their events are settled */
#ifndef TWIN_HOLDBACK_H
#define TWIN_HOLDBACK_H

#include "core/dataset.h"
#include "core/events.h"

struct holdback;

/*
 * holdback_new -- a queue of steps.
 *
 *   ds     in   borrowed
 *   label  in   the field whose values are 1 + an event, or 0, or LABEL_MISSING
 *   ev     in   the events, borrowed
 */
struct holdback *holdback_new(const struct dataset *ds, size_t label,
                              const struct events *ev);
void holdback_free(struct holdback *h);

/*
 * holdback_put -- the next step, borrowed until the next holdback_put().
 *
 * It goes to an unlinked file unless it can go on at once: 4 bytes per value, 8
 * per run of labels; the room is taken again when the queue is empty.
 *
 * Errors  EX_IOERR, EX_CANTCREAT  no room for the file
 */
MUST_CHECK int holdback_put(struct holdback *h, const struct step *s);

/*
 * holdback_next -- the oldest step if all of its events are settled, with ids
 * for labels.
 *
 *   s  out  valid until the next call; NULL: none, or not yet
 */
MUST_CHECK int holdback_next(struct holdback *h, const struct step **s);

#endif
