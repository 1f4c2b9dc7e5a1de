/* SPDX-License-Identifier: Apache-2.0 */
/* profile_part -- what the parts of profile.h share */
#ifndef TWIN_PROFILE_PART_H
#define TWIN_PROFILE_PART_H

#include "core/json.h"
#include "core/nc.h"

/* The attribute of a header that says which file it is of; it does not stay. */
#define PROFILE_FILE "twinpipe_file"

/* profile_classes -- `qa` becomes flag_meanings, flag_masks and flag_values of
 * its fields, `valid` the attribute twinpipe_valid, "MIN,MAX". */
void profile_classes(const struct json *tree, struct nc *nc);

/* profile_holds -- does one clause of `detect` fit a header? */
bool profile_holds(const struct json *clause, const struct nc *nc);

/* profile_matches -- is a variable the one that `match` means: by its name, its
 * paramId or shortName, or the name of its file? */
bool profile_matches(const struct json *match, const struct nc *nc,
                     const struct nc_var *v);

#endif
