/* SPDX-License-Identifier: Apache-2.0 */
/* footprint -- what a dataset covers: a geometry and a box (RFC 7946) */
#ifndef TWIN_FOOTPRINT_H
#define TWIN_FOOTPRINT_H

#include <stdbool.h>

#include "core/feature.h"
#include "core/grid.h"

/* Nothing (geometry null), or where the cells are. */
struct footprint {
    bool known;
    struct geometry geometry; /* footprint_free() */
    double box[4];            /* west > east across 180 degrees [degrees] */
};

/* A frame: cells whose outer edge is a parallelogram on some map, column u and
 * row v of the cells' corners at x = t0 + t1 u + t2 v, y = t3 + t4 u + t5 v. */
struct frame {
    double t[6];
    size_t nx, ny;
    const struct grid *grid; /* of the map: its kind, crs and mapping */
};

/*
 * footprint_frame -- the outer edge on the globe: its true extent, with what
 * lies beyond 180 degrees cut off as a part of its own, and round a pole.
 *
 *   thin  in  the geometry may leave the edge by so much [degrees]; extremes
 *             and corners stay
 *
 * Exact    the box to 1e-6 degrees
 * Errors   EX_DATAERR  over half of the edge has no place on the globe
 *          EX_UNAVAILABLE  PROJ is needed and is not there
 */
MUST_CHECK int footprint_frame(struct footprint *out, const struct frame *f,
                               double thin);

/* footprint_map -- the same where the map may be longitude and latitude: there
 * an edge along the axes is a rectangle, which may go round the globe. */
MUST_CHECK int footprint_map(struct footprint *out, const struct frame *f,
                             double thin);

/* footprint_grid -- of any grid: the edge of its axes, the outline of its
 * cells, or the hull of its points.  Unknown where it has no place. */
MUST_CHECK int footprint_grid(struct footprint *out, const struct grid *g,
                              double thin);

/* footprint_box -- a rectangle; west may be any turn, east - west <= 360. */
void footprint_box(struct footprint *out, const double box[4]);

/*
 * footprint_points -- the hull of n places; a Point or LineString where it has
 * no area, the rectangle where it goes round the globe.
 *
 *   width  [n]  in  how far east of each the longitudes are covered too
 *                   [degrees]; NULL: nowhere
 */
void footprint_points(struct footprint *out, size_t n, const double *lon,
                      const double *lat, const double *width);

void footprint_free(struct footprint *f);

/*
 * axis_reach -- first and last outer edge of an axis: its bounds where each
 * holds its value, else half a cell more on each side (warned, if there are
 * bounds); of one value without bounds the value.
 *
 *   regular  out  are all cells of one length, within 1e-6 of it?
 */
void axis_reach(const struct axis *a, double edge[2], bool *regular);

#endif
