/* SPDX-License-Identifier: Apache-2.0 */
/* href -- references of STAC objects to files, and back */
#ifndef TWIN_HREF_H
#define TWIN_HREF_H

#include <stdbool.h>

/* href_is_url -- has it a scheme, or a host? */
bool href_is_url(const char *href);

/* path_clean -- without "." and "//", ".." taken literally: "a/./b/../c" is
 * "a/c".  The caller frees it with free(). */
char *path_clean(const char *path);

/* path_join -- `path` as seen from a folder, clean; an absolute one stays.  The
 * caller frees it with free(). */
char *path_join(const char *folder, const char *path);

/* path_inside -- is a path in a folder, or it?  Both are looked at literally;
 * links are not followed. */
bool path_inside(const char *path, const char *folder);

/*
 * href_path -- the file that a reference stands for.
 *
 *   href    in  percent-encoded, relative or absolute, or file://
 *   folder  in  that of the file it stands in
 *
 * Returns NULL for a URL.  The caller frees it with free().
 */
char *href_path(const char *href, const char *folder);

/* href_to -- the reference from a folder to a file, "./x.tif" or "../x.tif",
 * percent-encoded.  The caller frees it with free(). */
char *href_to(const char *folder, const char *path);

/* Marks that do no harm in the path of a reference. */
#define HREF_MARKS "!$&'()*+,;=@"

/* href_encode -- a path percent-encoded: all but A-Za-z0-9, -._~/ and some
 * marks.  The caller frees it with free(). */
char *href_encode(const char *path, const char *marks);

/* path_ends -- does a path end in a suffix, with something before it? */
bool path_ends(const char *path, const char *suffix);

/* href_is_encoded -- are there no blanks, controls, bytes beyond ASCII or loose
 * percent signs? */
bool href_is_encoded(const char *href);

#endif
