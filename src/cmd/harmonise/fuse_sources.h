/* SPDX-License-Identifier: Apache-2.0 */
/* fuse_sources -- FILEs that are sources of the same fields, for --join fuse:
 * each after the first is harmonised by a process of its own, up to the fusion
 */
#ifndef TWIN_FUSE_SOURCES_H
#define TWIN_FUSE_SOURCES_H

#include "cmd/harmonise/fuse_sigma.h"
#include "core/command.h"

/* The unit in which a field came in, where it was made canonical: attribute. */
#define SOURCES_UNITS "twinpipe_fuse_units"

/* sources_take -- --join fuse was given, for these FILEs. */
void sources_take(const struct input *in);

/*
 * sources_start -- goes on in a process for each FILE after the first.
 *
 *   job  in|out  of one FILE, and in those processes with a stream as output
 *
 * Errors   EX_USAGE  numbers of FILEs and of --sigma; EX_OSERR
 * Threads  before the first parallel region
 */
MUST_CHECK int sources_start(struct job *job);

/* sources_is_branch -- is this one of those processes?  sources_leave -- it
 * ends here; in the first, those that go on do. */
bool sources_is_branch(void);
void sources_leave(int status);

/* sources_count -- FILEs; 0 where they are not fused.  sources_name -- as the
 * user wrote it.  sources_time -- --time, or NULL. */
size_t sources_count(void);
const char *sources_name(size_t i);
const char *sources_time(void);

/* sources_sigmas -- [sources_count()] of --sigma.  Errors EX_USAGE. */
MUST_CHECK int sources_sigmas(struct sigma *s);

/* sources_open, sources_next -- what comes of FILE i > 0, as reader.h has it.
 * Errors: also those of its process. */
MUST_CHECK int sources_open(size_t i, struct reader **out);
MUST_CHECK int sources_next(size_t i, struct reader *r, const struct step **s);

/* sources_refuse -- EX_USAGE if option is given with --join fuse. */
MUST_CHECK int sources_refuse(const char *option, bool given);

/* sources_keep_unit -- the unit that a field came in, for its standard error.
 */
void sources_keep_unit(struct field *f, const char *units);

#endif
