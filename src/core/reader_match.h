/* SPDX-License-Identifier: Apache-2.0 */
/* reader_match -- which fields of a FILE are those of another */
#ifndef TWIN_READER_MATCH_H
#define TWIN_READER_MATCH_H

#include "core/reader_join.h"

/*
 * match_lane -- the lane of a join that has the fields of a feed, by likeness.
 *
 *   lane   out  NULL: none
 *   found  out  [lane->nfields]  their places in the feed; the caller frees it
 *
 * What only a standard_name makes alike, and not its name, is so where the
 * times of the two are apart, or a join along time is asked for.
 *
 * Errors  EX_DATAERR  it has some of a lane's fields, but not all; one name is
 *                     that of two quantities
 */
MUST_CHECK int match_lane(const struct join *j, const struct feed *f,
                          struct lane **lane, size_t **found);

/* match_model -- the field of a join's model that is like field k of a feed;
 * SIZE_MAX: none.  Errors EX_DATAERR for one name of two quantities. */
MUST_CHECK int match_model(const struct join *j, const struct feed *f, size_t k,
                           size_t *found);

/* lane_name -- the FILE that a lane began with, for messages. */
const char *lane_name(const struct lane *l);

#endif
