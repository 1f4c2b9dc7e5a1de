/* SPDX-License-Identifier: Apache-2.0 */
/* raster -- datasets from the rasters that GDAL reads: GeoTIFF, JPEG 2000, PNG,
 * JPEG, HDF4, HFA, ENVI, ESRI grids, SRTM tiles.
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
 * GRID_CURVILINEAR; without a CRS: latitude and longitude if the extent fits
 * (warned).  TIFFTAG_DATETIME is the time, UTC.
 *
 * Missing  nodata and what a mask hides become NaN; scale and offset are
 *          applied, as is unit
 * Errors   EX_DATAERR  not a raster of the list above, damaged, no place; a
 *                      claim that the file's size cannot hold
 */
MUST_CHECK int raster_open(struct source **out, const struct source_in *in);

#endif
