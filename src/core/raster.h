/* SPDX-License-Identifier: Apache-2.0 */
/* raster -- datasets from the rasters that GDAL reads: GeoTIFF, JPEG 2000, PNG,
 * JPEG, HDF4.
 *
 * A raster is one step: its bands are fields on one grid, named by their
 * description, else b1, b2 ... */
#ifndef TWIN_RASTER_H
#define TWIN_RASTER_H

#include "core/source.h"

/* raster_is -- does a file begin as one of these? */
bool raster_is(const void *head, size_t nhead);

/*
 * raster_open -- a raster as a dataset of one step.
 *
 *   in   in   what comes through a pipe is spooled
 *
 * Cells are centred half a cell from the corner that the file gives (a GeoTIFF
 * of RasterPixelIsPoint gives the centre) and have bounds.  A geographic CRS
 * makes GRID_LATLON, any other GRID_PROJECTED with its WKT, a rotated one
 * GRID_CURVILINEAR; without a CRS: latitude and longitude if the centres fit,
 * else x, y without a CRS (both warned).  The acquisition time, else
 * TIFFTAG_DATETIME, is the time, UTC.  Integers with a palette, categories,
 * flag_values or LABEL_MISSING as nodata are labels.  Rasters inside an HDF4
 * file are fields by their last name, if they share one grid.
 *
 * Missing  nodata, what a mask hides and what is not finite become NaN; scale
 *          and offset are applied
 * Exact    to float; whole numbers beyond 2^24 only in labels
 * Errors   EX_DATAERR  not a raster of the list above, damaged, no place; a
 *                      claim that the file's size cannot hold
 */
MUST_CHECK int raster_open(struct source **out, const struct source_in *in);

#endif
