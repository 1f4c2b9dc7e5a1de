/* SPDX-License-Identifier: Apache-2.0 */
/* whole -- stages that need the whole series of each cell before its first
 * step can pass on: 4 bytes per cell and step, of which --memory stays resident
 */
#ifndef TWIN_WHOLE_H
#define TWIN_WHOLE_H

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/stages.h"

/* When the steps are. */
struct whole_axis {
    size_t n;
    bool stamps; /* times are those of the stamps, not of the middles */
    double *ms;  /* [n] since an epoch [ms] */
    int slots;   /* days of a year: 366, 365 or 360 */
    int *slot;   /* [n] which of them; 29 February is 59 */
};

struct whole;

/* What is done to one series [n] of a REAL field, in place; returns how many
 * values changed.  Called from threads, each with `scratch` of its own. */
typedef size_t whole_work(const void *with, const struct whole_axis *a,
                          double *scratch, float *series);

/* How a stage of this kind works. */
struct whole_how {
    const char *option; /* for messages: "--fill" */
    whole_work *work;
    void *with;               /* what it works with, or NULL */
    void (*free)(void *with); /* with the stage; or NULL */
    size_t scratch;           /* doubles for each thread */
    enum flag flag;           /* of what changed; FLAG_OK leaves flags alone */
    bool apart;               /* states go by their stamp beside others */
    /* Before the first series, of each axis, or NULL; may set scratch. */
    int (*prepare)(struct whole_how *how, const struct whole_axis *a);
};

/* whole_open -- such a stage, which `with` belongs to unless it fails.  Errors
 * EX_DATAERR  there is no time axis. */
MUST_CHECK int whole_open(struct stage **out, const struct dataset *in,
                          const struct whole_how *how);

#endif
