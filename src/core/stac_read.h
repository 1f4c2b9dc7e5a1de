/* SPDX-License-Identifier: Apache-2.0 */
/* stac_read -- STAC objects out of files, one after another */
#ifndef TWIN_STAC_READ_H
#define TWIN_STAC_READ_H

#include <stdbool.h>

#include "core/err.h"
#include "core/json.h"
#include "core/stac.h"

/* One object.  All is valid until the next call. */
struct stac_node {
    struct json *tree; /* may be taken: stac_take() */
    enum stac_kind kind;
    const char *file;   /* it stands in; "-" is standard input */
    const char *folder; /* what its hrefs are relative to */
    const char *where;  /* "items.ndjson:17", for messages */
    size_t depth;       /* links from the top of a catalogue */
    const char *above;  /* file of the one that links to it, or NULL */
    const char *fault;  /* of a lenient walk: what is wrong; tree is NULL */
};

struct stac_read;

/*
 * stac_read_open -- the objects of one FILE.
 *
 *   path  in  "-" is standard input; a JSON object, one a line, an RFC 8142
 *             sequence, a FeatureCollection, of any length
 */
MUST_CHECK int stac_read_open(struct stac_read **out, const char *path);

/*
 * stac_walk_open -- a whole catalogue: the root, then all that it links to by
 * `child` and `item`, each before what it links to itself.
 *
 *   path  in  catalog.json or collection.json, or the folder it is in
 *
 * Links that are URLs are passed over.
 */
MUST_CHECK int stac_walk_open(struct stac_read **out, const char *path);

/* stac_walk_lenient -- the walk goes on behind a fault: the node says which,
 * "json", "link-missing", "child-cycle", "link-outside"; err_text() has the
 * words. */
void stac_walk_lenient(struct stac_read *r);
void stac_read_free(struct stac_read *r);

/*
 * stac_next -- the next object; *node is NULL after the last.
 *
 * Errors  EX_NOINPUT, EX_NOPERM  absent, or closed to us
 *         EX_DATAERR  no JSON; of a walk also: a link out of the folder of the
 *                     root, a link to what is not there, or back to one above
 */
MUST_CHECK int stac_next(struct stac_read *r, const struct stac_node **node);

/* stac_take -- gives the tree of the last node away; free with json_free(). */
struct json *stac_take(struct stac_read *r);

/* stac_is_folder -- is it a folder, and does it hold a catalogue? */
bool stac_is_folder(const char *path);
bool stac_is_catalogue(const char *path);

/* stac_is_file -- is it JSON, and not features that are no STAC? */
bool stac_is_file(const char *path);

#endif
