/* SPDX-License-Identifier: Apache-2.0 */
/* flag -- what happened to a value, in NAME_flag beside it */
#ifndef TWIN_FLAG_H
#define TWIN_FLAG_H

#include "core/dataset.h"

enum flag {
    FLAG_OK,
    FLAG_FILL, /* missing in the source */
    FLAG_VALID_RANGE,
    FLAG_QA,
    FLAG_HAMPEL,
    FLAG_SIGMA,
    FLAG_FILLED_TIME,
    FLAG_FILLED_SPACE,
    FLAG_IMPLAUSIBLE,
    FLAGS
};

/* flag_of -- the place of the flags of field k; SIZE_MAX: it has none. */
size_t flag_of(const struct dataset *ds, size_t k);

#endif
