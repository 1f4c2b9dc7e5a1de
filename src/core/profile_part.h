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

/* What the attributes of a header begin with that are those of a grid mapping
 * for 2-D places; they do not stay. */
#define PROFILE_MAPPING "twinpipe_mapping_"

/* The attribute of a header that has the start of its forecast; likewise. */
#define PROFILE_REFERENCE "twinpipe_reference"

/* The attribute of a header that has the CRS of axes x and y, or of a raster,
 * that says none itself; likewise. */
#define PROFILE_CRS "twinpipe_crs"

/* profile_layout -- `edges`, `versions`, `mapping`, `reference` and the CRS of
 * `grid` become marks on its dimensions, and attributes; variables get the
 * names of `rename`. */
void profile_layout(const struct json *tree, struct nc *nc);

/* profile_can_sum -- are all variables there that `sum` cannot do without? */
bool profile_can_sum(const struct json *sum, const struct nc *nc);

/* profile_sum -- names them in the attribute twinpipe_sum of the variable that
 * they are added to, and in its name, "RAINNC+RAINC". */
void profile_sum(const struct json *sum, struct nc *nc, struct nc_var *v);

/* profile_check_layout -- EX_OK, or EX_CONFIG with what is wrong with these. */
MUST_CHECK int profile_check_layout(const struct json *tree);

/* profile_holds -- does one clause of `detect` fit a header? */
bool profile_holds(const struct json *clause, const struct nc *nc);

/* profile_matches -- is a variable the one that `match` means: by its name, its
 * paramId or shortName, or the name of its file? */
bool profile_matches(const struct json *match, const struct nc *nc,
                     const struct nc_var *v);

#endif
