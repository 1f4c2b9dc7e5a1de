/* SPDX-License-Identifier: Apache-2.0 */
/* explain -- what would be done */
#ifndef TWIN_EXPLAIN_H
#define TWIN_EXPLAIN_H

#include "cmd/harmonise/stages.h"

/* explain_print -- what comes in, what each stage of the order would change,
 * and what would go out.  Errors are those of the stages. */
MUST_CHECK int explain_print(const struct dataset *ds,
                             const struct stage_kind *order);

#endif
