/* SPDX-License-Identifier: Apache-2.0 */
/* stac_tree_part -- the inside of a catalogue in the making.  For stac_tree.c,
 * stac_asset.c and stac_shelf.c. */
#ifndef TWIN_STAC_TREE_PART_H
#define TWIN_STAC_TREE_PART_H

#include <stdint.h>
#include <sys/types.h>

#include "core/stac_fold.h"
#include "core/stac_tree.h"
#include "core/textset.h"

/* A Collection, or, without an id, the Items of the root. */
struct tree_collection {
    char *id, *path; /* below the root */
    bool clash;      /* another has its path */
    struct json *old;
    struct stac_fold *fold; /* of Items that are written, then of kept ones */
};

/* An Item: its text is in the spool, unless it is kept as it is. */
struct tree_entry {
    char *path; /* below the root */
    size_t collection;
    off_t at;
    size_t n; /* 0: kept */
};

/* An asset that is placed. */
struct tree_move {
    char *from, *to;
};

struct stac_tree {
    struct stac_tree_how how;
    int lock, spool;
    off_t spooled;
    struct json *old; /* catalog.json that was there */
    size_t ncollections;
    struct tree_collection *collection;
    size_t nentries, entry_room;
    struct tree_entry *entry;
    size_t nmoves, move_room;
    struct tree_move *move;
    size_t nstale;
    char **stale; /* [nstale]  files of Items that go */
    struct text_set ids, paths, files;
    char version[8];
};

/* tree_key -- of an Item in `ids`.  The caller frees it with free(). */
char *tree_key(const char *collection, const char *id);

/* tree_collection_find -- its place, made if it is not there; id may be NULL.
 */
size_t tree_collection_find(struct stac_tree *t, const char *id);

void tree_entry_add(struct stac_tree *t, const struct tree_entry *e);

/*
 * tree_assets -- the hrefs of an Item as seen from its new place.
 *
 *   folder  in   what they are relative to now
 *   base    in   what they become relative to, below the root
 *   beside  in   where assets are placed, below the root
 */
MUST_CHECK int tree_assets(struct stac_tree *t, struct json *item,
                           const char *folder, const char *base,
                           const char *beside);

/* tree_link_hrefs -- relative links of an Item as seen from `base`. */
void tree_link_hrefs(const struct stac_tree *t, struct json *item,
                     const char *folder, const char *base);

#endif
