/* SPDX-License-Identifier: Apache-2.0 */
/* usual -- anomalies against a climatology in a file, step by step */
#ifndef TWIN_USUAL_H
#define TWIN_USUAL_H

#include <math.h>

#include "cmd/harmonise/stages.h"

enum anomaly_kind { ANOMALY_DIFFERENCE, ANOMALY_RATIO, ANOMALY_STANDARD };

/* anomaly_of -- a value against the usual; NaN where the divisor is 0. */
static inline float anomaly_of(enum anomaly_kind kind, float x, float mean,
                               float sd) {
    const float by = kind == ANOMALY_RATIO ? mean : sd;

    if (kind == ANOMALY_DIFFERENCE)
        return (float)((double)x - (double)mean);
    if (!(by > 0 || by < 0))
        return NAN;
    return kind == ANOMALY_RATIO
               ? x / mean
               : (float)(((double)x - (double)mean) / (double)sd);
}

/*
 * usual_open -- such a stage, whose fields are those that come in.
 *
 * A field's usual is the file's NAME or NAME_mean, its standard deviation
 * NAME_std; a slot of the year each, of days, months, seasons or the year.
 *
 * Errors  EX_DATAERR  a field that is not there, another grid, units that
 *                     differ in meaning, a number of slots that is none
 */
MUST_CHECK int usual_open(struct stage **out, const struct dataset *in,
                          const char *file, enum anomaly_kind kind);

#endif
