/* SPDX-License-Identifier: Apache-2.0 */
/* cog -- one step of a dataset as a Cloud-Optimized GeoTIFF */
#ifndef TWIN_COG_H
#define TWIN_COG_H

#include "core/dataset.h"
#include "core/output.h"

/* What is written; borrowed for the call. */
struct cog {
    const struct dataset *ds;
    const struct step *step;
    const char *field;    /* only this one; NULL: all */
    const char *software; /* TIFFTAG_SOFTWARE, or NULL */
    int jobs;             /* threads for compression */
};

/*
 * cog_write -- writes all fields as bands into a part, which the caller
 * commits.
 *
 * North-up; of 64 bits where a field is WIDE; blocks of 512, DEFLATE level 6,
 * predictor 2 for labels and 3 for reals; overviews by halves until 512,
 * averaged, or nearest for labels; nodata NaN or LABEL_MISSING; descriptions,
 * units, standard names, flags, TIFFTAG_DATETIME of a real calendar,
 * TIFFTAG_SOFTWARE, HISTORY.  Levels and members become bands NAME_LEVEL,
 * NAME_mMEMBER.
 *
 * Exact   same bytes for any number of jobs
 * Errors  EX_DATAERR  axes that are not regular within 1e-6 of a cell or the
 *                     rounding of a float, or fields of both types, with what
 *                     would help
 *         EX_IOERR    the disk
 */
MUST_CHECK int cog_write(struct part *p, const struct cog *c);

/* cog_check -- would cog_write() take this dataset?  Says so before any step
 * is read. */
MUST_CHECK int cog_check(const struct dataset *ds, const char *field);

#endif
