/* SPDX-License-Identifier: Apache-2.0 */
/* assets -- FILEs that STAC Items name */
#ifndef TWIN_ASSETS_H
#define TWIN_ASSETS_H

#include "core/err.h"
#include "core/reader.h"

struct assets;

/*
 * assets_expand -- puts in the place of each FILE (or standard input) that is
 * STAC Items (one, one a line, a FeatureCollection) the files of their data:
 * the assets of role "data", else the one called so.  A file that is named
 * again counts once.
 *
 *   in   in, out  nfiles and file; head of standard input, if that had to be
 *                 read to see what it is; valid until assets_free()
 *   out  out      what holds these; the caller frees it with assets_free()
 *
 * References are relative to the folder of the FILE, of standard input to the
 * working folder.
 *
 * Errors  EX_DATAERR  an Item without data, or with data that are no file; a
 *                     Collection or Catalog; no JSON behind a first Item
 */
MUST_CHECK int assets_expand(struct assets **out, struct input *in);
void assets_free(struct assets *a);

#endif
