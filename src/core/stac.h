/* SPDX-License-Identifier: Apache-2.0 */
/* stac -- what is known of any STAC object: its kind, time, box, links */
#ifndef TWIN_STAC_H
#define TWIN_STAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/json.h"

enum stac_kind { STAC_OTHER, STAC_ITEM, STAC_COLLECTION, STAC_CATALOG };

/* stac_kind -- by "type"; a Feature without "stac_version" is none. */
enum stac_kind stac_kind(const struct json *j);

/* stac_kind_name -- "an Item", for messages. */
const char *stac_kind_name(enum stac_kind kind);

/*
 * stac_time -- an RFC 3339 date and time, with its zone.
 *
 *   ms  out  since 1970-01-01T00:00:00Z; what is below is cut off
 */
bool stac_time(const char *text, int64_t *ms);

/* stac_time_text -- "2018-09-13T19:00:00Z"; the caller frees it with free(). */
char *stac_time_text(int64_t ms);

/* stac_span -- from when to when an Item is; false if it has no time. */
bool stac_span(const struct json *item, int64_t *from, int64_t *to);

/* stac_box -- west, south, east, north of "bbox", which may have heights; of
 * the geometry where there is no "bbox"; false if there is neither. */
bool stac_box(const struct json *item, double box[4]);

/* stac_box_read -- the same of a list of 4 or 6 numbers. */
bool stac_box_read(const struct json *list, double box[4]);

/* stac_link -- the first link of a relation after `after` (NULL: from the
 * start), or NULL. */
const struct json *stac_link(const struct json *object, const char *rel,
                             const struct json *after);

/* stac_rel, stac_href -- texts of a link; "" if it has none. */
const char *stac_rel(const struct json *link);
const char *stac_href(const struct json *link);

/* stac_link_new -- {rel, href, type: application/json}; title may be NULL. */
struct json *stac_link_new(const char *rel, const char *href,
                           const char *title);

/* stac_links_drop -- takes the links of a relation away. */
void stac_links_drop(struct json *object, const char *rel);

/* stac_id -- a text as an id: characters beyond A-Za-z0-9._- become "-", at
 * most 200, never none, never only dots.  The caller frees it with free(). */
char *stac_id(const char *text);

#endif
