/* SPDX-License-Identifier: Apache-2.0 */
/* derivation -- how derived fields come from those of a dataset */
#ifndef TWIN_DERIVATION_H
#define TWIN_DERIVATION_H

#include "cmd/harmonise/recipes.h"
#include "core/dataset.h"
#include "core/units.h"

/* An input of a node: in another unit, or repeated over levels, in room. */
struct use {
    size_t node;
    struct conversion conv;
    float *room; /* [n] of the user, or NULL: as it is */
};

/* A field of the dataset, what the domain knows, or what is derived. */
struct node {
    const char *name, *units;
    bool has_member, has_level;
    bool fixed;             /* the same at all steps */
    size_t n;               /* values */
    size_t field;           /* place in the dataset, or SIZE_MAX */
    const struct recipe *r; /* NULL: not derived */
    struct use use[INGREDIENTS];
    double p[2];
    float *value;     /* [n]  its own, or NULL: of the step */
    const float *now; /* [n]  at this step */
};

struct derivation {
    const struct dataset *ds; /* borrowed */
    size_t n;
    struct node *node; /* each after its inputs */
    struct plane plane;
    double *x, *y;                 /* of the plane */
    const char *busy[INGREDIENTS]; /* names that are being looked for */
    bool round;                    /* one of these was asked for again */
    size_t nbusy;
};

/*
 * derivation_make -- the node of a quantity that is derived, not taken as it
 * is.
 *
 *   node  out  place in d->node
 *
 * Errors  EX_DATAERR  `vpd needs e: of tdps, of hurs and tas, of huss and ps
 *                     (it has tas)`; a unit that cannot be converted
 */
MUST_CHECK int derivation_make(struct derivation *d, const char *name,
                               size_t *node);

/* derivation_step -- the values of all nodes at a step; of those that are
 * fixed, once, with s NULL. */
MUST_CHECK int derivation_step(struct derivation *d, const struct step *s);

void derivation_free(struct derivation *d);

/* derivation_field -- is a field what is asked for by the name of a quantity?
 */
bool derivation_field(const struct field *f, const char *name);

#endif
