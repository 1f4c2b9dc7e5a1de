/* SPDX-License-Identifier: Apache-2.0 */
/* features -- features in and out, one after another, whatever the format */
#ifndef TWIN_FEATURES_H
#define TWIN_FEATURES_H

#include <stdbool.h>

#include "core/err.h"
#include "core/json.h"

struct features;

/* What an opener is told; borrowed until features_free(). */
struct features_in {
    size_t nfiles; /* 0: standard input */
    const char *const *file;
    const char *layer, *source_crs; /* or NULL */
};

/* One feature.  All is valid until the next call. */
struct item {
    const char *text; /* [n] as it stands in the input, or as GeoJSON */
    size_t n;
    const struct json *tree; /* the same, parsed; always a Feature */
    const char *where;       /* "a.geojsonl:17", for messages */
};

/*
 * features_open -- several FILEs are one collection, in order.
 *
 * GeoJSON is read as text, other formats through vector.h.
 */
struct features *features_open(const struct features_in *in);
void features_free(struct features *f);

/* features_is_input -- are they read from standard input? */
bool features_is_input(const struct features *f);

/*
 * features_next -- the next feature; *item is NULL after the last.
 *
 * Errors  EX_NOINPUT, EX_NOPERM  a FILE is absent, or closed to us
 *         EX_DATAERR  not a format of features, damage, with its place
 */
MUST_CHECK int features_next(struct features *f, const struct item **item);

/* A sequence of features, or a FeatureCollection. */
struct features_out;

/*
 * features_out_open -- to a file or standard output.
 *
 *   form  in   "seq" (one a line), "rs" (RFC 8142), "geojson" (a collection);
 *              NULL: by the suffix of file, else seq
 *
 * Errors  EX_USAGE  a form that is not there
 */
MUST_CHECK int features_out_open(struct features_out **out, const char *file,
                                 const char *form);

/* features_put -- one feature; line breaks within it become blanks. */
MUST_CHECK int features_put(struct features_out *o, const char *text, size_t n);
MUST_CHECK int features_commit(struct features_out *o);

/* features_out_free -- without a commit nothing is left behind. */
void features_out_free(struct features_out *o);

#endif
