/* SPDX-License-Identifier: Apache-2.0 */
/* profile -- how a source becomes CF: src/profiles/NAME.json */
#ifndef TWIN_PROFILE_H
#define TWIN_PROFILE_H

#include "core/err.h"
#include "core/nc.h"

struct profile;

/*
 * profile_open -- a shipped profile by name, or a file by its path.
 *
 * Errors  EX_USAGE   `no profile "era6" (there are ...)`
 *         EX_CONFIG  `mine.json: variables[3].unitz: no such key (...)`
 */
MUST_CHECK int profile_open(struct profile **out, const char *name);
void profile_free(struct profile *p);

/*
 * profile_detect -- the shipped profile whose `detect` clause matches the
 * header of a source, if exactly one does; else *out is NULL.
 */
MUST_CHECK int profile_detect(struct profile **out, const struct nc *nc);

/* profile_name -- "stage4 1", for `twinpipe_source`. */
const char *profile_name(const struct profile *p);

/*
 * profile_apply -- makes the header of a source CF: renames its variables, sets
 * units, standard_name, missing values, marks accumulations with the attribute
 * twinpipe_accumulation ("step:PT1H:end"), and gives axes the units they lack.
 *
 * A time axis that is text and steps is described by the attributes
 * twinpipe_time_reference (the name of the text variable) and
 * twinpipe_time_unit ("hours") of the variable of the steps; cf_open() reads
 * the text and makes "hours since ..." of it.
 *
 * Errors  EX_DATAERR  a unit that is present and another one
 */
MUST_CHECK int profile_apply(const struct profile *p, struct nc *nc);

#endif
