/* SPDX-License-Identifier: Apache-2.0 */
/* operations -- what vector-filter can do to features */
#ifndef TWIN_OPERATIONS_H
#define TWIN_OPERATIONS_H

#include "core/command.h"
#include "core/features.h"

/* One operation: takes all features, and puts out what it makes of them. */
typedef int operation(struct features *in, struct features_out *out);

extern const struct opt where_opts[], bbox_opts[], zonal_opts[];
operation where_run, bbox_run, zonal_run;

/* What is done with a feature that is damaged: --on-error. */
enum on_error { ERROR_FAIL, ERROR_SKIP, ERROR_PASS };

/* feature_fault -- takes a failed status as --on-error says: EX_OK when the
 * feature is to be left out or passed unchanged. */
MUST_CHECK int feature_fault(int status, const struct item *item,
                             struct features_out *out);

#endif
