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

/* flags_of -- the places of the flags of all fields; SIZE_MAX: it has none. The
 * caller frees them with free(). */
size_t *flags_of(const struct dataset *ds);

#endif
