/* SPDX-License-Identifier: Apache-2.0 */
/* stac_fold -- what many Items have in common: a Collection, in memory that
 * grows with the distinct values of summaries alone */
#ifndef TWIN_STAC_FOLD_H
#define TWIN_STAC_FOLD_H

#include "core/err.h"
#include "core/json.h"

struct stac_fold;

struct stac_fold *stac_fold_new(void);
void stac_fold_free(struct stac_fold *f);

/*
 * stac_fold_add -- one more Item, or a Collection that was folded from some.
 *
 *   object  in  borrowed for the call
 *
 * Exact   any order of Items, and any folds of parts of them, lead to the same
 *         Collection
 * Errors  EX_DATAERR  neither; no time; more names of properties or assets than
 *                     any catalogue has
 */
MUST_CHECK int stac_fold_add(struct stac_fold *f, const struct json *object);

/* stac_fold_count -- Items and Collections added. */
size_t stac_fold_count(const struct stac_fold *f);

/*
 * stac_fold_collection -- the Collection of all that was added.
 *
 *   id  in   or NULL: what the Items say, when they agree
 *
 * `links` is empty, and the last member; "extent.spatial" is not there when no
 * Item has a place; `license` is null when Items have none in common.
 *
 * Errors  EX_DATAERR  nothing was added; no id
 */
MUST_CHECK int stac_fold_collection(const struct stac_fold *f, const char *id,
                                    struct json **out);

/*
 * stac_collection_finish -- what templates may have given: an extent must be
 * there; an unknown license becomes "other", with a warning.
 *
 * Errors  EX_DATAERR  no place
 */
MUST_CHECK int stac_collection_finish(struct json *collection);

#endif
