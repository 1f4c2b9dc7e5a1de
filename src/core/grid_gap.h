/* SPDX-License-Identifier: Apache-2.0 */
/* grid_gap -- longitudes that leave a part of the circle out, between two of
 * them or between the last and the first */
#ifndef TWIN_GRID_GAP_H
#define TWIN_GRID_GAP_H

#include "core/grid.h"

/* axis_has_gap -- do two neighbours, the last and the first among them, leave
 * half a cell out by their bounds; or, without any, are they more than 2.5
 * times as far apart as those beside them?  At an end of an axis that does not
 * go round only those inwards are beside, and they may grow. */
bool axis_has_gap(const struct axis *x);

/* axis_check_gap -- EX_DATAERR for values between which, and not between the
 * last and the first, there is a gap of more than 2.5 times the distances
 * beside it: nothing is interpolated over it. */
MUST_CHECK int axis_check_gap(const struct axis *x);

/* axis_own_bounds -- bounds half way to the neighbours, and beside a gap as far
 * as on the other side, or where that is one too, as beside it; an axis that
 * has bounds, or less than three values, stays as it is. */
void axis_own_bounds(struct axis *x);

/* axis_mind_gap -- does so where there is a gap between two values. */
void axis_mind_gap(struct axis *x);

#endif
