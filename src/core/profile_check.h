/* SPDX-License-Identifier: Apache-2.0 */
/* profile_check -- is a JSON document a source profile?  What profile.h holds
 * has passed here. */
#ifndef TWIN_PROFILE_CHECK_H
#define TWIN_PROFILE_CHECK_H

#include "core/err.h"
#include "core/json.h"
#include "core/quantity.h"

/*
 * profile_check -- holds a profile against its schema.
 *
 * Errors  EX_CONFIG  `variables[3].unitz: no such key (there are match, ...)`,
 *                    a key that is missing, a value of another kind, a
 * quantity, unit or duration that is not known
 */
MUST_CHECK int profile_check(const struct json *j);

/* profile_quantity -- the row that a member of `variables` leads to by its `to`
 * and, where several rows share a name, its `class`; or NULL. */
const struct quantity_row *profile_quantity(const struct json *variable);

#endif
