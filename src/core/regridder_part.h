/* SPDX-License-Identifier: Apache-2.0 */
/* regridder_part -- what the files of regridder share */
#ifndef TWIN_REGRIDDER_PART_H
#define TWIN_REGRIDDER_PART_H

#include "core/regridder.h"
#include "core/remap_bands.h"

struct regridder {
    struct dataset *ds;
    size_t n;                 /* fields */
    size_t all;               /* with static ones, which follow them */
    size_t cells;             /* of the source, a plane */
    size_t target;            /* of the target, a plane */
    size_t *values;           /* [all] of a step that comes in */
    bool *turns;              /* [all] angles, which travel as unit vectors */
    struct remap **remap;     /* [all], those of one method shared */
    size_t *north;            /* [n] of an eastward component, or SIZE_MAX */
    bool *polar;              /* [n] does it have a pole beyond the rows? */
    struct remap_pole *pole;  /* for these, or NULL, */
    double min_frac;          /* and the least valid share there */
    struct remap_turn **turn; /* [n] of an eastward component, or NULL */
    struct step *out;
    size_t ny, nx;              /* of the source */
    struct remap_bands **bands; /* [n] of fields that a pull gives, those of one
                                   remap shared; or NULL */
    union values *whole;        /* [n] of those that are taken whole, or NULL */
    char *keep;                 /* where weights are to be written, or NULL */
    struct grid *source;        /* for that, or NULL */
};

/* regridder_move -- all planes of field k, [n of it] values of the source;
 * regridder_mend -- vectors in s->out, once all fields are there, from the
 * values [n] of the source. */
void regridder_move(const struct regridder *s, size_t k, union values src,
                    union values dst);
void regridder_mend(const struct regridder *s, const union values *value);

/* regridder_unpull -- frees what steps with a pull needed. */
void regridder_unpull(struct regridder *s);

#endif
