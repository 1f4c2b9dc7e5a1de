/* SPDX-License-Identifier: Apache-2.0 */
/* explain -- what would be done */
#ifndef TWIN_EXPLAIN_H
#define TWIN_EXPLAIN_H

#include "cmd/harmonise/stages.h"

/* explain_print -- what comes in, what each step of the order would change, and
 * what would go out.  Errors are those of the steps. */
MUST_CHECK int explain_print(const struct dataset *ds, stage_open *const *order,
                             stage_open *const *wide);

#endif
