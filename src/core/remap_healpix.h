/* SPDX-License-Identifier: Apache-2.0 */
/* remap_healpix -- conservative weights to the cells of HEALPix, exactly;
 * private to remap */
#ifndef TWIN_REMAP_HEALPIX_H
#define TWIN_REMAP_HEALPIX_H

#include "core/remap_links.h"
#include "kernel/healpix.h"

/*
 * remap_to_healpix -- overlap / target area in the plane of HEALPix, where its
 * cells are squares.
 *
 *   src  in  HEALPix itself, a grid of latitude and longitude or a reduced
 *            Gaussian one
 *   dst  in  HEALPix, all cells
 */
MUST_CHECK int remap_to_healpix(struct weights **out, const struct grid *src,
                                const struct grid *dst);

/* remap_is_exact -- can it, for this source? */
bool remap_is_exact(const struct grid *src);

/* remap_source_boxes -- the cells of a source of latitude and longitude, or of
 * rows other than HEALPix, as boxes; the caller frees them. */
MUST_CHECK int remap_source_boxes(struct healpix_box **out,
                                  const struct grid *g);

#endif
