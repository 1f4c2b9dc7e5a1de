/* SPDX-License-Identifier: Apache-2.0 */
/* stac_summary -- ranges and sets of properties.  For stac_fold.c. */
#ifndef TWIN_STAC_SUMMARY_H
#define TWIN_STAC_SUMMARY_H

#include "core/err.h"
#include "core/json.h"

/* The most values of a set, the most names. */
enum { SUMMARY_VALUES = 50, SUMMARY_NAMES = 1000 };

struct summaries;

struct summaries *summaries_new(void);
void summaries_free(struct summaries *s);

/* summaries_item -- the properties of an Item.  Errors EX_DATAERR: more than
 * SUMMARY_NAMES names. */
MUST_CHECK int summaries_item(struct summaries *s,
                              const struct json *properties);

/* summaries_merge -- what summaries_json() gave. */
MUST_CHECK int summaries_merge(struct summaries *s, const struct json *j);

/* summaries_words -- texts of a list, to the set of a name. */
MUST_CHECK int summaries_words(struct summaries *s, const char *name,
                               const struct json *list);

/*
 * summaries_json -- by name: numbers {minimum, maximum}; texts, codes and
 * truths the sorted set; of more than SUMMARY_VALUES values, or of both kinds,
 * a JSON Schema with the type alone.
 */
struct json *summaries_json(const struct summaries *s);

/* stac_common -- leaves in `a` what `b` has too: members that are the same,
 * objects member by member, lists of bands when their names agree. */
void stac_common(struct json *a, const struct json *b);

/* stac_bands_same -- the same names, in the same order? */
bool stac_bands_same(const struct json *a, const struct json *b);

#endif
