/* SPDX-License-Identifier: Apache-2.0 */
/* stac_tree -- Items into a static catalogue: catalog.json at the root, links
 * relative, nothing touched before all of them are here */
#ifndef TWIN_STAC_TREE_H
#define TWIN_STAC_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/json.h"

enum stac_assets { ASSETS_KEEP, ASSETS_COPY, ASSETS_LINK, ASSETS_MOVE };

/* What is asked for; all is borrowed until stac_tree_free(). */
struct stac_tree_how {
    const char *directory, *layout;
    const char *base_url; /* or NULL: no `self` links */
    const char *manifest; /* FILE for the digests, or NULL */
    size_t nprefixes;
    const char *const *prefix; /* [nprefixes]  "DIR=URL" of assets */
    enum stac_assets assets;
    const char *collection; /* id of the Collection of all Items, or NULL */
    size_t npatches;
    struct json *const *patch; /* [npatches]  merged into each Collection */
    bool suffix, update, prune;
};

struct stac_tree;

/*
 * stac_tree_open -- makes the folder, locks it, and looks at what is there.
 *
 * Errors  EX_CANTCREAT  a catalogue is there, and `update` is not set
 *         EX_TEMPFAIL   another command is writing it
 *         EX_DATAERR    what is there is no catalogue of this kind
 */
MUST_CHECK int stac_tree_open(struct stac_tree **out,
                              const struct stac_tree_how *how);
void stac_tree_free(struct stac_tree *t);

/*
 * stac_tree_put -- one more Item.
 *
 *   item    in   passes here
 *   folder  in   what its hrefs are relative to
 *
 * Names that come from it become files only as [A-Za-z0-9._-].
 *
 * Errors  EX_DATAERR  two Items of one id in a Collection, or of one path; an
 *                     asset to be placed that is outside of `folder` and of the
 *                     working folder
 *         EX_NOINPUT  an asset to be placed that is not there
 */
MUST_CHECK int stac_tree_put(struct stac_tree *t, struct json *item,
                             const char *folder);

/* stac_tree_commit -- assets, Items, Collections, catalog.json, in this order;
 * what did not change is not written. */
MUST_CHECK int stac_tree_commit(struct stac_tree *t);

#endif
