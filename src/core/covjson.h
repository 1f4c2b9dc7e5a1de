/* SPDX-License-Identifier: Apache-2.0 */
/* covjson -- CoverageJSON: series, profiles, clouds of points and grids */
#ifndef TWIN_COVJSON_H
#define TWIN_COVJSON_H

#include <stdbool.h>

#include "core/source.h"

/* covjson_is -- does a file begin as JSON does? */
bool covjson_is(const void *head, size_t nhead);

/*
 * covjson_open -- a Coverage, or a CoverageCollection whose coverages are put
 * together by time, member, level and place.
 *
 * What it is shows in the axes, not in domainType: latitude, longitude,
 * levelist and t, or x, y, z and t (where x is the latitude in what has
 * mars:metadata), or t and a composite of such.  Places are cells of an
 * unstructured grid in order of appearance; x and y of several values are a
 * grid.  Where mars:metadata has a step, the time is "Forecast date" and step;
 * means of months (stream clmn) have bounds; members are by number.
 * Parameters with a shortName of ECMWF's are called as in GRIB; units are
 * those that the file gives.
 *
 * Missing  null, and where no coverage has a value
 * Errors   EX_DATAERR  JSON of another kind; damage; a trajectory; tiles; two
 *                      values in one place that differ
 */
MUST_CHECK int covjson_open(struct source **out, const struct source_in *in);

#endif
