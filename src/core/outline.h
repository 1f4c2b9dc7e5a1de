/* SPDX-License-Identifier: Apache-2.0 */
/* outline -- what cells cover, as polygons and boxes */
#ifndef TWIN_OUTLINE_H
#define TWIN_OUTLINE_H

#include "core/cellorder.h"
#include "core/feature.h"

struct outline;

/* outline_new -- the corners of the cells, borrowed until outline_free(). */
MUST_CHECK int outline_new(struct outline **out, const struct cell_order *c);
void outline_free(struct outline *o);

/*
 * outline_polygon -- the cells as a POLYGON or MULTIPOLYGON.
 *
 *   n, cell  [n]  in   each once
 *   g             out  rings wound as feature.h says, cut at 180 degrees, with
 *                      an edge along it and along the pole where cells lie
 *                      round that; free with geometry_free()
 *
 * Exact  corners to 1e-7 degrees; corners on a straight line between their
 *        neighbours are left away; rings touch themselves and others in points
 *        at most
 */
void outline_polygon(const struct outline *o, size_t n, const uint32_t *cell,
                     struct geometry *g);

/* outline_box -- west, south, east, north of the cells [degrees], west > east
 * across 180 degrees: the narrowest there is. */
void outline_box(const struct outline *o, size_t n, const uint32_t *cell,
                 double box[4]);

#endif
