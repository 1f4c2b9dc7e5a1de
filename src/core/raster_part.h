/* SPDX-License-Identifier: Apache-2.0 */
/* raster_part -- what raster.c is made of: grid, time, fields, sanity */
#ifndef TWIN_RASTER_PART_H
#define TWIN_RASTER_PART_H

#include "core/dataset.h"
#include "core/plug/gdal.h"

/* Where the values of a field come from. */
struct raster_band {
    const struct gdal *file;
    struct gdal_band *band;
    size_t k; /* its place in the file */
};

/* raster_unpack -- how values are packed, as the attributes of a field have it
 * from a source profile, goes to its band. */
void raster_unpack(struct gdal_band *b, struct field *f);

/*
 * raster_grid -- the grid of a file, with bounds.
 *
 *   crs  in  of a file that has none, or NULL: a warning
 *
 * Errors  as raster_open()
 */
MUST_CHECK int raster_grid(struct grid **out, const struct gdal_info *info,
                           const char *crs, const char *path);

/* raster_time -- sets the time axis of one step, from the acquisition, date and
 * time of MARS or TIFFTAG_DATETIME; none without them. */
MUST_CHECK int raster_time(struct dataset *ds, const struct gdal_info *info);

/* raster_name -- what the field of band k (from 0) is called; the caller frees
 * it with free(). */
char *raster_name(const struct gdal_band *b, size_t k);

/* raster_field -- adds the field of a band; the name is made unique.  `wide`:
 * what a float cannot hold is WIDE. */
void raster_field(struct dataset *ds, const struct gdal_band *b,
                  const char *name, bool wide);

/* raster_signs -- gives n values of signed bytes the signs that GDAL 3.6 does
 * not know. */
void raster_signs(const struct gdal_band *b, size_t n, double *value);

/* raster_atts -- the global attributes of a file. */
void raster_atts(struct dataset *ds, const struct gdal_info *info);

/* raster_text -- the text of a name, or NULL. */
const char *raster_text(const struct gdal_texts *t, const char *name);

/*
 * raster_check -- EX_OK if a file can hold what its header says.
 *
 *   size  in  of the file [bytes]
 *
 * Errors  EX_DATAERR  truncated; a claim beyond all compression; complex values
 */
MUST_CHECK int raster_check(const struct gdal_plug *plug, const struct gdal *g,
                            const struct gdal_info *info, uint64_t size);

void raster_info_free(struct gdal_info *info);

/* raster_tell_rounded -- warns of whole numbers that a double may not hold,
 * which is what GDAL gives; false: there are none among these n. */
bool raster_tell_rounded(const struct gdal_band *b, const struct field *f,
                         size_t n, const double *value);

#endif
