/* SPDX-License-Identifier: Apache-2.0 */
/* inflate -- zlib and gzip streams, whole blocks at once, by libdeflate */
#ifndef TWIN_INFLATE_H
#define TWIN_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

/* What one thread needs; one call at a time. */
struct inflater;
struct deflater;

struct inflater *inflater_new(void);
void inflater_free(struct inflater *z);

/*
 * inflate_block -- decodes a zlib stream whose checksum holds.
 *
 *   bytes [n]    in
 *   out [room]   out  *made bytes
 *
 * Returns false where it is damaged or gives more than there is room for.
 */
bool inflate_block(struct inflater *z, const void *bytes, size_t n, void *out,
                   size_t room, size_t *made);

/* gunzip_block -- the same of gzip, one member or several. */
bool gunzip_block(struct inflater *z, const void *bytes, size_t n, void *out,
                  size_t room, size_t *made);

/* deflater_new -- level 1..12. */
struct deflater *deflater_new(int level);
void deflater_free(struct deflater *z);

/* deflate_block -- a zlib stream of n bytes; its length, or 0 where that is
 * more than room.  Bytes at its start that deflate would not make fewer, such
 * as the last digits of shuffled values, are stored.  Exact: the same bytes for
 * the same version of the library. */
size_t deflate_block(struct deflater *z, const void *bytes, size_t n, void *out,
                     size_t room);

#endif
