/* SPDX-License-Identifier: Apache-2.0 */
/* line -- the command line as `history` shows it, for command.c: quoted for the
 * shell; without what only says where and how the result is stored (-o -f -z -j
 * --memory -v --progress); base names of paths outside the working folder; URLs
 * without user and query, no passwords. */
#ifndef TWIN_LINE_H
#define TWIN_LINE_H

/* line_word -- appends a word as it is: the name of a command or a method. */
void line_word(const char *word);

/* line_option -- appends --NAME and its value, which may be NULL.
 *
 *   arg  in  how help shows it: FILE and DIR in it say that it is a path
 */
void line_option(const char *name, const char *arg, const char *value);

/* line_file -- appends an operand. */
void line_file(const char *path);

/* line_text -- all of it; "" before the first.  Valid until the next word,
 * after the last until exit. */
const char *line_text(void);

#endif
