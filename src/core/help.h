/* SPDX-License-Identifier: Apache-2.0 */
/* help -- what --help, --list and --completion print, from the tables */
#ifndef TWIN_HELP_H
#define TWIN_HELP_H

#include "core/command.h"
#include "core/option.h"

/*
 * help_print -- usage and options on standard output, 80 columns wide.
 *
 *   m       in  the method asked about; NULL: the command, and all it has
 *   shared  in  the options of all commands, shown last
 *   own     in  all that is known, to leave out shared ones that are shadowed
 */
void help_print(const struct command *c, const struct method *m,
                const struct options *own, const struct options *shared);

/* help_list -- a line for each method: name, tab, what it is. */
void help_list(const struct command *c);

/* help_completion -- a completion script for bash. */
void help_completion(const struct command *c, const struct options *shared);

#endif
