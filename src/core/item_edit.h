/* SPDX-License-Identifier: Apache-2.0 */
/* item_edit -- changes to an Item that is there */
#ifndef TWIN_ITEM_EDIT_H
#define TWIN_ITEM_EDIT_H

#include "core/err.h"
#include "core/json.h"

/* item_extensions -- lists those whose fields the Item has, in the version of
 * its "stac_version", and takes away those it has not; others stay. */
void item_extensions(struct json *item);

/* item_old -- an Item of STAC 1.1.0 becomes one of 1.0.0; one of 1.0.0 stays.
 * Errors EX_DATAERR  any other version */
MUST_CHECK int item_old(struct json *item);

/* item_without -- takes the fields of an extension away: "projection",
 * "raster", "file" ...  Errors EX_USAGE  no such extension, with all there are
 */
MUST_CHECK int item_without(struct json *item, const char *extension);

/* item_round -- geometry and bbox to so many decimals; points that then are
 * the same as the one before go, unless the ring would have no area. */
void item_round(struct json *item, int decimals);

/*
 * item_sidecar -- an asset of a file that lies beside the data.
 *
 *   key  in  "metadata", "thumbnail" and "overview" are roles too; else the
 *            media type tells the role
 *
 * Errors  EX_NOINPUT, EX_NOPERM; EX_USAGE  the Item has an asset of that key
 */
MUST_CHECK int item_sidecar(struct json *item, const char *key,
                            const char *path);

#endif
