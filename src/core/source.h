/* SPDX-License-Identifier: Apache-2.0 */
/* source -- one opened input, whatever its format, as a dataset and its steps.
 *
 * What a format offers to reader.h; commands see only the reader. */
#ifndef TWIN_SOURCE_H
#define TWIN_SOURCE_H

#include "core/dataset.h"

struct source;
struct profile;
struct csv_how;
struct tap; /* intake.h */

struct source_ops {
    /* Step k of the dataset; a sequential source is asked for 0, 1, 2 ... and
     * sets *s to NULL after the last.  Valid until the next call, its pull as
     * long as it can be held. */
    int (*step)(struct source *src, size_t k, const struct step **s);
    void (*close)(struct source *src);
};

/* The first member of a format's own struct. */
struct source {
    const struct source_ops *ops;
    struct dataset *ds;
    char *path;
    char digest[33]; /* of a stream, after its last step; else "" */
    bool sequential;
    bool table; /* read as struct csv_how says */
    bool pulls; /* steps may come without values, with a pull */
};

/* What messages call it. */
#define STANDARD_INPUT "standard input"

/* What an opener is told; borrowed for the call. */
struct source_in {
    int fd;           /* at its start; passes to the source */
    const char *path; /* as the user wrote it, or STANDARD_INPUT */
    const void *head; /* [nhead] bytes already read from fd */
    size_t nhead;
    size_t nvariables; /* the fields wanted, by name or standard_name; 0: all */
    const char *const *variable;
    size_t noptional;              /* the last of them may be absent; not all */
    const struct profile *profile; /* of the source, or NULL */
    bool detect; /* look for a profile that fits; cf_open() applies it */
    const struct csv_how *csv; /* as in struct input */
    bool accept_unterminated;
    bool wide;                      /* as in struct input */
    bool month_units;               /* as in struct input */
    const struct time_range *range; /* of the steps wanted, or NULL */
    bool whole_vectors;             /* as in struct input */
    const int64_t *lead;            /* as in struct input */
    bool keep_first, keep_last; /* of fields that are there twice, and differ */
    bool spool;                 /* as in struct input */
    struct tap *tap;            /* of a stream or NetCDF in a pipe, or NULL */
};

/* source_open -- by magic number: stream and NetCDF (cf.h), a folder that is a
 * Zarr store (zarr.h), GRIB (grib.h),
 * rasters (raster.h), station tables (csv.h).  Errors EX_DATAERR for what is
 * not known. */
MUST_CHECK int source_open(struct source **out, const struct source_in *in);

/* source_step -- ops->step, with the path before the message of a failure. */
MUST_CHECK int source_step(struct source *src, size_t k, const struct step **s);
void source_close(struct source *src);

#endif
