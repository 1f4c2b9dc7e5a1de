/* SPDX-License-Identifier: Apache-2.0 */
/* member -- which members of an ensemble a FILE holds */
#ifndef TWIN_MEMBER_H
#define TWIN_MEMBER_H

#include "core/dataset.h"

struct member_id {
    size_t n;       /* members */
    double *number; /* [n], or NULL: it does not say */
    char *label;    /* "r1i1p1f1", or NULL */
    char *origin;   /* model and label, "" where it says neither */
    char *scalar;   /* the coordinate of one value that says so, or NULL */
};

/*
 * member_of -- by its axis of members, else a coordinate of one value
 * (realization, number, member ...), else the attributes variant_label,
 * member_id, driving_variant_label, driving_model_ensemble_member,
 * realization_index, realization.  The number of r3i1p1f1 is 3.  Free with
 * member_free().
 */
void member_of(const struct dataset *ds, struct member_id *who);
void member_free(struct member_id *who);

/* member_same -- do two say that they are the same? */
bool member_same(const struct member_id *a, const struct member_id *b);

/* member_forget -- drops the global attributes that say which member it is, and
 * the coordinate. */
void member_forget(struct dataset *ds, const char *scalar);

#endif
