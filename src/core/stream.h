/* SPDX-License-Identifier: Apache-2.0 */
/* stream -- twin-stream(5): NetCDF classic, front to back, and an end mark */
#ifndef TWIN_STREAM_H
#define TWIN_STREAM_H

#include "core/cdf.h"
#include "core/digest.h"
#include "core/intake.h"
#include "core/ncfile.h"
#include "core/pull.h"

/*
 * stream_header -- the header of a classic file, without taking its bytes.
 *
 *   nc, lay  out  the caller frees them with nc_free() and cdf_free()
 *
 * Errors  EX_DATAERR  no such header, or not all of it
 */
MUST_CHECK int stream_header(struct intake *in, struct nc **nc,
                             struct cdf **lay);

/*
 * stream_open -- reads what comes as it comes: a stream, or another classic
 * file whose layout allows it.
 *
 *   in     in   at the start of the file; passes, also on failure
 *   nc     in   its header, which passes, also on failure
 *   lay    in   the layout that came with nc; must be sequential
 *   mode   in   borrowed for the call
 *
 * The values of fixed variables are read.
 *
 * Errors  EX_DATAERR  it ends too soon, or its writer failed before the first
 *                     step (with the writer's message)
 */
MUST_CHECK int stream_open(struct ncfile **out, struct intake *in,
                           struct nc *nc, struct cdf *lay,
                           const struct ncfile_mode *mode);

/*
 * stream_repair -- makes a saved stream whole that was cut from its writer: its
 * whole steps stay, the rest goes, header and end mark become true.  One that
 * only has the wrong count in its header gets the right one.  In place.
 *
 *   steps  out  how many there are
 *
 * Errors  EX_DATAERR  no stream, not in a regular file, compressed, damaged, or
 *                     without a record; nothing was changed
 *         EX_IOERR
 */
MUST_CHECK int stream_repair(const char *path, uint64_t *steps);

/* A stream that is being written. */
struct stream_out;

struct stream_how {
    int fd;           /* at its start; not closed */
    const char *path; /* for messages, "-" standard output; borrowed until
                         stream_free() */
    int zstd;         /* level; 0: not compressed */
    int jobs;         /* threads for compression */
};

/*
 * stream_begin -- writes the header, and fixed variables as far as their values
 * are there.
 *
 *   nc   in   borrowed until stream_free(); nc->nrecords NC_NONE: not known.
 *             CDF-2, unless a variable needs CDF-5.  Where fixed variables have
 *             no value yet, the first stream_put() brings it
 *   how  in   borrowed for the call
 *
 * In a regular file (not compressed, not appended to) the header says 0 records
 * until stream_end(); elsewhere it says nc->nrecords, or STREAMING.
 *
 * Errors  EX_IOERR
 */
MUST_CHECK int stream_begin(struct stream_out **out, const struct nc *nc,
                            const struct stream_how *how);

/*
 * stream_put -- the next record.
 *
 *   r  in  [nc->nvars] native values of record variables, and of fixed ones
 *          that are still to come; the rest is not looked at
 *
 * Errors  EX_IOERR; those of the pull; EX_SOFTWARE  more records than were
 *         announced
 */
MUST_CHECK int stream_put(struct stream_out *s, const struct record *r);

/*
 * stream_end -- the end mark, then the true number of records in the header of
 * a regular file.  No fsync.
 *
 *   digest  out  XXH3-128 of the stream in hex; may be NULL
 *
 * Errors  EX_IOERR; EX_SOFTWARE  fewer records than were announced
 */
MUST_CHECK int stream_end(struct stream_out *s, char digest[DIGEST_TEXT]);

/*
 * stream_abort -- instead of stream_end(): tells who reads why there is no
 * more. A message that came with an aborted input is passed on as it is.
 *
 *   s        in   NULL: stream_begin() was not reached
 *   fd       in   where the stream is going
 *   message  in   of err.h; the name of the command is put before it, and it is
 *                 cut after STREAM_MESSAGE bytes
 */
void stream_abort(struct stream_out *s, int fd, const char *message);
void stream_free(struct stream_out *s);

#endif
