/* SPDX-License-Identifier: Apache-2.0 */
/* cdf_layout -- what the reading and the planning of headers share */
#ifndef TWIN_CDF_LAYOUT_H
#define TWIN_CDF_LAYOUT_H

#include "core/cdf.h"

/* Tags of the lists in a header. */
enum { TAG_DIMENSION = 10, TAG_VARIABLE, TAG_ATTRIBUTE };

/* cdf_new -- all 0 but its version. */
struct cdf *cdf_new(int version, size_t nvars);

/* cdf_sizes -- fills in size, room and stride.  Errors EX_DATAERR when one does
 * not fit. */
MUST_CHECK int cdf_sizes(struct cdf *lay, const struct nc *nc);

/* cdf_ends -- fills in data and first, from begin, room and length. */
void cdf_ends(struct cdf *lay, const struct nc *nc);

#endif
