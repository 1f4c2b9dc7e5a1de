/* SPDX-License-Identifier: Apache-2.0 */
/* member_axis -- datasets of different members as one with an axis of them */
#ifndef TWIN_MEMBER_AXIS_H
#define TWIN_MEMBER_AXIS_H

#include "core/member.h"
#include "core/reader_join.h"

/* FILEs of one member, or of several that each of them has. */
struct part {
    struct join join;
    struct member_id who;
    const char *path; /* the first of them */
    size_t all;       /* members of all parts */
    size_t *at;       /* [who.n]  the place of each member on the axis */
    size_t *to;       /* [join.ds->nfields]  the place of each field */
};

/*
 * member_axis -- the dataset that parts make, which are settled and of which
 * all, at and to are set.
 *
 *   part  [n]  inout  n >= 2
 *
 * Members have their own numbers and come in their order, where every part says
 * them and no two are the same; else 0, 1, 2 ... in the order of the FILEs.
 * Labels, if all have one, are kept in the attribute twinpipe_members.
 *
 * Errors  EX_DATAERR  as members_settle()
 */
MUST_CHECK int member_axis(size_t n, struct part *part, struct dataset **out);

#endif
