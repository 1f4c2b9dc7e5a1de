/* SPDX-License-Identifier: Apache-2.0 */
/* member_times -- that members have the same times */
#ifndef TWIN_MEMBER_TIMES_H
#define TWIN_MEMBER_TIMES_H

#include "core/member_axis.h"

/* member_times -- EX_DATAERR where the times of b are known and not those of a,
 * with what is lacking and what is too much. */
MUST_CHECK int member_times(const struct part *a, const struct part *b);

#endif
