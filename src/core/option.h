/* SPDX-License-Identifier: Apache-2.0 */
/* option -- tables of options: finding one, reading its argument.  For
 * command.c and help.c; a command writes tables only. */
#ifndef TWIN_OPTION_H
#define TWIN_OPTION_H

#include "core/command.h"

enum { OPTION_TABLES = 64 };

/* The options known at some moment.  A name counts where it stands first. */
struct options {
    size_t ntables;
    const struct opt *table[OPTION_TABLES]; /* the last has no name */
    size_t ngiven;
    const struct opt **given; /* in their order */
};

/* options_add -- one more table; NULL is none.  It goes before the others. */
void options_add(struct options *o, const struct opt *table);

/* option_named, option_lettered -- NULL when there is none. */
const struct opt *option_named(const struct options *o, const char *name,
                               size_t length);
const struct opt *option_lettered(const struct options *o, char letter);

/*
 * option_take -- the option was given.
 *
 *   shown  in  as it was given, "--over" or "-o", for messages
 *   value  in  its argument; NULL: a flag, or left out where it may be
 *
 * Errors  EX_USAGE
 */
MUST_CHECK int option_take(struct options *o, const struct opt *opt,
                           const char *shown, const char *value);

/* option_check -- EX_OK, or EX_USAGE naming a required one not given. */
MUST_CHECK int option_check(const struct options *o);

/* option_unknown -- EX_USAGE with the nearest name there is. */
MUST_CHECK int option_unknown(const struct options *o, const char *name,
                              size_t length);

/* method_find -- the method of that name, or NULL. */
const struct method *method_find(const struct method *m, const char *name);

/* method_unknown -- EX_USAGE with the nearest name, and all there are. */
MUST_CHECK int method_unknown(const struct command *c, const char *name);

#endif
