/* SPDX-License-Identifier: Apache-2.0 */
/* compress -- zstd streams, one frame with a content checksum */
#ifndef TWIN_COMPRESS_H
#define TWIN_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

/* The first bytes of a zstd frame. */
#define ZSTD_START "\x28\xb5\x2f\xfd"

struct packer;

/*
 * packer_new -- a frame that goes to a descriptor.
 *
 *   path   in   for messages; borrowed until packer_free()
 *   level  in   1..19; others become the nearest
 *   jobs   in   threads, at least 1
 *
 * Exact  the same bytes for any number of jobs, and any pieces
 */
struct packer *packer_new(int fd, const char *path, int level, int jobs);
void packer_free(struct packer *p);

/* packer_put, packer_end -- more bytes; the end of the frame.  Errors
 * EX_IOERR. */
MUST_CHECK int packer_put(struct packer *p, const void *bytes, size_t n);
MUST_CHECK int packer_end(struct packer *p);

struct unpacker;

/* unpacker_new -- decodes what unpacker_take() is given. */
struct unpacker *unpacker_new(void);
void unpacker_free(struct unpacker *u);

/*
 * unpacker_take -- decodes until bytes or room end.
 *
 *   bytes [n]    in   what comes next in the frame
 *   used         out  how many of them were
 *   out [room]   out  *made decoded bytes
 *   ended        out  the frame is complete and its checksum holds
 *
 * Errors  EX_DATAERR  damaged; a window over 128 MiB
 */
struct unpack {
    const void *bytes;
    size_t n, used;
    void *out;
    size_t room, made;
    bool ended;
};
MUST_CHECK int unpacker_take(struct unpacker *u, struct unpack *io);

/* unpacker_block -- frames that are there whole.  Returns false where they are
 * damaged or give more than there is room for. */
bool unpacker_block(struct unpacker *u, const void *bytes, size_t n, void *out,
                    size_t room, size_t *made);

#endif
