/* SPDX-License-Identifier: Apache-2.0 */
/* vertices -- what features and tables cover, as far as a footprint asks */
#ifndef TWIN_VERTICES_H
#define TWIN_VERTICES_H

#include "core/footprint.h"

/* Zero is none of them. */
struct vertices {
    size_t n, room;
    double *lon, *lat; /* [n] [degrees] */
    double *width;     /* [n]  what is covered east of it [degrees] */
};

/* vertices_add -- one more.  Beyond a million they become their hull, which
 * covers the same. */
void vertices_add(struct vertices *v, double lon, double lat, double width);

/* vertices_geometry -- those of a geometry, whose edges are straight in
 * longitude and latitude (RFC 7946, section 3.1.1). */
void vertices_geometry(struct vertices *v, const struct geometry *g);

/* vertices_box -- the corners of a box; west > east goes across 180. */
void vertices_box(struct vertices *v, const double box[4]);

void vertices_free(struct vertices *v);

#endif
