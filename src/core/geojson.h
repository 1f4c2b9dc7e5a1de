/* SPDX-License-Identifier: Apache-2.0 */
/* geojson -- features as text (RFC 7946, RFC 8142): geometries to and from
 * JSON, and the splitting of a stream of text into its features */
#ifndef TWIN_GEOJSON_H
#define TWIN_GEOJSON_H

#include "core/err.h"
#include "core/feature.h"
#include "core/json.h"

/*
 * geojson_geometry -- the geometry of a tree.
 *
 *   j    in   a geometry, or null
 *   out  out  rings wound as feature.h says; free with geometry_free()
 *
 * Errors  EX_DATAERR  `LineString with 1 point`, coordinates that are no
 *                     numbers, a type that RFC 7946 has not
 */
MUST_CHECK int geojson_geometry(const struct json *j, struct geometry *out);

/* geojson_feature -- the tree of a feature.  precision is the decimals of
 * coordinates, -1 for all of them.  Free with json_free(). */
struct json *geojson_feature(const struct feature *f, int precision);

/*
 * geojson_extend -- the text of a feature with more properties; all that is not
 * new is copied as it stands.
 *
 *   text      in   a feature, which json_parse() has taken
 *   add       in   an object; numbers that are not finite become null
 *   geometry  in   false: null takes the place of the geometry
 *   out       out  the caller frees it with free()
 *
 * Errors  EX_DATAERR  `has a property "pr_mean" already`
 */
MUST_CHECK int geojson_extend(const char *text, const struct json *add,
                              bool geometry, char **out);

/* One feature of a text. */
struct geojson_span {
    const char *text; /* [n] valid until the next call */
    size_t n, line;   /* line of its first byte, from 1 */
};

struct geojson_text;

/*
 * geojson_text_open -- splits a text into its features: a sequence with
 * newlines or record separators between, bare geometries, or one
 * FeatureCollection, which is not loaded as a whole.
 *
 *   fd    in   passes to it
 *   head  in   [nhead] bytes already read from fd; copied
 */
MUST_CHECK int geojson_text_open(struct geojson_text **out, int fd,
                                 const char *path, const void *head,
                                 size_t nhead);
void geojson_text_free(struct geojson_text *t);

/*
 * geojson_text_next -- the next feature; span->text is NULL after the last.
 *
 * Errors  EX_DATAERR  it ends within a feature, or a sequence without a newline
 *                     at its end; what stands between features; one longer
 *                     than 256 MiB
 */
MUST_CHECK int geojson_text_next(struct geojson_text *t,
                                 struct geojson_span *span);

#endif
