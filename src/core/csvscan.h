/* SPDX-License-Identifier: Apache-2.0 */
/* csvscan -- a table's text cut into lines and cells (RFC 4180) */
#ifndef TWIN_CSVSCAN_H
#define TWIN_CSVSCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct csvscan {
    char *at;       /* the next byte */
    char separator; /* , ; or tab */
    size_t line;    /* where the line in hand begins, from 1 */
    size_t next;    /* where the next one does */
    size_t n, room; /* its cells */
    char **cell;    /* [n]  unquoted, in the text itself, blanks trimmed */
};

/* csvscan_start -- on a text that ends with 0 and is written to; a byte order
 * mark is passed over, the separator is what the first line has most of. */
void csvscan_start(struct csvscan *s, char *text);

/* csvscan_line -- the next line that is not empty; false after the last.
 * After a quote that is not closed s->n is 0, and it was the last. */
bool csvscan_line(struct csvscan *s);
void csvscan_end(struct csvscan *s);

#endif
