/* SPDX-License-Identifier: Apache-2.0 */
/* localtime -- local solar time of each cell: longitude / 15 hours */
#ifndef TWIN_LOCALTIME_H
#define TWIN_LOCALTIME_H

#include "core/calendar.h"
#include "core/grid.h"
#include "kernel/cells.h"

/* What the time axis says of it. */
#define LOCALTIME_COMMENT "local solar time: longitude / 15 hours after UTC"

struct localtime {
    size_t n;            /* cells */
    int64_t *offset;     /* [n]  local time less UTC [ms] */
    int64_t least, most; /* of them */
};

/* localtime_new -- of the cells of a grid; EX_DATAERR where they have no
 * longitude.  Free with localtime_free(). */
MUST_CHECK int localtime_new(struct localtime **out, const struct grid *g);
void localtime_free(struct localtime *l);

/*
 * localtime_mask -- the values of those cells whose local time is in a span.
 *
 *   x  [n]  in   n a multiple of l->n: levels and members
 *   y  [n]  out  NaN where the cell's time, now + offset, is not inside
 */
void localtime_mask(const struct localtime *l, const struct time_span *span,
                    int64_t now, size_t n, struct cells x, struct room y);

/* localtime_hours -- hours that were to the UTC of a step, from a local time
 * on, become those to its local time; n as above. */
void localtime_hours(const struct localtime *l, size_t n, struct room x);

#endif
