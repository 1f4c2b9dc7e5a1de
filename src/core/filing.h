/* SPDX-License-Identifier: Apache-2.0 */
/* filing -- folders of many files: locked, filled, made durable at once */
#ifndef TWIN_FILING_H
#define TWIN_FILING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

/* folder_make -- a folder and those above it, as far as they are not there.
 * Errors EX_CANTCREAT, EX_NOPERM. */
MUST_CHECK int folder_make(const char *path);

/*
 * folder_lock -- for this process alone, until folder_unlock().
 *
 * Errors  EX_TEMPFAIL  another one has it
 */
MUST_CHECK int folder_lock(const char *path, int *fd);
void folder_unlock(int fd);

/* folder_sync -- what was written on the disk of a locked folder is there. */
MUST_CHECK int folder_sync(int fd, const char *path);

/*
 * file_put -- a file of these bytes, and the folders it needs, appears whole;
 * one that has them already is not touched.
 *
 *   durable  in   false: folder_sync() will make it so; a file that is replaced
 *                 is made durable all the same
 *   changed  out  or NULL
 */
MUST_CHECK int file_put(const char *path, const void *bytes, size_t n,
                        bool durable, bool *changed);

enum placing { PLACE_COPY, PLACE_LINK, PLACE_EITHER };

/*
 * file_place -- a file under another name.
 *
 *   how      in   PLACE_EITHER: a hard link where the disk can, else a copy
 *   changed  out  false: it was there, with the same bytes
 *
 * Errors  EX_CANTCREAT  no hard link is possible: another disk
 */
MUST_CHECK int file_place(const char *from, const char *to, enum placing how,
                          bool *changed);

/* file_is -- is it a regular file? */
bool file_is(const char *path);

/* file_remove -- and the folders above it that are empty then, up to `top`. */
void file_remove(const char *path, const char *top);

/* file_line -- "sha256 adler32 bytes " of a file; the caller frees it with
 * free(). */
MUST_CHECK int file_line(const char *path, char **line);

#endif
