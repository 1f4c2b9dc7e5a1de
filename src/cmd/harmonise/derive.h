/* SPDX-License-Identifier: Apache-2.0 */
/* derive -- what others must know of --derive */
#ifndef TWIN_DERIVE_H
#define TWIN_DERIVE_H

#include <stdbool.h>

#include "core/reader.h"

/* derive_select -- adds to the variables wanted, if some are named, those that
 * derived fields may come from, as optional ones, and takes derived ones away.
 * Errors EX_USAGE. */
MUST_CHECK int derive_select(struct input *in);

/* derive_asks -- is a field of that name to be derived? */
bool derive_asks(const char *name);

#endif
