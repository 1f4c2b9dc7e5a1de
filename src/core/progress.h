/* SPDX-License-Identifier: Apache-2.0 */
/* progress -- a line on standard error for work that lasts over a second.
 *
 * On when standard error is a terminal, or asked for with --progress; called by
 * the reader, so that no command has to. */
#ifndef TWIN_PROGRESS_H
#define TWIN_PROGRESS_H

#include <stddef.h>

/* progress_step -- n of total steps are done; SIZE_MAX: total not known. */
void progress_step(size_t n, size_t total);

/* progress_force -- --progress was given, so the terminal does not matter. */
void progress_force(void);

/* progress_never -- another process tells how far they all are. */
void progress_never(void);

/* progress_end -- clears the line. */
void progress_end(void);

#endif
