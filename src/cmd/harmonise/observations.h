/* SPDX-License-Identifier: Apache-2.0 */
/* observations -- the series of stations, by quantity, held in memory */
#ifndef TWIN_OBSERVATIONS_H
#define TWIN_OBSERVATIONS_H

#include "core/dataset.h"

struct observations;

/*
 * observations_open -- those of the fields and stations of a dataset.
 *
 *   path  in  any series of stations that can be read: a table, NetCDF, a
 *             stream
 *   ds    in  its fields on stations, borrowed until observations_free();
 *             those of labels or with levels are left out
 *
 * What is observed is a field's quantity by its name, or else by what it is;
 * values are in the unit of the field, times in the calendar of ds.  Holds 12
 * bytes for each value that is not missing.
 *
 * Errors  EX_DATAERR  no series of stations, none of our stations, none of the
 *                     fields' quantities, a unit that cannot be converted
 */
MUST_CHECK int observations_open(struct observations **out, const char *path,
                                 const struct dataset *ds);

/* observations_read -- all of them, before the first is asked for.  Errors
 * EX_DATAERR  damage. */
MUST_CHECK int observations_read(struct observations *o);
void observations_free(struct observations *o);

/* observations_has -- is field k observed? */
bool observations_has(const struct observations *o, size_t k);

/* observations_at -- what was observed of field k at a station at a time [ms],
 * or nearest to it within a tolerance, of two as near the earlier one; NAN:
 * nothing.  Threads any. */
float observations_at(const struct observations *o, size_t k, size_t station,
                      int64_t time, int64_t tolerance);

#endif
