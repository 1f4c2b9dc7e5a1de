/* SPDX-License-Identifier: Apache-2.0 */
/* levels -- what goes on of levels and members */
#ifndef TWIN_LEVELS_H
#define TWIN_LEVELS_H

#include "cmd/harmonise/stages.h"

/* What goes on of one field. */
struct part {
    size_t field;
    bool leveled;           /* it has levels in the input */
    size_t nlevels, *level; /* [nlevels]  of these, or NULL: all */
    float *own;             /* [n]  or NULL: all */
};

struct levels {
    struct stage st;
    size_t nmembers, *member; /* [nmembers] of all fields with members */
    size_t all_members, all_levels, cells;
    size_t nparts;
    struct part *part;
    struct step *out;
};

/* levels_describe -- makes the dataset that goes on.
 *
 * Errors EX_DATAERR  fields that keep several levels, but not the same ones */
MUST_CHECK int levels_describe(struct levels *l, const struct dataset *in);

#endif
