/* SPDX-License-Identifier: Apache-2.0 */
/* points -- fields at stations, in place of another grid */
#ifndef TWIN_POINTS_H
#define TWIN_POINTS_H

#include "core/dataset.h"

/*
 * points_read -- the stations of --points.
 *
 *   grid   out  the caller frees it
 *   elev   out  of the stations [m], or NULL; the caller frees it with free()
 */
MUST_CHECK int points_read(const char *path, struct grid **grid, double **elev);

/* points_describe -- adds what is known of the stations to a dataset on them:
 * elev, and distance, to the nearest centre of the source [m]. */
MUST_CHECK int points_describe(struct dataset *ds, const struct grid *source,
                               const double *elev);

#endif
