/* SPDX-License-Identifier: Apache-2.0 */
/* remap_levers -- first moments of overlaps about the centroids of source
 * cells; private to remap */
#ifndef TWIN_REMAP_LEVERS_H
#define TWIN_REMAP_LEVERS_H

#include "core/remap_shapes.h"

struct levers {
    const struct weights *w;     /* overlap / target area */
    const struct shapes *shapes; /* of the source */
    double *m;                   /* [links][2] along the source's frame / area
                                    of the target */
    double *area;                /* [w->ndst] of the target [sr] */
};

/* levers_add -- adds the integral of the place over an overlap [sr]; links
 * that were dropped stay so. */
void levers_add(struct levers *m, size_t i, size_t col, const double r[3]);

/* levers_polygon -- adds a polygon that source cell col shares with target
 * cell i; levers_end -- divides by the area of that, which is known now. */
void levers_polygon(struct levers *m, size_t i, size_t col, size_t n,
                    const double *p);
void levers_end(struct levers *m, size_t i, double area);

/*
 * levers_polygons -- those of the weights of remap_conservative();
 * levers_boxes, from boxes to boxes of latitude and longitude;
 * levers_healpix, from HEALPix to those, or from boxes to HEALPix;
 * levers_faces, from HEALPix to HEALPix.
 *
 *   box  in  [w->nsrc], or NULL
 */
MUST_CHECK int levers_polygons(struct levers *m, const struct grid *src,
                               const struct grid *dst);
MUST_CHECK int levers_boxes(struct levers *m, const struct healpix_box *box,
                            const struct grid *dst);
MUST_CHECK int levers_healpix(struct levers *m, const struct healpix_box *box,
                              const struct grid *src, const struct grid *dst);
MUST_CHECK int levers_faces(struct levers *m, const struct grid *src,
                            const struct grid *dst);

/* levers_close -- lets those of a source cell that the target covers wholly
 * add up to 0, by moving its centroid, and its corners with it. */
void levers_close(struct levers *m, struct shapes *shapes);

#endif
