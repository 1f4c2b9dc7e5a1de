/* SPDX-License-Identifier: Apache-2.0 */
/* reader_members -- FILEs of the members of an ensemble, a join for each, put
 * beside each other along an axis of members; of anything else one join */
#ifndef TWIN_READER_MEMBERS_H
#define TWIN_READER_MEMBERS_H

#include "core/member_axis.h"

struct members {
    const struct input *in; /* borrowed */
    size_t n;
    struct part *part;  /* [n] */
    struct model model; /* of several members; else nothing */
    const char *first;  /* the FILE of that domain */
    struct dataset *ds; /* what comes of it; NULL before members_settle() */
    size_t nlanes;
    struct lane **lane; /* [nlanes]  all of them, in step */
    struct step *room;  /* several members; else NULL */
};

/* members_add -- one more feed, which is open.  Errors as join_add(). */
MUST_CHECK int members_add(struct members *m, struct feed *f);

/*
 * members_settle -- after the last feed: the members are numbered and sorted.
 *
 * Errors  EX_DATAERR  members that have other fields or times, which are
 *                     listed as far as they are known; one that is there twice
 */
MUST_CHECK int members_settle(struct members *m);

/* members_step -- the steps that all lanes have now, as one; s->value has room
 * for all fields. */
void members_step(const struct members *m, struct step *s);
void members_free(struct members *m);

#endif
