/* SPDX-License-Identifier: Apache-2.0 */
/* stac_layout -- where an Item is in a catalogue.  For stac_tree.c. */
#ifndef TWIN_STAC_LAYOUT_H
#define TWIN_STAC_LAYOUT_H

#include <stdbool.h>

#include "core/err.h"
#include "core/json.h"

/*
 * stac_layout_check -- "items", "flat", "date", "destine", or a TEMPLATE of
 * {collection} {id} {year} {month} {day} {start} {end}, which holds {id} and
 * ends with .json.
 *
 * Errors  EX_USAGE  lists what there is
 */
MUST_CHECK int stac_layout_check(const char *layout);

bool stac_layout_is_destine(const char *layout);

/*
 * stac_layout_item -- the path of an Item below the root of its catalogue.
 *
 *   collection  in   its id, or NULL
 *   path        out  made of [A-Za-z0-9._-], never climbing; the caller frees
 *                    it with free()
 *
 * Errors  EX_DATAERR  no time, and the layout asks for one
 */
MUST_CHECK int stac_layout_item(const char *layout, const struct json *item,
                                const char *collection, char **path);

/* stac_layout_collection -- the path of a Collection.  The caller frees it with
 * free(). */
char *stac_layout_collection(const char *layout, const char *id);

/*
 * stac_layout_destine -- makes an Item what the DestinE Data Lake takes: id
 * COL_START_END, datetime = start, an end at midnight becomes the last second
 * before; the keys of assets are the names of their files.
 *
 *   folder  out  data/YYYY/MM/DD/ID, for the assets; the caller frees it with
 *                free()
 *
 * Errors  EX_DATAERR  no time, two assets of one name
 */
MUST_CHECK int stac_layout_destine(struct json *item, const char *collection,
                                   char **folder);

#endif
