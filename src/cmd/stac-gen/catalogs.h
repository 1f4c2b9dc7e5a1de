/* SPDX-License-Identifier: Apache-2.0 */
/* catalogs -- what stac-gen makes of Items: Collections, catalogues, findings,
 * differences */
#ifndef TWIN_CATALOGS_H
#define TWIN_CATALOGS_H

#include "core/command.h"
#include "core/json.h"

/* Items one after another, wherever they come from: data, STAC JSON,
 * catalogues.
 */
struct item_source;

struct source_item {
    struct json *item;  /* passes to the caller; NULL after the last */
    const char *folder; /* what its hrefs are relative to */
    const char *where;  /* for messages; both valid until the next call */
};

/* sources_open -- the FILEs of a job, which is borrowed until sources_free().
 */
MUST_CHECK int sources_open(struct item_source **out, const struct job *job);

/* sources_next -- the next Item; of a FILE that is no catalogue a Collection
 * too.
 *
 * Errors  EX_NOINPUT, EX_NOPERM, EX_DATAERR */
MUST_CHECK int sources_next(struct item_source *s, struct source_item *out);

/* sources_pass -- with --tee, what reads standard output is told that all is
 * well; then, with --keep-going, the code of the first FILE that failed. */
MUST_CHECK int sources_pass(struct item_source *s);
void sources_free(struct item_source *s);

extern const struct opt collection_opts[], catalog_opts[];

/* collection_run -- one Collection of all Items (and Collections). */
MUST_CHECK int collection_run(struct job *job);

/* catalog_run -- a static catalogue of all Items. */
MUST_CHECK int catalog_run(struct job *job);

/* check_run -- the findings of all FILEs; `assets`: look at their bytes too. */
MUST_CHECK int check_run(const struct job *job, bool assets);

/* diff_run -- what is new or changed since OLD, and what went. */
MUST_CHECK int diff_run(const struct job *job, const char *old);

/* What options say of a Collection, as merge patches: --collection, --template,
 * --set, --title, --description, --license, --keyword. */
struct patches {
    char *id; /* of the Collection, or NULL */
    size_t n;
    struct json **patch; /* [n]  in their order */
};

/* Their rows in a table of options. */
extern struct patch_words {
    const char *collection, *title, *license, *description;
    struct texts templates, sets, keywords;
} patch_words;

#define PATCH_OPTS                                                             \
    { 0, "collection", "ID|FILE", "its id, or a FILE used as a template",      \
      .text = &patch_words.collection },                                       \
        { 0, "template", "FILE",                                               \
          "merge this JSON into the Collection (RFC 7396)",                    \
          .texts = &patch_words.templates },                                   \
        { 0, "set", "PATH=JSON",                                               \
          "set a member of it, as extent.spatial.bbox=...",                    \
          .texts = &patch_words.sets },                                        \
        { 0, "title", "TEXT", "title of the Collection",                       \
          .text = &patch_words.title },                                        \
        { 0, "description", "TEXT", "description of the Collection",           \
          .text = &patch_words.description },                                  \
        { 0, "license", "NAME", "an SPDX identifier, or other",                \
          .text = &patch_words.license },                                      \
    {                                                                          \
        0, "keyword", "WORD", "a keyword of the Collection; may be repeated",  \
            .texts = &patch_words.keywords                                     \
    }

MUST_CHECK int patches_read(struct patches *p);
void patches_free(struct patches *p);

#endif
