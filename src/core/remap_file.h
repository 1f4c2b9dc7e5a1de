/* SPDX-License-Identifier: Apache-2.0 */
/* remap_file -- weights that are kept for the next run */
#ifndef TWIN_REMAP_FILE_H
#define TWIN_REMAP_FILE_H

#include "core/remap.h"

/*
 * remap_write -- NetCDF-4 with row(dst + 1), col(links), weight(links): those
 * of target cell i are the links row[i] up to row[i + 1], weight = overlap /
 * target area; between axes of latitude and longitude the same for rows (_y,
 * whose last two source rows are the means of the first and of the last one)
 * and columns (_x), whose product it is.  area_src, area_dst [km2] where cells
 * have corners; attributes source_grid, target_grid (digests), sizes, method,
 * version.
 *
 * Errors  those of part_open(); EX_UNAVAILABLE  the plug-in is not there
 */
MUST_CHECK int remap_write(const struct remap *r, const char *path,
                           const struct grid *src, const struct grid *dst);

/*
 * remap_read -- what remap_new() would make, from such a file.
 *
 *   out  out  NULL, with EX_OK, where there is no such file
 *
 * Exact   remap_apply() gives the same bits
 * Errors  EX_DATAERR  made for another grid or method, saying which differs;
 *                     damaged, no such file
 */
MUST_CHECK int remap_read(struct remap **out, const char *path,
                          const struct grid *src, const struct grid *dst,
                          enum remap_method method, double min_frac);

#endif
