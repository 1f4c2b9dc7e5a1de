/* SPDX-License-Identifier: Apache-2.0 */
/* profile -- how a source becomes CF: src/profiles/NAME.json */
#ifndef TWIN_PROFILE_H
#define TWIN_PROFILE_H

#include "core/dataset.h"
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

/* profile_names -- of all that are shipped; the caller frees each, and the
 * list.
 */
void profile_names(char ***name, size_t *n);

/* profile_title -- "NCEP Stage IV ..." */
const char *profile_title(const struct profile *p);

/* profile_name -- "stage4 1", for `twinpipe_source`. */
const char *profile_name(const struct profile *p);

/*
 * profile_apply -- makes the header of a source CF.
 *
 * Variables get the names of their quantities (the old one is kept in the
 * attribute twinpipe_original_name, so that --variable finds it), units and
 * standard_name where they have none, missing_value and scale_factor by
 * `decode`, and accumulations the attribute twinpipe_accumulation
 * ("step:PT1H:end", as --accumulation has it).  Latitude and longitude get the
 * units they lack.
 *
 * A time axis that is text and steps is described by the attributes
 * twinpipe_time_reference (the name of the text variable) and
 * twinpipe_time_unit ("hours") of the variable of the steps; cf_open() reads
 * the text and lets profile_time_text() make its units.
 *
 * Errors  EX_DATAERR  a unit or standard_name that is present and another one
 */
MUST_CHECK int profile_apply(const struct profile *p, struct nc *nc);

/* profile_time_text -- "hours since 1996-01-05 00:00:00" of "hours" and "1996
 * 01 05 00:00"; what is no date stays as it is.  The caller frees it with
 * free().
 */
char *profile_time_text(const char *unit, const char *text);

/* profile_set_file -- says which file a header is of, until it is applied. */
void profile_set_file(struct nc *nc, const char *path);

/*
 * profile_fields -- the same for a dataset that comes of no file of variables.
 *
 *   p       in  or NULL
 *   detect  in  look for a profile that fits
 *   path    in  of the file
 *
 * Fields get the attributes scale_factor, add_offset and missing_value, which
 * profile_unpacking() takes; those with classes of quality become labels.  A
 * grid that is not known yet gets the CRS that the profile has for those
 * without one.
 * Errors as profile_apply().
 */
MUST_CHECK int profile_fields(const struct profile *p, bool detect,
                              const char *path, struct dataset *ds);

/* How the values of a field are stored: scale * x + offset, but one. */
struct unpacking {
    double scale, offset, missing; /* NAN: none is */
};

/* profile_unpacking -- takes it from the attributes of a field. */
struct unpacking profile_unpacking(struct atts *a);

#endif
