/* SPDX-License-Identifier: Apache-2.0 */
/* stac_same -- do two Items say the same, wherever they stand? */
#ifndef TWIN_STAC_SAME_H
#define TWIN_STAC_SAME_H

#include "core/digest.h"
#include "core/err.h"
#include "core/json.h"

/*
 * stac_digest -- of all that an Item says: whatever the order of names, without
 * created, updated and the links of a catalogue, hrefs as whole paths.
 *
 *   folder  in  what hrefs are relative to
 */
MUST_CHECK int stac_digest(const struct json *item, const char *folder,
                           char digest[DIGEST_TEXT]);

#endif
