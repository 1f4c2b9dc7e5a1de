/* SPDX-License-Identifier: Apache-2.0 */
/* regridder -- a dataset and its steps, brought to another grid */
#ifndef TWIN_REGRIDDER_H
#define TWIN_REGRIDDER_H

#include "core/dataset.h"

struct regridder;

struct regrid_how {
    const char *method; /* of remap_method_parse(); NULL: by quantity */
    double min_frac;    /* least valid share of a cell's weight; NAN: usual */
    bool whole;         /* conservative: over the whole target cell */
    bool unlimited;     /* conservative2: gradients as they are */
    size_t nextensive;  /* fields that have a total, besides those known */
    const char *const *extensive;
    const char *weights; /* a file to keep weights in (remap_file.h), or NULL */
    bool points;         /* the target is stations, method nearest, bilinear or
                            mean: static fields by the same method */
    double radius_km;    /* of that mean */
};

/*
 * regridder_new -- weights for all fields of a dataset, static ones included.
 *
 *   in      in   borrowed for the call
 *   target  in   copied
 *
 * Without a method rates, amounts and fractions are conservative, what is
 * extensive is summed, labels take the mode where the target's cells are wider
 * than the source's, else the nearest; all else is bilinear, or conservative
 * where the cells are more than 1.5 times as wide.  Angles travel as unit
 * vectors.  A static field that the method cannot move goes by its usual one.
 *
 * With a file of weights all fields take one method.  Where it is there,
 * weights are read from it; else regridder_keep() writes it.
 *
 * Errors  EX_DATAERR  a field that the method cannot move: labels, what is
 *                     extensive
 */
MUST_CHECK int regridder_new(struct regridder **out, const struct dataset *in,
                             const struct grid *target,
                             const struct regrid_how *how);
void regridder_free(struct regridder *r);

/* regridder_dataset -- what comes out; valid until regridder_free(). */
const struct dataset *regridder_dataset(const struct regridder *r);

/* regridder_keep -- writes the file of weights, if there is to be one and was
 * none.  Errors as remap_write(). */
MUST_CHECK int regridder_keep(struct regridder *r);

/* regridder_step -- a step on the target; valid until the next call, and may be
 * written to.
 *
 * Threads  parallel over target cells, the same bits at any number */
const struct step *regridder_step(struct regridder *r, const struct step *s);

/* regridder_pull -- the same of a step with a pull, of which no more is asked
 * for than is needed, nor held but for vectors and angles.
 *
 *   out  out  as regridder_step() returns it
 *
 * Errors  those of the pull */
MUST_CHECK int regridder_pull(struct regridder *r, const struct step *s,
                              const struct step **out);

#endif
