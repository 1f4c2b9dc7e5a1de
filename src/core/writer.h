/* SPDX-License-Identifier: Apache-2.0 */
/* writer -- the output of a command: a stream, or a file by its suffix */
#ifndef TWIN_WRITER_H
#define TWIN_WRITER_H

#include "core/dataset.h"

/* What the options of a command say about its output; all may be left 0. */
struct output {
    const char *file;    /* -o; NULL or "-": standard output */
    const char *form;    /* -f: stream nc tif csv geojson; NULL: by suffix */
    int zstd;            /* -z: level; 0: not compressed */
    int jobs;            /* threads for compression */
    const char *history; /* command line, put into the attribute */
};

struct writer;

/*
 * writer_open -- looks at the output without making it.
 *
 * Errors  EX_USAGE      a form that is not there; a stream to a terminal
 *         EX_CANTCREAT  the folder is not there or closed to us
 */
MUST_CHECK int writer_open(struct writer **out, const struct output *o);

/* writer_begin -- describes what comes; ds is copied.  A time axis whose n is
 * known must get exactly so many steps.
 *
 * Errors  EX_CANTCREAT, EX_NOPERM  the file
 *         EX_USAGE    more steps than the form takes
 *         EX_DATAERR  a grid that the form cannot show; features beyond 10^6
 */
MUST_CHECK int writer_begin(struct writer *w, const struct dataset *ds);

/* writer_put -- the next step, in order of time.  Errors also EX_IOERR;
 * EX_SOFTWARE  more steps than were announced. */
MUST_CHECK int writer_put(struct writer *w, const struct step *s);

/* writer_pulls -- does one that has begun take steps with a pull? */
bool writer_pulls(const struct writer *w);

/* writer_commit -- the end mark; fsync and rename of a file.  After this, and
 * only after this, the output is there. */
MUST_CHECK int writer_commit(struct writer *w);

/* writer_free -- without a commit nothing is left behind, and who reads our
 * pipe is told why (an ABORT mark with the message of err.h). */
void writer_free(struct writer *w);

#endif
