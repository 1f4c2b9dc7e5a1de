/* SPDX-License-Identifier: Apache-2.0 */
/* grib -- GRIB 1 and 2 as fields on a grid */
#ifndef TWIN_GRIB_H
#define TWIN_GRIB_H

#include "core/source.h"

/* grib_is -- is "GRIB" among the first bytes of a file, before it nothing but
 * what surrounds messages? */
bool grib_is(const void *head, size_t nhead);

/*
 * grib_open -- the messages of a file, in any order, as a dataset.
 *
 * Missing  what a bitmap or the packing marks; a field that a step has not
 * Exact    the float of what ecCodes 2.28 gives in double
 * Errors   EX_DATAERR  damage, with its byte; what is not read, with its
 * number; fields on several grids, a time of several forecasts EX_OSERR    a
 * step beyond --memory
 */
MUST_CHECK int grib_open(struct source **out, const struct source_in *in);

/* grib_called -- what the table of parameters says of one of ECMWF's
 * shortNames: the row in this unit, or the first one where there is none, or
 * `units` is NULL.  Texts may be NULL; the caller frees them with free().
 * false: nothing. */
struct grib_called {
    long id;
    char *name, *units, *standard_name;
};
bool grib_called(const char *short_name, const char *units,
                 struct grib_called *out);

#endif
