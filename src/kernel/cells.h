/* SPDX-License-Identifier: Apache-2.0 */
/* cells -- values of 32 or of 64 bits, worked on as double */
#ifndef TWIN_CELLS_H
#define TWIN_CELLS_H

#include <stddef.h>

/* Those of 64 bits where d is not NULL; NaN = missing. */
struct cells {
    const float *f;
    const double *d;
};

/* Where such go. */
struct room {
    float *f;
    double *d;
};

/* cells_get -- one value; which kind is asked once, outside of a loop. */
static inline double cells_get(struct cells x, size_t i) {
    return x.d != NULL ? x.d[i] : (double)x.f[i];
}

/* cells_from -- those from the i-th on. */
static inline struct cells cells_from(struct cells x, size_t i) {
    return x.d != NULL ? (struct cells){ .d = x.d + i }
                       : (struct cells){ .f = x.f + i };
}

/* room_from -- that from the i-th on. */
static inline struct room room_from(struct room x, size_t i) {
    return x.d != NULL ? (struct room){ .d = x.d + i }
                       : (struct room){ .f = x.f + i };
}

/* room_put -- one value, rounded where it must be. */
static inline void room_put(struct room x, size_t i, double value) {
    if (x.d != NULL)
        x.d[i] = value;
    else
        x.f[i] = (float)value;
}

#endif
