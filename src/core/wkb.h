/* SPDX-License-Identifier: Apache-2.0 */
/* wkb -- geometries from Well-Known Binary */
#ifndef TWIN_WKB_H
#define TWIN_WKB_H

#include "core/err.h"
#include "core/feature.h"

/*
 * wkb_read -- a geometry from its bytes.
 *
 *   g      out  what feature.h describes; free with geometry_free(), also on
 *               failure
 *   has_m  out  were there measures, which are dropped?  May be NULL
 *
 * Triangles, TINs and polyhedral surfaces become polygons and multipolygons.
 *
 * Errors  EX_DATAERR  counts that the bytes cannot hold, a kind that is not
 *                     known (curves), deeper than 32
 * Source  OGC 06-103r4, section 8; ISO 13249-3 for Z and M; EWKB's flags too
 */
MUST_CHECK int wkb_read(struct geometry *g, const unsigned char *bytes,
                        size_t n, bool *has_m);

#endif
