/* SPDX-License-Identifier: Apache-2.0 */
/* items -- STAC Items, one after another, of files or of STAC JSON */
#ifndef TWIN_ITEMS_H
#define TWIN_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/json.h"

/* How data become Items; all may be left 0. */
struct item_how {
    const char *stats;    /* "exact" (NULL), "none" */
    const char *checksum; /* "sha2-256" (NULL), "none" */
    const char *id;       /* template, NULL: {stem} */
    const char *href;     /* of the asset, NULL: by the path */
    const char *source_crs;
    const char *datetime, *start, *end; /* ISO 8601, or NULL */
    double simplify;                    /* [degrees]; 0: 1e-4 */
    const char *store;      /* template of files that are written, or NULL */
    bool tee;               /* standard input goes on to standard output */
    const char *collection; /* its id, or NULL */
    int jobs;               /* threads for compression */
    const char *version;    /* of STAC: "1.1.0" (NULL), "1.0.0" */
    size_t nsources;
    const char *const *time_from; /* [nsources]  instead of the usual order */
    bool end_inclusive;           /* ends are a second before those of bounds */
    bool scaled;       /* statistics of values with scale and offset */
    bool keep_going;   /* a FILE that fails is left out */
    size_t nbuckets;   /* of a histogram; 0: none */
    double buckets[2]; /* its outer edges */
    size_t nvariables;
    const char *const *variable;
    bool accept_unterminated;
};

/* What is read; borrowed until items_free(). */
struct items_in {
    size_t nfiles; /* 0: standard input */
    const char *const *file;
    const struct item_how *how; /* or NULL */
};

struct items;

/*
 * items_open -- every FILE, in order, gives its Items: a raster or a NetCDF
 * file one; STAC JSON those that are in it: an Item, an ItemCollection, or one
 * of these after another, with or without record separators.
 */
MUST_CHECK int items_open(struct items **out, const struct items_in *in);
void items_free(struct items *s);

/*
 * items_next -- the next Item.
 *
 *   item  out  STAC 1.1.0, hrefs relative to the working folder or as they were
 *              read; the caller frees it with json_free(); NULL after the last
 *
 * Errors  EX_NOINPUT, EX_NOPERM  a FILE is absent, or closed to us
 *         EX_DATAERR  no format that is known, damage, no time
 *         EX_USAGE    an option that cannot be understood
 */
MUST_CHECK int items_next(struct items *s, struct json **item);

/* items_pass -- after all Items are where they should be: the end of what is
 * passed on to standard output. */
MUST_CHECK int items_pass(struct items *s);

/* items_failed -- with keep_going: EX_OK, or the code of the first FILE that
 * was left out, with a message. */
MUST_CHECK int items_failed(const struct items *s);

/* item_times -- the words of time_from, NULL-ended. */
extern const char *const item_times[];

/* files_read -- the names in a file ("-": standard input), one a line, or with
 * a 0 after each; kept until exit.  Errors as json_read(). */
MUST_CHECK int files_read(const char *path, bool zero, size_t *n,
                          const char ***file);

#endif
