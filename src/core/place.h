/* SPDX-License-Identifier: Apache-2.0 */
/* place -- where an output goes, looked at before it is made.  For output.c. */
#ifndef TWIN_PLACE_H
#define TWIN_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "core/err.h"

struct place {
    bool special; /* a device or a pipe */
    mode_t mode;  /* of a file that is there; 0: none */
};

/* place_look -- what is at path; an error where no output can be. */
MUST_CHECK int place_look(const char *path, struct place *place);

/* place_follow -- the path with links followed, also those to files that are
 * not there yet.  The caller frees it with free(). */
MUST_CHECK int place_follow(const char *path, char **target);

/* place_folder -- the folder of a path: "." or what is before its last slash.
 * The caller frees it with free(). */
char *place_folder(const char *path);

/* place_error -- the code of an errno after a failed call that makes a file:
 * 73, 77, or 74 for a full or broken disk; with the message. */
int place_error(int number, const char *path);

#endif
